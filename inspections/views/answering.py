"""An inspection on the phone: start it, answer item by item, raise hazards, finish."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from inspections.forms.answering import StartForm
from inspections.forms.photos import photos_under
from inspections.models import Inspection, Item, Policy, PolicyQuerySet, Status
from inspections.services import answering
from inspections.services.guards import Actor, no_person
from inspections.views import raising
from inspections.views.report import place_of
from inspections.views.walking import (
    CHANGE,
    address,
    context_of,
    crumbs_to,
    is_kept,
    item_of,
    lost,
    refused,
    walked,
)
from inspections.walk import Stop, Walk
from safety.accounts.guard import Request, may
from safety.core import formats
from safety.journal.once import once
from safety.org.forms import answer as form_answer
from safety.org.forms import carry_out, form_page
from safety.org.guard import require, unit_of

TOLD = ("outcome", "deducted", "said", "note")


@may(CHANGE)
@form_page
@once
def start_inspection(request: Request) -> HttpResponse:
    """Go, with what the last inspection here was done with, or with other checklists.

    Of the unit of the page, or at the place to which a QR code led (``?place=``).
    """
    place, actor = place_of(request), Actor.of(request.user)
    unit = place.unit if place else unit_of(request, CHANGE)
    if place:
        require(request.user, CHANGE, unit)
    if actor.person is None:
        raise PermissionDenied(no_person())
    blank = Inspection(unit=unit, inspected_on=unit.today, lead=actor.person)
    usable = answering.usable(blank)
    proposed = answering.proposed(blank, usable)
    form = StartForm(
        request.POST if request.method == "POST" else None,
        instance=blank,
        usable=usable,
        proposed=proposed | ({"place": str(place)} if place else {}),
    )
    by = request.user.pk
    if form.is_valid() and carry_out(
        form, lambda: answering.start(form.instance, form.chosen, by=by)
    ):
        return redirect("inspections:answer-inspection", form.instance.pk)
    title = _("Start inspection")
    return form_answer(
        request,
        "inspections/inspection_start.html",
        form,
        title=title,
        unit=unit,
        hidden={"request_id": uuid4()},
        outbox=title,
        begins=reverse("inspections:view-blank", query={"unit": unit.code}),
        crumbs=crumbs_to((title, "")),
        cancel_url=reverse("inspections:list-inspections"),
    )


@may(CHANGE)
@form_page
@once
def answer_inspection(request: Request, key: int) -> HttpResponse:
    """A section with its items (``?at=``); a POST answers one of them."""
    inspection = walked(request, key)
    if request.method == "POST":
        return _answered(request, inspection)
    if inspection.status != Status.DRAFT:
        return redirect(inspection)
    if request.GET.get("at") == "end":
        return redirect("inspections:finish-inspection", key)
    walk = Walk(inspection)
    stop = _stop(walk, request.GET.get("at", "1"))
    can_fail = any(item.can_fail for item in stop.items)
    policies = Policy.objects.all()
    form = raising.form_for(request, inspection, policies) if can_fail else None
    context = context_of(walk, stop)
    _propose(walk, context["cards"], policies)
    context |= {
        "raise_form": form,
        "hidden": {"request_id": "", "item": ""},
        "title": str(stop.section),
        "inspection": inspection,
        "undo": _numbers(request.GET.get("undo", "")),
        "last": None if walk.answers else answering.last_here(inspection),
        "crumbs": crumbs_to((str(inspection), inspection.get_absolute_url())),
    }
    return render(request, "inspections/inspection_answer.html", context)


def _stop(walk: Walk, number: str) -> Stop:
    is_number = number.isascii() and number.isdecimal() and len(number) < 6
    at = int(number) if is_number else 0
    if not 1 <= at <= len(walk.stops):
        raise Http404(_("This inspection has no such section."))
    return walk.stops[at - 1]


def _numbers(text: str) -> list[int]:
    """Keys in an address, as ``1.2.3``."""
    parts = text.split(".")[:2000]
    return [int(p) for p in parts if p.isascii() and p.isdecimal() and len(p) < 19]


def _propose(
    walk: Walk, cards: Sequence[dict[str, Any]], policies: PolicyQuerySet
) -> None:
    """Say on cards what a hazard of their item would be, and how photos are added."""
    items = [card["item"] for card in cards]
    found = raising.proposals(walk.inspection, items, policies)
    for card in cards:
        key = card["item"].pk
        card |= {"proposed": found[key], "photo_form": photos_under(key)}


def _answered(request: Request, inspection: Inspection) -> HttpResponse:
    """Keep an answer; the card and the score come anew, or the page."""
    walk = Walk(inspection)
    item = item_of(walk, request.POST.get("item", ""))
    if item is None:
        return lost(request, inspection)
    if is_kept(request):
        return _kept(request, walk, item)
    stop, had_failed = walk.stop_of(item), walk.has_failed(item)
    told = {name: request.POST[name] for name in TOLD if name in request.POST}
    said = ""
    try:
        kept = answering.answer(inspection, item, told, by=request.user.pk)
        walk.answers[item.pk] = kept
    except ValidationError as refusal:
        said = " ".join(refusal.messages)
    back = f"{address(inspection)}?at={stop.number}#item-{item.pk}"
    if not request.htmx:
        if said:
            messages.error(request, said)
        return redirect(back)
    card = walk.card(item)
    # A hazard that is being written under the item stays.
    is_turned = had_failed != walk.has_failed(item)
    if is_turned:
        _propose(walk, [card], Policy.objects.all())
    context = context_of(walk, stop) | {
        "inspection": inspection,
        "card": card,
        "refused": said,
        "is_part": True,
        "is_turned": is_turned,
    }
    response = render(request, "inspections/_answer_saved.html", context)
    if not said:
        response["Stamp"] = kept.stamp
    if any(item.code == each.asked_if for each in stop.version.items):
        response["HX-Refresh"] = "true"
    return response


def _kept(request: Request, walk: Walk, item: Item) -> JsonResponse:
    """What a phone is told that sends what it has kept: 409 with both versions."""
    names = (*TOLD, "was")
    told = {name: request.POST[name] for name in names if name in request.POST}
    try:
        kept = answering.answer(walk.inspection, item, told, by=request.user.pk)
    except ValidationError as refusal:
        return refused(" ".join(refusal.messages))
    except answering.Differs as found:
        said = _("Somebody has answered this otherwise meanwhile. Nothing was changed.")
        words = {"theirs": walk.words(found.theirs), "yours": walk.words(found.yours)}
        told_of = {"error": f"{item}: {said}", "was": found.theirs.stamp}
        return JsonResponse(told_of | words, status=HTTPStatus.CONFLICT)
    return JsonResponse({"was": kept.stamp})


@may(CHANGE)
@require_POST
def pass_section(request: Request, key: int) -> HttpResponse:
    """All OK: pass what is not answered in a section, and offer to undo it."""
    inspection = walked(request, key)
    stop = _stop(Walk(inspection), request.POST.get("at", "1"))
    back = f"{address(inspection)}?at={stop.number}"
    try:
        made = answering.pass_all(inspection, stop.number, by=request.user.pk)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(inspection)
    keys = ".".join(str(each.pk) for each in made)
    return redirect(f"{back}&undo={keys}" if keys else back)


@may(CHANGE)
@require_POST
def copy_last(request: Request, key: int) -> HttpResponse:
    """Begin with the answers of the last inspection here."""
    inspection = walked(request, key)
    try:
        made = answering.copy_last(inspection, by=request.user.pk)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(inspection)
    said = ngettext("%(n)s answer is copied.", "%(n)s answers are copied.", len(made))
    messages.success(request, said % {"n": formats.number(len(made))})
    return redirect(address(inspection))


@may(CHANGE)
@require_POST
def undo_pass(request: Request, key: int) -> HttpResponse:
    """Take back what was passed in one tap."""
    inspection = walked(request, key)
    stop = _stop(Walk(inspection), request.POST.get("at", "1"))
    keys = _numbers(request.POST.get("undo", ""))
    try:
        answering.take_back(inspection, keys, by=request.user.pk)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(inspection)
    return redirect(f"{address(inspection)}?at={stop.number}")
