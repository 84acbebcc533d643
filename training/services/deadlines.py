"""Telling who must know of planned drills not held and of plans to be reviewed.

`sweep` writes a row for each day that is near or has passed, then tells, as `expiring`
does: a planned drill that is moved, or a plan that gets a new version, begins anew.
What people have never held that is required of them is told again each month.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import chain

from django.utils import timezone

from inspections.models import Who
from inspections.services.audience import About, Audience
from inspections.services.escalation import batches
from safety.notices.inbox import News
from safety.org.models import Unit
from training.models import (
    PAST,
    Deadline,
    EmergencyPlan,
    PlannedDrill,
    PlanVersion,
    Reminder,
    Requirement,
)
from training.services import yearly
from training.services.expiring import AT_ONCE, tell_some
from training.services.lacking import never_held

LATE, REVIEW, NEVER = "drills.late", "plans.review", "training.never-held"
YEAR = timedelta(days=366)  # what was due earlier is history
DAY = timedelta(days=1)


def sweep(today: date | None = None) -> int:
    """Note what is near or has passed, and tell; how many were told."""
    day = today or timezone.localdate()
    for some in batches(chain(_late(day), _to_review(day), _never_held(day)), AT_ONCE):
        Deadline.objects.bulk_create(some, ignore_conflicts=True)
    rows = Deadline.objects.select_related(
        "planned__unit", "version__plan__unit", "unit"
    )
    told = 0
    while number := tell_some(rows, _news):
        told += number
    return told


def _late(day: date) -> Iterator[Deadline]:
    """Drills that were to be held by a day that has passed, and were not."""
    span = day - YEAR, day - DAY
    open_units = Unit.objects.standing().open_on(day)
    due = PlannedDrill.objects.counted().filter(due_on__range=span)
    units = due.filter(unit__in=open_units).values_list("unit", flat=True)
    for some in batches(units.order_by("unit").distinct(), AT_ONCE):
        for year in range(span[0].year, span[1].year + 1):
            for row in yearly.of_units(some, year, day):
                due_on = row.planned.due_on
                if row.is_late and span[0] <= due_on:
                    yield Deadline(planned=row.planned, due_on=due_on, days=PAST)


def _to_review(day: date) -> Iterator[Deadline]:
    """Newest versions of plans, by the narrowest reminder that each has reached."""
    reminded = Reminder.objects.in_days()
    last = day + timedelta(days=max(reminded, default=PAST))
    plans = EmergencyPlan.objects.counted().filter(
        unit__in=Unit.objects.standing().open_on(day)
    )
    rows = PlanVersion.objects.newest().filter(plan__in=plans, review_on__lte=last)
    for each in rows.order_by("pk").iterator(AT_ONCE):
        left = (each.review_on - day).days
        days = min((days for days in reminded if left <= days), default=PAST)
        if left < 0:
            days = PAST
        yield Deadline(version=each, due_on=each.review_on, days=days)


def _never_held(day: date) -> Iterator[Deadline]:
    """What is required of people who have never held it, where they work."""
    asked = Requirement.objects.in_force(day).order_by("pk")
    first = day.replace(day=1)
    for requirement, unit, _number in never_held(asked, day):
        yield Deadline(requirement=requirement, unit_id=unit, due_on=first, days=PAST)


def _unit(deadline: Deadline) -> Unit:
    if deadline.unit:
        return deadline.unit
    if deadline.planned:
        return deadline.planned.unit
    return deadline.version.plan.unit  # type: ignore[union-attr]


def _topic(deadline: Deadline) -> str:
    if deadline.requirement_id:
        return NEVER
    return LATE if deadline.planned_id else REVIEW


def _news(some: Sequence[Deadline]) -> Iterator[News]:
    """For whoever answers for safety at the unit."""
    audience = Audience({_unit(each).pk for each in some})
    for each in some:
        unit = _unit(each)
        about = About(unit.pk, None, None, unit.kind)
        for user in audience.told(Who.VERIFIER, about):
            yield News(_topic(each), each.pk, user)
