"""One changed posting, up to the last value that it moves, at two sizes."""

from collections.abc import Iterator
from datetime import timedelta
from statistics import median

import time_machine

from bench import databases, worlds
from bench.lines import Line, seconds_of
from bench.rebuild import TODAY
from safety.indicators.drain import drain
from safety.people import services
from safety.people.models import Posting

FEW, MANY = worlds.sized(40_000), worlds.sized(400_000)
TIMES = 25


def measure() -> Iterator[Line]:
    """The work of the verb and of the drainer, and how it grows with the facts."""
    with time_machine.travel(TODAY):
        few, many = at(FEW), at(MANY)
    yield Line(f"one posting: work at {MANY:,}", many, 0.1)
    yield Line(f"one posting: growth from {FEW:,}", many, 1.3, few)


def at(postings: int) -> float:
    """Median seconds from the change of a posting to its last value."""
    databases.fresh(f"posting{postings}")
    worlds.build(postings // 2, postings)
    drain()
    step = postings // TIMES
    change(postings)  # the first one compiles and plans
    return median(
        seconds_of(lambda key=key: change(key))  # type: ignore[misc]
        for key in range(1, postings, step)
    )


def change(key: int) -> None:
    """Let a posting end another day, and bring its numbers up to date."""
    posting = Posting.objects.get(pk=key)
    posting.end_on = posting.start_on + timedelta(100 + key % 50)
    services.post(posting, by=None)
    drain()
