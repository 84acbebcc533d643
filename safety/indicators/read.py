"""Reading stored numbers: what pages, commands and reports show is what stands here."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from safety.core.declare.indicators import Distinct, Indicator, Ratio, Shape
from safety.core.months import Period
from safety.indicators import facts, rebuild, registry
from safety.indicators.models import SLOT_COLUMNS, Value, Year
from safety.journal.models import Mark

# A slice by one of these is not shown for fewer persons (INDICATORS, "Slices").
Amount = Callable[[Shape, int, Period], Decimal]
PERSONAL, FEWEST = frozenset({"gender"}), 5


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


def slice_key(indicator: Indicator, text: str) -> str:
    """``dimension=value`` checked against a declaration; ValueError with a sentence."""
    if not text:
        return ""
    name, _equals, value = text.partition("=")
    known = set.intersection(
        *(
            set(registry.measure_of(shape).dimensions)
            for _key, shape in registry.parts(indicator)
        )
    )
    if name not in known or not value:
        raise ValueError(
            _("%(code)s has no slice “%(slice)s”. It can be cut by: %(known)s.")
            % {
                "code": indicator.code,
                "slice": text,
                "known": ", ".join(sorted(known)) or "–",
            }
        )
    return f"{name}={value}"


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
    shapes = {key: shape for i in wanted for key, shape in registry.parts(i)}
    measures = {registry.measure_of(shape).key for shape in shapes.values()}
    columns = {SLOT_COLUMNS[p.slot.index] for p in periods}
    stored = {
        (row["unit"], row["year"], row["measure"]): row
        for row in Value.objects.filter(
            unit__in=units,
            year__in={p.year for p in periods},
            measure__in=measures,
            slice=slice_text,
        ).values("unit", "year", "measure", *columns)
    }

    def amount(shape: Shape, unit: int, period: Period) -> Decimal:
        row = stored.get((unit, period.year, registry.measure_of(shape).key))
        number = row[SLOT_COLUMNS[period.slot.index]] if row else 0
        return (
            Decimal(number).scaleb(-2)
            if facts.is_hundredths(shape)
            else Decimal(number)
        )

    return {
        (indicator.code, unit, period): _figure(
            indicator, unit, period, slice_text, amount
        )
        for indicator in wanted
        for unit in units
        for period in periods
    }


def _figure(
    indicator: Indicator, unit: int, period: Period, cut: str, amount: Amount
) -> Figure:
    shape = indicator.shape
    if isinstance(shape, Ratio):
        above = amount(shape.numerator, unit, period)
        below = amount(shape.denominator, unit, period)
        people = below if isinstance(shape.denominator, Distinct) else None
        return Figure(indicator, unit, period, above, below, _too_few(cut, people))
    number = amount(shape, unit, period)
    people = number if isinstance(shape, Distinct) else None
    return Figure(indicator, unit, period, number, None, _too_few(cut, people))


def _too_few(cut: str, people: Decimal | None) -> bool:
    return cut.partition("=")[0] in PERSONAL and people is not None and people < FEWEST


def is_stale(period: Period) -> bool:
    """Whether a change waits that may move values of the period."""
    return (
        Mark.objects.filter(year__lte=period.year).exists()
        or not Year.objects.filter(year=period.year).exists()
        or rebuild.is_behind()
    )
