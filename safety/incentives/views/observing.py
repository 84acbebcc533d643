"""An observation point: who is on duty, who was there, what was found."""

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from inspections.models import Hazard
from inspections.views.hazard import names_of
from safety.accounts.guard import Request, may
from safety.incentives.forms.observing import DutyForm
from safety.incentives.models import Duty, Visit
from safety.incentives.services import observing
from safety.incentives.services.selecting import MAY
from safety.journal.once import once
from safety.org.forms import answer, carry_out, form_page
from safety.org.guard import may_at, require
from safety.org.models import Place
from safety.people.models import Person

VIEW, MOST = "incentives.view", 30


def _place(request: Request, token: str, permission: str = VIEW) -> Place:
    rows = Place.objects.visible_to(request.user, VIEW).select_related("unit")
    # No database looks for what cannot be seen.
    token = token if token.isprintable() else ""
    place: Place = get_object_or_404(rows, token=token)
    require(request.user, permission, place.unit_id)
    return place


@may(VIEW)
@require_safe
def view_point(request: Request, token: str) -> HttpResponse:
    """The roster of a place, its visits, and the hazards found there."""
    place, user = _place(request, token), request.user
    duties = list(Duty.objects.counted().filter(place=place)[:MOST])
    visits = list(Visit.objects.filter(place=place)[:MOST])
    people = [each.person_id for each in duties]
    people += [each.person_id for each in visits]
    names = dict(zip(people, names_of(request, *people), strict=True))
    called = {place.name, place.name_zh} - {""}
    hazards = Hazard.objects.visible_to(user).counted().filter(place__in=called)
    person, today = observing.on_duty(place, user), place.unit.today
    there = [each.person_id for each in visits if each.visited_on == today]
    title = _("Observation point")
    context = {
        "title": place,
        "sub": f"{title} · {place.unit}",
        "place": place,
        "today": today,
        "duties": [(each, names[each.person_id]) for each in duties],
        "visits": [(each, names[each.person_id]) for each in visits],
        "hazards": hazards.filter(unit=place.unit).order_by("-found_on", "-pk")[:MOST],
        "may_tick": person is not None and person.pk not in there,
        "may_set": may_at(request, MAY, place.unit_id),
        "crumbs": _crumbs(place, title),
    }
    return render(request, "incentives/point_detail.html", context)


def _crumbs(place: Place, *last: str) -> list[tuple[str, str]]:
    return [(str(place), place.get_absolute_url()), *((each, "") for each in last)]


def _point(place: Place) -> str:
    return reverse("incentives:view-point", args=[place.token])


@may(MAY)
@form_page
@once
def add_duty(request: Request, token: str) -> HttpResponse:
    """Put somebody on the roster."""
    place = _place(request, token, MAY)
    duty = Duty(place=place, first_on=place.unit.today, last_on=place.unit.today)
    form = DutyForm(
        request.POST if request.method == "POST" else None,
        instance=duty,
        people=Person.objects.counted().visible_to(request.user, MAY),
    )
    if form.is_valid() and carry_out(
        form, lambda: observing.add(form.instance, by=request.user.pk)
    ):
        messages.success(request, _("The duty is saved."))
        return redirect(_point(place))
    title = _("New duty")
    return answer(
        request,
        "form.html",
        form,
        title=title,
        sub=str(place),
        hidden={"request_id": uuid4()},
        crumbs=_crumbs(place, title),
        cancel_url=_point(place),
    )


@may(MAY)
@require_POST
@once
def void_duty(request: Request, key: int) -> HttpResponse:
    """Take somebody off the roster again."""
    seen = Duty.objects.visible_to(request.user).select_related("place")
    duty: Duty = get_object_or_404(seen, pk=key)
    require(request.user, MAY, duty.unit_id)
    observing.void(duty, by=request.user.pk)
    return redirect(_point(duty.place))


@may(VIEW)
@require_POST
@once
def tick_visit(request: Request, token: str) -> HttpResponse:
    """Who is on duty was here."""
    place = _place(request, token)
    try:
        observing.visit(place, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Your visit is ticked."))
    return redirect(_point(place))
