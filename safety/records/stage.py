"""The temporary tables of one load, on its own connection: gone when it is gone.

``load_cells`` holds what the file says, one column per column of the file;
``load_rows`` what the records will be, one column per column of the model (see
`safety.core.declare.records.Rows`); ``load_errors`` what is wrong.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Self

from django.db import connection, models
from django.db.backends.utils import CursorWrapper
from django.db.models import Max

from safety.core.declare.records import Bad, Kind
from safety.journal.models import Change
from safety.records.cells import Cell, ReferenceCell
from safety.records.dialect import Dialect, Line, dialect
from safety.records.registry import cells

CELLS, ROWS, ERRORS = "load_cells", "load_rows", "load_errors"
AT_ONCE = 2000


def quote(name: str) -> str:
    """A name of a table or column for a statement."""
    return connection.ops.quote_name(name)


def pk_of(model: type[models.Model]) -> str:
    """The column of a model's primary key."""
    return quote(model._meta.pk.attname)


def last_change() -> int:
    """The last entry of the journal."""
    return Change.objects.aggregate(last=Max("pk"))["last"] or 0


@dataclass(eq=False)
class Stage:
    """One load under way: ``present`` are the file's columns, ``by`` is whose it is."""

    kind: Kind
    present: tuple[Cell, ...]
    load: int = 0
    by: int | None = None
    dialect: Dialect = field(default_factory=dialect)
    _last_change: int | None = None
    _reading: set[CursorWrapper] = field(default_factory=set)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All columns that the kind has, those absent from the file included."""
        return tuple(cells(self.kind).values())

    @property
    def key(self) -> tuple[Cell, ...]:
        return tuple(cells(self.kind)[name] for name in self.kind.key)

    @property
    def own_references(self) -> list[ReferenceCell]:
        """Columns that point to another record of the same kind."""
        return [
            cell
            for cell in self.present
            if isinstance(cell, ReferenceCell) and cell.points_to is self.kind.model
        ]

    @property
    def table(self) -> str:
        return quote(self.kind.model._meta.db_table)

    @contextmanager
    def opened(self) -> Iterator[Self]:
        """Make the tables, and drop them whatever happens."""
        self.dialect.prepare()
        try:
            self._create()
            yield self
        finally:
            if connection.connection and not connection.needs_rollback:
                while self._reading:  # whoever read with them met with an error
                    self._reading.pop().close()
                for table in (CELLS, ROWS, ERRORS):
                    self.execute(f"DROP TABLE IF EXISTS {table}")
                self.dialect.put_back()

    def _create(self) -> None:
        row = f"{quote('row')} {self.dialect.row}"
        said = [f"{quote(cell.name)} {cell.staged_type}" for cell in self.present]
        meant = [f"{quote(cell.attname)} {cell.sql_type}" for cell in self.cells]
        more = ["target bigint", "changed boolean"]
        wrong = "found integer, place integer, name text, value text, message text"
        self._create_table(CELLS, [row, *said])
        self._create_table(ROWS, [row, *more, *meant])
        self._create_table(ERRORS, [f"{quote('row')} integer", wrong])

    def _create_table(self, name: str, columns: Sequence[str]) -> None:
        self.execute(f"CREATE TEMPORARY TABLE {name} ({', '.join(columns)})")

    def add(self, numbers: Sequence[int], columns: Sequence[Sequence[Any]]) -> None:
        """Add rows of the file: their numbers, and the values of each column."""
        lines = zip(numbers, *columns, strict=True)
        self.dialect.fill(CELLS, len(columns) + 1, lines)

    def settle(self) -> None:
        """All rows of the file are in; next they are compared with what is stored."""
        self.dialect.settle(CELLS)
        is_quiet = self.dialect.is_quiet(quote(Change._meta.db_table))
        self._last_change = last_change() if is_quiet else None

    def has_moved_on(self) -> bool:
        """Whether stored records may have changed since then, as the journal knows."""
        return self._last_change is None or self._last_change != last_change()

    def note(self, wrong: Iterable[Bad], *, found: bool = True) -> int:
        """Keep what is wrong, ``found`` by comparing or seen in a cell; how much."""
        places = {name: place for place, name in enumerate(cells(self.kind))}
        lines: Iterator[Line] = (
            (bad.row, int(found), places.get(bad.column, -1), *bad[1:]) for bad in wrong
        )
        count = 0
        while some := list(islice(lines, AT_ONCE)):
            self.dialect.fill(ERRORS, 6, some)
            count += len(some)
        return count

    def forget_findings(self) -> None:
        """Forget what was wrong beyond single cells: it is about to be asked again."""
        self.execute(f"DELETE FROM {ERRORS} WHERE found = 1")

    def execute(self, statement: str, params: Sequence[Any] = ()) -> int:
        """Run a statement; the number of rows that it touched."""
        with connection.cursor() as cursor:
            cursor.execute(statement, list(params))
            return int(cursor.rowcount)

    def select(
        self, statement: str, params: Sequence[Any] = ()
    ) -> Iterator[tuple[Any, ...]]:
        """Read a statement's rows in turn, without holding them all."""
        with connection.chunked_cursor() as cursor:
            self._reading.add(cursor)
            try:
                cursor.execute(statement, list(params))
                while some := cursor.fetchmany(AT_ONCE):
                    yield from some
            finally:
                self._reading.discard(cursor)

    def number(self, statement: str, params: Sequence[Any] = ()) -> int:
        """The one number that a statement gives; nothing is 0."""
        with connection.cursor() as cursor:
            cursor.execute(statement, list(params))
            return int(cursor.fetchone()[0] or 0)

    def wrong(self) -> Iterator[Bad]:
        """Everything wrong so far, in the order of the file."""
        found = self.select(
            f"SELECT {quote('row')}, name, value, message FROM {ERRORS}"
            " ORDER BY 1, place"
        )
        return (Bad(*line) for line in found)

    @property
    def rejected(self) -> int:
        """The number of rows with something wrong."""
        return self.number(f"SELECT count(DISTINCT {quote('row')}) FROM {ERRORS}")

    def rows(self, seen: Collection[str] = ()) -> "StagedRows":
        """All rows, or those whose cells in these columns are right."""
        if not seen or not self.rejected:
            return StagedRows(self, ROWS)
        names = ", ".join(f"'{name}'" for name in seen)
        return self._rows_but(f"WHERE name IN ({names})")

    def good_rows(self) -> "StagedRows":
        """The rows with nothing wrong."""
        return self._rows_but("")

    def _rows_but(self, condition: str) -> "StagedRows":
        row = quote("row")
        bad = f"SELECT {row} FROM {ERRORS} {condition}"
        return StagedRows(self, f"(SELECT * FROM {ROWS} WHERE {row} NOT IN ({bad}))")


@dataclass(frozen=True)
class StagedRows:
    """What a declaration's checks and hooks see of a load (`declare.records.Rows`)."""

    stage: Stage
    source: str

    @property
    def load(self) -> int:
        return self.stage.load

    @property
    def by(self) -> int | None:
        return self.stage.by

    def select(
        self, statement: str, params: Sequence[Any] = ()
    ) -> Iterator[tuple[Any, ...]]:
        return self.stage.select(statement.replace("{rows}", self.source), params)

    def lock(self, model: type[models.Model], column: str) -> None:
        table, key = quote(model._meta.db_table), pk_of(model)
        wanted = f"SELECT {quote(column)} FROM {self.source}"
        self.stage.dialect.lock(f"SELECT {key} FROM {table} WHERE {key} IN ({wanted})")
