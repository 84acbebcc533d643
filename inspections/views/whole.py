"""A walk as one page with all its sections, which a phone keeps for want of a line.

The same cards as on the pages of the sections; `frontend/js/offline/walk.js` shows one
section, and what was answered since.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from inspections.forms.describing import DescribeForm
from inspections.forms.finishing import FinishForm
from inspections.forms.photos import photos_under
from inspections.models import (
    SCORED,
    Answering,
    ChecklistVersion,
    Inspection,
    Occurrence,
    Policy,
    Scale,
    Scoring,
    Status,
)
from inspections.scoring import Part
from inspections.services import answering, planning
from inspections.services.guards import Actor, no_person
from inspections.views import raising
from inspections.views.hazard import one_of
from inspections.views.report import people_of
from inspections.views.walking import (
    CHANGE,
    LACKING,
    crumbs_to,
    inspectors,
    walked,
)
from inspections.walk import DEMANDED, GRADES, Stop, Walk
from safety.accounts.guard import Request, may
from safety.org.guard import require, unit_of
from safety.org.models import Unit

UNMADE = 0  # the key of an inspection that a phone begins


@may(CHANGE)
@require_safe
def view_whole(request: Request, key: int) -> HttpResponse:
    """All sections of an inspection that is being walked."""
    inspection = walked(request, key)
    if inspection.status != Status.DRAFT:
        return redirect(inspection)
    return _page(request, Walk(inspection))


@may(CHANGE)
@require_safe
def view_blank(request: Request) -> HttpResponse:
    """A walk that is still to begin: with a checklist (``?version=``) at a unit."""
    blank = _unmade(request, unit_of(request, CHANGE))
    asked = request.GET.get("version", "")
    usable = {str(each.pk): each for each in answering.usable(blank)}
    if asked not in usable:
        raise Http404(_("The unit uses no such checklist."))
    return _blank(request, blank, [usable[asked]])


@may(CHANGE)
@require_safe
def view_asked(request: Request, key: int) -> HttpResponse:
    """A walk that is still to begin: what a plan asks for."""
    rows = Occurrence.objects.select_related("plan", "unit")
    asked: Occurrence = one_of(request, rows, key)
    require(request.user, CHANGE, asked.unit_id)
    blank = _unmade(request, asked.unit)
    return _blank(request, blank, planning.versions(asked, blank))


def _unmade(request: Request, unit: Unit) -> Inspection:
    person = Actor.of(request.user).person
    if person is None:
        raise PermissionDenied(no_person())
    return Inspection(pk=UNMADE, unit=unit, inspected_on=unit.today, lead=person)


def _blank(
    request: Request, blank: Inspection, versions: Iterable[ChecklistVersion]
) -> HttpResponse:
    walk = Walk(blank)
    walk.versions = list(versions)
    blank.checklist = ", ".join(str(each.checklist) for each in walk.versions)
    return _page(request, walk)


def _page(request: Request, walk: Walk) -> HttpResponse:
    inspection = walk.inspection
    done, demanded = walk.counts
    policies = Policy.objects.all()
    form = raising.form_for(request, inspection, policies)
    found = raising.proposals(inspection, walk.items.values(), policies)
    about = DescribeForm(
        instance=inspection,
        people=inspectors(request, inspection.unit_id, people_of(request)),
        places=form.places,
        auto_id="about-%s",
    )
    parts = [(stop, _cards(walk, stop, found)) for stop in walk.stops]
    title = inspection.checklist or str(inspection)
    context = {
        "title": title,
        "inspection": inspection,
        "walk": walk,
        "parts": parts,
        "done": done,
        "demanded": demanded,
        "whole": True,
        "rules": _rules(walk),
        "grades": GRADES,
        "lacking": LACKING,
        "raise_form": form,
        "about_form": about,
        "finish_form": FinishForm(by=request.user.pk),
        "hidden": {"request_id": "", "item": ""},
        "crumbs": crumbs_to((title, "")),
    }
    return render(request, "inspections/whole.html", context)


def _rules(walk: Walk) -> str:
    """The numbers of JGJ 59 by which the phone scores its tables; empty without any."""
    is_graded = any(version.scoring == Scoring.JGJ59 for version in walk.versions)
    if walk.no_score or not is_graded:
        return ""
    rules = Scale.objects.in_force(walk.inspection.inspected_on)
    return json.dumps(asdict(rules), cls=DjangoJSONEncoder)


def _cards(walk: Walk, stop: Stop, found: dict[int, str]) -> list[dict[str, Any]]:
    """All items, asked or not, with what the phone has to know of each."""
    cards = []
    for item in stop.items:
        least = min(answering.LEAST, item.most or answering.LEAST)
        unfailed = {"lost": least, "less": least - 1, "more": least + 1}
        fails = [option["code"] for option in item.options if option["fails"]]
        needed = {
            "note": item.note_on_fail,
            "photo": item.photo_on_fail,
            "hazard": item.raises_hazard,
        }
        facts: dict[str, Any] = {
            "proposed": found[item.pk],
            "photo_form": photos_under(item.pk),
            "is_demanded": item.answering in DEMANDED,
            "is_passed": item.answering in SCORED and item.part != Part.BONUS,
            "fails": " ".join(fails) if item.answering == Answering.CHOICE else "",
            "failed_needs": " ".join(name for name, is_on in needed.items() if is_on),
            "is_pictured": item.pk in walk.pictured,
        }
        cards.append(unfailed | walk.card(item) | facts)
    return cards
