"""The drainer: takes marks, reads those subjects' facts once, corrects the values.

One drainer at a time holds the lease. Each batch is one transaction that sees one
moment of the database: it deletes exactly the marks it saw, so a change that commits
meanwhile keeps its own mark and is done by the next batch. Killed anywhere, it
leaves nothing half-done.
"""

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import pairwise

from django.db import OperationalError, connection, transaction
from django.db.models import Model

from safety.core.declare.indicators import (
    PROJECT,
    Cohort,
    Flow,
    Roll,
    Stock,
)
from safety.indicators import (
    cells,
    epochs,
    published,
    rebuild,
    registry,
    sql,
    values,
    years,
)
from safety.indicators.epochs import Epoch
from safety.indicators.models import (
    Cell,
    CohortCell,
    Mask,
    Tally,
    Vector,
)
from safety.indicators.resting import LEAF
from safety.journal.marking import TREE, WHOLE
from safety.journal.models import Mark
from safety.org.models import Ancestry, Kind

BATCH = 1000
LEASE = "LOCK TABLE indicators_state IN SHARE ROW EXCLUSIVE MODE"
LOCK_NOT_AVAILABLE = "55P03"


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
        is_more = True
        while is_more:
            with batch(wait=wait):
                touched, is_more = _one_batch()
            done.values += touched
            # What came meanwhile has not been seen, and its bell found us at work.
            is_more = is_more or Mark.objects.exists()
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


def settle() -> None:
    """Do every mark that the transaction of a `batch` sees."""
    is_more = True
    while is_more:
        _touched, is_more = _one_batch()


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


def _one_batch() -> tuple[int, bool]:
    """Do a year to rebuild, or a batch of marks: rows touched, and whether to go on."""
    rebuild.notice_what_changed()
    year = rebuild.next_year()
    if year is not None:
        touched = rebuild.rebuild(year)
        # Stocks of later years rest on its cells.
        published.compare_from(year)
        return touched, True
    marks = list(Mark.objects.exclude(kind__in=[WHOLE, TREE]).order_by("pk")[:BATCH])
    trees = epochs.of(sorted(years.kept())) if marks else []
    with published.compared():
        touched = sum(
            _recount(kind, some, trees) for kind, some in _by_kind(marks).items()
        )
    Mark.objects.filter(pk__in=[mark.pk for mark in marks]).delete()
    return touched, len(marks) == BATCH


def _by_kind(marks: Sequence[Mark]) -> dict[str, list[Mark]]:
    found: dict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        found[mark.kind].append(mark)
    return found


def _recount(kind: str, marks: Sequence[Mark], trees: Sequence[Epoch]) -> int:
    """Of marks of one kind; ``trees`` are of every year that is kept."""
    subjects = {mark.subject or 0 for mark in marks}
    marked = {mark.year for mark in marks}
    if kind == rebuild.BRANCH:
        return sum(rebuild.recount(subjects, year) for year in sorted(marked))
    if kind.startswith(LEAF):
        months = {mark.year * 12 + (mark.month or 0) for mark in marks}
        return _recount_leaves(kind.removeprefix(LEAF), subjects, sorted(months), trees)
    return _recount_lists(kind, subjects, years.reached(marked), trees)


def _temporary(model: type[Model], what: str = "new") -> str:
    """An empty table of this connection with the columns of a stored one."""
    stored = model._meta.db_table
    temporary = f"{what}_{stored}"
    # PostgreSQL keeps the room of rows that are deleted, until the connection ends.
    like, emptying = f"(LIKE {stored})", "TRUNCATE"
    if connection.vendor == "sqlite":
        like, emptying = f"AS SELECT * FROM {stored} WHERE 1 = 0", "DELETE FROM"
    sql.run(f"CREATE TEMP TABLE IF NOT EXISTS {temporary} {like}")
    sql.run(f"{emptying} {temporary}")
    return temporary


def _known(*temporary: str) -> None:
    """Let the planner know how many rows are there: it takes these tables for empty."""
    if connection.vendor == "postgresql":
        sql.run(f"ANALYZE {', '.join(temporary)}")


