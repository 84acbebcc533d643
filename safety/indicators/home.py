"""Key numbers on the home page."""

from typing import Any

from safety.core.home import Panel, register
from safety.core.scope import Scope
from safety.indicators import show
from safety.indicators.subjects import VIEW
from safety.org.guard import Request


def key_numbers(request: Request, scope: Scope) -> dict[str, Any] | None:
    """Those of the unit and period of the page, for who may see numbers there."""
    if scope.unit is None or not request.user.may(VIEW, scope.unit):
        return None
    numbers = show.key_numbers(scope.unit, scope.period)
    if not numbers:
        return None
    return {"numbers": numbers, "unit": scope.unit, "period": scope.period}


register(Panel(10, "indicators/_tiles.html", key_numbers))  # type: ignore[arg-type]
