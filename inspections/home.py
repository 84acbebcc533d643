"""What one does most on the site, first on a phone's home page."""

from typing import Any

from safety.core.home import Panel, register
from safety.core.scope import Scope
from safety.org.guard import Request, may_at


def what_to_do(request: Request, scope: Scope) -> dict[str, Any] | None:
    """Report a hazard, or verify; None for who does neither here."""
    if scope.unit is None:
        return None
    verbs = ("report", "verify")
    may = {f"may_{v}": may_at(request, f"inspections.{v}", scope.unit) for v in verbs}
    return may if any(may.values()) else None


register(Panel(5, "inspections/_what_to_do.html", what_to_do))  # type: ignore[arg-type]
