"""Who attends a session: ticked, taken off again, credited for a part of it."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from inspections.models import Status
from safety.journal import write as journal
from safety.people.models import Person, Posting
from safety.people.models.person import PostingQuerySet
from training.models import Attendance, Session
from training.services.sessions import in_hours


class Result(NamedTuple):
    """What came of an attendance: minutes, None for all of it; whether passed."""

    minutes: int | None
    passed: bool | None


def postings_in(session: Session) -> PostingQuerySet:
    """The postings that hold on a day of the session, anywhere."""
    rows = Posting.objects.counted().of_counted()
    return rows.overlapping(session.started_on, session.ended_on)


def roster_of(session: Session) -> "QuerySet[Person]":
    """Whom it is for: who is posted at or below its unit on a day of it."""
    here = postings_in(session).below([session.unit_id])
    return Person.objects.filter(pk__in=here.values("person"))


def tick(session: Session, people: Iterable[Person], *, by: int | None) -> list[int]:
    """They are there. Gives the keys of the persons who were not so before."""
    wanted = {person.pk: person for person in people}
    with transaction.atomic():
        held = _attended(session)
        listed = held.attendances.filter(person__in=wanted)
        known = {each.person_id: each for each in listed}
        turned = [each for each in known.values() if not _is_there(each)]
        for each in turned:
            each.is_present, each.status = True, Attendance.Status.COUNTED
        journal.save_all(turned, "attend", by=by)
        new = [
            Attendance(session=held, person=person)
            for key, person in wanted.items()
            if key not in known
        ]
        journal.save_all(new, "attend", by=by)
    return [each.person_id for each in (*turned, *new)]


def untick(session: Session, keys: Collection[int], *, by: int | None) -> None:
    """They are not there after all; what is known of them stays, and counts nowhere."""
    with transaction.atomic():
        held = _attended(session)
        there = list(held.attendances.present().filter(person__in=keys))
        for each in there:
            each.is_present = False
        journal.save_all(there, "miss-session", by=by)


def add_guest(session: Session, employee_no: str, *, by: int | None) -> Person:
    """Somebody of another unit is there. ValidationError for who is posted nowhere."""
    person = Person.objects.counted().filter(employee_no=employee_no).first()
    if person is None:
        said = _("There is no person %(number)s.")
        raise ValidationError(said % {"number": employee_no})
    if not postings_in(session).filter(person=person).exists():
        said = _("%(number)s is posted nowhere on that day.")
        raise ValidationError(said % {"number": employee_no})
    tick(session, [person], by=by)
    return person


def credit(
    session: Session, person: Person, result: Result, *, by: int | None
) -> Attendance:
    """Somebody was there for some minutes only, and passed or did not."""
    with transaction.atomic():
        held = _attended(session)
        found = held.attendances.present().filter(person=person).first()
        if found is None:
            raise ValidationError(_("This person is not marked as present."))
        found.hours = _part(held, result.minutes)
        found.passed = result.passed if held.has_exam else None
        journal.save(found, "credit", by=by)
    return found


def grade(
    session: Session, keys: Collection[int], *, passed: bool, by: int | None
) -> None:
    """Say of those who are there that they passed the exam, or did not."""
    with transaction.atomic():
        held = _attended(session)
        there = list(held.attendances.present().filter(person__in=keys))
        for each in there:
            each.passed = passed
        journal.save_all(there, "grade", by=by)


def _part(session: Session, minutes: int | None) -> Decimal | None:
    """The hours of minutes; None for all of the session, and never more than it had."""
    if minutes is None:
        return None
    hours = in_hours(minutes)
    return min(hours, session.hours) if session.hours else hours


def _is_there(attendance: Attendance) -> bool:
    is_counted = attendance.status == Attendance.Status.COUNTED
    return is_counted and attendance.is_present


def _attended(session: Session) -> Session:
    """The session, held; ValidationError when it has ended since the page was shown."""
    held: Session = Session.objects.locked().get(pk=session.pk)
    if held.status == Status.VOIDED:
        raise ValidationError(_("This session is voided."))
    if held.status != session.status:
        raise ValidationError(_("This session has ended meanwhile."))
    return held
