"""Gaps of a drill: named on its page, each made a hazard or a revision of a plan."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from inspections.models import Hazard
from inspections.services.guards import Actor, no_person
from inspections.services.hazards import Call
from inspections.views.report import is_repeat
from inspections.views.report import people_of as people_to_rectify
from safety.accounts.guard import Request, may
from safety.journal.once import once
from safety.org.forms import answer, carry_out, form_page
from safety.org.guard import require
from safety.people.models import Person, person_of
from training.forms.gaps import GapForm, GapHazardForm, PhotosForm, RevisionForm
from training.models import EmergencyPlan, Gap
from training.services import gaps
from training.views.drills import CHANGE, changeable, drill_of, trail

REPORT = "inspections.report"


def _gap(request: Request, key: int, permission: str) -> Gap:
    """A gap of a drill that the reader sees, for who may do something about it."""
    rows = Gap.objects.counted().select_related("hazard", "plan")
    gap: Gap = get_object_or_404(rows, pk=key)
    gap.drill = drill_of(request, gap.drill_id)
    require(request.user, permission, gap.drill.unit_id)
    return gap


@may(CHANGE)
@require_POST
@once
def add_gap(request: Request, key: int) -> HttpResponse:
    """Keep what was missing or wrong."""
    drill = changeable(request, key)
    by = request.user.pk
    form = GapForm(request.POST, request.FILES, instance=Gap(drill=drill), by=by)
    if form.is_valid():
        photos = form.cleaned_data["photos"]
        carry_out(form, lambda: gaps.add(form.instance, photos, by=by))
    for faults in form.errors.values():
        messages.error(request, " ".join(map(str, faults)))
    return redirect(f"{drill.get_absolute_url()}#gaps")


@may(CHANGE)
@form_page
@once
def add_photos(request: Request, key: int) -> HttpResponse:
    """Photos of the drill as it was held."""
    drill, by = changeable(request, key), request.user.pk
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = PhotosForm(*sent, by=by)
    if form.is_valid() and carry_out(
        form, lambda: gaps.keep_photos(drill, form.cleaned_data["photos"], by=by)
    ):
        messages.success(request, _("The photos are saved."))
        return redirect(drill)
    title, back = _("Photos"), drill.get_absolute_url()
    return answer(
        request,
        "form.html",
        form,
        title=title,
        hidden={"request_id": uuid4()},
        crumbs=trail((str(drill), back), (title, "")),
        cancel_url=back,
    )


@may(CHANGE)
@require_POST
@once
def void_gap(request: Request, key: int) -> HttpResponse:
    """It was none."""
    gap = _gap(request, key, CHANGE)
    try:
        gaps.void(gap, by=request.user.pk)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(f"{gap.drill.get_absolute_url()}#gaps")


@may(REPORT)
@form_page
@once
def raise_gap(request: Request, key: int) -> HttpResponse:
    """Make it a hazard, with what the drill and its unit propose."""
    gap, actor = _gap(request, key, REPORT), Actor.of(request.user)
    if actor.person is None:
        raise PermissionDenied(no_person())
    drill, call, is_again = gap.drill, Call(actor), False
    if not gap.is_open:
        return redirect(drill)
    is_sent = request.method == "POST"
    initial: dict[str, Any] = {"description": gap.what, "place": drill.place}
    if not is_sent:
        people = people_to_rectify(request)
        usual = Hazard.objects.owner_at(drill.unit, people)
        initial["responsible"] = usual or actor.person
    form = GapHazardForm(
        *((request.POST, request.FILES) if is_sent else ()),
        initial=initial,
        by=request.user,
        policies=call.policies,
        at=drill.unit,
        today=drill.unit.today,
    )

    if gap.photos.counted().exists():
        form.fields["photos"].required = False

    def verb() -> None:
        said = form.cleaned_data
        also = {name: said[name] for name in ("due_on", "is_fixed")}
        hazard = form.hazard
        gaps.raise_hazard(gap, hazard, call, photos=form.pictures, **also)

    if is_sent and form.is_valid():
        is_again = is_repeat(request, form, call.policies)
        if not is_again and carry_out(form, verb):
            messages.success(request, _("The hazard is reported."))
            return redirect(f"{drill.get_absolute_url()}#gaps")
    template = "inspections/inspection_hazard.html"
    title = _("Report as hazard")
    return _page(request, gap, form, template, title=title, is_repeat=is_again)


@may(CHANGE)
@form_page
@once
def revise_gap(request: Request, key: int) -> HttpResponse:
    """Have a plan of the drill's unit revised, first of all the one rehearsed."""
    gap = _gap(request, key, CHANGE)
    drill = gap.drill
    if not gap.is_open:
        return redirect(drill)
    plans = EmergencyPlan.objects.counted().used_at([drill.unit_id])
    if not plans:
        messages.error(request, _("Enter the emergency plan first."))
        return redirect("training:list-emergency-plans")
    # As with hazards: only who works in the reader's units is given something to do.
    mine = Person.objects.counted().visible_to(request.user, CHANGE)
    rehearsed = drill.version and drill.version.plan
    form = RevisionForm(
        request.POST if request.method == "POST" else None,
        plans=plans,
        people=mine.select_related("user"),
        initial={
            "plan": rehearsed or plans[0],
            "owner": drill.commander or person_of(request.user),
            "due_on": gaps.day_proposed(drill.unit),
        },
    )
    if form.is_valid() and carry_out(
        form, lambda: gaps.have_revised(gap, **form.cleaned_data, by=request.user.pk)
    ):
        messages.success(request, _("The plan is to be revised."))
        return redirect(f"{drill.get_absolute_url()}#gaps")
    return _page(request, gap, form, "form.html", title=_("Revise plan"))


def _page(
    request: Request, gap: Gap, form: Any, template: str, *, title: str, **more: Any
) -> HttpResponse:
    back = f"{gap.drill.get_absolute_url()}#gaps"
    return answer(
        request,
        template,
        form,
        title=title,
        sub=gap.what,
        hidden={"request_id": uuid4()},
        crumbs=trail((str(gap.drill), back), (title, "")),
        cancel_url=back,
        **more,
    )