def _signed(new: str, stored: str, where: str) -> str:
    return (
        f"SELECT 1 AS sign, n.* FROM {new} n"
        f" UNION ALL SELECT -1, o.* FROM {stored} o WHERE {where}"
    )


def _replace(stored: str, new: str, where: str, changed: str = "1 = 1") -> None:
    sql.run(f"DELETE FROM {stored} WHERE {where} AND {changed}")
    sql.run(f"INSERT INTO {stored} SELECT * FROM {new} WHERE {changed}")


@dataclass
class Moved:
    """Where the cells of some subjects differ from those that are stored.

    ``units`` of a roll's masks, by its name; ``months`` by the name of a roll or of an
    amount, then by year, as masks; ``spent`` are those of amounts, by their indexes.
    """

    units: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    months: dict[str, dict[int, int]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(int))
    )
    spent: set[int] = field(default_factory=set)

    def slots(self, roll: Roll) -> dict[int, int]:
        """The slots, by year, in which numbers of a roll's subjects may have moved.

        A number rests on no other months than those of its slot.
        """
        found: dict[int, int] = defaultdict(int)
        shapes = [shape for _key, shape in registry.measures_of(roll)]
        for name in {roll.name, *map(values.beside, shapes)}:
            for year, months in self.months.get(name, {}).items():
                found[year] |= epochs.with_months(months)
        return found


