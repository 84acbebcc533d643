"""From a section's declaration to what it says: what it needs, and what comes of it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from safety.closing.models import Entry
from safety.core import formats
from safety.core.declare.indicators import Better, Indicator, Quantity
from safety.indicators import below, cuts, registry
from safety.indicators.read import Figure
from safety.org.models import Ancestry, Unit
from safety.reports import registry as declared
from safety.reports.blocks import (
    Block,
    Cell,
    Column,
    FiguresBlock,
    Large,
    MissingBlock,
    ProseBlock,
    SignaturesBlock,
    TableBlock,
)
from safety.reports.cells import against, cell, name_of, not_kept, plain
from safety.reports.drawn import chart, of_chart, of_risk, risk
from safety.reports.gathering import BELOW, Gathered, Want, wants
from safety.reports.structure import (
    Chart,
    Definitions,
    Figures,
    Number,
    Prose,
    Records,
    Restatements,
    RiskBar,
    Section,
    Signatures,
    Slices,
    Table,
    Units,
)

# Lines of a list of records: on paper, and in a spreadsheet.
PRINTED, KEPT = 40, 1000


# --- numbers --------------------------------------------------------------------


def _of_numbers(section: Figures | Table, gathered: Gathered) -> Iterator[Want]:
    for number in section.numbers:
        yield from wants(number, gathered.period)
        if gathered.before and not number.when and number.at is None:
            yield Want(number.code, gathered.before)


def _figures(section: Figures, gathered: Gathered) -> Block:
    return FiguresBlock(
        str(section.title), figures=[_large(n, gathered) for n in section.numbers]
    )


def _large(number: Number, gathered: Gathered) -> Large:
    figure = gathered.number(number)
    name = name_of(number)
    if figure is None:
        return Large(cell(None), name, not_kept(number.code))
    where = [str(gathered.place(number))] if number.at else []
    when = [formats.period(figure.period)] if number.when else []
    beside = [*where, *when, against(gathered, number, figure)]
    return Large(cell(figure), name, " · ".join(filter(None, beside)))


def _table(section: Table, gathered: Gathered) -> Block:
    """Where all are of the report's own unit, no line says of which."""
    has_places = any(number.at for number in section.numbers)
    columns = [
        Column(_("Figure"), width=7),
        Column(_("Value"), is_numeric=True, width=3),
        Column(_("Period"), width=4),
        *([Column(_("Unit"), width=6)] if has_places else []),
        Column(_("Definition"), width=7),
    ]
    rows = []
    for number in section.numbers:
        when = plain(formats.period(number.period(gathered.period)))
        place = [plain(gathered.place(number))] if has_places else []
        value = cell(gathered.number(number))
        rows.append([plain(name_of(number)), value, when, *place, plain(number.code)])
    return TableBlock(
        str(section.title), columns=columns, rows=rows, said=_missing(section.numbers)
    )


def _missing(numbers: Iterable[Number]) -> str:
    """A sentence for each number that nobody has declared."""
    known = registry.indicators()
    codes = dict.fromkeys(each.code for each in numbers if each.code not in known)
    return " ".join(map(not_kept, codes))


# --- units ----------------------------------------------------------------------


def _of_units(section: Units, gathered: Gathered) -> Iterator[Want]:
    for number in section.numbers:
        period = number.period(gathered.period)
        yield Want(number.code, period)
        yield Want(number.code, period, where=BELOW)


def _units(section: Units, gathered: Gathered) -> Block:
    numbers = [n for n in section.numbers if n.code in registry.indicators()]
    lines = [
        (unit, [_at(gathered, number, unit) for number in numbers])
        for unit in gathered.below
    ]
    lines = [(unit, some) for unit, some in lines if below.counts(unit, some)]
    if not lines:
        said = _("No unit below has a number in this period.")
        return MissingBlock(str(section.title), why=said)
    lines.sort(key=lambda line: _best_first(*line))
    head = [Column("#", is_numeric=True), Column(_("Unit"), width=6)]
    names = [Column(name_of(n), is_numeric=True, width=3) for n in numbers]
    rows = [
        [Cell(str(place), place), plain(unit), *map(cell, some)]
        for place, (unit, some) in enumerate(lines, start=1)
    ]
    whole = [cell(gathered.number(number)) for number in numbers]
    return TableBlock(
        str(section.title),
        columns=[*head, *names],
        rows=rows,
        foot=[plain(""), plain(gathered.unit), *whole],
        said=_missing(section.numbers),
    )


