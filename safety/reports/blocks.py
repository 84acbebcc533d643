"""What a report says, section by section: texts and numbers, and no way to look."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar, NamedTuple

from safety.core.declare.indicators import Quantity

Amount = int | float | Decimal


@dataclass(frozen=True)
class Cell:
    """A value as people read it, and as a spreadsheet counts with it.

    ``quantity`` says how a spreadsheet writes the amount.
    """

    text: str
    amount: Amount | None = None
    quantity: Quantity = Quantity.COUNT


@dataclass(frozen=True)
class Column:
    """The head of a column; ``width`` is its part of the line."""

    text: str
    is_numeric: bool = False
    width: int = 1


@dataclass(frozen=True)
class Large:
    """A number written large; ``beside`` is what stands below its label."""

    cell: Cell
    label: str
    beside: str = ""


@dataclass(frozen=True)
class Block:
    """A section; ``said`` stands below it. ``template_name`` is its part of a page."""

    template_name: ClassVar[str]
    title: str = ""
    said: str = field(default="", kw_only=True)


@dataclass(frozen=True)
class FiguresBlock(Block):
    """Numbers written large."""

    template_name: ClassVar[str] = "reports/_figures.html"
    figures: Sequence[Large] = ()


@dataclass(frozen=True)
class TableBlock(Block):
    """Lines of cells below heads; ``foot`` is the line of the whole.

    On paper stand the first ``printed`` lines, in a spreadsheet all.
    """

    template_name: ClassVar[str] = "reports/_table.html"
    columns: Sequence[Column] = ()
    rows: Sequence[Sequence[Cell]] = ()
    foot: Sequence[Cell] = ()
    printed: int | None = None

    @property
    def shown(self) -> Sequence[Sequence[Cell]]:
        """The lines that stand on paper."""
        return self.rows[: self.printed]

    @property
    def lines(self) -> list[list[tuple[Column, Cell]]]:
        """The same, each cell with its column."""
        return [list(zip(self.columns, row, strict=True)) for row in self.shown]

    @property
    def foot_line(self) -> list[tuple[Column, Cell]]:
        """The line of the whole, each cell with its column."""
        return list(zip(self.columns, self.foot, strict=True)) if self.foot else []


class Tick(NamedTuple):
    """A line across a chart, ``at`` a part of its height from below."""

    at: float
    text: str


@dataclass(frozen=True)
class Mark:
    """A month of a chart; no value, no height."""

    label: str
    cell: Cell
    at: float | None
    is_told: bool


@dataclass(frozen=True)
class ChartBlock(Block):
    """Months as bars or as a line. Heights are parts of the chart's."""

    template_name: ClassVar[str] = "reports/_chart.html"
    is_bars: bool = False
    ticks: Sequence[Tick] = ()
    marks: Sequence[Mark] = ()
    target: Tick | None = None
    column: str = ""


@dataclass(frozen=True)
class Piece:
    """A colour of risk: ``risk`` is 1 to 4, ``roman`` how its badge writes it."""

    risk: str
    roman: str
    label: str
    cell: Cell
    beside: str
    beside_cell: Cell


@dataclass(frozen=True)
class RiskBlock(Block):
    """What is open by colour of risk, as a bar and its legend."""

    template_name: ClassVar[str] = "reports/_risk.html"
    pieces: Sequence[Piece] = ()
    columns: Sequence[str] = ()


@dataclass(frozen=True)
class ProseBlock(Block):
    """Paragraphs."""

    template_name: ClassVar[str] = "reports/_prose.html"
    paragraphs: Sequence[str] = ()


@dataclass(frozen=True)
class SignaturesBlock(Block):
    """Lines to sign on, and what is written below each."""

    template_name: ClassVar[str] = "reports/_signatures.html"
    roles: Sequence[str] = ()


@dataclass(frozen=True)
class MissingBlock(Block):
    """A section that could not be made, or is not for the reader: why."""

    template_name: ClassVar[str] = "reports/_missing.html"
    why: str = ""
