"""A document as page, PDF and Excel: the same bytes for the same document."""

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from safety.core import paper
from safety.core.exports import XLSX
from safety.reports.blocks import (
    Block,
    Cell,
    ChartBlock,
    FiguresBlock,
    MissingBlock,
    ProseBlock,
    RiskBlock,
    SignaturesBlock,
    TableBlock,
)
from safety.reports.document import Document
from safety.reports.workbook import workbook

TEMPLATE = "report.typ"
MARK = "mark.svg"
PDF, HTML = "application/pdf", "text/html; charset=utf-8"


def html(document: Document) -> bytes:
    """A page that stands alone: no script, and nothing from elsewhere."""
    with translation.override(document.language):
        page = render_to_string("reports/report.html", {"document": document})
    return page.encode()


def xlsx(document: Document) -> bytes:
    """A workbook: numbers are numbers, and every list is whole."""
    with translation.override(document.language):
        return workbook(document)


def pdf(document: Document) -> bytes:
    """The report on paper. Raises `safety.core.paper.NoFont`."""
    with translation.override(document.language):
        data = {
            "language": document.language.partition("-")[0],
            "font": paper.font(),
            "site": _("Anzhu"),
            "heading": document.heading,
            "unit": document.place,
            "state": document.state,
            "headline": document.headline or document.title,
            "sentences": list(document.sentences),
            "note": document.note and vars(document.note),
            "blocks": [_told(block) for block in document.blocks],
            "sign": _("Signature and date"),
        }
        return paper.typeset(TEMPLATE, data, {MARK: _mark()})


FORMS: dict[str, tuple[Callable[[Document], bytes], str]] = {
    "pdf": (pdf, PDF),
    "xlsx": (xlsx, XLSX),
    "html": (html, HTML),
}


def _mark() -> bytes:
    return (settings.BASE_DIR / "frontend" / "mark.svg").read_bytes()


# --- blocks as the template of the paper reads them -----------------------------


def _told(block: Block) -> dict[str, Any]:
    kind, tell = _TELLERS[type(block)]
    return {"kind": kind, "title": block.title, "said": block.said, **tell(block)}


def _texts(cells: Sequence[Cell]) -> list[str]:
    return [cell.text for cell in cells]


def _figures(block: FiguresBlock) -> dict[str, Any]:
    said = [
        {"text": each.cell.text, "label": each.label, "beside": each.beside}
        for each in block.figures
    ]
    return {"figures": said}


def _table(block: TableBlock) -> dict[str, Any]:
    columns = [
        {"text": each.text, "numeric": each.is_numeric, "width": each.width}
        for each in block.columns
    ]
    rows = [_texts(row) for row in block.shown]
    return {"columns": columns, "rows": rows, "foot": _texts(block.foot)}


def _chart(block: ChartBlock) -> dict[str, Any]:
    marks = [
        {"label": m.label, "text": m.cell.text, "at": m.at, "told": m.is_told}
        for m in block.marks
    ]
    ticks = [tick._asdict() for tick in block.ticks]
    target = block.target._asdict() if block.target else None
    return {"bars": block.is_bars, "ticks": ticks, "marks": marks, "target": target}


def _risk(block: RiskBlock) -> dict[str, Any]:
    pieces = [
        {
            "risk": piece.risk,
            "roman": piece.roman,
            "label": piece.label,
            "text": piece.cell.text,
            "amount": int(piece.cell.amount or 0),
            "beside": f"{piece.beside} {piece.beside_cell.text}",
        }
        for piece in block.pieces
    ]
    return {"pieces": pieces}


def _prose(block: ProseBlock) -> dict[str, Any]:
    return {"paragraphs": list(block.paragraphs)}


def _signatures(block: SignaturesBlock) -> dict[str, Any]:
    return {"roles": list(block.roles)}


def _missing(block: MissingBlock) -> dict[str, Any]:
    return {"why": block.why}


_TELLERS: dict[type[Block], tuple[str, Callable[[Any], dict[str, Any]]]] = {
    FiguresBlock: ("figures", _figures),
    TableBlock: ("table", _table),
    ChartBlock: ("chart", _chart),
    RiskBlock: ("risk", _risk),
    ProseBlock: ("prose", _prose),
    SignaturesBlock: ("signatures", _signatures),
    MissingBlock: ("missing", _missing),
}
