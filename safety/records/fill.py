"""From lines of a file to the cells of a stage, column by column.

Each text is worked out once per column (`cells.Memo`), so that a million rows cost a
million look-ups; only a few thousand rows are in memory at a time.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from operator import itemgetter

from django.utils.translation import gettext as _

from safety.core.declare.records import Bad
from safety.core.text import marked
from safety.records.cells import FAULT, Cell, Memo
from safety.records.read import Line, Reading
from safety.records.stage import Stage

# Few enough that they are gone before Python looks for garbage among them.
AT_ONCE = 500
# How people begin the row in which they add up the others.
TOTAL = re.compile(r"(合\s*计|总\s*计|共\s*计|(grand )?totals?)\s*[::]?", re.IGNORECASE)
Said = Callable[[float], None]
Numbered = dict[int, Line]


@dataclass
class Lines:
    """The lines below the heads: blank ones passed over, the total row kept apart."""

    source: Iterator[Line]
    heads: Sequence[Cell | None]
    total: Line | None = None

    @property
    def width(self) -> int:
        return len(self.heads)

    def chunks(self) -> Iterator[Numbered]:
        """Lines by their numbers in the file, each as wide as the heads at least."""
        numbered = enumerate(self.source, 2)
        held: Numbered = {}
        while some := dict(islice(numbered, AT_ONCE)):
            if _may_be_blank(some, self.width):
                some = {
                    number: line + [""] * (self.width - len(line))
                    for number, line in some.items()
                    if any(map(str.strip, line))
                }
            some = held | some
            held = dict([some.popitem()]) if some and self._ends_in_total(some) else {}
            if some:
                yield some
        self.total = next(iter(held.values()), None)

    def _ends_in_total(self, some: Numbered) -> bool:
        """Whether the last of some lines may be the file's last, in which it adds up.

        It has the word and numbers, and nothing else that a record must have.
        """
        last = [text.strip() for text in some[max(some)]]
        word = next(filter(None, last))
        beside = zip(self.heads, last, strict=False)
        return TOTAL.fullmatch(word) is not None and not any(
            head and head.is_required and not head.is_number
            for head, text in beside
            if text and text != word
        )


def _may_be_blank(some: Numbered, width: int) -> bool:
    """Whether some line is short, or empty where it begins."""
    lines = some.values()
    is_short = min(map(len, lines)) < width
    return is_short or not all(map(str.strip, map(itemgetter(0), lines)))


@dataclass
class Total:
    """A column of numbers: what the file's own total row says and what was read."""

    name: str
    said: str
    read: str

    @property
    def agrees(self) -> bool:
        return _amount(self.said) == Decimal(self.read)


@dataclass
class Filled:
    """What was read of a file."""

    rows: int
    totals: list[Total]


class Filler:
    """Fills the stage from the lines of a file with these heads."""

    def __init__(self, stage: Stage, heads: Sequence[Cell | None]) -> None:
        self.stage, self.heads = stage, heads
        self.sums = dict.fromkeys((cell for cell in stage.present if cell.is_number), 0)

    def fill(self, reading: Reading, say: Said) -> Filled:
        """Read everything; ``say`` hears how far it is. Raises Refused."""
        memos = {
            cell: Memo(cell, of_workbook=reading.is_workbook)
            for cell in self.stage.present
        }
        lines, rows = Lines(reading.lines, self.heads), 0
        for some in lines.chunks():
            self._add(some, memos)
            rows += len(some)
            say(reading.progress())
        self.stage.settle()
        return Filled(rows, self._totals(lines.total))

    def _add(self, some: Numbered, memos: dict[Cell, Memo]) -> None:
        self.stage.note(_too_wide(some, len(self.heads)), found=False)
        read = zip(self.heads, zip(*some.values(), strict=False), strict=False)
        texts = {cell: column for cell, column in read if cell}
        columns = []
        for cell in self.stage.present:
            values = memos[cell].values_of(texts[cell])
            if memos[cell].wrong:
                wrong = _wrong(cell, memos[cell], some, texts[cell])
                self.stage.note(wrong, found=False)
                memos[cell].wrong.clear()
            if cell in self.sums:
                self.sums[cell] += sum(filter(None, values))
            columns.append(values)
        self.stage.add(list(some), columns)

    def _totals(self, line: Line | None) -> list[Total]:
        if line is None:
            return []
        said = {
            cell: text.strip()
            for cell, text in zip(self.heads, line, strict=False)
            if cell
        }
        return [
            Total(cell.name, said[cell], cell.write(read))
            for cell, read in self.sums.items()
            if _amount(said[cell]) is not None
        ]


def _wrong(
    cell: Cell, memo: Memo, numbers: Iterable[int], texts: Sequence[str]
) -> Iterator[Bad]:
    for number, text in zip(numbers, texts, strict=True):
        if text in memo.wrong:
            value = marked(text.strip(FAULT))[:200]
            yield Bad(number, cell.name, value, memo.wrong[text])


def _too_wide(some: Numbered, width: int) -> Iterator[Bad]:
    if max(map(len, some.values())) <= width:
        return
    for number, line in some.items():
        if len(line) > width and (beyond := "".join(line[width:]).strip()):
            message = _("There are more cells than columns. Is a comma in no quotes?")
            yield Bad(number, "", marked(beyond)[:200], message)


def _amount(text: str) -> Decimal | None:
    """The number of a total, thousands separators or not."""
    plain = text.replace(",", "").replace(",", "").strip()
    return (
        Decimal(plain) if re.fullmatch(r"-?[0-9]{1,20}(\.[0-9]{1,9})?", plain) else None
    )
