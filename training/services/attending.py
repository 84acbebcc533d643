"""Who attends a session: ticked, taken off again, credited for a part of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from inspections.models import Status
from inspections.services.photos import keep_photos
from inspections.services.photos import void as void_photo
from safety.files.fields import Sent
from safety.journal import write as journal
from safety.people.models import Person, Posting
from safety.people.models.person import PersonQuerySet, PostingQuerySet
from training.models import Attendance, Session, SessionPhoto
from training.services import certificates, days
from training.services.sessions import in_hours


class Result(NamedTuple):
    """What came of an attendance: minutes, None for all of it; whether passed.

    ``of_days`` are the minutes of each day instead, where somebody is ticked on days.
    """

    minutes: int | None
    passed: bool | None
    of_days: Mapping[date, int | None] | None = None


class Paper(NamedTuple):
    """What a sheet of paper says: photos of it, heads, who, and why they differ.

    ``day`` is that of the sheet, where the session has several.
    """

    photos: Sent
    head_count: int | None
    numbers: Sequence[str]
    why_differs: str
    day: date | None = None


def postings_in(session: Session) -> PostingQuerySet:
    """The postings that hold on a day of the session, anywhere."""
    rows = Posting.objects.counted().of_counted()
    return rows.overlapping(session.started_on, session.ended_on)


def roster_of(session: Session) -> PersonQuerySet:
    """Whom it is for: who is posted at or below its unit on a day of it."""
    here = postings_in(session).below([session.unit_id])
    return Person.objects.filter(pk__in=here.values("person"))


def expected_at(session: Session) -> PersonQuerySet:
    """Who should come: those who are invited, else its roster."""
    invited = session.attendances.invited()
    if invited.exists():
        return Person.objects.filter(pk__in=invited.values("person"))
    return roster_of(session)


def tick(
    session: Session,
    people: Iterable[Person],
    *,
    by: int | None,
    day: date | None = None,
) -> list[int]:
    """They are there. Gives the keys of the persons who were not so before.

    Of a session of several days on one of them, today unless ``day`` says otherwise.
    """
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
        came = [*turned, *new]
        if held.has_days:
            here = [each for each in known.values() if each not in turned]
            came += days.mark(held, came, here, day or held.today, by=by)
        _settle(held, by=by)
    return [each.person_id for each in came]


def untick(
    session: Session,
    keys: Collection[int],
    *,
    by: int | None,
    day: date | None = None,
) -> None:
    """They are not there after all; what is known of them stays, and counts nowhere.

    Of a session of several days on one of them; who is there on another stays.
    """
    with transaction.atomic():
        held = _attended(session)
        there = list(held.attendances.present().filter(person__in=keys))
        if held.has_days:
            there = days.unmark(held, there, day or held.today, by=by)
        for each in there:
            each.is_present = False
        journal.save_all(there, "miss-session", by=by)
        _settle(held, by=by)


def keep_paper(session: Session, paper: Paper, *, by: int | None) -> None:
    """Keep the photographed sheet with its head-count, and tick who is on it.

    ValidationError names every number that is nobody's, or of nobody at work.
    """
    with transaction.atomic():
        held = _attended(session)
        held.head_count, held.why_differs = paper.head_count, paper.why_differs
        journal.save(held, "keep-paper", by=by, is_held=True)
        if paper.photos.hashes:
            new = partial(SessionPhoto, session=held)
            keep_photos(list(held.photos.all()), paper.photos, new, by=by)
        people = of_numbers(session, paper.numbers)
        tick(session, people, by=by, day=paper.day)


def take_off(photo: SessionPhoto, reason: str, *, by: int | None) -> None:
    """Show a photo no more; of a session that has ended with a reason."""
    with transaction.atomic():
        held = _attended(photo.session)
        if held.status == Status.FINAL and not reason:
            said = _("The session has ended: say why the photo is taken off.")
            raise ValidationError({"reason": said})
        photo.why_voided = reason
        void_photo(photo, by=by)


def of_numbers(session: Session, numbers: Sequence[str]) -> list[Person]:
    """Who has these employee numbers, of those who are at work on a day of it."""
    people = Person.objects.counted().filter(employee_no__in=numbers)
    known = {person.employee_no: person for person in people}
    posted = postings_in(session).filter(person__in=people)
    at_work = set(posted.values_list("person", flat=True))
    wrong = [
        _said(number, known.get(number))
        for number in numbers
        if number not in known or known[number].pk not in at_work
    ]
    if wrong:
        raise ValidationError({"numbers": wrong})
    return list(known.values())


def _said(number: str, person: Person | None) -> str:
    if person is None:
        return _("There is no person %(number)s.") % {"number": number}
    return _("%(number)s is posted nowhere on that day.") % {"number": number}


def add_guest(
    session: Session, employee_no: str, *, by: int | None, day: date | None = None
) -> None:
    """Somebody of another unit is there. ValidationError for who is posted nowhere."""
    try:
        tick(session, of_numbers(session, [employee_no]), by=by, day=day)
    except ValidationError as refusal:
        raise ValidationError(refusal.messages) from refusal


def credit(
    session: Session, person: Person, result: Result, *, by: int | None
) -> Attendance:
    """Somebody was there for some minutes only, and passed or did not."""
    with transaction.atomic():
        held = _attended(session)
        found = held.attendances.present().filter(person=person).first()
        if found is None:
            raise ValidationError(_("This person is not marked as present."))
        if result.of_days is None:
            found.hours = _part(held, result.minutes)
        else:
            days.time(found, result.of_days, by=by)
        found.passed = result.passed if held.has_exam else None
        journal.save(found, "credit", by=by)
        _settle(held, by=by)
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
        _settle(held, by=by)


def _settle(session: Session, *, by: int | None) -> None:
    """What is set right in a session that counts moves hours and certificates."""
    if session.status == Status.FINAL:
        days.credit(session, by=by)
        certificates.settle(session, by=by)


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
