"""Checklists in Excel: ours with two sheets, and the forms that are in use.

A form in use has a title, heads somewhere below it, and merged cells for what several
rows have in common: category, work process, content to check.
"""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from inspections.models import Answering, Item, Scoring
from inspections.paper import heads
from inspections.paper.draft import Draft
from inspections.paper.fields import OF_ITEM, OF_SECTION, field, text_of, tidy
from inspections.paper.raw import (
    Cell,
    Facts,
    Fault,
    Raw,
    RawItem,
    RawSection,
    Unreadable,
    Where,
    unreadable,
)
from inspections.scoring import Part
from safety.records.read import Line, Refused, WholeSheet, whole_sheets

MOST_BYTES = 5 << 20
LOOKED_THROUGH = 30  # rows above the heads
MOST_FILLED = 1_000_000  # cells of merged areas
NUMBERS = {"most", "low", "high", "days_to_rectify"}


def read(path: Path) -> Raw:
    """The checklist of a workbook; Unreadable when there is none in it."""
    try:
        sheets = whole_sheets(path)
    except Refused as refused:
        raise Unreadable(
            *(Fault(Where(row=bad.row), "", bad.message) for bad in refused.bad)
        ) from refused
    raw, is_found = Raw(Where()), False
    for sheet in sheets:
        rows = _filled(sheet)
        place = _heads_at(rows)
        if place is not None:
            is_found = True
            _Table(raw, sheet.name, rows, place).read()
        else:
            _read_facts(raw, sheet.name, rows)
    if not is_found:
        raise unreadable(
            _("No sheet has a column of what to check. Name it “%(head)s”.")
            % {"head": heads.label_of("text")}
        )
    return raw


def _filled(sheet: WholeSheet) -> list[Line]:
    """The rows, with each cell of a merged area saying what the area says."""
    rows = [list(map(tidy, row)) for row in sheet.rows]
    budget = MOST_FILLED
    for top, left, bottom, right in sheet.merged:
        for row in rows[top : bottom + 1]:
            said, stop = rows[top][left : left + 1], min(right + 1, len(row))
            budget -= max(0, stop - left)
            row[left:stop] = said * (stop - left)
        if budget < 0:
            raise unreadable(_("The merged areas of a sheet lie over one another."))
    return rows


def _heads_at(rows: Sequence[Line]) -> int | None:
    """The row that has the most heads, what to check among them."""
    known = [heads.understand(row) for row in rows[:LOOKED_THROUGH]]
    counts = [len(found) * _has_text(found) for found in known]
    return counts.index(max(counts)) if any(counts) else None


def _has_text(found: dict[int, heads.Head]) -> bool:
    return any(name.startswith("text") for name, _is_open in found.values())


def _read_facts(raw: Raw, sheet: str, rows: Sequence[Line]) -> None:
    """Facts of the checklist: what it is called in one column, what it is beside it."""
    known = heads.facts()
    for number, row in enumerate(rows, 1):
        called, value = [*row, "", ""][:2]
        name = known.get(heads.plain(called))
        if name:
            raw.facts[name] = Cell(value, Where(sheet, number, "B"))
        elif value:
            said = _("“%(called)s” is not known here.") % {"called": called[:40]}
            raw.faults.append(Fault(Where(sheet, number, "A"), called[:100], said))


