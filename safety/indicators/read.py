"""Reading stored numbers: what pages, commands and reports show is what stands here."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from safety.core.declare.indicators import PERSONAL, Indicator, Shape
from safety.core.months import Period
from safety.indicators import facts, published, rebuild, registry, sql
from safety.indicators.models import SLOT_COLUMNS, Year
from safety.indicators.published import Kept
from safety.journal.models import Mark

# A slice by something personal is not shown for fewer (INDICATORS, "Slices").
FEWEST = 5


@dataclass(frozen=True)
class Figure:
    """One number: exact parts, and the value they make.

    ``numerator`` and ``denominator`` are exact decimals, the denominator None where the
    indicator is no ratio; ``hidden`` when the group behind a slice is too small to
    show. Of a period that ``is_closed`` they are as published, or as headquarters has
    approved since (``is_approved``); ``live`` is then the number from the records as
    they are now.
    """

    indicator: Indicator
    unit: int
    period: Period
    numerator: Decimal
    denominator: Decimal | None = None
    hidden: bool = False
    is_closed: bool = False
    is_approved: bool = False
    live: "Figure | None" = None

    @property
    def is_restated(self) -> bool:
        """Whether the records say otherwise, or headquarters approved that they did."""
        return self.is_approved or self.differs

    @property
    def differs(self) -> bool:
        """Whether the records now say otherwise than what is published."""
        if self.live is None:
            return False
        return (self.numerator, self.denominator) != (
            self.live.numerator,
            self.live.denominator,
        )

    @property
    def is_ratio(self) -> bool:
        """Whether there is a denominator at all."""
        return self.denominator is not None

    @property
    def value(self) -> Decimal | float | None:
        """The number itself; None for a ratio over nothing, or a hidden slice."""
        if self.hidden or self.denominator == 0:
            return None
        if self.denominator is None:
            return self.numerator
        return float(Fraction(self.numerator) / Fraction(self.denominator))


def stale_since(period: Period) -> datetime | None:
    """The moment of the first change that figures of the period lack, if any."""
    waiting = Mark.objects.filter(year__lte=period.year).order_by("pk")
    return waiting.values_list("at", flat=True).first()


def figures(
    units: Collection[int],
    periods: Sequence[Period],
    indicators: Iterable[Indicator],
    slice_text: str = "",
) -> dict[tuple[str, int, Period], Figure]:
    """Figures by (code, unit, period), all of them: what is not stored is 0.

    Of closed periods what was published. One query, whatever the number of records
    behind.
    """
    wanted = list(indicators)
    measures = {key for indicator in wanted for key in measures_of(indicator)}
    stored, closed = _read(units, periods, measures, slice_text)
    found = {}
    for unit in units:
        for period in periods:
            now = stored.get((unit, period), {}).get(slice_text, {})
            kept = closed.get((unit, period))
            for each in wanted:
                made = figure(each, unit, period, slice_text, now)
                if kept is not None:
                    made = as_published(made, slice_text, kept)
                found[each.code, unit, period] = made
    return found


def sliced(indicator: Indicator, unit: int, period: Period) -> dict[str, Figure]:
    """The figures of all slices that are kept for a unit and period, in one query."""
    stored, closed = _read([unit], [period], measures_of(indicator), None)
    now, kept = stored.get((unit, period), {}), closed.get((unit, period))
    known = {cut for _measure, cut in kept.amounts} if kept else set()
    figures = {
        cut: figure(indicator, unit, period, cut, now.get(cut, {}))
        for cut in sorted(known.union(now))
        if cut
    }
    if kept is None:
        return figures
    return {cut: as_published(made, cut, kept) for cut, made in figures.items()}


Stored = dict[tuple[int, Period], dict[str, dict[str, int]]]


def _read(
    units: Collection[int],
    periods: Sequence[Period],
    measures: Collection[str],
    cut: str | None,
) -> tuple[Stored, dict[tuple[int, Period], Kept]]:
    """Values by unit and period, slice and measure; and what was published of closed.

    ``cut`` is the slice, empty for the whole, None for all. Put together by hand: every
    page asks it, and a question of Django’s takes longer to put than to answer.
    """
    slots = sorted({period.slot.index for period in periods})
    width = max(len(slots), len(published.COLUMNS))
    columns = [*(SLOT_COLUMNS[n] for n in slots), *["0"] * (width - len(slots))]
    known, years = sorted(measures), {period.year for period in periods}
    where = "" if cut is None else " AND slice = %s"
    live = (
        f"SELECT 0, unit, year, measure, slice, {', '.join(columns)}"
        f" FROM indicators_value WHERE {sql.among('unit', units)}"
        f" AND {sql.among('year', years)}"
        f" AND measure IN ({', '.join(['%s'] * len(known)) or 'NULL'}){where}"
    )
    months = {period.last_month.index for period in periods}
    kept, beside = published.question(units, months, known, cut, width)
    params = [*known, *([] if cut is None else [cut]), *beside]
    found, closed = Stored(), list[Sequence[Any]]()
    by_year = defaultdict[int, list[tuple[Period, int]]](list)
    for period in periods:
        by_year[period.year].append((period, 5 + slots.index(period.slot.index)))
    for row in sql.rows(f"{live} UNION ALL {kept}", params):
        kind, unit, year, measure, own = row[:5]
        if kind:
            closed.append(row)
            continue
        for period, place in by_year[year]:
            by_cut = found.setdefault((unit, period), {})
            by_cut.setdefault(own, {})[measure] = row[place]
    return found, published.gathered(closed, periods)


def as_published(live: Figure, cut: str, kept: Kept) -> Figure:
    """The figure of a closed period, beside what the records say now."""
    of_cut = {key: amount for (key, own), amount in kept.amounts.items() if own == cut}
    shown = figure(live.indicator, live.unit, live.period, cut, of_cut)
    approved = any((key, cut) in kept.restated for key in measures_of(live.indicator))
    return replace(shown, is_closed=True, is_approved=approved, live=live)


def measures_of(indicator: Indicator) -> set[str]:
    """The keys of the values that a figure of an indicator is read from."""
    shapes = [shape for _key, shape in registry.parts(indicator)]
    persons = registry.persons_of(indicator)
    return {
        registry.measure_of(shape).key
        for shape in (*shapes, *([persons] if persons else []))
    }


def figure(
    indicator: Indicator,
    unit: int,
    period: Period,
    cut: str,
    amounts: Mapping[str, int],
) -> Figure:
    """A figure from the stored amounts of its measures, given by their keys."""

    def number(shape: Shape) -> Decimal:
        stored = Decimal(amounts.get(registry.measure_of(shape).key, 0))
        return stored.scaleb(-2) if facts.is_hundredths(shape) else stored

    numbers = [number(shape) for _key, shape in registry.parts(indicator)]
    persons = registry.persons_of(indicator)
    hidden = is_personal(cut) and persons is not None and number(persons) < FEWEST
    below = numbers[1] if len(numbers) > 1 else None
    return Figure(indicator, unit, period, numbers[0], below, hidden)


def is_personal(cut: str) -> bool:
    """Whether a slice tells something personal about those it counts."""
    return cut.partition("=")[0] in PERSONAL


def is_stale(period: Period) -> bool:
    """Whether a change waits that may move values of the period."""
    return (
        Mark.objects.filter(year__lte=period.year).exists()
        or not Year.objects.filter(year=period.year).exists()
        or rebuild.is_behind()
    )
