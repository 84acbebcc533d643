"""Everything recomputed for two years, beside the same masks by hand."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import time_machine
from django.db import connection, transaction

from bench import databases, worlds
from bench.lines import Line, interleaved, seconds_of
from safety.indicators.drain import drain
from safety.indicators.models import Mask, Tally, Value

PERSONS, POSTINGS = worlds.sized(200_000), worlds.sized(400_000)
YEARS = (2024, 2025)
# On this day, with the dates of the world, the years that are kept are those two.
TODAY = date(2024, 12, 15)
STATEMENTS = Path(__file__).parent / "floors"
PAIRS = {
    "floor_mask": Mask._meta.db_table,
    "floor_tally": Tally._meta.db_table,
    "floor_value": Value._meta.db_table,
}
TIMES = 3


def measure() -> Iterator[Line]:
    """Floor and ours, each from empty tables of the same layout and indexes."""
    databases.fresh("rebuild")
    worlds.build(PERSONS, POSTINGS)
    for copy, table in PAIRS.items():
        databases.copy_layout(table, copy)
    with time_machine.travel(TODAY):
        drain()
        floor, ours = interleaved(by_hand, by_engine, TIMES)
    for copy, table in PAIRS.items():
        compare(copy, table)
    yield Line(f"rebuild: {POSTINGS:,} postings, 2 years", ours, 1.3, floor)


def by_engine() -> float:
    """Our own way, from empty tables."""
    empty(PAIRS.values())
    return seconds_of(lambda: drain(rebuild_all=True))


def by_hand() -> float:
    """The bare statements, from empty tables as well."""
    empty(PAIRS)
    return seconds_of(run_statements)


def run_statements() -> None:
    """A transaction for each year, as ours."""
    text = (STATEMENTS / f"masks_{connection.vendor}.sql").read_text()
    statements = [part for part in text.split(";\n") if part.strip()]
    for year in YEARS:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in statements:
                cursor.cursor.execute(statement, parameters(year))


def parameters(year: int) -> dict[str, Any]:
    """What the statements ask for."""
    first, last = f"{year}-01-01", f"{year}-12-31"
    return {"year": year, "january": year * 12, "first": first, "last": last}


def empty(tables: Iterable[str]) -> None:
    """Leave no row, and no trace of any."""
    for table in tables:
        word = "DELETE FROM" if connection.vendor == "sqlite" else "TRUNCATE"
        with connection.cursor() as cursor:
            cursor.execute(f"{word} {table}")


def compare(floor: str, ours: str) -> None:
    """Both made the same rows, or the ratio means nothing."""
    with connection.cursor() as cursor:
        for one, other in ((floor, ours), (ours, floor)):
            rest = f"SELECT * FROM {one} EXCEPT SELECT * FROM {other}"
            cursor.execute(f"SELECT count(*) FROM ({rest}) d")
            differing = cursor.fetchone()[0]
            if differing:
                raise AssertionError(f"{differing} rows of {one} are not in {other}")
