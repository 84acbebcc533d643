"""Who must hold which courses, who holds them until when, and how many hours are owed.

Everything is asked for many persons at once: the number of questions to the database
does not grow with people, courses or units.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import Max, Q, Sum
from django.db.models.functions import Coalesce

from safety.accounts.models import Grant
from safety.accounts.permissions import Role
from safety.core.months import months_later
from safety.org.models import Ancestry, Unit
from safety.people.models import Category, Person, Posting
from safety.people.models.person import PostingQuerySet
from training.indicators import HOURS, credited
from training.models import (
    Attendance,
    Certificate,
    Course,
    Every,
    HoursRule,
    Requirement,
    SessionKind,
    Who,
)
from training.models.certificate import SPECIAL

# On which somebody had a course: in the online school before the session's last day.
OWN_DAY = Coalesce("completed_on", "session__ended_on")
CATEGORIES: dict[str, Who] = {
    Category.SENIOR: Who.LEADERS,
    Category.MIDDLE: Who.STAFF,
    Category.TECHNICAL: Who.STAFF,
}
ROLES = {
    Role.PROJECT_MANAGER: Who.LEADERS,
    Role.COMPANY_LEADER: Who.LEADERS,
    Role.SAFETY_OFFICER: Who.OFFICERS,
    Role.COMPANY_SAFETY: Who.OFFICERS,
    Role.HQ_SAFETY: Who.OFFICERS,
}


@dataclass(frozen=True)
class Holding:
    """A course as one person holds it on a day; without ``on`` never credited.

    ``until`` is the last day on which it is valid, none where it is for ever. A table
    asks each again and again, so what follows is worked out once.
    """

    course: Course
    day: date
    on: date | None = None

    @cached_property
    def until(self) -> date | None:
        """The last day: a course is not older than its validity."""
        months = self.course.valid_months
        return months_later(self.on, months) if self.on and months else None

    @cached_property
    def is_held(self) -> bool:
        return self.on is not None and (self.until is None or self.day <= self.until)

    @cached_property
    def days_left(self) -> int | None:
        """Days until it ends; none where it is not held, or for ever."""
        return (self.until - self.day).days if self.is_held and self.until else None

    def ends_within(self, days: int) -> bool:
        """Whether it is held and ends within so many days."""
        return self.days_left is not None and self.days_left <= days


@dataclass(frozen=True)
class Owed:
    """Hours that a rule asks of a person, and those that are credited for it."""

    rule: HoursRule
    hours: Decimal

    @property
    def is_met(self) -> bool:
        asked: Decimal = self.rule.hours
        return self.hours >= asked


@dataclass
class Standing:
    """What some persons must hold and do hold on a day, course by course.

    ``among`` are the postings that bind them, for a unit or for a reader; by default
    all that are in force. ``at`` is a unit to which all of them would be posted, too.
    """

    persons: Collection[Person]
    day: date
    among: PostingQuerySet | None = None
    at: Unit | None = None
    who: Mapping[int, set[str]] = field(init=False)
    _certificates: Mapping[int, list[Certificate]] = field(init=False)
    postings: Mapping[int, list[Posting]] = field(init=False)

    def __post_init__(self) -> None:
        self._certificates = defaultdict(list)
        rows = Certificate.objects.counted().filter(person__in=self._keys)
        for each in rows.select_related("course"):
            self._certificates[each.person_id].append(each)
        self.who = self._are()
        self.postings = defaultdict(list)
        known = Posting.objects.all() if self.among is None else self.among
        here = known.counted().overlapping(self.day, self.day)
        for posting in here.filter(person__in=self._keys):
            self.postings[posting.person_id].append(posting)
        if self.at:
            for person in self.persons:
                would_be = Posting(person=person, unit=self.at, start_on=self.day)
                self.postings[person.pk].append(would_be)

    @cached_property
    def _keys(self) -> list[int]:
        return [person.pk for person in self.persons]

    def _are(self) -> Mapping[int, set[str]]:
        """What each person is, as requirements say it."""
        found: dict[int, set[str]] = {
            person.pk: {Who.ANYBODY, CATEGORIES.get(person.category, Who.WORKERS)}
            for person in self.persons
        }
        users = {person.user_id: person.pk for person in self.persons if person.user_id}
        grants = Grant.objects.filter(user__in=users, role__in=ROLES)
        for user, role in grants.values_list("user_id", "role"):
            found[users[user]].add(ROLES[Role(role)])
        for person, held in self._certificates.items():
            if any(each.kind in SPECIAL for each in held):
                found[person].add(Who.SPECIAL)
        return found

    @cached_property
    def _above(self) -> Mapping[int, dict[int, str]]:
        """Units of the postings and those above them, with their kinds."""
        units = {p.unit_id for each in self.postings.values() for p in each}
        found: dict[int, dict[int, str]] = defaultdict(dict)
        rows = Ancestry.objects.current().filter(unit__in=units)
        for unit, above, kind in rows.values_list(
            "unit_id", "ancestor_id", "ancestor__kind"
        ):
            found[unit][above] = kind
        return found

    @cached_property
    def above(self) -> set[int]:
        """Keys of all units at or below which they are posted."""
        return set().union(*self._above.values())

    @cached_property
    def required(self) -> Mapping[int, list[Course]]:
        """Courses that each person must hold, in the order of their codes."""
        rows = Requirement.objects.in_force(self.day).filter(unit__in=self.above)
        asked = list(rows.select_related("course"))
        found: dict[int, dict[int, Course]] = defaultdict(dict)
        for person, postings in self.postings.items():
            units = [self._above[posting.unit_id] for posting in postings]
            for each in asked:
                if self._is_meant(each, person) and any(
                    self._binds(each, above) for above in units
                ):
                    found[person][each.course_id] = each.course
        return {
            person: sorted(courses.values(), key=lambda course: course.code)
            for person, courses in found.items()
        }

    def _is_meant(self, asked: Requirement, person: int) -> bool:
        """Whether a requirement is for somebody, wherever he works."""
        trades = {each.trade for each in self._certificates[person]}
        return asked.who in self.who[person] and (
            not asked.trade or asked.trade in trades
        )

    @staticmethod
    def _binds(asked: Requirement, above: Mapping[int, str]) -> bool:
        """Whether a requirement is for who is posted below these units."""
        is_of_kind = not asked.unit_kind or asked.unit_kind in above.values()
        return asked.unit_id in above and is_of_kind

    @cached_property
    def _latest(self) -> Mapping[tuple[int, int], date]:
        """When each person was last credited each required course."""
        courses = {c.pk for each in self.required.values() for c in each}
        rows = Attendance.objects.annotate(own=OWN_DAY).filter(
            credited.where,
            person__in=self._keys,
            session__course__in=courses,
            own__lte=self.day,
        )
        latest = rows.values_list("person_id", "session__course_id").order_by()
        return {
            (person, course): on
            for person, course, on in latest.annotate(on=Max("own"))
        }

    def holdings(self, person: int) -> list[Holding]:
        """What a person must hold, held or not.

        Who had a course on the same day holds the same: one for all of them.
        """
        found = []
        for course in self.required.get(person, []):
            on = self._latest.get((person, course.pk))
            held = self._alike.get((course.pk, on))
            if held is None:
                held = self._alike[course.pk, on] = Holding(course, self.day, on)
            found.append(held)
        return found

    @cached_property
    def _alike(self) -> dict[tuple[int, date | None], Holding]:
        return {}

    @cached_property
    def courses(self) -> list[Course]:
        """Every course that one of them must hold."""
        found = {c.pk: c for each in self.required.values() for c in each}
        return sorted(found.values(), key=lambda course: course.code)

    @cached_property
    def _hours(self) -> Mapping[tuple[int, str, str], Decimal]:
        """Credited hours by person, kind of session, and whether of this year only."""
        rows = Attendance.objects.filter(
            credited.where, person__in=self._keys, session__ended_on__lte=self.day
        ).order_by()
        this_year = Q(session__ended_on__gte=self.day.replace(month=1, day=1))
        sums = rows.values_list("person_id", "session__kind").annotate(
            ever=Sum(HOURS), year=Sum(HOURS, filter=this_year)
        )
        found: dict[tuple[int, str, str], Decimal] = {}
        for person, kind, ever, year in sums:
            found[person, kind, Every.ONCE] = ever
            found[person, kind, Every.YEAR] = year or Decimal(0)
        return found

    @cached_property
    def _rules(self) -> list[HoursRule]:
        return list(HoursRule.objects.all())

    def asked(self, person: int, day: date) -> list[HoursRule]:
        """Rules of hours for a person on a day: of two for the same the stricter."""
        strictest: dict[tuple[str, str], HoursRule] = {}
        for rule in rules_on(self._rules, day):
            known = strictest.get((rule.every, rule.kind))
            is_asked = rule.who in self.who[person]
            if is_asked and (known is None or rule.hours > known.hours):
                strictest[rule.every, rule.kind] = rule
        return list(strictest.values())

    def owed(self, person: int) -> list[Owed]:
        """Hours asked of a person, and those that are credited for them."""
        asked = self.asked(person, self.day)
        return [Owed(rule, self._credited(person, rule)) for rule in asked]

    def _credited(self, person: int, rule: HoursRule) -> Decimal:
        kinds = [rule.kind] if rule.kind else SessionKind.values
        found = (self._hours.get((person, kind, rule.every)) for kind in kinds)
        return sum((hours for hours in found if hours), Decimal(0))

    def certificates(self, person: int) -> list[Certificate]:
        """Those of a person, which expire first on top."""
        own = self._certificates.get(person, [])
        return sorted(own, key=_last_day)

    def counting(self, person: int) -> list[Certificate]:
        """Those of others, of each kind and trade the one that holds longest.

        What an own one is for is asked as a course, if it is asked.
        """
        longest = {
            (each.kind, each.trade): each
            for each in self.certificates(person)
            if not each.is_own
        }
        return list(longest.values())


def rules_on(rules: Iterable[HoursRule], day: date) -> list[HoursRule]:
    """The newest that is on, on a day, for each group of people, time and kind."""
    known = sorted(rules, key=lambda rule: (rule.valid_from, rule.pk))
    newest = {
        (rule.who, rule.every, rule.kind, rule.source): rule
        for rule in known
        if rule.valid_from <= day
    }
    found = (rule for rule in newest.values() if rule.is_on)
    return sorted(found, key=lambda rule: (rule.every, rule.pk))


def _last_day(certificate: Certificate) -> date:
    return certificate.last_day or date.max
