"""Reading stored numbers: what pages, commands and reports show is what stands here."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from safety.core.declare.indicators import PERSONAL, Indicator
from safety.core.months import Period
from safety.indicators import facts, published, rebuild, registry, sql
from safety.indicators.models import SLOT_COLUMNS, Year
from safety.indicators.published import WHOLE, Kept, Slices
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
    they are now. One that ``is_newer`` than the close was not published by it.
    """

    indicator: Indicator
    unit: int
    period: Period
    numerator: Decimal
    denominator: Decimal | None = None
    hidden: bool = False
    is_closed: bool = False
    is_approved: bool = False
    is_newer: bool = False
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
        above, below = self.numerator, self.denominator
        # Whole numbers divide to the nearest float, as fractions do, and sooner.
        (a, b), (c, d) = above.as_integer_ratio(), below.as_integer_ratio()
        return (a * d) / (b * c)


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
    found = sheet(units, periods, wanted, published.only(slice_text))
    return {
        (each.code, unit, period): found.figure(each, unit, period, slice_text)
        for unit in units
        for period in periods
        for each in wanted
    }


def sliced(indicator: Indicator, unit: int, period: Period) -> dict[str, Figure]:
    """The figures of all slices that are kept for a unit and period, in one query."""
    found = sheet([unit], [period], [indicator], published.EVERY)
    return found.cuts(indicator, unit, period)


# Rows of values, by unit and year, slice and measure.
Stored = dict[tuple[int, int], dict[str, dict[str, Sequence[Any]]]]


@dataclass(frozen=True)
class Sheet:
    """Stored amounts of some units and periods; figures are made as they are asked for.

    ``places`` is where a row has a period, ``closed`` what was published.
    """

    stored: Stored
    places: dict[Period, int]
    closed: dict[tuple[int, Period], Kept]

    def figure(
        self, indicator: Indicator, unit: int, period: Period, cut: str = ""
    ) -> Figure:
        """One number of those that were asked for, or of a slice."""
        rows = self.stored.get((unit, period.year), {}).get(cut, {})
        place = self.places[period]
        now = {key: rows[key][place] for key in measures_of(indicator) if key in rows}
        made = figure(indicator, unit, period, cut, now)
        kept = self.closed.get((unit, period))
        return made if kept is None else as_published(made, cut, kept)

    def cuts(
        self, indicator: Indicator, unit: int, period: Period
    ) -> dict[str, Figure]:
        """The figures of an indicator's slices, by slice."""
        kept = self.closed.get((unit, period))
        known = {cut for _measure, cut in kept.amounts} if kept else set()
        known |= self.stored.get((unit, period.year), {}).keys()
        return {
            cut: self.figure(indicator, unit, period, cut)
            for cut in sorted(known)
            if cut
        }


def sheet(
    units: Collection[int],
    periods: Sequence[Period],
    indicators: Iterable[Indicator],
    cuts: Slices = WHOLE,
) -> Sheet:
    """What figures of some indicators rest on, in one query.

    Put together by hand: every page asks it, and a question of Django’s takes longer to
    put than to answer.
    """
    measures = {key for indicator in indicators for key in measures_of(indicator)}
    slots = sorted({period.slot.index for period in periods})
    width = max(len(slots), len(published.COLUMNS))
    columns = [*(SLOT_COLUMNS[n] for n in slots), *["0"] * (width - len(slots))]
    known, years = sorted(measures), {period.year for period in periods}
    live = (
        f"SELECT 0, unit, year, measure, slice, {', '.join(columns)}"
        f" FROM indicators_value WHERE {sql.among('unit', units)}"
        f" AND {sql.among('year', years)}"
        f" AND measure IN ({', '.join(['%s'] * len(known)) or 'NULL'}) AND {cuts.where}"
    )
    months = {period.last_month.index for period in periods}
    kept, beside = published.question(units, months, known, cuts, width)
    found, closed = Stored(), list[Sequence[Any]]()
    params = [*known, *cuts.params, *beside]
    for row in sql.rows(f"{live} UNION ALL {kept}", params):
        kind, unit, year, measure, own = row[:5]
        if kind:
            closed.append(row)
            continue
        by_cut = found.setdefault((unit, year), {})
        by_cut.setdefault(own, {})[measure] = row
    places = {each: 5 + slots.index(each.slot.index) for each in periods}
    return Sheet(found, places, published.gathered(closed, periods))


def as_published(live: Figure, cut: str, kept: Kept) -> Figure:
    """The figure of a closed period, beside what the records say now.

    One of an indicator that is newer than the close is what the records say now.
    """
    measures = measures_of(live.indicator)
    if not measures.isdisjoint(kept.newer):
        return replace(live, is_newer=True)
    amounts = {key: kept.amounts.get((key, cut), 0) for key in measures}
    shown = figure(live.indicator, live.unit, live.period, cut, amounts)
    approved = any((key, cut) in kept.restated for key in measures)
    return replace(shown, is_closed=True, is_approved=approved, live=live)


class Recipe(NamedTuple):
    """What a figure is made of: keys of measures, and whether these are in hundredths.

    ``persons`` is the key of whom it is about, empty for nobody; ``keys`` are all.
    """

    numbers: tuple[tuple[str, bool], ...]
    persons: str
    keys: frozenset[str]


@cache
def _recipe(indicator: Indicator) -> Recipe:
    shapes = [shape for _key, shape in registry.parts(indicator)]
    numbers = tuple(
        (registry.measure_of(shape).key, facts.is_hundredths(shape)) for shape in shapes
    )
    counted = registry.persons_of(indicator)
    persons = registry.measure_of(counted).key if counted else ""
    keys = {key for key, _is_hundredths in numbers} | ({persons} if persons else set())
    return Recipe(numbers, persons, frozenset(keys))


def measures_of(indicator: Indicator) -> frozenset[str]:
    """The keys of the values that a figure of an indicator is read from."""
    return _recipe(indicator).keys


def figure(
    indicator: Indicator,
    unit: int,
    period: Period,
    cut: str,
    amounts: Mapping[str, int],
) -> Figure:
    """A figure from the stored amounts of its measures, given by their keys."""
    made_of = _recipe(indicator)
    numbers = [
        Decimal(amounts.get(key, 0)).scaleb(-2 if is_hundredths else 0)
        for key, is_hundredths in made_of.numbers
    ]
    hidden = is_personal(cut) and _are_few(amounts.get(made_of.persons), made_of)
    below = numbers[1] if len(numbers) > 1 else None
    return Figure(indicator, unit, period, numbers[0], below, hidden)


def _are_few(persons: int | None, made_of: Recipe) -> bool:
    return bool(made_of.persons) and (persons or 0) < FEWEST


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
