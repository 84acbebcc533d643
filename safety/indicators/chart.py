"""An indicator month by month: the chart, its finding as a title, and its table."""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from safety.core import formats
from safety.core.declare.indicators import Cohort, Flow, Indicator, Quantity, Ratio
from safety.core.months import SLOTS, Period
from safety.indicators import show
from safety.indicators.read import Figure
from safety.indicators.targets import Line

LEGEND = {
    "top": 0,
    "right": 0,
    "icon": "roundRect",
    "itemWidth": 14,
    "itemHeight": 4,
    "textStyle": {"color": "--az-ink-2"},
}
# Stands off the line it is written on, and off its neighbours.
LABEL = {
    "position": "top",
    "color": "--az-ink",
    "textBorderColor": "--az-surface",
    "textBorderWidth": 4,
    "padding": [2, 5],
}
OPEN = {"color": "--az-surface", "borderColor": "--az-brand", "borderWidth": 2.5}
# Twelve longer numbers would run into each other.
MOST_LETTERS = 7


class Point(NamedTuple):
    """A month that has begun; ``is_open`` while it runs."""

    month: Period
    figure: Figure
    is_open: bool
    is_chosen: bool


class Bar(NamedTuple):
    """A month for a page that loads no charts."""

    month: str
    text: str
    value: float
    is_open: bool
    is_chosen: bool


