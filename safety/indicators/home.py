"""The overview on the home page: its numbers on top, what they rest on further down."""

from typing import Any

from safety.core.home import Panel, register
from safety.core.scope import Scope
from safety.indicators import read
from safety.indicators.overview import page
from safety.indicators.overview.files import PANELS
from safety.org.guard import Request


def tiles(request: Request, scope: Scope) -> dict[str, Any] | None:
    """The first numbers of the unit and period, for who may see numbers there."""
    found = page.of(request, scope)
    if found is None or not found.tiles:
        return None
    stale_since = read.stale_since(scope.period)
    files = [(panel, file.name) for panel, file in PANELS.items() if file.make(found)]
    return {"overview": found, "files": files, "stale_since": stale_since}


def panels(request: Request, scope: Scope) -> dict[str, Any] | None:
    """Why the chosen number changed, and what else the unit’s numbers say."""
    found = page.of(request, scope)
    if found is None or found.chosen is None:
        return None
    return {"overview": found, "unit": scope.unit, "period": scope.period}


register(
    Panel(10, "indicators/_overview_tiles.html", tiles),  # type: ignore[arg-type]
    Panel(60, "indicators/_overview.html", panels),  # type: ignore[arg-type]
)
