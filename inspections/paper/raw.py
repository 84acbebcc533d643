"""What a file says before anybody knows whether it makes sense."""

from dataclasses import dataclass, field
from typing import NamedTuple

MOST_ITEMS = 2000  # of one checklist


class Where(NamedTuple):
    """A place in a file: its sheet (Excel only), its row, and what it is called."""

    sheet: str = ""
    row: int = 0
    column: str = ""


class Fault(NamedTuple):
    """What is wrong at a place, and what would be right."""

    where: Where
    value: str
    message: str


class Cell(NamedTuple):
    """A text and where it stands."""

    text: str
    where: Where


Facts = dict[str, Cell]


class Unreadable(Exception):
    """A file of which nothing can be read; ``faults`` say why."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(" ".join(fault.message for fault in faults))
        self.faults = list(faults)


def unreadable(message: str, row: int = 0) -> Unreadable:
    """What is wrong with a whole file, or from one of its rows on."""
    return Unreadable(Fault(Where(row=row), "", message))


@dataclass
class RawItem:
    """What a file says of an item."""

    where: Where
    facts: Facts = field(default_factory=dict)


@dataclass
class RawSection(RawItem):
    """What a file says of a section."""

    items: list[RawItem] = field(default_factory=list)


@dataclass
class Raw(RawItem):
    """What a file says of a checklist, and the columns of it that mean nothing here."""

    sections: list[RawSection] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
