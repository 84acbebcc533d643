"""Telling who must know of what expires: each reminder of each thing once.

`sweep` writes a row for everything that has come near enough to its end (a constraint
lets it be written once), then tells people what no row says has been told. Either half
may be killed and run again at any point, by any number of workers at once.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from inspections.models import Who
from inspections.services.audience import About, Audience
from inspections.services.escalation import batches
from safety.core.months import months_later
from safety.notices.inbox import News, tell
from safety.people.models import Person, Posting
from training.indicators import credited
from training.models import Attendance, Certificate, Course, Expiry, Reminder
from training.services.holding import OWN_DAY, Standing

TOPIC = "training.expiring"
AT_ONCE = 1000  # rows of one transaction, persons of one look
LONGEST_MONTH, SHORTEST_MONTH = 31, 28


def at_work(day: date) -> Exists:
    """Whether somebody (``person`` of the rows) is posted anywhere on a day."""
    return Exists(Posting.objects.in_force_on(day).filter(person=OuterRef("person")))


def unrenewed(rows: Any) -> Any:
    """Those with an end for which nobody has a later one of the same kind."""
    later = Certificate.objects.counted().with_until()
    later = later.filter(
        Q(until=None) | Q(until__gt=OuterRef("until")),
        Q(course=OuterRef("course"))
        | Q(course=None, kind=OuterRef("kind"), trade=OuterRef("trade")),
        person=OuterRef("person"),
    )
    return rows.exclude(until=None).filter(~Exists(later))


def expired(rows: Any, day: date) -> Any:
    """Those of some certificates that ended before a day and were not renewed."""
    return unrenewed(rows.with_until()).filter(until__lt=day)


def sweep(today: date | None = None) -> int:
    """Note what has come near enough to its end, and tell; how many were told."""
    near = Near(today or timezone.localdate())
    for some in batches(near.rows(), AT_ONCE):
        Expiry.objects.bulk_create(some, ignore_conflicts=True)
    told = 0
    while number := tell_some(Expiry.objects.select_related("person"), _news):
        told += number
    return told


@dataclass
class Near:
    """What expires within the days of the widest reminder."""

    day: date
    days: Sequence[int] = field(init=False)

    def __post_init__(self) -> None:
        self.days = Reminder.objects.in_days()

    @cached_property
    def last(self) -> date:
        """The last day that some reminder looks ahead to."""
        return self.day + timedelta(days=max(self.days))

    def rows(self) -> Iterator[Expiry]:
        """A row for each thing, by the narrowest reminder that it has reached."""
        if self.days:
            yield from self._certificates()
            for course in Course.objects.counted().exclude(valid_months=None):
                yield from self._of_course(course)

    def _row(self, last_on: date, **of: Any) -> Expiry:
        left = (last_on - self.day).days
        reached = min(days for days in self.days if left <= days)
        return Expiry(last_on=last_on, days=reached, **of)

    def _certificates(self) -> Iterator[Expiry]:
        rows: Any = Certificate.objects.counted().with_until()
        rows = rows.filter(
            at_work(self.day),
            until__range=(self.day, self.last),
            person__status=Person.Status.COUNTED,
        )
        for each in unrenewed(rows).iterator(AT_ONCE):
            yield self._row(each.last_day, certificate=each, person_id=each.person_id)

    def _of_course(self, course: Course) -> Iterator[Expiry]:
        """Whoever must hold it, holds it still, and has no certificate that says so."""
        for some in batches(self._last_credited(course), AT_ONCE):
            people = Person.objects.in_bulk(some)
            standing = Standing(list(people.values()), self.day)
            for key, person in people.items():
                for held in standing.holdings(key):
                    if held.course == course and held.is_held and held.until:
                        yield self._row(held.until, course=course, person=person)

    def _last_credited(self, course: Course) -> Iterator[int]:
        """Persons whose last credit of a course ends within the days."""
        months = course.valid_months or 0
        rows = Attendance.objects.filter(
            credited.where,
            at_work(self.day),
            session__course=course,
            session__ended_on__gte=self.day - timedelta(days=LONGEST_MONTH * months),
            session__ended_on__lte=self.day,
        )
        latest = self.last - timedelta(days=SHORTEST_MONTH * months)
        by_person = rows.order_by().values_list("person")
        near = by_person.annotate(on=Max(OWN_DAY)).filter(on__lte=latest)
        own = Certificate.objects.counted().filter(course=course)
        certified = set(own.values_list("person", "issued_on"))
        for person, on in near:
            is_near = self.day <= months_later(on, months) <= self.last
            if is_near and (person, on) not in certified:
                yield person


def _news(some: Sequence[Expiry]) -> Iterator[News]:
    told = Told({each.person for each in some})
    for each in some:
        for user in told.users(each.person):
            yield News(TOPIC, each.pk, user)


def tell_some(rows: Any, news: Callable[[list[Any]], Iterable[News]]) -> int:
    """Tell people of some rows that nobody was told of; how many rows those were."""
    with transaction.atomic():
        # Another worker's rows are left to it.
        held = rows.untold().select_for_update(skip_locked=True, of=("self",))
        some = list(held.order_by("pk")[:AT_ONCE])
        tell(list(news(some)))
        keys = [each.pk for each in some]
        rows.model.objects.filter(pk__in=keys).update(told_at=timezone.now())
    return len(some)


class Told:
    """Who is told of some persons: they themselves, and whoever answers for safety."""

    def __init__(self, people: Iterable[Person]) -> None:
        today = timezone.localdate()
        rows = Posting.objects.in_force_on(today).filter(person__in=people)
        self._units: dict[int, list[tuple[int, str]]] = {}
        for person, unit, kind in rows.values_list("person", "unit", "unit__kind"):
            self._units.setdefault(person, []).append((unit, kind))
        units = {unit for each in self._units.values() for unit, _kind in each}
        self._audience = Audience(units)

    def users(self, person: Person) -> set[int]:
        """Keys of the accounts that are told."""
        found = {person.user_id} if person.user_id else set()
        for unit, kind in self._units.get(person.pk, ()):
            found |= self._audience.told(Who.VERIFIER, About(unit, None, None, kind))
        return found
