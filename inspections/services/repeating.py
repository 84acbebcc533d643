"""The days that a plan's rule gives, by a calendar of working days."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from dateutil import rrule

from inspections.models import DayOff, Plan, Repeat
from safety.org.models import Calendar, Days

# The longest row of days off that is looked over: Golden Week and a margin.
SHIFT = timedelta(days=31)
# Days that every month has.
SURE = 28


def said_of(calendar: int | None, first: date, last: date) -> Days:
    """What a calendar (None: the group's) says of a day to a day, and around them."""
    return Calendar.days_of(calendar, first - SHIFT, last + SHIFT)


def days_of(
    plan: Plan,
    calendar: int | None,
    after: date,
    until: date,
    said: Days | None = None,
) -> list[date]:
    """The days on which a plan asks for inspections, ``after`` < day <= ``until``.

    Days off are those of a calendar (its key; None: the group's); ``said`` is what it
    says in this span, where that is known.
    """
    if plan.ends_on:
        until = min(until, plan.ends_on)
    if until <= after:
        return []
    found = _written(plan, max(plan.starts_on, after - SHIFT), until)
    if plan.day_off != DayOff.KEEP:
        said = said or said_of(calendar, after, until)
        found = _worked(plan, found, said)
    return sorted({day for day in found if after < day <= until})


def next_days(plan: Plan, after: date, number: int) -> list[date]:
    """The next days after a day at the plan's unit, at most so many.

    None is further than six years.
    """
    found: list[date] = []
    for span in (40, 400, 2200):
        until = after + timedelta(days=span)
        found = days_of(plan, plan.unit.calendar_key, after, until)
        if len(found) >= number:
            break
    return found[:number]


def _written(plan: Plan, first: date, last: date) -> Iterator[date]:
    """What the rule says, whatever the calendar says."""
    if plan.repeat == Repeat.ONCE:
        return iter([plan.starts_on] if first <= plan.starts_on <= last else [])
    begin = datetime.combine(plan.starts_on, time())
    rule = rrule.rrule(dtstart=begin, **_parts(plan))
    found = rule.between(
        datetime.combine(first, time()), datetime.combine(last, time()), inc=True
    )
    return (moment.date() for moment in found)


def _parts(plan: Plan) -> dict[str, Any]:
    """The rule in iCalendar's words. The 31st is the last day of a shorter month."""
    named = [getattr(rrule, name) for name in plan.weekdays.split(",") if name]
    if plan.repeat == Repeat.DAILY:
        return {"freq": rrule.DAILY, "interval": plan.every}
    if plan.repeat == Repeat.WEEKLY:
        parts: dict[str, Any] = {"freq": rrule.WEEKLY, "interval": plan.every}
        return parts | ({"byweekday": named} if named else {})
    months = 3 if plan.repeat == Repeat.QUARTERLY else 1
    parts = {"freq": rrule.MONTHLY, "interval": months * plan.every}
    if plan.nth:
        return parts | {"byweekday": [day(plan.nth) for day in named]}
    day = plan.starts_on.day
    if day <= SURE:
        return parts
    return parts | {"bymonthday": list(range(SURE, day + 1)), "bysetpos": -1}


def _worked(plan: Plan, days: Iterable[date], said: Days) -> Iterator[date]:
    """Those that are worked; the others are left out, or come on the next that is."""
    for day in days:
        if plan.day_off == DayOff.NEXT:
            yield next(each for each in _onward(day) if said.is_worked(each))
        elif said.is_worked(day):
            yield day


def _onward(day: date) -> Iterable[date]:
    while True:
        yield day
        day += timedelta(days=1)
