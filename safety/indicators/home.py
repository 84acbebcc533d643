"""The overview on the home page: key numbers, and what is behind the first of them."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from safety.core.home import Panel, register
from safety.core.months import Period
from safety.core.scope import Scope
from safety.indicators import chart, cuts, league, read, show
from safety.indicators.read import Figure
from safety.indicators.subjects import VIEW
from safety.org.guard import Request, may_at

# Dimensions beside the chart, which is as high; the number's own page has all.
SLICED = 2


def key_numbers(request: Request, scope: Scope) -> dict[str, Any] | None:
    """Those of the unit and period of the page, for who may see numbers there."""
    unit = scope.unit
    if unit is None or not may_at(request, VIEW, unit):
        return None
    numbers = show.key_numbers(unit, scope.period)
    if not numbers:
        return None
    return {
        "numbers": numbers,
        "unit": unit,
        "period": scope.period,
        "stale_since": read.stale_since(scope.period),
    }


def overview(request: Request, scope: Scope) -> dict[str, Any] | None:
    """The first key number with a value, by months and slices, and the units below."""
    unit, period, key = scope.unit, scope.period, show.key_indicators()
    if unit is None or not key or not may_at(request, VIEW, unit):
        return None
    found = chart.found_of(unit, period, key)
    if not found:
        return None
    shown = next((each for each in key if _is_told(found[each.code])), key[0])
    return {
        "unit": unit,
        "period": period,
        "indicator": shown,
        "chart": chart.ByMonth(period, found[shown.code], timezone.localdate()),
        "dimensions": cuts.by_dimension(shown, unit, period)[:SLICED],
        "league": league.league(request.user, unit, period, key),
    }


def _is_told(figures: Mapping[Period, Figure]) -> bool:
    """Whether there is anything to see in a number: a ratio of nothing is none."""
    return any(figure.value for figure in figures.values())


register(
    Panel(10, "indicators/_key_numbers.html", key_numbers),  # type: ignore[arg-type]
    Panel(60, "indicators/_overview.html", overview),  # type: ignore[arg-type]
)
