"""The verify queue: one fix after the other, accepted or sent back."""

from typing import Any
from uuid import uuid4

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
from inspections.services.guards import FIXES, RANK, Actor, Case, Ground
from inspections.views.hazard import done, facts, fixes, late, trail
from safety.accounts.guard import Request, may
from safety.core.paging import Count
from safety.org.guard import scope_of
from safety.org.models import Kind, Unit

LOOKED_AT = 20  # hazards, of which the first that one may verify is shown

MOST_SKIPPED = 200


@may("inspections.verify")
@require_safe
def verify_hazards(request: Request) -> HttpResponse:
    """The first hazard at the unit that waits for this reader; ``?after=`` skips."""
    scope: Any = scope_of(request, "inspections.verify")
    actor = Actor.of(request.user)
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
    """What waits at a unit for somebody who stands there; `Case` has the last word."""
    if actor.person is None:
        return Hazard.objects.none()
    me = actor.person
    waiting = Hazard.objects.counted().below([unit.pk]).filter(state=State.AWAITING)
    fixed_by_me = Move.objects.filter(hazard=OuterRef("pk"), by=me, verb__in=FIXES)
    # Responsible and rectifier may be nobody, and nobody is not me.
    waiting = waiting.exclude(rectified_by=me).exclude(responsible=me)
    waiting = waiting.exclude(Exists(fixed_by_me))
    rank = Ground(unit.pk, actor.user).rank("inspections.verify")
    # Whoever verifies for the project does so from a team of it, too.
    mine = min(RANK[Kind.PROJECT] if rank is None else rank, RANK[Kind.PROJECT])
    above = [closer for closer in Closer.values if RANK[closer] < mine]
    policies = [Policy.objects.in_force(level, unit.today) for level in Level.values]
    grave = [policy.level for policy in policies if policy.closer in above]
    too_high = Q(found_from__in=above) | Q(level__in=grave)
    waiting = waiting.exclude(too_high & (Q(found_by=None) | ~Q(found_by=me)))
    return waiting.order_by("due_on", "pk")


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