def _at(gathered: Gathered, number: Number, unit: Unit) -> Figure:
    period = number.period(gathered.period)
    found = gathered.figure(number.code, period, unit)
    assert found is not None  # noqa: S101 (it is declared, and was read)
    return found


def _best_first(unit: Unit, figures: list[Figure]) -> tuple[bool, float, str]:
    first = figures[0]
    size = float(first.value or 0)
    is_less_better = first.indicator.better is Better.LOWER
    return first.value is None, size if is_less_better else -size, unit.code


# --- slices ---------------------------------------------------------------------


def _cut(section: Slices) -> Iterator[Indicator]:
    """The indicators of the section that can be cut by its field."""
    for number in [*section.numbers, *section.shared]:
        known = registry.indicators().get(number.code)
        if known and section.by in registry.dimensions(known):
            yield known


def _values(section: Slices) -> dict[str, str]:
    """The values of the field that numbers are cut by, and their labels."""
    return next((cuts.known_values(each, section.by) for each in _cut(section)), {})


def _name_of_field(section: Slices) -> str:
    """What the field is called that numbers are cut by."""
    return next((cuts.label(each, section.by) for each in _cut(section)), section.by)


def _of_slices(section: Slices, gathered: Gathered) -> Iterator[Want]:
    for number in [*section.numbers, *section.shared]:
        known = registry.indicators().get(number.code)
        if known and section.by in registry.dimensions(known):
            period = number.period(gathered.period)
            yield Want(number.code, period)
            for value in _values(section):
                yield Want(number.code, period, f"{section.by}={value}")


def _slices(section: Slices, gathered: Gathered) -> Block:
    def line(label: str, cut: str) -> list[Cell]:
        numbers = [cell(gathered.number(number, cut)) for number in section.numbers]
        shares = [_share(gathered, number, cut) for number in section.shared]
        return [plain(label), *numbers, *shares]

    names = [name_of(number) for number in section.numbers]
    names += [
        _("%(name)s, share of all") % {"name": name_of(number)}
        for number in section.shared
    ]
    heads = [Column(name, is_numeric=True, width=3) for name in names]
    values = _values(section)
    rows = [line(label, f"{section.by}={value}") for value, label in values.items()]
    return TableBlock(
        str(section.title),
        columns=[Column(_name_of_field(section), width=4), *heads],
        rows=rows,
        foot=line(_("All"), ""),
        said=_missing([*section.numbers, *section.shared]),
    )


def _share(gathered: Gathered, number: Number, cut: str) -> Cell:
    """Which part of the whole a slice is."""
    part, whole = gathered.number(number, cut), gathered.number(number)
    if part is None or whole is None or part.value is None or not whole.numerator:
        return Cell(formats.DASH)
    share = part.numerator / whole.numerator
    return Cell(formats.percent(share), share, Quantity.SHARE)


# --- text, records, signatures ------------------------------------------------------


def _nothing(_section: Any, _gathered: Gathered) -> Iterable[Want]:
    return ()


def _prose(section: Prose, _gathered: Gathered) -> Block:
    paragraphs = [str(each) for each in section.paragraphs]
    return ProseBlock(str(section.title), paragraphs=paragraphs)


def _definitions(section: Definitions, _gathered: Gathered) -> Block:
    columns = [
        Column(_("Disclosure"), width=3),
        Column(_("What it asks, and of whom the figures are"), width=12),
        Column(_("Wording of the source"), width=3),
    ]
    rows = [
        [
            plain(each.disclosure),
            plain(each.says),
            plain(_("verified") if each.is_verified else _("not verified")),
        ]
        for each in section.definitions
    ]
    return TableBlock(str(section.title), columns=columns, rows=rows)


