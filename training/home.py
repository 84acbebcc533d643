"""On the home page of whoever teaches: to a session or a drill in few taps."""

from typing import Any

from safety.accounts.guard import Request
from safety.core.home import Panel, register
from safety.core.scope import Scope
from safety.org.guard import may_at


def start(request: Request, scope: Scope) -> dict[str, Any] | None:
    """Nothing but the link; None for who does not teach here."""
    if scope.unit is None or not may_at(request, "training.change", scope.unit):
        return None
    return {}


register(Panel(8, "training/_session_start.html", start))  # type: ignore[arg-type]