def letters(column: int) -> str:
    """The letters of a column counted from 0."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


class _Table:
    """The items of one sheet, below their heads."""

    def __init__(self, raw: Raw, name: str, rows: Sequence[Line], place: int) -> None:
        self.raw, self.name, self.rows, self.place = raw, name, rows, place
        self.heads = heads.understand(rows[place])
        self.names = {name for name, _open in self.heads.values()}
        self.section: RawSection | None = None
        self.key: tuple[str, ...] = ()

    def read(self) -> None:
        self._title()
        self._left_out()
        first, has_answers = len(self.raw.sections), "answering" in self.names
        for number, row in enumerate(self.rows[self.place + 1 :], self.place + 2):
            facts = self._facts(row, number)
            if not self._is_ours and heads.is_foot(row):
                continue
            if self._is_heading(row, facts):
                self._begin({"name": next(filter(None, row))}, number)
            elif facts and not self._is_beside(facts):
                self._add(facts, number)
        if not self._is_ours:
            kept = [section for section in self.raw.sections[first:] if section.items]
            self.raw.sections[first:] = kept
        if "most" in self.names and not has_answers:
            self._infer(self.raw.sections[first:])
        if "part" not in self.names:
            _mark_guarantee(self.raw.sections[first:])

    def _title(self) -> None:
        """A title above the heads names the checklist, where nothing else does."""
        above = [text for row in self.rows[: self.place] for text in row if text]
        if above and not {"name", "name_zh"} & set(self.raw.facts):
            name = "name_zh" if heads.HAN.search(above[0]) else "name"
            self.raw.facts[name] = Cell(above[0], Where(self.name, 1, "A"))

    def _left_out(self) -> None:
        self.raw.left_out += [
            text
            for place, text in enumerate(self.rows[self.place])
            if text and place not in self.heads and text not in self.raw.left_out
        ]

    def _facts(self, row: Line, number: int) -> Facts:
        facts: Facts = {}
        for place, head in self.heads.items():
            text = row[place] if place < len(row) else ""
            if text:
                where = Where(self.name, number, letters(place))
                facts[heads.column_for(head, text)] = Cell(text, where)
        return facts

    def _is_heading(self, row: Line, facts: Facts) -> bool:
        """Whether one text lies over the whole row."""
        wide = [text for place, text in enumerate(row) if place in self.heads]
        return len(facts) > 1 and len(wide) > 2 and len(set(wide)) == 1

    @property
    def _is_ours(self) -> bool:
        """Whether it is a sheet that we have written: each row is an item."""
        return heads.NUMBER in self.names

    def _is_beside(self, facts: Facts) -> bool:
        """Whether a row is no item: it adds up, or has the heads again."""
        known = heads.columns()
        if not self._is_ours and _adds_up(facts):
            return True
        return all(
            heads.plain(cell.text) in known or heads.plain(cell.text) in heads.VAGUE
            for cell in facts.values()
        )

    def _add(self, facts: Facts, number: int) -> None:
        said = {
            name: facts.pop(column, Cell("", Where())).text
            for name, column in (("name", heads.SECTION), ("name_zh", heads.SECTION_ZH))
        }
        if not self._is_ours:
            # One cell over two columns says the same in both.
            texts = {facts[name].text for name in ("text", "text_zh") if name in facts}
            said = {name: "" if text in texts else text for name, text in said.items()}
        given = facts.pop(heads.NUMBER, None)
        key = (given.text if given else "", *said.values())
        if any(key) and key != self.key:
            self._begin(said, number)
            self.key = key
        elif self.section is None:
            self._begin({"name": self.name}, number)
        if facts and self.section:
            self.section.items.append(RawItem(Where(self.name, number), facts))

    def _begin(self, said: dict[str, str], number: int) -> None:
        """A new section; a heading's text goes to the name of its language."""
        if set(said) == {"name"} and heads.HAN.search(said["name"]):
            said = {"name_zh": said["name"]}
        columns = {
            name.removesuffix("_zh"): at for at, (name, _o) in self.heads.items()
        }
        where = Where(self.name, number, letters(columns.get(heads.SECTION, 0)))
        facts = {name: Cell(text, where) for name, text in said.items() if text}
        self.section = RawSection(where, facts)
        self.raw.sections.append(self.section)

    def _infer(self, sections: Sequence[RawSection]) -> None:
        """Points without a kind of answer are deducted from, and make a score."""
        for item in (item for section in sections for item in section.items):
            if "most" in item.facts:
                item.facts["answering"] = Cell(Answering.DEDUCTION, item.where)
        self.raw.facts.setdefault("scoring", Cell(Scoring.POINTS, self.raw.where))


def _adds_up(facts: Facts) -> bool:
    """Whether a row only adds up those above it."""
    return any(heads.SUM.fullmatch(heads.plain(cell.text)) for cell in facts.values())


def _mark_guarantee(sections: Sequence[RawSection]) -> None:
    """Items below “保证项目” are guarantee items, where no column says what is."""
    for section in sections:
        named = {heads.plain(cell.text) for cell in section.facts.values()}
        if named & heads.GUARANTEE:
            for item in section.items:
                item.facts["part"] = Cell(Part.GUARANTEE, item.where)


# --- writing ----------------------------------------------------------------
def write(draft: Draft) -> bytes:
    """A checklist as a workbook that reads the same."""
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        facts = book.add_worksheet(_("Checklist"))
        facts.set_column(0, 0, 30, bold)
        facts.set_column(1, 1, 80, wrap)
        for row, (label, text) in enumerate(_fact_lines(draft)):
            facts.write_string(row, 0, label)
            facts.write_string(row, 1, text)
        sheet = book.add_worksheet(_("Items"))
        for place, column in enumerate(heads.COLUMNS):
            sheet.set_column(place, place, 40 if "text" in column else 14, wrap)
            sheet.write_string(0, place, heads.label_of(column), bold)
        sheet.freeze_panes(1, 0)
        for row, line in enumerate(_item_lines(draft), 1):
            for place, (column, text) in enumerate(line):
                _write_cell(sheet, (row, place), column, text)
    return file.getvalue()


def _fact_lines(draft: Draft) -> Iterator[tuple[str, str]]:
    for name, model in heads.FACTS.items():
        of = draft.checklist if isinstance(draft.checklist, model) else draft.version
        yield heads.label_of_fact(name), text_of(field(model, name), getattr(of, name))


def _item_lines(draft: Draft) -> Iterator[list[tuple[str, str]]]:
    for number, (section, items) in enumerate(draft.outline, 1):
        texts = [str(number), *(getattr(section, name) for name in OF_SECTION)]
        head = list(zip(heads.SECTIONS, texts, strict=True))
        if not items:
            yield head
        for item in items:
            values = [
                text_of(field(Item, name), getattr(item, name)) for name in OF_ITEM
            ]
            yield [*head, *zip(OF_ITEM, values, strict=True)]


def _write_cell(sheet: Any, at: tuple[int, int], column: str, text: str) -> None:
    if text and column in NUMBERS:
        sheet.write_number(*at, float(text))
    elif text:
        sheet.write_string(*at, text)