class ByMonth:
    """The months of a period's year, those of the year before behind them."""

    def __init__(
        self,
        period: Period,
        found: Mapping[Period, Figure],
        today: date,
        target: Line | None = None,
    ) -> None:
        self.period, self.target = period, target
        self.indicator: Indicator = found[period].indicator
        self.points = [
            Point(
                month,
                found[month],
                month.last_day >= today,
                period.slot.bits >> month.slot.index & 1 == 1,
            )
            for month in show.months_begun(period.year, today)
        ]
        before = [found[m] for m in months(period.year - 1) if m in found]
        self.before = before if any(figure.value for figure in before) else []

    @property
    def known(self) -> list[tuple[Point, float]]:
        """Months with a value, and the value."""
        return [
            (point, float(point.figure.value))
            for point in self.points
            if point.figure.value is not None
        ]

    @property
    def title(self) -> str:
        """What the months show, found by rule from those that are over."""
        over = [(point, value) for point, value in self.known if not point.is_open]
        if not over:
            return self._title_without_finding()
        values = [value for _point, value in over]
        steps = [after - before for before, after in pairwise(values)]
        first, last = over[0][0], over[-1][0]
        if len(over) == 1:
            return self._said(_("%(value)s in %(month)s"), last)
        if min(values) == max(values):
            text = _("Unchanged at %(value)s since %(month)s")
            return self._said(text, first)
        if len(over) > 2 and min(steps) > 0:
            return self._said(_("Up every month, to %(value)s in %(month)s"), last)
        if len(over) > 2 and max(steps) < 0:
            return self._said(_("Down every month, to %(value)s in %(month)s"), last)
        highest = over[values.index(max(values))][0]
        return self._said(_("Highest in %(month)s, %(value)s"), highest)

    def _title_without_finding(self) -> str:
        if self.known:
            return self._said(_("%(value)s in %(month)s so far"), self.known[-1][0])
        if self.points:
            return _("No value in %(year)s") % {"year": self.period.year}
        return _("No month of %(year)s has begun") % {"year": self.period.year}

    @staticmethod
    def _said(sentence: str, point: Point) -> str:
        month = formats.month(point.month.first_month)
        return sentence % {"value": show.value(point.figure), "month": month}

    @property
    def is_bars(self) -> bool:
        """Amounts of a month stand as bars from zero; states and shares are a line."""
        return isinstance(self.indicator.shape, Flow | Cohort)

    @property
    def bars(self) -> list[Bar]:
        """The months that have begun, one below the other."""
        return [
            Bar(
                formats.month_short(point.month.first_month),
                show.value(point.figure),
                float(point.figure.value or 0),
                point.is_open,
                point.is_chosen,
            )
            for point in self.points
        ]

    @property
    def largest(self) -> float:
        """The value of the longest bar."""
        return max((value for _point, value in self.known), default=0)

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """The chart as a table: month, value, value of the year before."""
        now = {point.month.slot: show.value(point.figure) for point in self.points}
        before = {figure.period.slot: show.value(figure) for figure in self.before}
        return [
            (
                formats.month_short(month.first_month),
                now.get(month.slot, formats.DASH),
                before.get(month.slot, formats.DASH),
            )
            for month in months(self.period.year)
        ]

    @property
    def option(self) -> dict[str, Any]:
        """The chart as ECharts draws it; colours are names of tokens."""
        axis: dict[str, Any] = {"type": "value", "scale": not self.is_bars}
        if self.indicator.quantity is Quantity.SHARE:
            sign = pgettext("percentage", "%(number)s %%") % {"number": "{value}"}
            axis["axisLabel"] = {"formatter": sign}
        elif not isinstance(self.indicator.shape, Ratio):
            axis["minInterval"] = 1
        series = [self._series(), *self._series_before(), *self._series_target()]
        names = [formats.month_short(m.first_month) for m in months(self.period.year)]
        return {
            "aria": {"enabled": True, "label": {"description": self.title}},
            "legend": {"show": len(series) > 1, **LEGEND},
            "xAxis": {"type": "category", "data": names},
            "yAxis": axis,
            "series": series,
        }

    def _series(self) -> dict[str, Any]:
        labels = [self._label(point.figure) for point in self.points]
        is_tight = max(map(len, labels), default=0) > MOST_LETTERS
        told = self._told() if is_tight else self.points
        drawn: dict[str, Any] = {
            "name": str(self.period.year),
            "color": "--az-brand",
            "label": LABEL,
            "labelLayout": {"hideOverlap": True},
            "data": [
                self._datum(point, label, is_told=point in told)
                for point, label in zip(self.points, labels, strict=True)
            ],
        }
        if self.is_bars:
            return {"type": "bar", "z": 3, "barWidth": "45%", **drawn}
        return {"type": "line", "z": 3, "lineStyle": {"width": 2.5}, **drawn}

    def _told(self) -> list[Point]:
        """The months whose numbers are written where there is no room for all."""
        values = [value for _point, value in self.known]
        return [
            point
            for point, value in self.known
            if point.is_chosen or point.is_open or value == max(values)
        ]

    def _series_before(self) -> list[dict[str, Any]]:
        """The year before: a thin line without points.

        It begins with the first month that has something: before that there may have
        been no records at all, and a line along zero would tell of a sudden rise.
        """
        if not self.before:
            return []
        values = [self._plotted(figure) for figure in self.before]
        first = next(n for n, figure in enumerate(self.before) if figure.value)
        return [
            {
                "type": "line",
                "name": str(self.period.year - 1),
                "data": [None] * first + values[first:],
                "color": "--az-line-2",
                "symbol": "none",
                "lineStyle": {"width": 1.5},
                "z": 4 if self.is_bars else 2,
            }
        ]

    def _series_target(self) -> list[dict[str, Any]]:
        """What is aimed at: a dashed line where a month can be held against it.

        The amount of a year cannot: months stand as bars that add up to it.
        """
        row = self.target.row if self.target else None
        if self.target is None or row is None or row.target is None or self.is_bars:
            return []
        line = {"type": "dashed", "width": 1, "color": "--az-ink"}
        return [
            {
                "type": "line",
                "name": _("Target %(value)s") % {"value": self.target.target},
                "data": [float(row.target)] * len(SLOTS[:12]),
                "color": "--az-ink",
                "symbol": "none",
                "lineStyle": line,
            }
        ]

    def _datum(self, point: Point, label: str, *, is_told: bool) -> dict[str, Any]:
        """A month that still runs is hollow, and says so."""
        datum: dict[str, Any] = {
            "value": self._plotted(point.figure),
            "symbol": "circle",
            "symbolSize": 12 if point.is_open else 8,
            "label": {
                "show": is_told,
                "formatter": f"{label}\n{_('open')}" if point.is_open else label,
                "fontWeight": 600 if point.is_chosen else 400,
            },
        }
        if point.is_open:
            datum["itemStyle"] = OPEN
        return datum

    def _label(self, figure: Figure) -> str:
        """The value without its unit, which the axis and the page's head have."""
        places = {Quantity.SHARE: 1, Quantity.RATE: 2}.get(self.indicator.quantity)
        return formats.number(self._plotted(figure), places)

    def _plotted(self, figure: Figure) -> float | None:
        if figure.value is None:
            return None
        scale = 100 if self.indicator.quantity is Quantity.SHARE else 1
        return round(float(figure.value) * scale, 2)


def months(year: int) -> list[Period]:
    """The twelve months of a year."""
    return [Period(year, slot) for slot in SLOTS[:12]]
