"""The muster list of a drill: who is there, ticked by several at once; and its end."""

from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from inspections.models import Status
from safety.accounts.guard import Request, may
from safety.journal.once import once
from safety.org.forms import answer, carry_out, form_page
from safety.org.guard import unit_of
from safety.people.models import Person, person_of
from training.forms.drills import (
    CountForm,
    GuestForm,
    RoleForm,
    StartDrillForm,
    StepForm,
)
from training.models import Drill, PlanVersion
from training.services import drills
from training.views.drills import CHANGE, changeable, people_of, trail
from training.views.muster import Muster

NEWS = "since"  # in an address: what a page asks that shows the list already
# What happens in most drills, in one tap each.
STEPS = (
    gettext_lazy("Alarm given"),
    gettext_lazy("Rescue team there"),
    gettext_lazy("Evacuated"),
    gettext_lazy("Head-count done"),
    gettext_lazy("All clear"),
)


@may(CHANGE)
@form_page
@once
def start_drill(request: Request) -> HttpResponse:
    """Go: a drill of the unit of the page, led by who starts it. Or join one."""
    unit = unit_of(request, CHANGE)
    drill = Drill(unit=unit, commander=person_of(request.user))
    sent = request.POST if request.method == "POST" else None
    versions = PlanVersion.objects.used_at(unit).newest()
    form = StartDrillForm(
        sent,
        instance=drill,
        versions=versions,
        initial={} if sent else drills.proposed(unit, versions),
    )
    if form.is_valid() and carry_out(
        form, lambda: drills.start(drill, by=request.user.pk)
    ):
        return redirect(address(drill))
    title = _("Start drill")
    return answer(
        request,
        "training/drill_start.html",
        form,
        title=title,
        unit=unit,
        going_on=Drill.objects.below([unit.pk]).going_on().select_related("unit"),
        hidden={"request_id": uuid4()},
        cancel_url=reverse("training:list-drills"),
        crumbs=trail((title, "")),
    )


@may(CHANGE)
@require_safe
def muster_drill(request: Request, key: int) -> HttpResponse:
    """The list; after a tick (``?row=``) a phone gets the row and the counts only."""
    drill = changeable(request, key)
    if drill.status == Status.VOIDED:
        return redirect(drill)
    muster = Muster(request, drill)
    context = {
        "title": drill.plan,
        "drill": drill,
        "muster": muster,
        "find": request.GET.get("find", ""),
        "listed": muster.matching(request.GET.get("find", "")),
        "is_late": drill.goes_on and muster.is_late_at(timezone.now()),
        "row": muster.row(request.GET.get("row", "")),
        "guest_form": GuestForm(people=people_of(request)),
        "role_form": RoleForm(people=people_of(request), prefix="role"),
        "step_form": StepForm(),
        "count_form": CountForm(instance=drill),
        "steps": drill.steps.all(),
        "usual": STEPS,
        "clock": _clock(drill),
        "every": settings.DRILL_NEWS_SECONDS,
        "request_id": uuid4(),
        "crumbs": trail((str(drill), drill.get_absolute_url()), (_("Muster"), "")),
    }
    if request.htmx and NEWS in request.GET:
        if not drill.goes_on:
            return HttpResponseClientRedirect(drill.get_absolute_url())
        context["news"] = muster.news(request.GET[NEWS])
        return render(request, "training/_drill_news.html", context)
    if request.htmx and context["row"]:
        return render(request, "training/_drill_ticked.html", context)
    return render(request, "training/drill_muster.html", context)


def _clock(drill: Drill) -> str:
    """How long it goes on, as ``7:05``; nothing for one that was not started here."""
    if not drill.started_at:
        return ""
    minutes, seconds = divmod(
        int((timezone.now() - drill.started_at).total_seconds()), 60
    )
    return f"{minutes}:{seconds:02}"


@may(CHANGE)
@require_POST
@once
def tick_drill(request: Request, key: int) -> HttpResponse:
    """Tick a person, or take the tick back where ``is_here`` is not said."""
    drill = changeable(request, key)
    person = _person(request, drill)
    if person is None:
        messages.error(request, _("There is no such person that you can see."))
        return redirect(address(drill))
    is_here = bool(request.POST.get("is_here"))
    try:
        drills.tick(drill, person, is_here=is_here, by=request.user.pk)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(drill)
    return redirect(f"{address(drill)}?row={person.pk}#person-{person.pk}")


def _person(request: Request, drill: Drill) -> Person | None:
    """Who is ticked: by key one of the list or who is ticked already, else as typed."""
    asked = request.POST.get("key", "")
    if asked.isascii() and asked.isdecimal() and len(asked) < 19:
        listed = drills.muster(drill).values("person")
        known = drill.participations.values("person")
        named = Person.objects.filter(pk=int(asked))
        return named.filter(Q(pk__in=listed) | Q(pk__in=known)).first()
    form = GuestForm(request.POST, people=people_of(request))
    return form.cleaned_data["person"] if form.is_valid() else None


@may(CHANGE)
@require_POST
@once
def give_role(request: Request, key: int) -> HttpResponse:
    """Say what somebody has to do, who takes part by it."""
    drill = changeable(request, key)
    form = RoleForm(request.POST, people=people_of(request), prefix="role")
    if form.is_valid():
        said, by = form.cleaned_data, request.user.pk
        carry_out(
            form, lambda: drills.give_role(drill, said["person"], said["role"], by=by)
        )
    return _back(request, drill, form)


def address(drill: Drill) -> str:
    """Where its people are ticked."""
    return reverse("training:muster-drill", args=[drill.pk])


@may(CHANGE)
@require_POST
@once
def note_step(request: Request, key: int) -> HttpResponse:
    """Keep a step of a drill that goes on, with the moment."""
    drill = changeable(request, key)
    form = StepForm(request.POST)
    if form.is_valid():
        verb = lambda: drills.note(drill, form.instance.what, by=request.user.pk)  # noqa: E731
        carry_out(form, verb)
    return _back(request, drill, form)


@may(CHANGE)
@require_POST
@once
def count_outsiders(request: Request, key: int) -> HttpResponse:
    """Keep how many people from outside are there."""
    drill = changeable(request, key)
    form = CountForm(request.POST)
    if form.is_valid():
        verb = lambda: drills.count(  # noqa: E731
            drill, form.instance.outsiders, by=request.user.pk
        )
        carry_out(form, verb)
    return _back(request, drill, form)


def _back(request: Request, drill: Drill, form: BaseForm) -> HttpResponse:
    for faults in form.errors.values():
        messages.error(request, " ".join(map(str, faults)))
    return redirect(address(drill))


@may(CHANGE)
@require_POST
@once
def finish_drill(request: Request, key: int) -> HttpResponse:
    """End it: it counts."""
    drill = changeable(request, key)
    try:
        drills.finish(drill, by=request.user.pk)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(address(drill))
    messages.success(request, _("%(number)s has ended and counts.") % {"number": drill})
    return redirect(drill)
