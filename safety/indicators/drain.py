"""The drainer: takes marks, reads those subjects' facts once, corrects the values.

One drainer at a time holds the lease. Each batch is one transaction that sees one
moment of the database: it deletes exactly the marks it saw, so a change that commits
meanwhile keeps its own mark and is done by the next batch. Killed anywhere, it
leaves nothing half-done.
"""

import time
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from safety.core.declare.indicators import PROJECT, Across, Both, Roll
from safety.indicators import cells, rebuild, registry, sql, values
from safety.indicators.models import State, Year
from safety.indicators.years import reached
from safety.journal.marking import TREE, WHOLE
from safety.journal.models import Mark
from safety.org.models import Ancestry, Kind

BATCH = 1000
LEASE = "LOCK TABLE indicators_state IN SHARE ROW EXCLUSIVE MODE"
LOCK_NOT_AVAILABLE = "55P03"
LEAF = "leaf"


@dataclass
class Drained:
    """What a run did: rows of values touched, seconds, and whether it had the lease."""

    values: int = 0
    seconds: float = 0.0
    busy: bool = False


class BusyError(Exception):
    """Another drainer holds the lease."""


def drain(*, wait: bool = True, rebuild_all: bool = False) -> Drained:
    """Bring every stale value up to date.

    ``wait`` for another drainer to finish, or give up with ``busy``. ``rebuild_all``
    computes everything from the records, whatever the marks say.
    """
    begun, done = time.monotonic(), Drained()
    try:
        if rebuild_all:
            with batch(wait=wait):
                rebuild.mark_everything()
        touched: int | None = 0
        while touched is not None:
            with batch(wait=wait):
                touched = _one_batch()
            done.values += touched or 0
    except BusyError:
        done.busy = True
    done.seconds = time.monotonic() - begun
    return done


