"""Who of a unit lacks what work asks, found by the database at any level of the tree.

It finds those against whose work `clearance` says something (a test holds the two
beside each other); what it is, is said for the few that are shown.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThan

from safety.accounts.models import Grant
from safety.core.fields import HundredthsField
from safety.core.months import months_later
from safety.org.models import Ancestry, Kind, Unit
from safety.people.models import Person, Posting
from training.indicators import HOURS, credited
from training.models import (
    Attendance,
    Certificate,
    Every,
    HoursRule,
    Requirement,
    SessionKind,
    Who,
)
from training.models.certificate import SPECIAL, CertificateKind
from training.services.expiring import unrenewed
from training.services.holding import CATEGORIES, OWN_DAY, ROLES, rules_on

NOBODY = Q(pk=None)
DAY = timedelta(days=1)


def lacking(unit: Unit, day: date) -> Any:
    """People posted at or below a unit on a day who lack something that is asked."""
    here = Posting.objects.in_force_on(day).at_or_below(unit)
    people: Any = Person.objects.counted().posted_in(unit, day)
    gaps = [_expired(day), *_hours(Every.ONCE, day), *_courses(unit, day, here)]
    return people.filter(reduce(or_, gaps, NOBODY))


def owing(unit: Unit, day: date) -> Any:
    """People posted there who have had fewer hours in the year than rules ask in it."""
    people: Any = Person.objects.counted().posted_in(unit, day)
    return people.filter(reduce(or_, _hours(Every.YEAR, day), NOBODY))


def _is(who: str) -> Q:
    """Whether a person is of those that a requirement is for."""
    if who == Who.ANYBODY:
        return ~NOBODY
    found = NOBODY
    categories = [each for each, of in CATEGORIES.items() if of == who]
    if categories:
        found |= Q(category__in=categories)
    if who == Who.WORKERS:
        found |= ~Q(category__in=list(CATEGORIES))
    roles = [role for role, of in ROLES.items() if of == who]
    if roles:
        grants = Grant.objects.filter(role__in=roles, user=OuterRef("user"))
        found |= Q(Exists(grants))
    if who == Who.SPECIAL:
        held = Certificate.objects.counted().filter(kind__in=SPECIAL)
        found |= Q(Exists(held.filter(person=OuterRef("pk"))))
    return found


def _courses(unit: Unit, day: date, here: Any) -> list[Q]:
    """For each requirement that binds somebody at the unit those who do not meet it."""
    tree, above = Ancestry.objects.current(), unit.above
    asked = Requirement.objects.in_force(day).filter(
        Q(unit__in=list(above)) | Q(unit__in=tree.below([unit.pk]))
    )
    found = []
    for each in asked.select_related("course"):
        bound = _of_kind(here.filter(person=OuterRef("pk")), each)
        if each.unit_id not in above:
            bound = bound.filter(unit__in=tree.below([each.unit_id]))
        held = _credits(each, day)
        if each.course.valid_months:
            held = held.annotate(had_on=OWN_DAY)
            held = held.filter(had_on__gte=earliest(day, each.course.valid_months))
        found.append(_meant(each) & Q(Exists(bound)) & ~Q(Exists(held)))
    return found


def never_held(
    asked: Iterable[Requirement], day: date
) -> Iterator[tuple[Requirement, int, int]]:
    """Requirements, the units of people who have never held them, and how many.

    Units are projects, with their teams, or by itself what is above projects.
    """
    tree = Ancestry.objects.current()
    above = Q(unit=F("ancestor"), ancestor__kind__in=(Kind.COMPANY, Kind.GROUP))
    open_units = Unit.objects.standing().open_on(day)
    places = tree.filter(
        above | Q(ancestor__kind=Kind.PROJECT), ancestor__in=open_units
    )
    for each in asked:
        people = Person.objects.counted().filter(
            _meant(each), ~Exists(_credits(each, day))
        )
        bound: Any = Posting.objects.in_force_on(day).filter(
            unit__in=tree.below([each.unit_id]), person__in=people
        )
        rows = places.filter(unit__postings__in=_of_kind(bound, each)).order_by()
        persons = Count("unit__postings__person", distinct=True)
        for unit, number in rows.values_list("ancestor").annotate(number=persons):
            yield each, unit, number


def _meant(requirement: Requirement) -> Q:
    """Whether a person is of those whom a requirement means, wherever they work."""
    is_meant = _is(requirement.who)
    if requirement.trade:
        of_trade = Certificate.objects.counted().filter(trade=requirement.trade)
        is_meant &= Q(Exists(of_trade.filter(person=OuterRef("pk"))))
    return is_meant


def _of_kind(postings: Any, requirement: Requirement) -> Any:
    """Those of some postings that are in units of the kind that is meant."""
    if not requirement.unit_kind:
        return postings
    of_kind = Ancestry.objects.current().filter(ancestor__kind=requirement.unit_kind)
    return postings.filter(unit__in=of_kind.values("unit"))


def _credits(requirement: Requirement, day: date) -> Any:
    """Attendances for which a person was credited with what is required."""
    return Attendance.objects.filter(
        credited.where,
        person=OuterRef("pk"),
        session__course=requirement.course_id,
        session__ended_on__lte=day,
    )


def earliest(day: date, months: int) -> date:
    """The first day on which something began that is valid for so long and holds."""
    found = months_later(day, -months)
    while months_later(found, months) < day:
        found += DAY
    while months_later(found - DAY, months) >= day:
        found -= DAY
    return found


def _hours(every: str, day: date) -> list[Q]:
    """For each rule of hours before work, or in a year, those who have not had them."""
    found = []
    since = day.replace(month=1, day=1) if every == Every.YEAR else date.min
    for rule in rules_on(HoursRule.objects.filter(every=every), day):
        kinds = [rule.kind] if rule.kind else SessionKind.values
        rows = Attendance.objects.filter(
            credited.where,
            person=OuterRef("pk"),
            session__kind__in=kinds,
            session__ended_on__range=(since, day),
        )
        sums = rows.order_by().values("person").annotate(had=Sum(HOURS)).values("had")
        none = Value(Decimal(0), HundredthsField())
        had = Coalesce(Subquery(sums), none, output_field=HundredthsField())
        found.append(_is(rule.who) & Q(LessThan(had, rule.hours)))
    return found


def _expired(day: date) -> Q:
    """Whose certificate of others has expired, without a later one of its kind."""
    rows: Any = Certificate.objects.counted().with_until()
    rows = rows.exclude(kind=CertificateKind.OWN).filter(
        until__lt=day, person=OuterRef("pk")
    )
    return Q(Exists(unrenewed(rows)))
