"""The verify queue: one fix after the other, accepted or sent back."""

from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from inspections import gallery, marks
from inspections.deeds import BY_VERB
from inspections.forms.moves import REASONS
from inspections.models import Closer, Hazard, Level, Move, Policy, State, Verb
from inspections.services.guards import (
    FIXES,
    RANK,
    Actor,
    Case,
    Ground,
    acted_for,
    acts_for_somebody,
)
from inspections.views.hazard import VIEW, done, facts, fixes, late, trail
from safety.accounts.guard import Request, may
from safety.core.paging import Count
from safety.org.guard import scope_of
from safety.org.models import Kind, Unit
from safety.people.models import Person

VERIFY = "inspections.verify"
LOOKED_AT = 20  # hazards, of which the first that one may verify is shown

MOST_SKIPPED = 200


@may(VIEW)
@require_safe
def verify_hazards(request: Request) -> HttpResponse:
    """The first hazard at the unit that waits for this reader; ``?skip=`` skips.

    For who verifies, and for who acts for somebody who does.
    """
    actor = Actor.of(request.user)
    if not (verifies := request.user.may(VERIFY)) and not acts_for_somebody(actor):
        raise PermissionDenied
    scope: Any = scope_of(request, VERIFY if verifies else VIEW)
    waiting = _for(actor, scope.unit)
    skipped = _skipped(request)
    case = _first(waiting.exclude(pk__in=skipped), actor)
    context: dict[str, Any] = {
        "title": _("Verify"),
        "scope": scope,
        "crumbs": [*trail(), (_("Verify"), "")],
        "count": Count.up_to_limit(waiting.values("pk")),
        "case": case,
        "back_url": f"{trail()[0][1]}?{scope.query}",
    }
    if case:
        context |= _shown(request, case, skipped)
    return render(request, "inspections/verify_queue.html", context)


def _skipped(request: Request) -> list[int]:
    """What the reader has put off, by key."""
    keys = request.GET.getlist("skip")[-MOST_SKIPPED:]
    return [
        int(key) for key in keys if key.isascii() and key.isdecimal() and len(key) < 19
    ]


def _for(actor: Actor, unit: Unit) -> Any:
    """What waits at a unit for somebody who stands there; `Case` has the last word.

    And what waits for whom he acts for today.
    """
    me = actor.person
    if me is None:
        return Hazard.objects.none()
    waiting = Hazard.objects.counted().below([unit.pk]).filter(state=State.AWAITING)
    found = _within(waiting, actor, unit)
    for other in acted_for(me, unit.today).values():
        if other.user and other.user.is_active:
            held = other.user.unit_ids_for(VERIFY)
            theirs = _within(waiting.below(held), Actor(other.user, other), unit)
            either = Q(pk__in=found.values("pk")) | Q(pk__in=theirs.values("pk"))
            found = _not_fixed_by(me, waiting.filter(either))
    return found.order_by("due_on", "pk")


def _not_fixed_by(person: Person, waiting: Any) -> Any:
    """Without what somebody has put right, or should have."""
    fixed = Move.objects.filter(hazard=OuterRef("pk"), by=person, verb__in=FIXES)
    # Responsible and rectifier may be nobody, and nobody is not me.
    waiting = waiting.exclude(rectified_by=person).exclude(responsible=person)
    return waiting.exclude(Exists(fixed))


def _within(waiting: Any, actor: Actor, unit: Unit) -> Any:
    """What somebody may verify who stands at a unit."""
    me: Any = actor.person
    waiting = _not_fixed_by(me, waiting)
    rank = Ground(unit, actor.user).rank(VERIFY)
    # Whoever verifies for the project does so from a team of it, too.
    mine = min(RANK[Kind.PROJECT] if rank is None else rank, RANK[Kind.PROJECT])
    above = [closer for closer in Closer.values if RANK[closer] < mine]
    policies = [Policy.objects.in_force(level, unit.today) for level in Level.values]
    grave = [policy.level for policy in policies if policy.closer in above]
    too_high = Q(found_from__in=above) | Q(level__in=grave)
    return waiting.exclude(too_high & (Q(found_by=None) | ~Q(found_by=me)))


def _first(waiting: Any, actor: Actor) -> Case | None:
    """The first that the actor may verify."""
    beside = ("unit", "contractor", "inspection", "criterion", "repeat_of")
    for hazard in waiting.select_related(*beside)[:LOOKED_AT]:
        case = Case(hazard, actor)
        if case.can(Verb.VERIFY):
            return case
    return None


def _shown(request: Request, case: Case, skipped: list[int]) -> dict[str, Any]:
    """What the page of one hazard needs."""
    hazard = case.hazard
    skip = [*skipped, hazard.pk]
    unit = request.GET.get("unit", "")
    query = {"skip": skip, **({"unit": unit} if unit else {})}
    return {
        "risk": marks.risk(hazard.risk, "l"),
        "late": late(hazard),
        "facts": facts(hazard),
        "fixes": fixes(request, case),
        "done": done(request, case),
        **gallery.of(case, to_add=False),
        "accept": BY_VERB[Verb.VERIFY],
        "accept_url": BY_VERB[Verb.VERIFY].url(hazard),
        "send_back": BY_VERB[Verb.SEND_BACK],
        "send_back_url": BY_VERB[Verb.SEND_BACK].url(hazard),
        "reasons": REASONS,
        "hidden": {
            "seen": case.last,
            "request_id": uuid4(),
            "then": "queue",
            "unit": unit,
        },
        "skip_url": reverse("inspections:verify-hazards", query=query),
    }