def _records(section: Records, gathered: Gathered) -> Block:
    listing, title = declared.listing(section.listing), str(section.title)
    if not _holds(gathered, listing.permission):
        why = _("These records are not for the role of whoever this report is for.")
        return MissingBlock(title, why=why)
    # What goes wrong in here must not spoil the transaction of the other sections.
    with transaction.atomic():
        rows = listing.rows(gathered.viewer, gathered.unit, gathered.period)
        shown = list(islice(rows, KEPT + 1))
    if not shown:
        return MissingBlock(title, why=str(section.empty))
    columns = [Column(str(f.label), f.is_numeric, f.width) for f in listing.fields]
    cells = [
        [
            Cell(str(each.show(value)), value if each.is_numeric else None)
            for each, value in zip(listing.fields, row, strict=True)
        ]
        for row in shown[:KEPT]
    ]
    return TableBlock(
        title, columns=columns, rows=cells, printed=PRINTED, said=_more(len(shown))
    )


def _more(number: int) -> str:
    """What a list leaves out."""
    if number > KEPT:
        return _("The list goes on: only its first %(kept)s records are in Excel.") % {
            "kept": formats.number(KEPT)
        }
    if number > PRINTED:
        return _("The first %(printed)s of %(number)s; all of them are in Excel.") % {
            "printed": PRINTED,
            "number": formats.number(number),
        }
    return ""


def _holds(gathered: Gathered, permission: str) -> bool:
    held = gathered.viewer.unit_ids_for(permission)
    tree = Ancestry.objects.current().filter(unit=gathered.unit, ancestor__in=held)
    return tree.exists()


def _restated(section: Restatements, gathered: Gathered) -> Block | None:
    """Nothing where what was published is what the records say."""
    columns = [
        Column(_("Figure"), width=7),
        Column(_("Published"), is_numeric=True, width=3),
        Column(_("From the records now"), is_numeric=True, width=4),
        Column(_("State"), width=4),
        Column(_("Approved by, and why"), width=7),
    ]
    found = [each for each in gathered.own if each.is_restated]
    said = _approvals(gathered) if found else {}
    rows = [
        [
            plain(each.indicator.name),
            cell(each),
            cell(each.live or each),
            plain(_("restated") if each.is_approved else _("not approved")),
            plain(said.get(each.indicator.code, "") if each.is_approved else ""),
        ]
        for each in found
    ]
    return TableBlock(str(section.title), columns=columns, rows=rows) if rows else None


def _approvals(gathered: Gathered) -> dict[str, str]:
    """By whom and why each figure of the unit and period was restated last."""
    of_period = Q(unit=gathered.unit, period=gathered.period)
    rows = Entry.objects.restatements().filter(of_period)
    return {
        entry.code: _("%(who)s: %(why)s") % {"who": entry.by, "why": entry.why}
        if entry.by
        else entry.why
        for entry in rows.select_related("by").order_by("pk")
    }


def _signatures(section: Signatures, _gathered: Gathered) -> Block:
    return SignaturesBlock(roles=[str(role) for role in section.roles])


@dataclass(frozen=True)
class Maker:
    """How a kind of section is made: what it wants read, and what comes of that."""

    wants: Callable[[Any, Gathered], Iterable[Want]]
    block: Callable[[Any, Gathered], Block | None]


MAKERS: dict[type[Section], Maker] = {
    Figures: Maker(_of_numbers, _figures),
    Table: Maker(_of_numbers, _table),
    Units: Maker(_of_units, _units),
    Slices: Maker(_of_slices, _slices),
    RiskBar: Maker(of_risk, risk),
    Chart: Maker(of_chart, chart),
    Prose: Maker(_nothing, _prose),
    Definitions: Maker(_nothing, _definitions),
    Records: Maker(_nothing, _records),
    Restatements: Maker(_nothing, _restated),
    Signatures: Maker(_nothing, _signatures),
}
