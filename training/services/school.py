"""The online school: what somebody can learn, how long he reads, what is credited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from inspections.models import Status, next_number
from safety.core.months import Month
from safety.journal import write as journal
from safety.org.models import Unit
from safety.people.models import Person, Posting
from training.models import (
    Attendance,
    Course,
    Enrolment,
    Lesson,
    Reading,
    Reminder,
    Session,
    SessionKind,
)
from training.models.session import MOST_A_DAY
from training.services import certificates, counting
from training.services.holding import Holding

BEAT = 15  # seconds after which the open page of a lesson says so again
# Beats of an open page that may be lost on the way before its time counts no more.
LOST = 2


@dataclass(frozen=True)
class Progress:
    """How far somebody is in a course: the latest enrolment, lessons read of all."""

    course: Course
    enrolment: Enrolment | None
    read: int
    lessons: int
    today: date

    @property
    def holding(self) -> Holding:
        """What the latest enrolment gives him today."""
        on = self.enrolment.completed_on if self.enrolment else None
        return Holding(self.course, self.today, on)

    @property
    def is_going_on(self) -> bool:
        return self.enrolment is not None and self.enrolment.ended_at is None

    @property
    def may_begin(self) -> bool:
        """Whether he can begin: never done, or what it gives ends soon."""
        held = self.holding
        if self.is_going_on or not held.is_held:
            return not self.is_going_on
        return any(held.ends_within(days) for days in Reminder.objects.in_days())


def courses_of(person: Person) -> "QuerySet[Course]":
    """Courses of the school that are used where somebody is posted today."""
    postings = Posting.objects.in_force_on(timezone.localdate()).filter(person=person)
    units = list(postings.values_list("unit", flat=True))
    taught = Count("lessons", filter=Q(lessons__status=Lesson.Status.COUNTED))
    rows = Course.objects.counted().filter(
        in_school=True, unit__in=Unit.objects.standing()
    )
    found: QuerySet[Any] = rows.used_at(units).annotate(taught=taught)
    return found.filter(taught__gt=0).select_related("unit")


def progress(person: Person, courses: Sequence[Course]) -> list[Progress]:
    """How far somebody is in some of `courses_of`."""
    rows = Enrolment.objects.filter(person=person, course__in=courses).with_read()
    latest = {each.course_id: each for each in rows.order_by("began_at", "pk")}
    today = timezone.localdate()
    found = []
    for course in courses:
        own, taught = latest.get(course.pk), vars(course)["taught"]
        read = vars(own)["read"] if own else 0
        found.append(Progress(course, own, read, taught, today))
    return found


def begin(person: Person, course: Course, *, by: int | None) -> Enrolment:
    """Begin a course; begun already, that which goes on."""
    with transaction.atomic():
        held = Person.objects.locked().get(pk=person.pk)
        own = list(courses_of(held).filter(pk=course.pk))
        if not own:
            raise ValidationError(_("There is no such course for you."))
        (known,) = progress(held, own)
        if known.is_going_on and known.enrolment:
            return known.enrolment
        if not known.may_begin:
            raise ValidationError(_("This course is done, and valid for long enough."))
        made = Enrolment(person=held, course=course)
        journal.save(made, "start", by=by)
    return made


def beat(enrolment: Enrolment, lesson: Lesson) -> Reading:
    """The page of a lesson is open: the time since the last such moment is read.

    Only one page of a person counts at a time, and none that was silent for long.
    """
    with transaction.atomic():
        now = timezone.now()
        # Whoever has several pages open is held here, so that no second counts twice.
        Person.objects.locked().get(pk=enrolment.person_id)
        own = Reading.objects.filter(enrolment__person=enrolment.person_id)
        last = own.aggregate(last=Max("seen_at"))["last"]
        reading = own.filter(enrolment=enrolment, lesson=lesson).first()
        if reading is None:
            return Reading.objects.create(
                enrolment=enrolment, lesson=lesson, seen_at=now
            )
        reading.seconds += _since(last, now)
        reading.seen_at = now
        reading.save(update_fields=["seconds", "seen_at"])
    return reading


def _since(last: datetime, now: datetime) -> int:
    """Whole seconds that were read, none after a silence."""
    longest = timedelta(seconds=BEAT * (LOST + 1))
    return round((now - last).total_seconds()) if now - last <= longest else 0


def finish_lesson(enrolment: Enrolment, lesson: Lesson, *, by: int | None) -> None:
    """The lesson is read; with the last one the course is done. Twice is once.

    ValidationError says for how long it has still to be open.
    """
    with transaction.atomic():
        reading = beat(enrolment, lesson)
        if missing := max(0, lesson.seconds - reading.seconds):
            said = _("Keep this lesson open for %(seconds)s seconds more.")
            raise ValidationError(said % {"seconds": missing})
        if reading.read_at is None:
            reading.read_at = timezone.now()
            reading.save(update_fields=["read_at"])
        if not enrolment.course.has_exam and is_read(enrolment):
            complete(enrolment, by=by)


def is_read(enrolment: Enrolment) -> bool:
    """Whether every lesson of the course is read."""
    lessons = Lesson.objects.counted().filter(course=enrolment.course_id)
    read = enrolment.readings.filter(read_at__isnull=False).values("lesson")
    return not lessons.exclude(pk__in=read).exists()


def complete(
    enrolment: Enrolment, *, passed: bool | None = None, by: int | None
) -> None:
    """All is done: the hours of the course are credited. Done already, nothing."""
    with transaction.atomic():
        held: Enrolment = Enrolment.objects.locked().get(pk=enrolment.pk)
        if held.ended_at is not None:
            return
        held.ended_at = timezone.now()
        held.completed_on = held.course.unit.today
        journal.save(held, "finish", by=by, is_held=True)
        attend(held, held.completed_on, passed=passed, by=by)


def give_up(enrolment: Enrolment, *, by: int | None) -> None:
    """No attempt is left: the course is begun anew, with its lessons."""
    with transaction.atomic():
        held: Enrolment = Enrolment.objects.locked().get(pk=enrolment.pk)
        held.ended_at = timezone.now()
        journal.save(held, "finish", by=by, is_held=True)


def attend(
    enrolment: Enrolment, day: date, *, passed: bool | None, by: int | None
) -> Attendance:
    """Enter somebody at the session of the month (decision 26); passed stays passed."""
    with transaction.atomic():
        course = Course.objects.locked().get(pk=enrolment.course_id)
        session = _session(course, enrolment, day, by=by)
        listed = session.attendances.filter(person=enrolment.person_id).first()
        made = listed or Attendance(session=session, person=enrolment.person)
        made.is_present, made.status = True, Attendance.Status.COUNTED
        if not made.passed:
            made.passed, made.completed_on = passed, day
        journal.save(made, "attend", by=by)
        if made.is_credited:
            certificates.issue(
                made.person, course, made.own_day, session=session, by=by
            )
    return made


def _session(
    course: Course, enrolment: Enrolment, day: date, *, by: int | None
) -> Session:
    """The session at which a course's learners of a month are, the day included."""
    month, days = Month.containing(day), max(1, ceil(course.hours / MOST_A_DAY))
    began = min(
        timezone.localdate(enrolment.began_at, course.unit.zone),
        day - timedelta(days=days - 1),
    )
    same = course.sessions.final().filter(
        is_school=True,
        ended_on__range=(month.first_day, month.last_day),
        hours=course.hours,
        has_exam=course.has_exam,
    )
    session = same.first() or Session(
        unit=course.unit,
        course=course,
        topic=course.name,
        kind=SessionKind.ONLINE,
        started_on=began,
        ended_on=day,
        hours=course.hours,
        has_exam=course.has_exam,
        is_school=True,
        status=Status.FINAL,
    )
    if session._state.adding:
        session.number = next_number(Session.objects, "T", course.unit, day)
    verb = "start" if session._state.adding else "change"
    session.started_on = min(session.started_on, began)
    session.ended_on = max(session.ended_on, day)
    counting.settle(session)
    journal.save(session, verb, by=by)
    return session


def next_lesson(enrolment: Enrolment, lesson: Lesson) -> Lesson | None:
    """The next one in the order of the course that is not read; after the last none."""
    read = enrolment.readings.filter(read_at__isnull=False).values("lesson")
    open_ones = Lesson.objects.counted().filter(course=lesson.course_id)
    later = Q(place__gt=lesson.place) | Q(place=lesson.place, pk__gt=lesson.pk)
    return open_ones.exclude(pk__in=read).filter(later).first()
