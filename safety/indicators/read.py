"""Reading stored numbers: what pages, commands and reports show is what stands here."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from safety.core.declare.indicators import PERSONAL, Indicator, Shape
from safety.core.months import Period
from safety.indicators import facts, rebuild, registry
from safety.indicators.models import SLOT_COLUMNS, Value, Year
from safety.journal.models import Mark

# A slice by something personal is not shown for fewer (INDICATORS, "Slices").
FEWEST = 5


@dataclass(frozen=True)
class Figure:
    """One number: exact parts, and the value they make.

    ``numerator`` and ``denominator`` are exact decimals, the denominator None where the
    indicator is no ratio; ``hidden`` when the group behind a slice is too small to
    show.
    """

    indicator: Indicator
    unit: int
    period: Period
    numerator: Decimal
    denominator: Decimal | None = None
    hidden: bool = False

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

    One query, whatever the number of records behind.
    """
    wanted = list(indicators)
    measures = {key for indicator in wanted for key in measures_of(indicator)}
    columns = {SLOT_COLUMNS[p.slot.index] for p in periods}
    stored: dict[tuple[int, int], dict[str, dict[str, int]]] = {}
    for row in Value.objects.filter(
        unit__in=units,
        year__in={p.year for p in periods},
        measure__in=measures,
        slice=slice_text,
    ).values("unit", "year", "measure", *columns):
        stored.setdefault((row["unit"], row["year"]), {})[row["measure"]] = row
    amounts = {
        (unit, period): {
            key: row[SLOT_COLUMNS[period.slot.index]]
            for key, row in stored.get((unit, period.year), {}).items()
        }
        for unit in units
        for period in periods
    }
    return {
        (each.code, *place): figure(each, *place, slice_text, amounts[place])
        for each in wanted
        for place in amounts
    }


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
