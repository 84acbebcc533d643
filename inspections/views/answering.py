"""An inspection on the phone: start it, answer item by item, raise hazards, finish."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from inspections.forms.answering import AmendForm, RaiseForm, StartForm
from inspections.models import FAIL, Amendment, Inspection, Item, Status
from inspections.services import answering
from inspections.services.guards import Actor, no_person
from inspections.services.hazards import Call
from inspections.services.photos import NONE, Pictures
from inspections.views.report import place_of
from inspections.walk import Stop, Walk
from safety.accounts.guard import Request, may
from safety.core import formats
from safety.journal.once import once
from safety.org.forms import answer as form_answer
from safety.org.forms import carry_out, form_page
from safety.org.guard import require, unit_of

CHANGE = "inspections.change"
LACKING: dict[str, str | Promise] = {
    "answer": gettext_lazy("not answered yet"),
    "note": gettext_lazy("failed, and has no note"),
    "hazard": gettext_lazy("failed, and no hazard is raised"),
}
TOLD = ("outcome", "deducted", "said", "note")


def _crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Inspections"), reverse("inspections:list-inspections")), *last]


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
        crumbs=_crumbs((title, "")),
        cancel_url=reverse("inspections:list-inspections"),
    )


def _walked(request: Request, key: int) -> Inspection:
    """An inspection with checklists that the reader may answer; else 404 or 403."""
    seen = Inspection.objects.visible_to(request.user).select_related("unit")
    inspection: Inspection = get_object_or_404(seen, pk=key)
    require(request.user, CHANGE, inspection.unit_id)
    return inspection


@may(CHANGE)
@form_page
def answer_inspection(request: Request, key: int) -> HttpResponse:
    """A section with its items (``?at=``); a POST answers one of them."""
    inspection = _walked(request, key)
    if request.method == "POST":
        return _answered(request, inspection)
    if inspection.status != Status.DRAFT:
        return redirect(inspection)
    walk = Walk(inspection)
    stop = _stop(walk, request.GET.get("at", "1"))
    context = _context(walk, stop) | {
        "title": str(stop.section),
        "inspection": inspection,
        "undo": _numbers(request.GET.get("undo", "")),
        "last": None if walk.answers else answering.last_here(inspection),
        "crumbs": _crumbs((str(inspection), inspection.get_absolute_url())),
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


def _context(walk: Walk, stop: Stop) -> dict[str, Any]:
    """What a section's page, or the part that comes anew, needs."""
    asked = walk.asked(stop)
    done, demanded = walk.counts
    return {
        "stop": stop,
        "stops": [(each, _mark(walk, each, stop)) for each in walk.stops],
        "cards": [walk.card(item) for item in asked],
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


def _answered(request: Request, inspection: Inspection) -> HttpResponse:
    """Keep an answer; the card and the score come anew, or the page."""
    walk = Walk(inspection)
    item = _item(walk, request.POST.get("item", ""))
    if item is None:
        return _lost(request, inspection)
    stop = walk.stop_of(item)
    told = {name: request.POST[name] for name in TOLD if name in request.POST}
    said = ""
    try:
        answering.answer(inspection, item, told, by=request.user.pk)
    except ValidationError as refusal:
        said = " ".join(refusal.messages)
    back = f"{_address(inspection)}?at={stop.number}#item-{item.pk}"
    if not request.htmx:
        if said:
            messages.error(request, said)
        return redirect(back)
    walk = Walk(inspection)
    context = _context(walk, stop) | {
        "inspection": inspection,
        "card": walk.card(walk.items[item.pk]),
        "refused": said,
        "is_part": True,
    }
    response = render(request, "inspections/_answer_saved.html", context)
    if any(item.code == each.asked_if for each in stop.version.items):
        response["HX-Refresh"] = "true"
    return response


def _item(walk: Walk, key: str) -> Item | None:
    is_number = key.isascii() and key.isdecimal() and len(key) < 19
    return walk.items.get(int(key)) if is_number else None


def _lost(request: Request, inspection: Inspection) -> HttpResponse:
    messages.error(request, _("This inspection has no such item."))
    return redirect(_address(inspection))


def _address(inspection: Inspection) -> str:
    return reverse("inspections:answer-inspection", args=[inspection.pk])


@may(CHANGE)
@require_POST
def pass_section(request: Request, key: int) -> HttpResponse:
    """All OK: pass what is not answered in a section, and offer to undo it."""
    inspection = _walked(request, key)
    stop = _stop(Walk(inspection), request.POST.get("at", "1"))
    back = f"{_address(inspection)}?at={stop.number}"
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
    inspection = _walked(request, key)
    try:
        made = answering.copy_last(inspection, by=request.user.pk)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(inspection)
    said = ngettext("%(n)s answer is copied.", "%(n)s answers are copied.", len(made))
    messages.success(request, said % {"n": formats.number(len(made))})
    return redirect(_address(inspection))


@may(CHANGE)
@require_POST
def undo_pass(request: Request, key: int) -> HttpResponse:
    """Take back what was passed in one tap."""
    inspection = _walked(request, key)
    stop = _stop(Walk(inspection), request.POST.get("at", "1"))
    keys = _numbers(request.POST.get("undo", ""))
    try:
        answering.take_back(inspection, keys, by=request.user.pk)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(inspection)
    return redirect(f"{_address(inspection)}?at={stop.number}")


@may(CHANGE)
@form_page
@once
def raise_hazard(request: Request, key: int) -> HttpResponse:
    """Make a hazard of what failed, with what the checklist and the unit propose."""
    inspection = _walked(request, key)
    walk, is_sent = Walk(inspection), request.method == "POST"
    asked = request.POST if is_sent else request.GET
    item = _item(walk, asked.get("item", ""))
    if item is None:
        return _lost(request, inspection)
    actor = Actor.of(request.user)
    back = f"{_address(inspection)}?at={walk.stop_of(item).number}#item-{item.pk}"
    form = RaiseForm(
        *((request.POST, request.FILES) if is_sent else ()),
        by=request.user.pk,
        today=inspection.inspected_on,
    )

    def verb() -> None:
        pictures = Pictures(form.cleaned_data["photos"], NONE)
        answering.raise_hazard(inspection, item, Call(actor), pictures)

    if is_sent and form.is_valid() and carry_out(form, verb):
        messages.success(request, _("The hazard is reported."))
        return redirect(back)
    title = _("Report as hazard")
    context = {
        "title": title,
        "sub": str(item),
        "form": form,
        "hidden": {"request_id": uuid4(), "item": item.pk},
        "cancel_url": back,
        "crumbs": _crumbs((str(inspection), _address(inspection)), (title, "")),
    }
    return render(request, "inspections/inspection_hazard.html", context)


@may(CHANGE)
@form_page
@once
def amend_inspection(request: Request, key: int) -> HttpResponse:
    """Say what is not right in a finished inspection, and why."""
    inspection = _walked(request, key)
    if inspection.status != Status.FINAL:
        return redirect(inspection)
    form = AmendForm(
        request.POST if request.method == "POST" else None,
        instance=Amendment(inspection=inspection),
    )
    actor = Actor.of(request.user)
    if form.is_valid() and carry_out(
        form, lambda: answering.amend(form.instance, actor)
    ):
        messages.success(request, _("The amendment stands on the record."))
        return redirect(inspection)
    title = _("Amend")
    context = {
        "title": _("Amend %(number)s") % {"number": inspection},
        "hidden": {"request_id": uuid4()},
        "cancel_url": inspection.get_absolute_url(),
        "crumbs": _crumbs(
            (str(inspection), inspection.get_absolute_url()), (title, "")
        ),
    }
    return form_answer(request, "form.html", form, **context)


@may(CHANGE)
@form_page
@once
def finish_inspection(request: Request, key: int) -> HttpResponse:
    """What is missing, or the score; then lock it."""
    inspection = _walked(request, key)
    if request.method == "POST":
        try:
            answering.finish(inspection, by=request.user.pk)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect("inspections:finish-inspection", key)
        said = _("%(number)s is finished and counts.") % {"number": inspection.number}
        messages.success(request, said)
        return redirect(inspection)
    if inspection.status != Status.DRAFT:
        return redirect(inspection)
    walk, title = Walk(inspection), _("Finish inspection")
    context = {
        "title": title,
        "inspection": inspection,
        "walk": walk,
        "hidden": {"request_id": uuid4()},
        "missing": [(stop, item, LACKING[what]) for stop, item, what in walk.missing()],
        "cancel_url": _address(inspection),
        "crumbs": _crumbs(
            (str(inspection), inspection.get_absolute_url()), (title, "")
        ),
    }
    return render(request, "inspections/inspection_finish.html", context)
