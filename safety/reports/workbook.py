"""A document as an Excel workbook: a sheet of what it says, and one to each table."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from safety.core.declare.indicators import Quantity
from safety.reports.blocks import (
    Block,
    Cell,
    ChartBlock,
    FiguresBlock,
    MissingBlock,
    ProseBlock,
    RiskBlock,
    TableBlock,
)
from safety.reports.document import Document

# How a spreadsheet writes an amount.
FORMATS = {
    Quantity.COUNT: "#,##0.##",
    Quantity.HOURS: "#,##0.##",
    Quantity.MONEY: "#,##0.00",
    Quantity.SHARE: "0.0%",
    Quantity.RATE: "#,##0.00",
}
# A workbook says when it was made; the same document has to be the same bytes.
MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
MOST_LETTERS = 31  # of a sheet's name
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
WIDE, NARROW = 40, 16

Line = Sequence[Cell]


def workbook(document: Document) -> bytes:
    """The file."""
    out = BytesIO()
    book = Workbook(out, {"constant_memory": True, "strings_to_urls": False})
    book.set_properties({"title": document.heading, "created": MADE})
    writer = _Writer(book)
    writer.sheet(document.title, [NARROW * 2, WIDE])
    for line in _summary(document):
        writer.line(line)
    for number, block in enumerate(document.blocks, start=1):
        if lines := _LINES.get(type(block)):
            writer.sheet(block.title or f"{document.title} {number}", [WIDE])
            head, rows = lines(block)
            writer.line([Cell(text) for text in head], is_bold=True)
            for line in rows:
                writer.line(line)
    book.close()
    return out.getvalue()


def _summary(document: Document) -> Iterable[Line]:
    """What the report says in words, and what it is about."""
    about = [
        (_("Report"), document.title),
        (_("Unit"), document.unit),
        (_("Part of"), document.above),
        (_("Period"), document.period),
        (_("State"), document.state),
        ("", document.headline),
        *(("", sentence) for sentence in document.sentences),
    ]
    if document.note:
        about.append((document.note.by, document.note.text))
    for block in document.blocks:
        about += [("", each) for each in _words(block)]
    return [[Cell(str(name)), Cell(said)] for name, said in about if said]


def _words(block: Block) -> list[str]:
    """What a section says that is no table."""
    if isinstance(block, ProseBlock):
        return [block.title, *block.paragraphs]
    if isinstance(block, MissingBlock):
        return [f"{block.title}: {block.why}" if block.title else block.why]
    return [block.said]


def _figures(block: FiguresBlock) -> tuple[list[str], list[Line]]:
    rows: list[Line] = [[Cell(e.label), e.cell, Cell(e.beside)] for e in block.figures]
    return [_("Figure"), _("Value"), ""], rows


def _table(block: TableBlock) -> tuple[list[str], list[Line]]:
    rows = [*block.rows, block.foot] if block.foot else [*block.rows]
    return [column.text for column in block.columns], rows


def _chart(block: ChartBlock) -> tuple[list[str], list[Line]]:
    return [_("Month"), block.column], [[Cell(m.label), m.cell] for m in block.marks]


def _risk(block: RiskBlock) -> tuple[list[str], list[Line]]:
    rows: list[Line] = [[Cell(p.label), p.cell, p.beside_cell] for p in block.pieces]
    return [_("Risk"), *block.columns], rows


_LINES: dict[type[Block], Callable[[Any], tuple[list[str], list[Line]]]] = {
    FiguresBlock: _figures,
    TableBlock: _table,
    ChartBlock: _chart,
    RiskBlock: _risk,
}


class _Writer:
    """Lines of cells, one sheet after the other."""

    def __init__(self, book: Workbook) -> None:
        self.book, self.names = book, set[str]()
        self.bold = book.add_format({"bold": True})
        self.formats = {
            quantity: book.add_format({"num_format": shape})
            for quantity, shape in FORMATS.items()
        }
        self.page: Worksheet
        self.row = 0

    def sheet(self, title: str, widths: Sequence[int]) -> None:
        """Begin a sheet."""
        self.page, self.row = self.book.add_worksheet(self._name(title)), 0
        self.page.set_column(0, 20, NARROW)
        for column, width in enumerate(widths):
            self.page.set_column(column, column, width)

    def _name(self, title: str) -> str:
        """The title as Excel takes it: short, and once in a workbook."""
        plain = " ".join(title.translate(FORBIDDEN).split())
        name, number = plain[:MOST_LETTERS], 1
        while name.lower() in self.names:
            number += 1
            tail = f" {number}"
            name = plain[: MOST_LETTERS - len(tail)] + tail
        self.names.add(name.lower())
        return name

    def line(self, cells: Line, *, is_bold: bool = False) -> None:
        """Write the next line."""
        for column, cell in enumerate(cells):
            if cell.amount is not None:
                shape = self.formats[cell.quantity]
                self.page.write_number(self.row, column, cell.amount, shape)
            elif cell.text:
                style = self.bold if is_bold else None
                self.page.write_string(self.row, column, cell.text, style)
        self.row += 1
