"""What the pages of a walk share: its inspection, its items, where it goes on."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inspections.models import FAIL, Inspection, Item
from inspections.walk import Stop, Walk
from safety.accounts.guard import Request
from safety.accounts.models import Grant
from safety.accounts.permissions import PERMISSIONS
from safety.org.guard import require
from safety.org.models import Ancestry
from safety.people.models import Person

CHANGE = "inspections.change"
JSON = "application/json"
# What keeps an inspection from its end, by what `Walk.missing` calls it.
LACKING: dict[str, str | Promise] = {
    "answer": gettext_lazy("not answered yet"),
    "note": gettext_lazy("failed, and has no note"),
    "photo": gettext_lazy("failed, and has no photo"),
    "hazard": gettext_lazy("failed, and no hazard is raised"),
}


def crumbs_to(*last: tuple[str, str]) -> list[tuple[str, str]]:
    """What stands above a page of a walk."""
    return [(_("Inspections"), reverse("inspections:list-inspections")), *last]


def walked(request: Request, key: int) -> Inspection:
    """An inspection with checklists that the reader may answer; else 404 or 403."""
    seen = Inspection.objects.visible_to(request.user).select_related("unit")
    inspection: Inspection = get_object_or_404(seen, pk=key)
    require(request.user, CHANGE, inspection.unit)
    return inspection


def inspectors(
    request: Request, unit: int, among: "QuerySet[Person] | None" = None
) -> "QuerySet[Person]":
    """Who inspects at a unit, of those whom the reader sees, or of these."""
    above = Ancestry.objects.current().above([unit])
    roles = PERMISSIONS[CHANGE]
    able = Grant.objects.filter(unit__in=above, role__in=roles).values("user")
    if among is None:
        among = Person.objects.counted().visible_to(request.user)
    return among.filter(user__in=able)


def item_of(walk: Walk, key: str) -> Item | None:
    """An item of the walk by what a form says."""
    is_number = key.isascii() and key.isdecimal() and len(key) < 19
    return walk.items.get(int(key)) if is_number else None


def is_kept(request: Request) -> bool:
    """Whether a phone sends what it has kept: it reads JSON before pages."""
    return request.get_preferred_type(["text/html", JSON]) == JSON


def refused(said: str, **more: str) -> JsonResponse:
    """What such a phone keeps on, with the reason."""
    return JsonResponse({"error": said, **more}, status=422)


def lost(request: Request, inspection: Inspection) -> HttpResponse:
    """Back to the walk, for who asks for an item of another."""
    said = _("This inspection has no such item.")
    if is_kept(request):
        return refused(said)
    messages.error(request, said)
    return redirect(address(inspection))


def address(inspection: Inspection) -> str:
    """Where its items are answered."""
    return reverse("inspections:answer-inspection", args=[inspection.pk])


def context_of(walk: Walk, stop: Stop) -> dict[str, Any]:
    """What a section's page, or the part that comes anew, needs."""
    done, demanded = walk.counts
    asked = walk.asked(stop)
    return {
        "stop": stop,
        "stops": [(each, _mark(walk, each, stop)) for each in walk.stops],
        "cards": [walk.card(item) for item in asked],
        "done_here": sum(map(walk.is_answered, asked)),
        "done": done,
        "demanded": demanded,
        "walk": walk,
        "next": stop.number + 1 if stop.number < len(walk.stops) else None,
    }


def _mark(walk: Walk, stop: Stop, now: Stop) -> str:
    """How a section's tick looks: now, failed, done or open."""
    if stop.number == now.number:
        return "n"
    answers = [walk.answers.get(item.pk) for item in stop.items]
    if any(each and each.outcome == FAIL for each in answers):
        return "f"
    return "d" if all(walk.is_answered(item) for item in walk.asked(stop)) else ""
