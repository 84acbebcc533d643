"""Closing a month for the group with its 400 projects, at two sizes of records.

There is no floor: the goal is that of the issue. Before each close come as many changes
as a month has records, because their hash is made then.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import time_machine

from bench import databases, group, worlds
from bench.lines import Line, seconds_of
from bench.rebuild import TODAY
from safety.closing.services import months
from safety.core.months import Month
from safety.journal.models import Change
from safety.journal.write import image
from safety.org.models import Unit
from training.models import Attendance

# June ends a quarter and a half-year as well; months are closed in order.
MONTHS = [Month(worlds.FIRST_MONTH + number) for number in range(6)]
CHANGE = ("label", "key", "verb", "after", "at")
SECONDS = 60


def measure() -> Iterator[Line]:
    """The slowest of six months, with few records and with ten times as many."""
    with time_machine.travel(TODAY, tick=True):
        for records in (group.FEW, group.MANY):
            name = f"closing{records}"
            group.built(name, records)
            databases.use(name)
            slowest = max(closed(month, records // worlds.MONTHS) for month in MONTHS)
            yield Line(f"closing: a month of {records:,} records", slowest, SECONDS)


def closed(month: Month, changed: int) -> float:
    """Seconds to close a month for the whole group, after so many changes."""
    worlds.write(Change, CHANGE, changes(changed))
    top = Unit.objects.get(pk=worlds.GROUP)
    return seconds_of(lambda: months.close(top, month, by=None, why="As it is"))


def changes(number: int) -> Iterator[tuple[Any, ...]]:
    """Attendances that were entered one by one, as the journal keeps them."""
    at = datetime.combine(TODAY, datetime.min.time(), UTC)
    label = Attendance._meta.label_lower
    for key in range(1, number + 1):
        after = image(Attendance(pk=key, session_id=key, person_id=key))
        yield label, key, "attend", json.dumps(after), at
