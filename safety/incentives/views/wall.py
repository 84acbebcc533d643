"""The wall of a unit for a screen in the canteen, and who is named there."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safety.accounts.guard import Request, may
from safety.incentives.forms.contests import ConsentForm
from safety.incentives.models import Consent
from safety.incentives.services.selecting import MAY
from safety.incentives.services.wall import Wall
from safety.incentives.views.selections import VIEW, crumbs
from safety.journal import write as journal
from safety.journal.once import once
from safety.org.forms import answer, carry_out, form_page
from safety.org.guard import unit_of
from safety.people.models import Person

SECONDS = 60  # after which the screen asks for what is new


@may(VIEW)
@require_safe
def view_wall(request: Request) -> HttpResponse:
    """Stars, cards and teams; with ``?wall=1`` for a screen that nobody touches."""
    unit = unit_of(request, VIEW)
    is_wall = request.GET.get("wall") == "1"
    context = {
        "title": _("Safety stars"),
        "unit": unit,
        "wall": Wall(unit),
        "is_wall": is_wall,
        "seconds": SECONDS,
        "crumbs": crumbs((_("Wall"), "")),
    }
    if request.htmx:
        return render(request, "incentives/_wall.html", context)
    page = "wall_screen" if is_wall else "wall"
    return render(request, f"incentives/{page}.html", context)


@may(MAY)
@form_page
@once
def change_consent(request: Request, employee_no: str) -> HttpResponse:
    """What somebody says to being named on the wall."""
    mine = Person.objects.counted().visible_to(request.user, MAY)
    person = get_object_or_404(mine, employee_no=employee_no)
    consent = Consent.objects.filter(person=person).first() or Consent(person=person)
    form = ConsentForm(
        request.POST if request.method == "POST" else None,
        initial={"is_given": "yes" if consent.is_given else "no"},
    )
    by = request.user.pk
    if form.is_valid():
        consent.is_given = form.cleaned_data["is_given"]
        consent.said_on = timezone.localdate()
        if carry_out(form, lambda: journal.save(consent, "consent", by=by)):
            messages.success(request, _("The consent is saved."))
            return redirect(person)
    title = _("Consent to be named")
    return answer(
        request,
        "form.html",
        form,
        title=title,
        sub=str(person),
        hidden={"request_id": uuid4()},
        crumbs=[(str(person), person.get_absolute_url()), (title, "")],
        cancel_url=person.get_absolute_url(),
    )
