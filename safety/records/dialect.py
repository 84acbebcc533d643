"""What the two databases do differently for a load."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from django.db import OperationalError, connection, transaction

Line = Sequence[Any]
# KiB, as SQLite writes it, of pages in memory, and of each sort beside them.
CACHE = -16 * 1024


class Dialect(Protocol):
    """How one database takes many rows at once."""

    vendor: str
    # The number of a row in temporary tables: an index only where it costs nothing.
    row: str
    # Whether two values differ, nulls being equal.
    differs: str
    # An object of JSON from names and values, in turn.
    json_object: str

    def prepare(self) -> None:
        """Get the connection ready for temporary tables larger than memory."""

    def put_back(self) -> None:
        """Leave the connection as it was."""

    def fill(self, table: str, columns: int, lines: Iterable[Line]) -> None:
        """Add lines to a temporary table, locking nothing else."""

    def settle(self, table: str) -> None:
        """Let the planner know what a table holds by now."""

    def without(self, json: str, names: Sequence[tuple[str, str]]) -> str:
        """An object of JSON without the names whose condition holds."""

    def lock(self, rows: str, *, from_references: bool = False) -> None:
        """Hold the rows of a statement until the transaction ends.

        ``from_references`` lets nobody point to them meanwhile, either.
        """

    def is_quiet(self, table: str) -> bool:
        """Whether nobody is writing to a table at this moment."""


class Postgres:
    """COPY, and temporary tables that live in the session."""

    vendor = "postgresql"
    row = "integer"
    differs = "IS DISTINCT FROM"
    json_object = "jsonb_build_object"

    def prepare(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET work_mem = '64MB'")

    def put_back(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("RESET work_mem")

    def fill(self, table: str, columns: int, lines: Iterable[Line]) -> None:  # noqa: ARG002
        statement = f"COPY {table} FROM STDIN"
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for line in lines:
                copy.write_row(line)

    def settle(self, table: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {table}")

    def without(self, json: str, names: Sequence[tuple[str, str]]) -> str:
        cases = ", ".join(
            f"CASE WHEN {condition} THEN '{name}' ELSE '' END"
            for name, condition in names
        )
        return f"{json} - ARRAY[{cases}]"

    def lock(self, rows: str, *, from_references: bool = False) -> None:
        strength = "UPDATE" if from_references else "NO KEY UPDATE"
        with connection.cursor() as cursor:
            held = f"{rows} ORDER BY 1 FOR {strength}"
            cursor.execute(f"SELECT count(*) FROM ({held}) held")

    def is_quiet(self, table: str) -> bool:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {table} IN SHARE MODE NOWAIT")
        except OperationalError:
            return False
        return True


class Sqlite:
    """Many small inserts in one transaction, which only touches temporary tables."""

    vendor = "sqlite"
    row = "integer PRIMARY KEY"
    differs = "IS NOT"
    json_object = "json_object"

    def prepare(self) -> None:
        self._keep_temporary("FILE")
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size")
            (self.cache,) = cursor.fetchone()
            cursor.execute(f"PRAGMA cache_size = {CACHE}")

    def put_back(self) -> None:
        self._keep_temporary("MEMORY")
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = {self.cache}")

    def _keep_temporary(self, place: str) -> None:
        """Say where temporary tables are; in a transaction that cannot be changed."""
        if not connection.in_atomic_block:
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA temp_store = {place}")

    def fill(self, table: str, columns: int, lines: Iterable[Line]) -> None:
        marks = ", ".join(["%s"] * columns)
        with self._unlocked(), connection.cursor() as cursor:
            insert = f"INSERT INTO {table} VALUES ({marks})"
            cursor.executemany(insert, lines)  # type: ignore[arg-type]

    def settle(self, table: str) -> None:
        """The planner needs no help."""

    @contextmanager
    def _unlocked(self) -> Iterator[None]:
        """One transaction, begun without the lock that Django's would take."""
        if connection.in_atomic_block:
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("COMMIT")

    def without(self, json: str, names: Sequence[tuple[str, str]]) -> str:
        cases = ", ".join(
            f"""CASE WHEN {condition} THEN '$."{name}"' ELSE '$.""' END"""
            for name, condition in names
        )
        return f"json_remove({json}, {cases})"

    def lock(self, rows: str, *, from_references: bool = False) -> None:
        """A transaction that writes holds the whole database here."""

    def is_quiet(self, table: str) -> bool:  # noqa: ARG002
        """What others write is not seen before it is done."""
        return True


DIALECTS: dict[str, type[Dialect]] = {each.vendor: each for each in (Postgres, Sqlite)}


def dialect() -> Dialect:
    """The dialect of the database that is used."""
    return DIALECTS[connection.vendor]()
