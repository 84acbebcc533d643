"""What of drills, emergency plans, certificates and sessions is late now."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import ngettext_lazy

from safety.core.late import Late, register
from safety.core.scope import Scope
from safety.org.guard import Request, may_at
from training.models import (
    Certificate,
    EmergencyPlan,
    PlannedDrill,
    Session,
    SessionState,
)
from training.services import expiring, matching

VIEW, DAY = "training.view", timedelta(days=1)


def drills(request: Request, scope: Scope) -> Late | None:
    """Planned drills that nobody has held by their day."""
    if scope.unit is None or not may_at(request, VIEW, scope.unit):
        return None
    late = matching.unmet(scope.unit, timezone.localdate())
    return Late(
        PlannedDrill.objects.filter(pk__in=late),
        ngettext_lazy("planned drill not held", "planned drills not held"),
        "training:list-late-drills",
    )


def plans(request: Request, scope: Scope) -> Late | None:
    """Emergency plans of open units whose review is overdue."""
    if scope.unit is None or not may_at(request, VIEW, scope.unit):
        return None
    today = timezone.localdate()
    rows: Any = EmergencyPlan.objects.kept_below(scope.unit).with_newest()
    return Late(
        rows.filter(review_on__lt=today),
        ngettext_lazy("emergency plan to review", "emergency plans to review"),
        "training:list-emergency-plans",
        {"which": "below", "review_to": today - DAY},
    )


def certificates(request: Request, scope: Scope) -> Late | None:
    """Certificates that have expired, of people who are at work there today."""
    sees = (VIEW, "people.view")  # whoever is posted there, then
    if scope.unit is None or not all(may_at(request, p, scope.unit) for p in sees):
        return None
    today = timezone.localdate()
    rows = Certificate.objects.at_work(scope.unit, today)
    return Late(
        expiring.expired(rows, today),
        ngettext_lazy("expired certificate", "expired certificates"),
        "training:list-certificates",
        {"state": "expired"},
    )


def sessions(request: Request, scope: Scope) -> Late | None:
    """Training that was begun and not closed after its last day."""
    if scope.unit is None or not may_at(request, VIEW, scope.unit):
        return None
    today = timezone.localdate()
    rows = Session.objects.at_or_below(scope.unit).in_state(SessionState.OPEN)
    return Late(
        rows.filter(ended_on__lt=today),
        ngettext_lazy("training session left open", "training sessions left open"),
        "training:list-sessions",
        {"state": SessionState.OPEN.value, "ended_to": today - DAY},
    )


register(50, drills)
register(60, plans)
register(70, certificates)
register(75, sessions)
