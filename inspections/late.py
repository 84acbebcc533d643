"""What of hazards, reports from the site and planned inspections is late now."""

from django.utils import timezone
from django.utils.translation import ngettext_lazy

from inspections.models import Hazard, Occurrence, Uncounted
from safety.core.late import Late, register
from safety.core.scope import Scope
from safety.org.guard import Request, may_at

VIEW, ASSIGN = "inspections.view", "inspections.assign"
HAZARDS = "inspections:list-hazards"


def overdue(request: Request, scope: Scope) -> Late | None:
    """Hazards whose day has passed and that nobody has put right."""
    if scope.unit is None or not may_at(request, VIEW, scope.unit):
        return None
    rows = Hazard.objects.counted().at_or_below(scope.unit)
    return Late(
        rows.overdue(timezone.localdate()),
        ngettext_lazy("overdue hazard", "overdue hazards"),
        HAZARDS,
        {"state": "overdue"},
    )


def gravest(request: Request, scope: Scope) -> Late | None:
    """Those of them that are of the gravest risk, or major."""
    if (late := overdue(request, scope)) is None:
        return None
    return Late(
        late.rows.gravest(),
        ngettext_lazy(
            "overdue hazard of risk I or level major",
            "overdue hazards of risk I or level major",
        ),
        HAZARDS,
        {**late.query, "grave": "yes"},
    )


def reported(request: Request, scope: Scope) -> Late | None:
    """Reports of people without an account, for who decides about them."""
    if scope.unit is None or not may_at(request, ASSIGN, scope.unit):
        return None
    rows = Hazard.objects.at_or_below(scope.unit).untaken(Uncounted.TRIAGE)
    return Late(
        rows.filter(public_report__isnull=False),
        ngettext_lazy(
            "report from the site to look at", "reports from the site to look at"
        ),
        "inspections:list-reports",
    )


def not_made(request: Request, scope: Scope) -> Late | None:
    """Inspections that plans ask for, past their moment and not missed yet."""
    if scope.unit is None or not may_at(request, VIEW, scope.unit):
        return None
    rows = Occurrence.objects.at_or_below(scope.unit)
    return Late(
        rows.late(timezone.now()),
        ngettext_lazy("planned inspection not made", "planned inspections not made"),
        "inspections:list-occurrences",
        {"state": "late"},
    )


register(10, gravest)
register(20, overdue)
register(30, reported)
register(40, not_made)
