"""A million postings, or attendances, from a file: read, checked, resolved, written.

The floor gets the same rows with their keys looked up already, in the order of the
file. Ours is the command, in a process of its own from its first moment to its last.
"""

import csv
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from xlsxwriter import Workbook

from bench import databases, training, worlds
from bench.lines import Line, interleaved, seconds_of
from safety.org.models import Unit
from tools.machine import ROOT
from training.models import Session

PERSONS, ROWS = worlds.sized(200_000), worlds.sized(1_000_000)
OF_WORKBOOK = worlds.sized(100_000)
BESIDE = ("journal_mark", "journal_change", "records_load")
FLOORS = Path(__file__).parent / "floors"
TIMES = 3


class Sort(NamedTuple):
    """What is loaded: its kind of FORMATS, its table and the columns that are written.

    ``known`` gives the rows with their keys, ``lines`` the same as a file has them
    under ``heads``.
    """

    kind: str
    table: str
    columns: str
    heads: tuple[str, ...]
    known: Callable[[], Iterator[tuple[Any, ...]]]
    lines: Callable[[], Iterator[tuple[str, ...]]]


def measure() -> Iterator[Line]:
    """Time and memory of CSV beside the floor, and the memory of a workbook."""
    databases.fresh("load")
    worlds.build(PERSONS, 0)
    sessions = training.sessions(ROWS // training.AT_ONCE)
    with transaction.atomic():
        worlds.write(Session, training.SESSION, sessions)
    worlds.settle(Session)
    for sort in (POSTINGS, ATTENDANCES):
        file = settings.VAR_DIR / f"{sort.kind}.csv"
        write_csv(sort, file)
        loads = Loads(sort, file)
        floor, ours = interleaved(by_floor(sort), loads.run, TIMES)
        compare(sort)
        yield Line(f"load: {ROWS:,} {sort.kind}, CSV", ours, 2, floor)
        yield Line(f"load: memory at {ROWS:,} {sort.kind}", loads.most, 200, unit="MB")
        empty(sort)
    yield memory_of_workbook(settings.VAR_DIR / "postings.xlsx")


def memory_of_workbook(book: Path) -> Line:
    """Which is read whole, and so may take more."""
    write_workbook(POSTINGS, book)
    loads = Loads(POSTINGS, book)
    loads.run()
    most = 150 + 25 * book.stat().st_size / 1024**2
    return Line(
        f"load: memory at {OF_WORKBOOK:,} rows, xlsx",
        loads.most,
        round(most),
        unit="MB",
    )


class Loads:
    """Runs of the command; ``most`` is the memory of its largest process, in MB."""

    def __init__(self, sort: Sort, file: Path) -> None:
        self.sort, self.file, self.most = sort, file, 0.0

    def run(self) -> float:
        """Load the file into empty tables; the seconds it took."""
        empty(self.sort)
        load = [sys.executable, "manage.py", "load", self.sort.kind, str(self.file)]
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


def by_floor(sort: Sort) -> Callable[[], float]:
    """The bare statement, from empty tables as well; what it wrote is kept."""

    def run() -> float:
        empty(sort)
        rows = [tuple(map(plain, row)) for row in sort.known()]
        seconds = seconds_of(lambda: insert(sort, rows))
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS floor_loaded")
            cursor.execute(f"CREATE TABLE floor_loaded AS SELECT * FROM {sort.table}")
        return seconds

    return run


def insert(sort: Sort, rows: list[tuple[Any, ...]]) -> None:
    """All rows in one transaction."""
    file = FLOORS / f"load_{sort.kind}_{connection.vendor}.sql"
    statement = file.read_text()
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(statement.partition("\n")[2], rows)
            return
        with cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)


def plain(value: Any) -> Any:
    """A date as text, as both databases take it."""
    return value.isoformat() if isinstance(value, date) else value


def postings() -> Iterator[tuple[Any, ...]]:
    """Rows of postings."""
    return ((*row, "counted") for row in worlds.posted(PERSONS, ROWS))


def lines_of_postings() -> Iterator[tuple[str, ...]]:
    """The same postings as a file has them."""
    codes = dict(Unit.objects.values_list("pk", "code"))
    for person, unit, start, end in worlds.posted(PERSONS, ROWS):
        yield f"E{person:07}", codes[unit], plain(start), plain(end) or ""


def attendances() -> Iterator[tuple[Any, ...]]:
    """Rows of attendances."""
    given = training.attendances(ROWS // training.AT_ONCE)
    return ((*row, True, False, "counted") for row in given)


def lines_of_attendances() -> Iterator[tuple[str, ...]]:
    """The same attendances as a file has them."""
    for session, person, passed in training.attendances(ROWS // training.AT_ONCE):
        yield f"T{session:07}", f"E{person:07}", "yes" if passed else "no"


POSTINGS = Sort(
    "postings",
    "people_posting",
    "person_id, unit_id, start_on, end_on, status",
    ("employee_no", "unit", "start_on", "end_on"),
    postings,
    lines_of_postings,
)
ATTENDANCES = Sort(
    "attendances",
    "training_attendance",
    "session_id, person_id, passed, is_present, is_invited, status",
    ("session", "employee_no", "passed"),
    attendances,
    lines_of_attendances,
)


def write_csv(sort: Sort, path: Path) -> None:
    """The file of all rows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([sort.heads, *sort.lines()])


def write_workbook(sort: Sort, path: Path) -> None:
    """A workbook of some of them."""
    with Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, sort.heads)
        lines = zip(range(1, OF_WORKBOOK + 1), sort.lines(), strict=False)
        for number, line in lines:
            sheet.write_row(number, 0, line)


def empty(sort: Sort) -> None:
    """Leave no row, and no trace of any."""
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        for table in (sort.table, *BESIDE):
            # What refers to it is empty here.
            emptied = "DELETE FROM {}" if is_sqlite else "TRUNCATE {} CASCADE"
            cursor.execute(emptied.format(table))
        if is_sqlite:
            cursor.execute("VACUUM")
        else:
            cursor.execute("CHECKPOINT")


def compare(sort: Sort) -> None:
    """Both wrote the same rows, or the ratio means nothing."""
    tables = ("floor_loaded", sort.table)
    with connection.cursor() as cursor:
        for one, other in (tables, tables[::-1]):
            rest = (
                f"SELECT {sort.columns} FROM {one}"
                f" EXCEPT SELECT {sort.columns} FROM {other}"
            )
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
