"""The units below a unit, worst first: where a number comes from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from safety.core.access import Viewer
from safety.core.declare.indicators import Better, Cohort, Flow, Indicator, Stock
from safety.core.months import Period
from safety.indicators import cuts, show
from safety.indicators.read import Figure
from safety.indicators.show import Change
from safety.indicators.subjects import VIEW
from safety.org.models import CHILD_KIND, Ancestry, Unit

AT_ONCE = 50


@dataclass(frozen=True)
class UnitLine:
    """A unit below with its figure, and how that differs from an earlier period's."""

    unit: Unit
    figure: Figure
    change: Change | None
    earlier: Figure | None = None

    @property
    def value(self) -> str:
        """The figure as people read it."""
        return show.value(self.figure)

    @property
    def parts(self) -> list[str]:
        """Above and below the line of a ratio."""
        return show.parts(self.figure)


class Below:
    """The units right below the unit in the tree of the period, one page of them."""

    def __init__(
        self, lines: list[UnitLine], whole: Figure, against: Period | None, number: int
    ) -> None:
        self.all, self.whole, self.against = lines, whole, against
        self.pages = max(1, -(-len(lines) // AT_ONCE))
        self.number = min(max(number, 1), self.pages)

    @property
    def lines(self) -> list[UnitLine]:
        """The lines of this page."""
        start = (self.number - 1) * AT_ONCE
        return self.all[start : start + AT_ONCE]

    @property
    def first(self) -> int:
        """The number of this page's first line."""
        return (self.number - 1) * AT_ONCE + 1

    @property
    def last(self) -> int:
        """The number of this page's last line."""
        return self.first + len(self.lines) - 1

    @property
    def order(self) -> str:
        """How the lines are sorted."""
        is_worst_lowest = self.whole.indicator.better is Better.HIGHER
        return _("lowest first") if is_worst_lowest else _("largest first")

    @property
    def is_sum(self) -> bool:
        """Whether the lines add up; who is counted once at each unit does not."""
        return isinstance(self.whole.indicator.shape, Flow | Stock | Cohort)

    @property
    def rest(self) -> Decimal:
        """What belongs to none of these units: recorded at the unit itself, say."""
        figures = [line.figure for line in self.all]
        if not self.is_sum or any(each.hidden for each in [self.whole, *figures]):
            return Decimal(0)
        return self.whole.numerator - sum(each.numerator for each in figures)

    @property
    def rest_value(self) -> str:
        """The rest as people read it."""
        return show.text(self.whole.indicator.quantity, self.rest)

    def table(self) -> Iterator[list[Any]]:
        """All lines for a file."""
        for line in self.all:
            unit, period = line.unit, str(line.figure.period)
            yield [str(unit), unit.code, period, *show.cells(line.figure)]


def units_below(viewer: Viewer, unit: Unit, period: Period) -> list[Unit]:
    """The units right below, in the tree of the period, that the viewer may see."""
    kind = CHILD_KIND.get(unit.kind)
    if kind is None:
        return []
    inside = Ancestry.objects.in_month(period.last_month.index).below([unit.pk])
    visible = Unit.objects.visible_to(viewer, VIEW)
    return list(visible.filter(pk__in=inside, kind=kind).order_by("code"))


def below(
    units: list[Unit],
    whole: Figure,
    against: Period | None,
    slice_text: str,
    number: int,
) -> Below:
    """Their lines, worst first; a unit not open in the period only with a number."""
    indicator, period = whole.indicator, whole.period
    keys = [unit.pk for unit in units]
    periods = [period, against] if against else [period]
    found = cuts.figures(keys, periods, indicator, slice_text)
    lines = [
        _line(unit, indicator, found, period, against)
        for unit in units
        if counts(unit, [found[indicator.code, unit.pk, period]])
    ]
    lines.sort(key=_worst_first)
    return Below(lines, whole, against, number)


def _line(
    unit: Unit,
    indicator: Indicator,
    found: Mapping[tuple[str, int, Period], Figure],
    period: Period,
    against: Period | None,
) -> UnitLine:
    figure = found[indicator.code, unit.pk, period]
    earlier = found[indicator.code, unit.pk, against] if against else None
    return UnitLine(unit, figure, show.change(figure, earlier), earlier)


def counts(unit: Unit, figures: Sequence[Figure]) -> bool:
    """Whether a unit has a number in the period, or is open in it."""
    if any(figure.numerator or figure.denominator for figure in figures):
        return True
    period = figures[0].period
    is_closed = unit.closed_on and unit.closed_on < period.first_day
    is_early = unit.opened_on and unit.opened_on > period.last_day
    return unit.status == Unit.Status.COUNTED and not is_closed and not is_early


def _worst_first(line: UnitLine) -> tuple[bool, float, str]:
    value = line.figure.value
    low_is_bad = line.figure.indicator.better is Better.HIGHER
    size = float(value or 0)
    return value is None, size if low_is_bad else -size, line.unit.code
