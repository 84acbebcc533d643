"""Appending marks, in the transaction of the change that makes numbers stale."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple, Protocol

from django.db import connection, models
from django.utils import timezone

from safety.core import doorbell
from safety.journal.models import Mark

# A set larger than this marks its years as a whole (ARCHITECTURE, "Write").
MOST_SUBJECTS = 5000
WHOLE, TREE = "", "tree"
DRAIN_TASK = "indicators.drain"
INSERT = f"INSERT INTO {Mark._meta.db_table} (kind, subject, year, month, at) VALUES "
ROW = "(%s, %s, %s, %s, %s)"


class Stale(NamedTuple):
    """What one mark says: a subject of a kind in a year; no subject is the year.

    ``month`` is one of the year from 0 on, where a single month may have moved.
    """

    kind: str
    subject: int | None
    year: int
    month: int | None = None


class Reader(Protocol):
    """An engine that knows which numbers rest on given rows of a model."""

    def subjects(
        self,
        model: type[models.Model],
        keys: Collection[int],
        fields: Collection[str] | None,
    ) -> set[Stale]:
        """Asked before and after a change of some fields; None when rows come or go."""

    def years(
        self,
        model: type[models.Model],
        rows: "models.QuerySet[Any, Any]",
        fields: Collection[str] | None,
    ) -> set[Stale]:
        """The same as whole years, for a set too large to name its subjects."""


class Guard(Protocol):
    """Whoever must agree to a change: raises what stops it."""

    def __call__(
        self,
        model: type[models.Model],
        keys: Collection[int],
        stale: Collection[Stale],
        by: int | None,
    ) -> None:
        """Asked of rows as they stand, before and after a change, with its marks."""


_readers: list[Reader] = []
_guards: list[Guard] = []


def register(reader: Reader) -> None:
    """Let an engine be asked about every change from now on, in place of its like."""
    _readers[:] = [other for other in _readers if type(other) is not type(reader)]
    _readers.append(reader)


def register_guard(guard: Guard) -> None:
    """Let somebody be asked before records change."""
    if guard not in _guards:
        _guards.append(guard)


def touch(
    model: type[models.Model],
    keys: Collection[int],
    fields: Collection[str] | None,
    by: int | None,
) -> set[Stale]:
    """`resting_on` rows that somebody changes, once all guards have agreed to it."""
    stale = resting_on(model, keys, fields)
    for guard in _guards:
        guard(model, keys, stale, by)
    return stale


def resting_on(
    model: type[models.Model], keys: Collection[int], fields: Collection[str] | None
) -> set[Stale]:
    """The subjects and years whose numbers rest on these rows as they stand now."""
    return {
        mark for reader in _readers for mark in reader.subjects(model, keys, fields)
    }


def years_resting_on(
    model: type[models.Model],
    rows: "models.QuerySet[Any, Any]",
    fields: Collection[str] | None,
) -> set[Stale]:
    """The same for a large set of rows, as whole years. Memory stays flat."""
    return {mark for reader in _readers for mark in reader.years(model, rows, fields)}


def append(stale: Iterable[Stale]) -> None:
    """Append marks and ring for the drainer after the commit. Waits for nothing."""
    marks = set(stale)
    if not marks:
        return
    if len(marks) > MOST_SUBJECTS:
        tree = {mark for mark in marks if mark.kind == TREE}
        marks = tree | {Stale(WHOLE, None, mark.year) for mark in marks - tree}
    _insert(sorted(marks, key=repr))
    doorbell.ring_on_commit(DRAIN_TASK)


def _insert(marks: Sequence[Stale]) -> None:
    """All in one statement, as it stands: every change in the house waits for this."""
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    said = [value for mark in marks for value in (*mark, now)]
    with connection.cursor() as cursor:
        cursor.execute(INSERT + ", ".join([ROW] * len(marks)), said)
