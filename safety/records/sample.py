"""The records of a sample go through the loading path, as files that people bring.

What an app's `demo.py` shows of its books, it writes with `write` and loads with
`load`; whatever is wrong with it is found there as in any other file.
"""

import csv
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from safety.records.models import Load, State
from safety.records.services import at_work, digest
from safety.records.work import working

Report = Callable[[str, int, int], None]
Row = Iterable[object]


class BadSampleError(Exception):
    """The sample does not keep a rule that real files keep."""


class File(NamedTuple):
    """A file of so many records of one kind."""

    kind: str
    path: Path
    rows: int


def write(folder: Path, kind: str, columns: str, rows: Iterable[Row]) -> File:
    """Write the records of a kind; ``columns`` are their names with spaces between."""
    path, written = folder / f"{kind}.csv", list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns.split())
        writer.writerows(written)
    return File(kind, path, len(written))


def load(file: File, progress: Report) -> None:
    """Load a file, all of it; a second time nothing changes. Raises BadSampleError."""

    def say(share: float) -> None:
        progress(file.kind, round(share * file.rows), file.rows)

    row = Load(kind=file.kind, name=file.path.name, sha256=digest(file.path))
    row.save()
    with at_work(row, State.LOADING), working(row, file.path, say) as work:
        if not work.write():
            raise BadSampleError(next(work.wrong()))
    say(1)
