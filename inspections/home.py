"""What one does most on the site, first on a phone's home page."""

from typing import Any

from django.db.models import Q
from django.utils import timezone

from inspections import marks
from inspections.models import (
    NOT_RECTIFIED,
    Hazard,
    Inspection,
    Occurrence,
)
from inspections.services import drafts
from inspections.services.guards import Actor, acts_for_somebody
from safety.accounts.guard import Request
from safety.core.home import Panel, register
from safety.core.scope import Scope
from safety.org.guard import may_at
from safety.people.models import person_of


def what_to_do(request: Request, scope: Scope) -> dict[str, Any] | None:
    """Report a hazard, or verify; None for who does neither here."""
    if scope.unit is None:
        return None
    verbs = ("view", "report", "change", "verify")
    may = {f"may_{v}": may_at(request, f"inspections.{v}", scope.unit) for v in verbs}
    may_view = may.pop("may_view")
    if may_view and not may["may_verify"]:
        may["may_verify"] = acts_for_somebody(Actor.of(request.user))
    if not any(may.values()):
        return None
    return {**may, "may_view": may_view}


MOST = 10  # inspections and drafts on the home page
FEW = 3  # hazards there


def my_inspections(request: Request, scope: Scope) -> dict[str, Any] | None:
    """What plans ask the reader to inspect, and what of today he has done."""
    held = request.user.unit_ids_for("inspections.change")
    person = person_of(request.user)
    if scope.unit is None or not held or person is None:
        return None
    mine = Occurrence.objects.visible_to(request.user).for_person(person, held)
    today = timezone.localdate()
    is_open = Q(state=Occurrence.State.OPEN)
    rows = mine.filter(is_open | Q(state=Occurrence.State.DONE, day=today))
    found = list(rows.select_related("plan", "unit", "inspection")[:MOST])
    walks = Inspection.objects.visible_to(request.user).unfinished(person)
    begun = [each.inspection_id for each in found if each.inspection_id]
    unfinished = walks.exclude(pk__in=begun).count()
    if not found and not unfinished:
        return None
    done = [each for each in found if each.state == Occurrence.State.DONE]
    shown = [(each, marks.occurrence(each.tone)) for each in found]
    return {
        "asked": shown,
        "done": len(done),
        "all": len(found),
        "unfinished": unfinished,
    }


def my_hazards(request: Request, _scope: Scope) -> dict[str, Any] | None:
    """What the reader has to rectify, what is due first on top."""
    if not request.user.unit_ids_for("inspections.view"):
        return None
    mine = (
        Hazard.objects.counted()
        .unverified()
        .filter(responsible__user=request.user.pk, state__in=NOT_RECTIFIED)
    )
    rows = mine.visible_to(request.user).order_by("due_on", "pk")
    found = list(rows.select_related("unit")[: FEW + 1])
    if not found:
        return None
    shown = [
        (each, marks.risk(each.risk, "l"), marks.deadline(each.deadline))
        for each in found[:FEW]
    ]
    return {"hazards": shown, "are_more": len(found) > FEW}


def my_drafts(request: Request, scope: Scope) -> dict[str, Any] | None:
    """What the reader has begun to report, the latest on top."""
    actor = Actor.of(request.user)
    held = request.user.unit_ids_for("inspections.report")
    if scope.unit is None or actor.person is None or not held:
        return None
    found = list(drafts.of(actor)[:MOST])
    return {"drafts": found} if found else None


register(
    Panel(4, "inspections/_my_hazards.html", my_hazards),  # type: ignore[arg-type]
    Panel(7, "inspections/_my_inspections.html", my_inspections),  # type: ignore[arg-type]
)
register(
    Panel(5, "inspections/_what_to_do.html", what_to_do),  # type: ignore[arg-type]
    Panel(6, "inspections/_my_drafts.html", my_drafts),  # type: ignore[arg-type]
)
