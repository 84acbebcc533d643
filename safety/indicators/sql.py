"""The few words in which the two databases differ, and pieces all statements share."""

import re
from collections.abc import Iterable, Mapping, Sequence
from contextvars import ContextVar
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from safety.core.months import slots_of
from safety.indicators.models import DIMENSIONS, SLOT_COLUMNS

DIMS = ", ".join(DIMENSIONS)


def run(sql: str, params: Sequence[Any] = ()) -> int:
    """Execute one statement; the number of rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, tuple(params))
        return int(max(cursor.rowcount, 0))


def rows(sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Read everything a statement gives."""
    with connection.cursor() as cursor:
        cursor.execute(sql, tuple(params))
        return list(cursor.fetchall())


def literal(text: str) -> str:
    """A key of ours inside a statement: declared by us, never typed by anybody."""
    if not re.fullmatch(r"[a-z0-9_./]*=?", text):
        raise ValueError(f"{text!r} is no key")
    return f"'{text}'"


def among(column: str, keys: Iterable[int] | None) -> str:
    """``column IN (…)``, or nothing to restrict when there are no keys to look for."""
    if keys is None:
        return "1 = 1"
    listed = ", ".join(str(int(key)) for key in keys)
    return f"{column} IN ({listed})" if listed else "1 = 0"


def least(*terms: str) -> str:
    """The smallest of some numbers."""
    name = "MIN" if connection.vendor == "sqlite" else "LEAST"
    return f"{name}({', '.join(terms)})"


def greatest(*terms: str) -> str:
    """The largest of some numbers."""
    name = "MAX" if connection.vendor == "sqlite" else "GREATEST"
    return f"{name}({', '.join(terms)})"


def worked_out(select: str) -> str:
    """A SELECT that works out its columns once a row, however often they are read.

    (PostgreSQL takes an OFFSET for that, and writes nothing down.)
    """
    return select + (
        " LIMIT -1 OFFSET 0" if connection.vendor == "sqlite" else " OFFSET 0"
    )


class BitOr:
    """The aggregate ``bit_or`` that SQLite has not."""

    def __init__(self) -> None:
        self.bits = 0

    def step(self, bits: int) -> None:
        """Take in one row."""
        self.bits |= bits

    def finalize(self) -> int:
        """The OR of all rows."""
        return self.bits


def teach(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Let SQLite unite masks as PostgreSQL does."""
    if connection.vendor == "sqlite":
        connection.connection.create_aggregate("bit_or", 1, BitOr)


# A mask and the one of last days in one number, which one aggregate unites.
BOTH_MASKS = "c.bits * 4096 + c.end_bits"


def months_to_bits(first: str, last: str) -> str:
    """The mask of months ``first`` to ``last`` (0 to 11), empty when they are none."""
    bits = f"(1 << ({last} + 1)) - (1 << {first})"
    return f"CASE WHEN {last} < {first} THEN 0 ELSE {bits} END"


def table(name: str, columns: Sequence[str], lines: Sequence[Sequence[Any]]) -> str:
    """A literal table of integers and keys, as a part of ``WITH``."""
    said = ", ".join(f"({', '.join(map(_cell, line))})" for line in lines)
    none = f"SELECT {', '.join('0' * len(columns))} WHERE 1 = 0"
    return f"{name} ({', '.join(columns)}) AS ({f'VALUES {said}' if said else none})"


def _cell(cell: str | int) -> str:
    return literal(cell) if isinstance(cell, str) else str(int(cell))


COLUMNS = ", ".join(SLOT_COLUMNS)


class Touched(NamedTuple):
    """A value that was touched, in these slots of the year."""

    unit: int
    year: int
    measure: str
    slots: int


# What was touched, while somebody wants to know.
touched: ContextVar[set[Touched] | None] = ContextVar("touched", default=None)


def note_touched(found: Iterable[Touched]) -> None:
    """Tell whoever wants to know which values were touched."""
    noted = touched.get()
    if noted is not None:
        noted.update(found)


def add_to_values(
    ctes: Sequence[str], contributions: Sequence[str], moved: Mapping[int, int]
) -> int:
    """Add contributions to `Value`: SELECTs of (measure, slice, year, unit, s00 …).

    They give the slots that may move in some year of ``moved``, masks by year. No two
    contribute to one row. What adds nothing touches no row.
    """
    if not contributions:
        return 0
    key = "measure, slice, year, unit"
    names = [SLOT_COLUMNS[s.index] for s in slots_of(reduce(or_, moved.values()))]
    amounts = ", ".join(
        f"CAST(COALESCE({name}, 0) AS bigint)" if name in names else "0"
        for name in SLOT_COLUMNS
    )
    # From the year on: what is 0 there is 0 in nearly all other periods.
    some = " OR ".join(f"{name} <> 0" for name in reversed(names))
    added = ", ".join(
        f"{name} = indicators_value.{name} + excluded.{name}" for name in names
    )
    statement = (
        f"INSERT INTO indicators_value ({key}, {COLUMNS})"
        f" WITH {', '.join(ctes)}, part ({key}, {', '.join(names)})"
        f" AS ({' UNION ALL '.join(contributions)})"
        f" SELECT {key}, {amounts} FROM part WHERE {some}"
        f" ON CONFLICT (unit, year, measure, slice) DO UPDATE SET {added}"
    )
    if touched.get() is None:
        return run(statement)
    found = rows(f"{statement} RETURNING unit, year, measure")
    note_touched(
        Touched(unit, year, measure, moved[year]) for unit, year, measure in found
    )
    return len(found)
