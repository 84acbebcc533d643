"""Working hours between moments: the calendar's days, the hours of each, a time zone.

Everything that is due, left or paused is counted by this one clock::

    clock.worked(since, until)     hours of work between two moments, as a timedelta
    clock.forward(since, hours)    the moment at which so many have been worked
    clock.back(until, hours)       the latest moment since which so many have been
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from safety.org.models import Days

ZERO, DAY = timedelta(0), timedelta(days=1)
# No ladder counts further: a calendar of holidays only ends nowhere.
FARTHEST = 4000


class Hours(NamedTuple):
    """The hours of working days from a day on."""

    since: date
    begins: time
    break_from: time
    break_until: time
    ends: time


class Clock:
    """Counts working time in one time zone.

    ``days`` say which are worked. ``hours`` begin with those that hold first.
    """

    def __init__(self, days: Days, hours: Sequence[Hours], zone: tzinfo) -> None:
        self._days, self._hours, self.zone = days, hours, zone
        self._since = [each.since for each in hours]
        self._spans: dict[date, list[tuple[datetime, datetime]]] = {}

    def at(self, day: date, hour: time) -> datetime:
        """A moment of a day where the clock is."""
        return datetime.combine(day, hour, self.zone)

    def spans(self, day: date) -> list[tuple[datetime, datetime]]:
        """When work goes on, on a day."""
        if day not in self._spans:
            is_worked = self._days.is_worked(day)
            self._spans[day] = self._worked_on(day) if is_worked else []
        return self._spans[day]

    def _worked_on(self, day: date) -> list[tuple[datetime, datetime]]:
        hours = self._hours[max(bisect_right(self._since, day) - 1, 0)]
        pairs = (hours.begins, hours.break_from), (hours.break_until, hours.ends)
        return [(self.at(day, a), self.at(day, b)) for a, b in pairs if a < b]

    def worked(self, since: datetime, until: datetime) -> timedelta:
        """Working time between two moments; none when they are the other way round."""
        day, last = self._day(since), self._day(until)
        total = ZERO
        while day <= last:
            for begin, end in self.spans(day):
                total += max(min(end, until) - max(begin, since), ZERO)
            day += DAY
        return total

    def forward(self, since: datetime, hours: int) -> datetime:
        """The moment at which so many hours have been worked since another."""
        left = timedelta(hours=hours)
        if not left:
            return since
        for begin, end in self._onward(self._day(since), 1):
            begun = max(begin, since)
            if begun < end:
                if end - begun >= left:
                    return begun + left
                left -= end - begun
        return self._end(since, FARTHEST)

    def back(self, until: datetime, hours: int) -> datetime:
        """The latest moment since which so many hours have been worked."""
        left = timedelta(hours=hours)
        if not left:
            return until
        for begin, end in self._onward(self._day(until), -1):
            ended = min(end, until)
            if begin < ended:
                if ended - begin >= left:
                    return ended - left
                left -= ended - begin
        return self._end(until, -FARTHEST)

    def _onward(self, day: date, step: int) -> Iterator[tuple[datetime, datetime]]:
        for number in range(FARTHEST):
            spans = self.spans(day + timedelta(days=number * step))
            yield from spans if step > 0 else reversed(spans)

    def _end(self, moment: datetime, days: int) -> datetime:
        return moment + timedelta(days=days)

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()