@contextmanager
def batch(*, wait: bool) -> Iterator[None]:
    """A transaction that sees one moment and holds the lease, or `BusyError`."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if connection.vendor == "postgresql":
            if outermost:
                sql.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            _take_lease(wait=wait)
        yield


def _take_lease(*, wait: bool) -> None:
    """Hold the lease until the transaction ends (SQLite has one writer anyway).

    A table is locked before the moment that the transaction sees is fixed, so whoever
    waited sees all that the drainer before him did.
    """
    try:
        sql.run(LEASE if wait else f"{LEASE} NOWAIT")
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != LOCK_NOT_AVAILABLE:
            raise
        raise BusyError from error


def _one_batch() -> int | None:
    """Do one year to rebuild, or one batch of marks; None when nothing is left."""
    rebuild.notice_what_changed()
    year = rebuild.next_year()
    if year is not None:
        return rebuild.rebuild(year)
    marks = list(Mark.objects.exclude(kind__in=[WHOLE, TREE]).order_by("pk")[:BATCH])
    if not marks:
        State.objects.filter(pk=1).update(drained_at=timezone.now())
        return None
    touched = 0
    for kind, (subjects, marked) in _by_kind(marks).items():
        touched += _recount(kind, subjects, marked)
    Mark.objects.filter(pk__in=[mark.pk for mark in marks]).delete()
    return touched


def _by_kind(marks: Sequence[Mark]) -> dict[str, tuple[set[int], set[int]]]:
    found: dict[str, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
    for mark in marks:
        subjects, marked = found[mark.kind]
        subjects.add(mark.subject or 0)
        marked.add(mark.year)
    return found


def _recount(kind: str, subjects: set[int], marked: set[int]) -> int:
    if kind == rebuild.BRANCH:
        return sum(rebuild.recount(subjects, year) for year in sorted(marked))
    if kind == LEAF:
        return _recount_leaves(subjects, sorted(marked))
    return _recount_lists(kind, subjects, reached(marked))


def _temporary(name: str) -> str:
    """An empty table of this connection with the columns of a stored one."""
    temporary, stored = f"new_{name}", f"indicators_{name}"
    like = f"(LIKE {stored})"
    if connection.vendor == "sqlite":
        like = f"AS SELECT * FROM {stored} WHERE 1 = 0"
    sql.run(f"CREATE TEMP TABLE IF NOT EXISTS {temporary} {like}")
    sql.run(f"DELETE FROM {temporary}")
    return temporary


def _signed(new: str, stored: str, where: str) -> str:
    return (
        f"SELECT 1 AS sign, n.* FROM {new} n"
        f" UNION ALL SELECT -1, o.* FROM {stored} o WHERE {where}"
    )


def _replace(stored: str, new: str, where: str, changed: str = "1 = 1") -> None:
    sql.run(f"DELETE FROM {stored} WHERE {where} AND {changed}")
    sql.run(f"INSERT INTO {stored} SELECT * FROM {new} WHERE {changed}")


def _differing(
    columns: str, new: str, stored: str, where: str
) -> list[tuple[Any, ...]]:
    """Some columns of the cells that are new, or no longer are."""
    old, now = f"SELECT * FROM {stored} WHERE {where}", f"SELECT * FROM {new}"
    return sql.rows(
        f"SELECT {columns} FROM ({now} EXCEPT {old}) come"
        f" UNION SELECT {columns} FROM ({old} EXCEPT {now}) gone"
    )


def _moved_at(
    roll: Roll, masks: Mapping[str, set[int]], amounts: Collection[str]
) -> set[int] | None:
    """Units whose counts of a roll's subjects may have moved; None for any of theirs.

    They are above the cells that differ, in whatever month. However many cells a
    subject has (a contractor those of all its people), few of them do.
    """
    for _key, shape in registry.measures_of(roll):
        if isinstance(shape, Both) and shape.anywhere.name in masks:
            return None
        if isinstance(shape, Across) and shape.amounts.name in amounts:
            return None
    if roll.subject == PROJECT:
        return None
    above = Ancestry.objects.above(masks.get(roll.name, set()))
    return set(above.values_list("ancestor_id", flat=True))


def _recount_lists(kind: str, subjects: set[int], years: list[int]) -> int:
    """Masks and vectors of some subjects, and every value they move."""
    keys = subjects
    if kind == PROJECT:
        subjects, keys = _units_of_projects(subjects)
    rolls = [roll for roll in registry.rolls() if registry.subject_kind(roll) == kind]
    amounts = [a for a in registry.amounts() if registry.subject_kind(a) == kind]
    masks, vectors = _temporary("mask"), _temporary("vector")
    for roll in rolls:
        cells.fill_masks(masks, roll, years, keys)
    for amount in amounts:
        cells.fill_vectors(vectors, amount, years, keys)
    months = " OR ".join(f"month BETWEEN {y * 12} AND {y * 12 + 11}" for y in years)
    names = ", ".join(sql.literal(roll.name) for roll in rolls)
    of_subjects = sql.among("subject", keys)
    mine = f"roll IN ({names}) AND {sql.among('year', years)} AND {of_subjects}"
    sums = ", ".join(sql.literal(amount.name) for amount in amounts) or "''"
    theirs = f"name IN ({sums}) AND ({months}) AND {of_subjects}"
    moved: dict[str, set[int]] = defaultdict(set)
    for name, unit in _differing("roll, unit", masks, "indicators_mask", mine):
        moved[name].add(unit)
    spent = _differing("name", vectors, "indicators_vector", theirs)
    signed = values.Cells(
        _signed(masks, "indicators_mask", mine),
        _signed(vectors, "indicators_vector", theirs),
        subjects if kind == PROJECT else None,
    )
    touched = 0
    for roll in rolls:
        units = _moved_at(roll, moved, {name for (name,) in spent})
        if units is None or units:
            cells_at = replace(signed, units=units)
            touched += values.add_roll(roll, cells_at, values.epochs(years))
    changed = sql.among("unit", set().union(*moved.values()))
    _replace("indicators_mask", masks, mine, changed)
    _replace("indicators_vector", vectors, theirs)
    return touched


def _units_of_projects(projects: set[int]) -> tuple[set[int], set[int]]:
    """The projects, with all that ever shared a unit with them, and those units."""
    while True:
        units = set(Ancestry.objects.below(projects).values_list("unit_id", flat=True))
        above = Ancestry.objects.above(units).filter(ancestor__kind=Kind.PROJECT)
        found = projects | set(above.values_list("ancestor_id", flat=True))
        if found == projects:
            return projects, units
        projects = found


def _recount_leaves(units: set[int], years: list[int]) -> int:
    """Flows, stocks and cohorts recorded at some units, and every value they move."""
    tallies, cohorts = _temporary("tally"), _temporary("cohortcell")
    cells.fill_tallies(tallies, years, units)
    cells.fill_cohorts(cohorts, years, units)
    months = " OR ".join(f"month BETWEEN {y * 12} AND {y * 12 + 11}" for y in years)
    mine = f"({months}) AND {sql.among('unit', units)}"
    signed = _signed(tallies, "indicators_tally", mine)
    held = [y for y in Year.objects.values_list("year", flat=True) if y >= min(years)]
    touched = values.add_flows(signed, values.epochs(years))
    touched += values.add_stocks(signed, values.epochs(held))
    touched += values.add_cohorts(
        _signed(cohorts, "indicators_cohortcell", mine), values.epochs(years)
    )
    _replace("indicators_tally", tallies, mine)
    _replace("indicators_cohortcell", cohorts, mine)
    return touched
