"""Reporting a hazard."""

from http import HTTPStatus
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from inspections.forms.report import SAID, HazardForm, ReportForm
from inspections.models import Hazard, Item, PolicyQuerySet, State
from inspections.services import drafts, hazards
from inspections.services.guards import Actor, no_person
from inspections.services.hazards import Call, Clash
from inspections.views.hazard import trail
from inspections.views.moves import call_of
from safety.accounts.guard import Request, may, require
from safety.journal import once
from safety.org.fields import UNSEEN
from safety.org.forms import form_page
from safety.org.guard import unit_of
from safety.org.models import Kind, Place, Unit
from safety.people.models import Person

WORKPLACES = {Kind.PROJECT, Kind.TEAM}


@may("inspections.report")
@form_page
def report_hazard(request: Request) -> HttpResponse:
    """Report a hazard at the unit, or at the place, of the page."""
    actor = Actor.of(request.user)
    if actor.person is None:
        raise PermissionDenied(no_person())
    is_sent = request.method == "POST"
    call = call_of(request, actor, "")
    draft = _draft_of(request, actor)
    if draft and draft.state != State.DRAFT and not is_sent:
        return redirect(draft)
    initial = _begun(draft) if draft else _proposed(request)
    form = ReportForm(
        *((request.POST, request.FILES) if is_sent else ()),
        initial=initial,
        by=request.user,
        units=lambda: Unit.objects.visible_to(request.user),
        at=initial.get("unit"),
        policies=call.policies,
        today=initial["found_on"],
        draft=draft,
    )
    if is_sent and "draft" in request.POST:
        return once.answer_once(
            once.call_of(request), lambda: _kept(request, form, call)
        )
    if is_sent:
        return _reported(request, form, call)
    return _page(request, form)


def _draft_of(request: Request, actor: Actor) -> Hazard | None:
    """The hazard in the page's address that the reader has begun; 404 for no such."""
    asked = request.GET.get("draft", "")
    if not asked:
        return None
    mine = Hazard.objects.filter(found_by=actor.person)
    found = _by_key(mine.select_related("unit"), asked)
    if found is None:
        raise Http404(_("There is no such draft."))
    return found


def _by_key(rows: QuerySet[Hazard], asked: str) -> Hazard | None:
    is_number = asked.isascii() and asked.isdecimal() and len(asked) < 19
    return rows.filter(pk=asked).first() if is_number else None


def _begun(draft: Hazard) -> dict[str, Any]:
    """What a draft has said so far."""
    names = (*SAID, "unit", "found_on", "due_on")
    return {name: getattr(draft, name) for name in names}


def _kept(request: Request, form: ReportForm, call: Call) -> HttpResponse:
    """Keep it as a draft, to which no photo is compulsory yet."""
    form.fields["photos"].required = False
    try:
        if not form.is_valid():
            return _page(request, form)
        require(request.user, "inspections.report", form.cleaned_data["unit"])
        due_on = form.cleaned_data["due_on"]
        kept = drafts.keep(form.hazard, call, form.pictures, due_on=due_on)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return _page(request, form)
    messages.success(request, _("Kept as a draft, which only you see."))
    return redirect(reverse("inspections:report-hazard", query={"draft": kept.pk}))


@may("inspections.report")
@form_page
def discard_hazard_draft(request: Request) -> HttpResponse:
    """Throw away what one has begun to report; again, nothing happens."""
    actor, asked = Actor.of(request.user), request.GET.get("draft", "")
    draft = _by_key(drafts.of(actor), asked)
    if request.method == "POST":
        if draft and drafts.discard(draft, actor):
            messages.success(request, _("The draft is discarded."))
        return redirect("home")
    if draft is None:
        raise Http404(_("There is no such draft."))
    back = reverse("inspections:report-hazard", query={"draft": draft.pk})
    title = _("Discard draft")
    context = {
        "title": title,
        "crumbs": [*trail(), (title, "")],
        "text": draft.description,
        "action": title,
        "is_grave": True,
        "cancel_url": back,
    }
    return render(request, "confirm.html", context)


def people_of(request: Request) -> QuerySet[Person]:
    """Whom the reporter may give something to do: who works in his units today."""
    people = Person.objects.counted()
    return people.visible_to(request.user, "inspections.report")


def place_of(request: Request) -> Place | None:
    """The place in the page's address, as QR codes have it; 404 for an unseen one."""
    token = request.GET.get("place", "")
    if not token:
        return None
    places = Place.objects.visible_to(request.user).select_related("unit")
    # No database looks for what cannot be seen.
    place: Place | None = None
    if token.isprintable():
        place = places.filter(token=token).first()
    if place is None:
        raise Http404(_("There is no such place in your units."))
    return place


def _proposed(request: Request) -> dict[str, Any]:
    """What the form fills in: where one is, who has to rectify there, today."""
    place = place_of(request)
    unit = place.unit if place else unit_of(request, "inspections.report")
    proposed: dict[str, Any] = {"found_on": unit.today}
    if place:
        proposed["place"] = str(place)
    is_named = place is not None or bool(request.GET.get("unit"))
    if unit.stands and (is_named or unit.kind in WORKPLACES):
        proposed["unit"] = unit
        if request.method == "POST":
            return proposed  # what the form says
        proposed["responsible"] = Hazard.objects.owner_at(unit, people_of(request))
    return proposed


def _reported(request: Request, form: ReportForm, call: Call) -> HttpResponse:
    """Report it once; asks first whether it is an old one again.

    Whether this same request has made one before is looked for only where it would not
    make one now: the database takes each number once.
    """
    try:
        if not form.is_valid():
            made = call.made()
            return redirect(made.hazard) if made else _page(request, form)
        require(request.user, "inspections.report", form.cleaned_data["unit"])
        if is_repeat(request, form, call.policies):
            made = call.made()
            return (
                redirect(made.hazard) if made else _page(request, form, is_repeat=True)
            )
        said = form.cleaned_data
        report = drafts.report if form.draft else hazards.report
        hazard = report(
            form.hazard,
            call,
            due_on=said["due_on"],
            is_fixed=said["is_fixed"],
            photos=form.pictures,
        )
    except Clash:
        return _clashed(request, form)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return _page(request, form)
    messages.success(request, _("Reported as %(number)s.") % {"number": hazard.number})
    return redirect(hazard)


def _clashed(request: Request, form: ReportForm) -> HttpResponse:
    form.add_error(None, _("Something else was sent before."))
    return _page(request, form, status=HTTPStatus.CONFLICT)


def is_repeat(
    request: Request,
    form: HazardForm,
    policies: PolicyQuerySet,
    item: Item | None = None,
) -> bool:
    """Whether it may be an old one again, and the reporter has to say so first."""
    found = hazards.like(form.hazard, policies, item)
    if not found:
        return False
    form.offer_repeats(found)
    form.full_clean()
    return "repeats" not in request.POST or not form.is_valid()


def _page(
    request: Request,
    form: ReportForm,
    *,
    is_repeat: bool = False,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    is_lost = any(form.has_error(name, UNSEEN) for name in form.fields)
    title = _("Report a hazard")
    context = {
        "title": title,
        "form": form,
        "draft": form.draft,
        "kept": form.draft.photos.counted().count() if form.draft else 0,
        "is_repeat": is_repeat,
        "hidden": {"request_id": uuid4()},
        "crumbs": [*trail(), (title, "")],
        "cancel_url": trail()[0][1],
    }
    status = HTTPStatus.NOT_FOUND if is_lost else status
    return render(request, "inspections/report_form.html", context, status=status)
