"""What one does most on the site, first on a phone's home page."""

from typing import Any

from inspections.models import Hazard, Uncounted
from safety.core.home import Panel, register
from safety.core.scope import Scope
from safety.org.guard import Request, may_at
from safety.org.models import Unit


def what_to_do(request: Request, scope: Scope) -> dict[str, Any] | None:
    """Report a hazard, or verify; None for who does neither here."""
    if scope.unit is None:
        return None
    verbs = ("report", "verify")
    may = {f"may_{v}": may_at(request, f"inspections.{v}", scope.unit) for v in verbs}
    if not any(may.values()):
        return None
    return {**may, "to_look_at": _to_look_at(request, scope.unit)}


def _to_look_at(request: Request, unit: Unit) -> int:
    """How many reports from the site wait for somebody to decide."""
    if not may_at(request, "inspections.assign", unit):
        return 0
    waiting = Hazard.objects.below([unit.pk]).untaken(Uncounted.TRIAGE)
    return waiting.filter(public_report__isnull=False).count()


register(Panel(5, "inspections/_what_to_do.html", what_to_do))  # type: ignore[arg-type]
