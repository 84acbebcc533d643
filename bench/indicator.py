"""The page of an indicator, with few facts and with ten times as many."""

from collections.abc import Iterator

import time_machine

from bench import databases, worlds
from bench.lines import Line, interleaved
from bench.rebuild import TODAY
from bench.visitors import Visitor
from safety.indicators.drain import drain

FEW, MANY = worlds.sized(100_000), worlds.sized(1_000_000)
PAGE = f"/indicators/workforce.headcount/?unit=C{worlds.COMPANY:02}&period=2024-11"
TIMES = 5


def measure() -> Iterator[Line]:
    """How much time grows with the facts, and whether the questions do."""
    with time_machine.travel(TODAY, tick=True):
        visitors = {number: prepare(number) for number in (FEW, MANY)}
        few, many = interleaved(
            lambda: visit(visitors, FEW), lambda: visit(visitors, MANY), TIMES
        )
        asked = visitors[MANY].queries(PAGE)
        databases.use(name(FEW))
        asked_of_few = visitors[FEW].queries(PAGE)
    yield Line(f"indicator page: {MANY:,} facts by {FEW:,}", many, 1.2, few)
    yield Line("indicator page: its queries", asked, 1, asked_of_few, unit="queries")


def name(postings: int) -> str:
    """The database of a number of postings."""
    return f"indicator{postings}"


def prepare(postings: int) -> Visitor:
    """A database with its values, and somebody to visit it."""
    databases.fresh(name(postings))
    worlds.build(postings // 2, postings)
    drain()
    return Visitor()


def visit(visitors: dict[int, Visitor], postings: int) -> float:
    """Median seconds of the page."""
    databases.use(name(postings))
    return visitors[postings].seconds(PAGE)
