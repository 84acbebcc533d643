"""A million postings from a file: read, checked, resolved, written, marked.

The floor gets the same rows with their keys looked up already, in the order of the
file. Ours is the command, in a process of its own from its first moment to its last.
"""

import csv
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from xlsxwriter import Workbook

from bench import databases, worlds
from bench.lines import Line, interleaved, seconds_of
from safety.org.models import Unit
from tools.machine import ROOT

PERSONS, POSTINGS = worlds.sized(200_000), worlds.sized(1_000_000)
OF_WORKBOOK = worlds.sized(100_000)
HEADS = ("employee_no", "unit", "start_on", "end_on")
FILLED = ("people_posting", "journal_mark", "journal_change", "records_load")
TABLES = ("floor_posting", "people_posting")
FLOOR = Path(__file__).parent / "floors"
TIMES = 3


def measure() -> Iterator[Line]:
    """Time and memory of CSV beside the floor, and the memory of a workbook."""
    databases.fresh("load")
    worlds.build(PERSONS, 0)
    file, book = settings.VAR_DIR / "postings.csv", settings.VAR_DIR / "postings.xlsx"
    write_csv(file)
    loads = Loads(file)
    floor, ours = interleaved(by_floor, loads.run, TIMES)
    compare()
    yield Line(f"load: {POSTINGS:,} postings, CSV", ours, 2, floor)
    yield Line(f"load: memory at {POSTINGS:,} rows", loads.most, 200, unit="MB")
    write_workbook(book)
    loads = Loads(book)
    loads.run()
    most = 150 + 25 * book.stat().st_size / 1024**2
    yield Line(
        f"load: memory at {OF_WORKBOOK:,} rows, xlsx",
        loads.most,
        round(most),
        unit="MB",
    )


class Loads:
    """Runs of the command; ``most`` is the memory of its largest process, in MB."""

    def __init__(self, file: Path) -> None:
        self.file, self.most = file, 0.0

    def run(self) -> float:
        """Load the file into empty tables; the seconds it took."""
        empty()
        load = [sys.executable, "manage.py", "load", "postings", str(self.file)]
        told = subprocess.run(
            [sys.executable, "-m", "bench.peak", *load],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": url()},
            stdout=subprocess.PIPE,
            check=True,
        )
        seconds, most = map(float, told.stdout.split())
        self.most = max(self.most, round(most))
        return seconds


def by_floor() -> float:
    """The bare statement, from empty tables as well; what it wrote is kept."""
    empty()
    rows = [(*row, "counted") for row in known(worlds.posted(PERSONS, POSTINGS))]
    seconds = seconds_of(lambda: insert(rows))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS floor_posting")
        cursor.execute("CREATE TABLE floor_posting AS SELECT * FROM people_posting")
    return seconds


def insert(rows: list[tuple[Any, ...]]) -> None:
    """All rows in one transaction."""
    statement = (FLOOR / f"load_{connection.vendor}.sql").read_text()
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(statement.partition("\n")[2], rows)
            return
        with cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)


def known(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Rows with their dates as text, as both databases take them."""
    for row in rows:
        yield tuple(c.isoformat() if isinstance(c, date) else c for c in row)


def lines() -> Iterator[tuple[str, ...]]:
    """The same postings as a file has them."""
    codes = dict(Unit.objects.values_list("pk", "code"))
    for person, unit, start, end in known(worlds.posted(PERSONS, POSTINGS)):
        yield f"E{person:07}", codes[unit], start, end or ""


def write_csv(path: Path) -> None:
    """The file of all postings."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADS, *lines()])


def write_workbook(path: Path) -> None:
    """A workbook of some of them."""
    with Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADS)
        for number, line in zip(range(1, OF_WORKBOOK + 1), lines(), strict=False):
            sheet.write_row(number, 0, line)


def empty() -> None:
    """Leave no row, and no trace of any."""
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        for table in FILLED:
            emptied = f"DELETE FROM {table}" if is_sqlite else f"TRUNCATE {table}"
            cursor.execute(emptied)
        if is_sqlite:
            cursor.execute("VACUUM")
        else:
            cursor.execute("CHECKPOINT")


def compare() -> None:
    """Both wrote the same postings, or the ratio means nothing."""
    columns = "person_id, unit_id, start_on, end_on, status"
    with connection.cursor() as cursor:
        for one, other in (TABLES, TABLES[::-1]):
            rest = f"SELECT {columns} FROM {one} EXCEPT SELECT {columns} FROM {other}"
            cursor.execute(f"SELECT count(*) FROM ({rest}) d")
            differing = cursor.fetchone()[0]
            if differing:
                raise AssertionError(f"{differing} rows of {one} are not in {other}")


def url() -> str:
    """The address of the database of this bench, for another process."""
    place = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{place['NAME']}"
    return f"postgres://{place['USER']}@{place['HOST']}:{place['PORT']}/{place['NAME']}"
