"""The sweep of escalation over many open hazards, beside the bare statements.

The floor finds what the sweep finds, with the days that the sweep's calendar gives put
in by hand: no rows written, nobody told.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Any

import time_machine
from django.db import connection
from django.utils import timezone

from bench import databases, worlds
from bench.lines import Line, interleaved, seconds_of
from inspections.models import After, Escalation, Hazard, Level
from inspections.services import escalation
from inspections.services.ladder import Ladder
from safety.accounts.models import Grant, User
from safety.accounts.permissions import Role
from safety.org.models import Unit

HAZARDS, PERSONS = worlds.sized(100_000), worlds.sized(20_000)
TIMES = 5
# Deadlines lie in this many days before and after; a working day's share comes due.
AROUND = 60
TODAY = date(2025, 6, 4)
COLUMNS = (
    *("id", "number", "unit_id", "found_on", "level", "description"),
    *("responsible_id", "due_on", "begun_at", "rectified_on"),
)
DUE = """
SELECT count(*) FROM inspections_hazard h
 WHERE h.status = 'counted' AND h.level = %s AND {what}
   AND NOT EXISTS (SELECT 1 FROM inspections_escalation e
                    WHERE e.hazard_id = h.id AND e.rung_id = %s AND e.day = {day})
"""
# What is late, and what was put right on a day and is not verified.
LATE = (
    "h.state IN ('reported', 'assigned', 'rectifying') AND h.due_on BETWEEN %s AND %s"
)
FIXED = "h.state = 'awaiting' AND h.rectified_on BETWEEN %s AND %s"


def hazards() -> Iterator[tuple[Any, ...]]:
    """Open hazards, one in twenty waiting to be verified, one in fifty major."""
    random = Random(worlds.SEED + 5)
    begun = datetime.combine(TODAY, time(8), timezone.get_default_timezone())
    for key in range(1, HAZARDS + 1):
        due = TODAY + timedelta(random.randrange(-AROUND, AROUND))
        found = due - timedelta(random.randrange(1, 8))
        fixed = found if random.random() < 0.05 and found < TODAY else None
        yield (
            *(key, f"H{key:07}"),
            random.randint(worlds.FIRST_PROJECT, worlds.LAST_TEAM),
            *(found, Level.MAJOR if random.random() < 0.02 else Level.GENERAL),
            *("护栏缺失", random.randint(1, PERSONS), due, begun, fixed),
        )


def people() -> None:
    """Somebody of every role that is told, at each unit of its level."""
    at = {
        Role.PROJECT_MANAGER: range(worlds.FIRST_PROJECT, worlds.FIRST_TEAM),
        Role.SAFETY_OFFICER: range(worlds.FIRST_PROJECT, worlds.FIRST_TEAM),
        Role.COMPANY_SAFETY: range(worlds.GROUP + 1, worlds.FIRST_PROJECT),
        Role.COMPANY_LEADER: range(worlds.GROUP + 1, worlds.FIRST_PROJECT),
        Role.HQ_SAFETY: range(worlds.GROUP, worlds.GROUP + 1),
    }
    held = [(role, unit) for role, units in at.items() for unit in units]
    users = [User(username=f"{role}-{unit}", password="!") for role, unit in held]
    User.objects.bulk_create(users)
    Grant.objects.bulk_create(
        Grant(user=user, role=role, unit_id=unit)
        for user, (role, unit) in zip(users, held, strict=True)
    )


def floor() -> int:
    """How many hazards have reached a rung that has no row yet."""
    ladder, found = Ladder(), 0
    with connection.cursor() as cursor:
        for step in ladder.steps:
            is_fix = step.rung.after == After.FIXED
            day = "h.rectified_on" if is_fix else "h.due_on"
            statement = DUE.format(what=FIXED if is_fix else LATE, day=day)
            days = days_of(ladder, step)
            cursor.execute(statement, [step.rung.level, *days, step.rung.pk])
            found += cursor.fetchone()[0]
    return found


def days_of(ladder: Ladder, step: Any) -> tuple[date, date]:
    """The days of a step; a fix that nobody moved counts from its day's end."""
    due = step._replace(rung=type(step.rung)(hours=step.rung.hours, after=After.DUE))
    is_fix = step.rung.after == After.FIXED
    return ladder.days(due if is_fix else step, ladder.regions[0].clock)


def measure() -> Iterator[Line]:
    """A sweep with a working day's share to tell, and one that finds nothing."""
    days = working_days()
    with time_machine.travel(evening(next(days)), tick=True):
        databases.fresh("escalation")
        worlds.build(PERSONS, PERSONS)
        worlds.write(Hazard, COLUMNS, hazards())
        people()
        worlds.settle(Hazard, User, Grant)
        escalation.turn_on(
            Unit.objects.get(pk=worlds.GROUP), tells_backlog=False, by=None
        )
        worlds.settle(Escalation)
    seconds = []
    for _time in range(TIMES):
        with time_machine.travel(evening(next(days)), tick=True):
            wanted = floor() + Escalation.objects.count()
            seconds.append(seconds_of(escalation.sweep))
            if Escalation.objects.count() != wanted:
                raise AssertionError(f"{Escalation.objects.count()}, not {wanted}")
            least, idle = interleaved(
                partial(seconds_of, floor), partial(seconds_of, escalation.sweep), 3
            )
    yield Line(f"escalation: a day's sweep of {HAZARDS:,}", max(seconds), 10)
    yield Line("escalation: one that finds nothing", idle, 2, least)


def working_days() -> Iterator[date]:
    """Weekdays from today on that no notice names."""
    day = TODAY
    while True:
        if day.weekday() < 5:
            yield day
        day += timedelta(1)


def evening(day: date) -> datetime:
    """When what is due on a day is late."""
    return datetime.combine(day, time(18, 1), timezone.get_default_timezone())
