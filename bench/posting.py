"""One changed posting, up to the last value that it moves, at two sizes.

Of a contractor's worker: the contractor is counted anew as well.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle, islice
from statistics import median

import time_machine

from bench import databases, worlds
from bench.lines import Line, interleaved, seconds_of
from bench.rebuild import TODAY
from safety.indicators.drain import drain
from safety.people import services
from safety.people.models import Posting

FEW, MANY = worlds.sized(40_000), worlds.sized(400_000)
TURNS, TIMES = 5, 10


def measure() -> Iterator[Line]:
    """The work of the verb and of the drainer, and how it grows with the facts."""
    with time_machine.travel(TODAY):
        turns = {size: changes(size) for size in (FEW, MANY)}
        few, many = interleaved(
            lambda: next(turns[FEW]), lambda: next(turns[MANY]), TURNS
        )
    yield Line(f"one posting: work at {MANY:,}", many, 0.1)
    yield Line(f"one posting: growth from {FEW:,}", many, 1.3, few)


def changes(postings: int) -> Iterator[float]:
    """Median seconds of some changes of postings to the last value, again and again."""
    name = f"posting{postings}"
    databases.fresh(name)
    worlds.build(postings // 2, postings)
    drain()
    workers = Posting.objects.filter(person__contractor__isnull=False)
    # Their ends stay in the two years.
    found = workers.filter(start_on__lt=worlds.LAST_DAY - timedelta(160))
    all_keys = list(found.order_by("pk").values_list("pk", flat=True))
    keys = cycle(all_keys[:: len(all_keys) // (TURNS * (TIMES + 1))])
    while True:
        databases.use(name)
        change(next(keys))  # the first one compiles, plans and reads pages
        yield median(
            seconds_of(lambda key=key: change(key))  # type: ignore[misc]
            for key in islice(keys, TIMES)
        )


def change(key: int) -> None:
    """Let a posting end another day, and bring its numbers up to date."""
    posting = Posting.objects.get(pk=key)
    posting.end_on = posting.start_on + timedelta(100 + key % 50)
    services.post(posting, by=None)
    drain()
