"""A person's training file: all that was taught, held and lacking, as page and PDF."""

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from inspections.views.hazard import names_of, prints
from inspections.views.printed import answer
from safety.accounts.guard import Request, may
from safety.core import formats
from safety.journal import former
from safety.people.lists import employer
from safety.people.models import Person, Posting, person_of
from training import marks, printed
from training.models import Attendance, Reminder, Session, SessionKind
from training.services.clearance import clearance
from training.services.training_file import TrainingFile

VIEW = "training.view"
Facts = list[tuple[str, Any]]


class Row(NamedTuple):
    """An attendance as the page shows it; without ``hours`` it is not credited."""

    topic: str
    url: str
    course: str
    kind: str
    unit: str
    trainer: Any
    ended_on: date
    hours: Decimal | None
    result: Any


def file_of(request: Request, employee_no: str) -> TrainingFile:
    """The file of somebody who works in the reader's units; else 404."""
    people = Person.objects.visible_to(request.user, VIEW).select_related("contractor")
    person = former.called(people, employee_no=employee_no)
    if person is None:
        said = _("There is no person %(number)s in your units.")
        raise Http404(said % {"number": employee_no})
    mine = Posting.objects.visible_to(request.user, VIEW)
    return TrainingFile(person, timezone.localdate(), mine.select_related("unit"))


@may(VIEW)
@require_safe
def view_training_file(request: Request, employee_no: str) -> HttpResponse:
    """What somebody was taught anywhere in the group; only own sessions are links."""
    return _page(request, file_of(request, employee_no))


@require_safe
def view_own_file(request: Request) -> HttpResponse:
    """What the reader himself was taught; he sees it whatever his role."""
    person = person_of(request.user)
    if person is None:
        said = _("Your account is nobody's in the list of people: it has no file.")
        messages.info(request, said)
        return redirect("me")
    postings = Posting.objects.filter(person=person).select_related("unit")
    return _page(request, TrainingFile(person, timezone.localdate(), postings))


def _page(request: Request, file: TrainingFile) -> HttpResponse:
    person, standing = file.person, file.standing
    is_own = person == person_of(request.user)
    seen = Person.objects.visible_to(request.user, VIEW).filter(pk=person.pk)
    is_seen = not is_own or seen.exists()
    reminded = Reminder.objects.in_days()
    context = {
        "title": _("Training file of %(person)s") % {"person": person},
        "person": person,
        "today": file.day,
        "clearance": clearance(person, file.day, standing),
        "may_open": is_seen,
        "facts": facts(file),
        "attendances": _rows(request, file),
        "years": file.years,
        "before_work": file.before_work,
        "holdings": [
            (each, marks.holding(each)) for each in standing.holdings(person.pk)
        ],
        "certificates": [
            (each, marks.until(each.last_day, reminded))
            for each in standing.certificates(person.pk)
        ],
        "prints": prints("training:print-training-file", person.employee_no)
        if is_seen
        else [],
        "crumbs": [
            (str(person), person.get_absolute_url() if is_seen else reverse("me")),
            (_("Training file"), ""),
        ],
    }
    return render(request, "training/person_file.html", context)


def _rows(request: Request, file: TrainingFile) -> list[Row]:
    """What was taught, with links to the sessions that the reader sees."""
    mine = Session.objects.visible_to(request.user)
    of_person = mine.filter(attendances__person=file.person)
    ours = set(of_person.values_list("pk", flat=True))
    name = cache(str)  # hundreds of sessions have few units and courses
    # Django's own way to a label looks through all of them for each row.
    kinds = {value: str(label) for value, label in SessionKind.choices}
    held_by = trainers(request, file.attendances)
    return [
        Row(
            topic=each.session.topic,
            url=each.session.get_absolute_url() if each.session_id in ours else "",
            course=name(each.session.course) if each.session.course else "",
            kind=kinds[each.session.kind],
            unit=name(each.session.unit),
            trainer=trainer,
            ended_on=each.session.ended_on,
            hours=each.credited if each.is_credited else None,
            result=marks.result(each),
        )
        for each, trainer in zip(file.attendances, held_by, strict=True)
    ]


@may(VIEW)
@require_safe
def print_training_file(request: Request, employee_no: str) -> HttpResponse:
    """The same on paper."""
    file = file_of(request, employee_no)
    person = file.person
    name = f"{_('Training file')} {person.employee_no}"
    return answer(
        request,
        person,
        name,
        lambda: printed.training_file(
            file,
            facts=facts(file),
            trainers=trainers(request, file.attendances),
            clearance=clearance(person, file.day, file.standing),
        ),
    )


def facts(file: TrainingFile) -> Facts:
    """Who it is about, and where posted in the reader's units."""
    person = file.person
    units = [each.unit for each in file.standing.postings[person.pk]]
    return [
        (_("Employee number"), person.employee_no),
        (_("Employer"), employer(str(person.contractor or ""))),
        (_("Category"), person.get_category_display()),
        (_("Posted to"), " · ".join(map(str, units))),
        (_("As of"), formats.day(file.day)),
    ]


def trainers(request: Request, attendances: list[Attendance]) -> list[Any]:
    """Who held each session: a link, or the name of somebody from outside."""
    sessions = [each.session for each in attendances]
    names = names_of(request, *(each.trainer_id for each in sessions))
    return [
        name or session.trainer_name
        for name, session in zip(names, sessions, strict=True)
    ]