def _moved(masks: str, vectors: str) -> Moved:
    """What differs in masks and in vectors: SELECTs of them, new and stored."""
    found = Moved()
    # A cell that is there before and after differs in the bits that only one has.
    bits = f"2 * bit_or({sql.BOTH_MASKS}) - sum({sql.BOTH_MASKS})"
    rows = sql.rows(
        f"SELECT roll, unit, year, {bits} FROM ({masks}) c"
        f" GROUP BY roll, unit, year, subject, {sql.DIMS}"
        f" HAVING count(*) = 1 OR {bits} <> 0"
    )
    for name, unit, year, moved in rows:
        found.units[name].add(unit)
        found.months[name][year] |= int(moved) >> 12 | int(moved) & 4095
    rows = sql.rows(
        f"SELECT name, month FROM ({vectors}) c GROUP BY name, month, subject"
        " HAVING sum(sign * amount) <> 0"
    )
    for name, month in rows:
        found.months[name][month // 12] |= 1 << month % 12
        found.spent.add(month)
    return found


def _moved_at(roll: Roll, moved: Moved) -> set[int] | None:
    """Units whose counts of a roll's subjects may have moved; None for any of theirs.

    They are above the cells that differ, in whatever month. However many cells a
    subject has (a contractor those of all its people), few of them do.
    """
    for _key, shape in registry.measures_of(roll):
        if values.beside(shape) in moved.months:
            return None
    if roll.subject == PROJECT:
        return None
    above = Ancestry.objects.above(moved.units.get(roll.name, set()))
    return set(above.values_list("ancestor_id", flat=True))


def _recount_lists(
    kind: str, subjects: set[int], some_years: list[int], trees: Sequence[Epoch]
) -> int:
    """Masks and vectors of some subjects, and every value they move."""
    keys = subjects
    if kind == PROJECT:
        subjects, keys = _units_of_projects(subjects)
    rolls = [roll for roll in registry.rolls() if registry.subject_kind(roll) == kind]
    amounts = [a for a in registry.amounts() if registry.subject_kind(a) == kind]
    masks, vectors = _temporary(Mask), _temporary(Vector)
    for roll in rolls:
        cells.fill_masks(masks, roll, some_years, keys)
    for amount in amounts:
        cells.fill_vectors(vectors, amount, some_years, keys)
    _known(masks, vectors)
    months = " OR ".join(
        f"month BETWEEN {y * 12} AND {y * 12 + 11}" for y in some_years
    )
    names = ", ".join(sql.literal(roll.name) for roll in rolls)
    of_subjects = sql.among("subject", keys)
    mine = f"roll IN ({names}) AND {sql.among('year', some_years)} AND {of_subjects}"
    sums = ", ".join(sql.literal(amount.name) for amount in amounts) or "''"
    theirs = f"name IN ({sums}) AND ({months}) AND {of_subjects}"
    both = (
        _signed(masks, "indicators_mask", mine),
        _signed(vectors, "indicators_vector", theirs),
    )
    moved = _moved(*both)
    of_projects = subjects if kind == PROJECT else None
    signed, touched = values.Cells(*both, of_projects, moved=moved.months), 0
    for roll in rolls:
        # A year in which no cell differs has the values that it had.
        if held := epochs.narrowed(trees, moved.slots(roll)):
            above = replace(signed, units=_moved_at(roll, moved))
            touched += values.add_roll(roll, above, held)
    changed = sql.among("unit", set().union(*moved.units.values()))
    _replace("indicators_mask", masks, mine, changed)
    spent = sql.among("month", moved.spent)
    _replace("indicators_vector", vectors, theirs, spent)
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


def _recount_leaves(
    label: str, units: set[int], months: list[int], trees: Sequence[Epoch]
) -> int:
    """Flows, stocks and cohorts of a model at some units, and every value they move."""
    spans, moved_in = _spans(months), epochs.by_year(months)
    with_them = {year: epochs.with_months(some) for year, some in moved_in.items()}
    own = epochs.narrowed(trees, with_them)
    here = f"{sql.among('unit', units)} AND {sql.among('month', months)}"
    touched, stocks = 0, registry.shaped(Stock, label)
    if sums := [*registry.shaped(Flow, label), *stocks]:
        tallies = _temporary(Tally)
        cells.fill_tallies(tallies, spans, units, label)
        if moved := _corrected(Tally, tallies, f"{here} AND {_of(sums)}"):
            touched += values.add_flows(moved, own, label=label)
            held = epochs.narrowed(trees, _standing(trees, min(months)))
            touched += values.add_stocks(moved, held, label=label) if stocks else 0
    if done := registry.shaped(Cohort, label):
        cohorts = _temporary(CohortCell)
        cells.fill_cohorts(cohorts, spans, units, label)
        if moved := _corrected(CohortCell, cohorts, f"{here} AND {_of(done)}"):
            touched += values.add_cohorts(moved, own, label=label)
    return touched


def _standing(trees: Sequence[Epoch], month: int) -> dict[int, int]:
    """The slots, by year, that end with a month or after it."""
    return {
        epoch.year: epochs.from_month(max(month - epoch.year * 12, 0))
        for epoch in trees
    }


def _spans(months: Sequence[int]) -> list[cells.Span]:
    """Runs of months that follow one another: first and last."""
    firsts = [b for a, b in pairwise([-1, *months]) if b > a + 1]
    lasts = [a for a, b in pairwise([*months, months[-1] + 2]) if b > a + 1]
    return list(zip(firsts, lasts, strict=True))


def _of(measures: Sequence[tuple[str, object]]) -> str:
    keys = [sql.literal(key) for key, _shape in measures]
    return f"measure IN ({', '.join(keys) or 'NULL'})"


def _corrected(model: type[Cell], new: str, where: str) -> str:
    """Bring stored cells up to date; a SELECT of the differences, signed, or nothing.

    Of the very many cells of a unit few differ, and only these are counted upwards.
    """
    stored, moved = model._meta.db_table, _temporary(model, "moved")
    names = [field.attname for field in model._meta.concrete_fields]
    key = ", ".join(name for name in names if name != "amount")
    differing = sql.run(
        f"INSERT INTO {moved} ({key}, amount) SELECT {key}, sum(sign * amount)"
        f" FROM ({_signed(new, stored, where)}) s GROUP BY {key}"
        " HAVING sum(sign * amount) <> 0"
    )
    if not differing:
        return ""
    _replace(stored, new, where, f"({key}) IN (SELECT {key} FROM {moved})")
    return f"SELECT 1 AS sign, m.* FROM {moved} m"
