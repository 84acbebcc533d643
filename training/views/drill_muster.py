"""The muster list of a drill: who is there, ticked by several at once; and its end."""

from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from inspections.models import Status
from inspections.views.hazard import names_of
from safety.accounts.guard import Request, may
from safety.journal.once import once
from safety.people.models import Person
from training.forms.drills import GuestForm
from training.models import Drill, Participation
from training.services import drills
from training.views.drills import CHANGE, changeable, people_of, trail


class Row(NamedTuple):
    """A person of the list; ``request_id`` is that of the next tick."""

    key: int
    name: Any
    number: str
    unit: str
    tick: Participation | None
    request_id: UUID

    @property
    def is_here(self) -> bool:
        return self.tick is not None and self.tick.status == drills.COUNTED


class Muster:
    """Who is to be accounted for, and who is ticked: the same few questions for all."""

    def __init__(self, request: Request, drill: Drill) -> None:
        self.drill = drill
        ticks = drill.participations.select_related("person").order_by("pk")
        self.ticks = {row.person_id: row for row in ticks}
        self.rows = self._listed()
        listed = {row.key for row in self.rows}
        strangers = [each for each in ticks if each.person_id not in listed]
        names = names_of(request, *(each.person_id for each in strangers))
        self.guests = [
            Row(each.person_id, name, "", "", each, uuid4())
            for each, name in zip(strangers, names, strict=True)
            if each.status == drills.COUNTED
        ]

    def _listed(self) -> list[Row]:
        found = drills.muster(self.drill).select_related("person", "unit")
        rows: dict[int, Row] = {}
        for each in found.order_by("unit__code", "person__name", "person_id"):
            person = each.person
            tick = self.ticks.get(person.pk)
            row = Row(
                *(person.pk, person.name, person.employee_no, str(each.unit)),
                *(tick, uuid4()),
            )
            rows.setdefault(person.pk, row)
        return list(rows.values())

    @property
    def here(self) -> int:
        """How many take part."""
        return sum(row.is_here for row in (*self.rows, *self.guests))

    @property
    def missing(self) -> int:
        """How many of the list are not ticked."""
        return sum(not row.is_here for row in self.rows)

    def row(self, key: str) -> Row | None:
        """The row of a person, by what an address says."""
        rows = (*self.rows, *self.guests)
        return next((row for row in rows if str(row.key) == key), None)


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
        "row": muster.row(request.GET.get("row", "")),
        "guest_form": GuestForm(people=people_of(request)),
        "request_id": uuid4(),
        "crumbs": trail((str(drill), drill.get_absolute_url()), (_("Muster"), "")),
    }
    if request.htmx and context["row"]:
        return render(request, "training/_drill_ticked.html", context)
    return render(request, "training/drill_muster.html", context)


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


def address(drill: Drill) -> str:
    """Where its people are ticked."""
    return reverse("training:muster-drill", args=[drill.pk])


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
