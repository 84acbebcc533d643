"""Which hazards have reached which rung: one statement for each rung, not a loop.

"So many working hours have passed since the deadline" is, turned round, "the deadline
is not after a day", and that day is the same for all hazards of a rung, time zone and
calendar.
So the calendar is asked once for each rung, and the database for whole sets. Hazards
whose ladder was paused are few; they are worked out one by one, by the same clock.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import DateField, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from inspections.clock import ZERO, Clock, Hours
from inspections.models import (
    NOT_RECTIFIED,
    After,
    Escalation,
    Hazard,
    Level,
    Move,
    Pause,
    Policy,
    Rung,
    Shift,
    State,
    Watch,
)
from inspections.services.guards import FIXES
from safety.org.models import Ancestry, Calendar, Days, Kind

DAY = timedelta(days=1)
EVER = date(1900, 1, 1), date(2199, 12, 31)
DEADLINE = Coalesce("extended_to", "due_on", output_field=DateField())
RANK = {kind.value: rank for rank, kind in enumerate(Kind)}


class Step(NamedTuple):
    """A rung for hazards found between two days, whose deadline is at an hour."""

    rung: Rung
    first: date
    last: date
    deadline: time


class Hit(NamedTuple):
    """A hazard at a rung: the day that the rung counts from, and the same exactly."""

    hazard_id: int
    unit_id: int
    day: date
    moment: datetime


@dataclass(frozen=True)
class Region:
    """Units of one time zone and calendar: those in ``only``, or all but ``others``."""

    clock: Clock
    only: frozenset[int] = frozenset()
    others: frozenset[int] = frozenset()

    def hazards(self, rows: Any) -> Any:
        """Of hazards those that lie here."""
        if self.only:
            return rows.filter(unit__in=self.only)
        return rows.exclude(unit__in=self.others) if self.others else rows


class Ladder:
    """The ladders in force, the calendar, and where escalation is on."""

    def __init__(self, now: datetime | None = None) -> None:
        self.now = now or timezone.now()
        self._calendars: dict[int | None, Days] = {}

    @cached_property
    def steps(self) -> list[Step]:
        """The rungs of all levels, each for the days for which it holds."""
        return [step for level in Level.values for step in self._steps(level)]

    def _steps(self, level: str) -> Iterator[Step]:
        policies = Policy.objects.filter(level=level)
        days = {row.valid_from for row in policies}
        rungs = Rung.objects.filter(level=level)
        days |= {rung.valid_from for rung in rungs}
        for first, after in pairwise([EVER[0], *sorted(days), EVER[1] + DAY]):
            hour = Policy.objects.in_force(level, first).deadline
            for rung in Rung.objects.in_force(level, first):
                yield Step(rung, first, after - DAY, hour)

    @cached_property
    def regions(self) -> list[Region]:
        """The time zones and calendars by which hazards are dealt with; mostly one."""
        rows = Ancestry.objects.all()
        zones, own = rows.nearest("time_zone", ""), rows.nearest("calendar", None)
        elsewhere: dict[tuple[str, int | None], set[int]] = {}
        for unit in zones.keys() | own.keys():
            here = zones.get(unit, ""), own.get(unit)
            elsewhere.setdefault(here, set()).add(unit)
        home = Region(self.clock(), others=frozenset(zones.keys() | own.keys()))
        return [home] + [
            Region(
                self.clock(ZoneInfo(zone) if zone else None, calendar),
                only=frozenset(units),
            )
            for (zone, calendar), units in elsewhere.items()
        ]

    def _days(self, calendar: int | None) -> Days:
        if calendar not in self._calendars:
            days = Calendar.days_of(calendar, *EVER)
            self._calendars[calendar] = days
        return self._calendars[calendar]

    @cached_property
    def _hours(self) -> list[Hours]:
        columns = ("valid_from", "begins_at", "break_from", "break_until", "ends_at")
        rows = Shift.objects.order_by("valid_from").values_list(*columns)
        return [Hours(*row) for row in rows]

    def clock(self, zone: tzinfo | None = None, calendar: int | None = None) -> Clock:
        """The clock of a time zone and calendar, by default those of the group."""
        zone = zone or timezone.get_default_timezone()
        return Clock(self._days(calendar), self._hours, zone)

    def watched(self) -> Any:
        """Open hazards where escalation is on."""
        units = list(Watch.objects.values_list("unit_id", "unit__kind"))
        rows = Hazard.objects.counted()
        if any(kind == Kind.GROUP for _key, kind in units):
            return rows
        return rows.below([key for key, _kind in units])

    def hits(self, step: Step, rows: Any) -> Iterator[Hit]:
        """Of some hazards those that have reached a step and were not there before."""
        for region in self.regions:
            here = region.hazards(_of(step, rows))
            yield from self._in_sets(step, region.clock, here)
            if step.rung.after != After.BEFORE:
                yield from self._one_by_one(step, region.clock, here)

    def _in_sets(self, step: Step, clock: Clock, rows: Any) -> Iterator[Hit]:
        if step.rung.after == After.BEFORE:
            rows = rows.filter(paused_at=None)
        else:
            rows = rows.filter(~Exists(Pause.objects.filter(hazard=OuterRef("pk"))))
        if step.rung.after == After.FIXED:
            rows = self._fixed_in_time(step, clock, rows)
        else:
            rows = _due_between(rows, *self.days(step, clock))
        yield from _moments(step, clock, rows)

    def days(self, step: Step, clock: Clock) -> tuple[date, date]:
        """Between which days a deadline lies that has reached the step now."""
        hours, hour = step.rung.hours, step.deadline
        if step.rung.after == After.DUE:
            return EVER[0], _last_day(clock, clock.back(self.now, hours), hour)
        gone = _last_day(clock, self.now, hour)
        return gone + DAY, _last_day(clock, clock.forward(self.now, hours), hour)

    def _fixed_in_time(self, step: Step, clock: Clock, rows: Any) -> Any:
        latest = clock.back(self.now, step.rung.hours)
        day = _last_day(clock, latest, step.deadline)
        return rows.filter(
            Q(fixed_at__lte=latest) | Q(fixed_at=None, rectified_on__lte=day)
        )

    def _one_by_one(self, step: Step, clock: Clock, rows: Any) -> Iterator[Hit]:
        """Those that were paused: time in a pause does not count."""
        rows = rows.filter(Exists(Pause.objects.filter(hazard=OuterRef("pk"))))
        rows = rows.filter(paused_at=None)
        found = list(_moments(step, clock, rows))
        pauses: dict[int, list[Pause]] = {}
        for pause in Pause.objects.filter(hazard__in=[hit.hazard_id for hit in found]):
            pauses.setdefault(pause.hazard_id, []).append(pause)
        wanted = timedelta(hours=step.rung.hours)
        for hit in found:
            active = self.active(clock, hit.moment, pauses[hit.hazard_id])
            if active >= wanted and hit.moment <= self.now:
                yield hit

    def active(self, clock: Clock, since: datetime, pauses: list[Pause]) -> timedelta:
        """Working time since a moment that no pause took away."""
        paused = (
            clock.worked(
                max(pause.since, since), min(pause.until or self.now, self.now)
            )
            for pause in pauses
        )
        return clock.worked(since, self.now) - sum(paused, ZERO)


def _of(step: Step, rows: Any) -> Any:
    """Hazards that a step is about, not yet at it."""
    rung = step.rung
    is_fix = rung.after == After.FIXED
    rows = rows.filter(level=rung.level, found_on__range=(step.first, step.last))
    rows = rows.filter(state__in=[State.AWAITING] if is_fix else NOT_RECTIFIED)
    day = F("rectified_on") if is_fix else DEADLINE
    fix = Move.objects.filter(hazard=OuterRef("pk"), verb__in=FIXES).order_by("-pk")
    rows = rows.annotate(day=day)
    if is_fix:
        rows = rows.annotate(fixed_at=Subquery(fix.values("at")[:1]))
    there = Escalation.objects.filter(
        hazard=OuterRef("pk"), rung=rung, day=OuterRef("day")
    )
    return rows.filter(~Exists(there))


def _due_between(rows: Any, first: date, last: date) -> Any:
    """Hazards whose deadline, more time included, is on one of these days."""
    not_after = Q(due_on__lte=last) & (Q(extended_to=None) | Q(extended_to__lte=last))
    return rows.filter(not_after).filter(
        Q(due_on__gte=first) | Q(extended_to__gte=first)
    )


def _last_day(clock: Clock, moment: datetime, hour: time) -> date:
    """The last day whose hour is not after a moment."""
    day = moment.astimezone(clock.zone).date()
    return day if clock.at(day, hour) <= moment else day - DAY


def _moments(step: Step, clock: Clock, rows: Any) -> Iterator[Hit]:
    columns = ["pk", "unit_id", "day"]
    columns += ["fixed_at"] if step.rung.after == After.FIXED else []
    known: dict[date, datetime] = {}
    for key, unit, day, *fixed in rows.values_list(*columns):
        if day not in known:
            known[day] = clock.at(day, step.deadline)
        yield Hit(key, unit, day, (fixed and fixed[0]) or known[day])
