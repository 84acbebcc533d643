"""Sections that are drawn: what is open by colour of risk, and numbers by month."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from safety.core import formats
from safety.core.declare.indicators import Cohort, Flow, Quantity
from safety.core.months import Period
from safety.indicators import cuts, registry, show
from safety.reports import plotting
from safety.reports.blocks import (
    Block,
    Cell,
    ChartBlock,
    Mark,
    MissingBlock,
    Piece,
    RiskBlock,
)
from safety.reports.cells import cell, name_of, not_kept
from safety.reports.gathering import Gathered, Want, indicator
from safety.reports.structure import Chart, RiskBar

ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}
# More labels over bars would run into each other.
MOST_LETTERS = 7


# --- risk -----------------------------------------------------------------------


def of_risk(section: RiskBar, gathered: Gathered) -> Iterator[Want]:
    """What a risk bar has read."""
    for number in (section.number, section.beside):
        yield Want(number.code, gathered.period)
        for colour in ROMAN:
            yield Want(number.code, gathered.period, f"risk={colour}")


def risk(section: RiskBar, gathered: Gathered) -> Block:
    """A risk bar."""
    whole = gathered.number(section.number)
    if whole is None:
        return MissingBlock(str(section.title), why=not_kept(section.number.code))
    labels = cuts.known_values(whole.indicator, "risk")
    pieces = [
        Piece(
            colour,
            roman,
            labels.get(colour, colour).rpartition("· ")[2].capitalize(),
            cell(gathered.number(section.number, f"risk={colour}")),
            name_of(section.beside),
            cell(gathered.number(section.beside, f"risk={colour}")),
        )
        for colour, roman in ROMAN.items()
    ]
    rest = whole.numerator - sum(int(piece.cell.amount or 0) for piece in pieces)
    said = _("Without a colour of risk: %(number)s") % {"number": formats.number(rest)}
    day = formats.day(gathered.period.last_day)
    title = _("%(name)s on %(day)s: %(number)s") % {
        "name": section.title or name_of(section.number),
        "day": day,
        "number": show.value(whole),
    }
    names = [name_of(section.number), name_of(section.beside)]
    return RiskBlock(title, pieces=pieces, columns=names, said=said if rest else "")


# --- charts ---------------------------------------------------------------------


def of_chart(section: Chart, gathered: Gathered) -> Iterator[Want]:
    """What a chart has read."""
    return (Want(section.number.code, month) for month in gathered.months)


def chart(section: Chart, gathered: Gathered) -> Block:
    """A chart by month."""
    code = section.number.code
    if code not in registry.indicators():
        return MissingBlock(str(section.title), why=not_kept(code))
    of = indicator(code)
    found = {month: gathered.figure(code, month) for month in gathered.months}
    values = [float(f.value) for f in found.values() if f and f.value is not None]
    is_bars = isinstance(of.shape, Flow | Cohort)
    is_count = of.quantity in {Quantity.COUNT, Quantity.MONEY, Quantity.HOURS}
    scale = plotting.scale(values, from_zero=is_bars, whole=is_count)
    texts = {month: plotting.short(of, f.value if f else None) for month, f in
             found.items()}  # fmt: skip
    all_told = is_bars and max(map(len, texts.values())) <= MOST_LETTERS

    def mark(month: Period) -> Mark:
        figure = found[month]
        value = figure.value if figure else None
        is_last = month.last_month == gathered.period.last_month
        is_most = value is not None and float(value) == max(values)
        return Mark(
            formats.month_short(month.first_month),
            Cell(texts[month], value, of.quantity),
            None if value is None else scale.at(float(value)),
            all_told or is_last or (is_bars and is_most),
        )

    title = _("%(name)s by month, %(year)s") % {
        "name": section.title or name_of(section.number),
        "year": gathered.period.year,
    }
    return ChartBlock(
        title,
        is_bars=is_bars,
        ticks=plotting.ticks(scale, of),
        marks=[mark(month) for month in gathered.months],
        column=name_of(section.number),
    )
