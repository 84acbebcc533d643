"""Closed months: what was published of them, and where the records differ since."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import QuerySet

from safety.core.months import SLOTS, Period, Slot
from safety.indicators import sql
from safety.indicators.models import (
    SLOT_COLUMNS,
    Difference,
    Published,
    Unpublished,
)
from safety.org.models import ClosedMonth

COLUMNS = ("in_month", "in_quarter", "in_half", "in_year", "to_date")
KEY, FIVE = "unit, measure, slice", ", ".join(COLUMNS)
# Both databases know these words.
TRUE, FALSE = "true", "false"
AT_ONCE = 5000
APPROVED, NEWER = 2, 3


def column_of(slot: Slot) -> str:
    """The column that holds a period, of those of the month that it ends with."""
    return COLUMNS[_kind(slot)]


def _kind(slot: Slot) -> int:
    for kind, first in enumerate((12, 16, 18, 19)):
        if slot.index < first:
            return kind
    return len(COLUMNS) - 1


@dataclass
class Kept:
    """What was published of a unit and period.

    ``amounts`` are by (measure, slice), in the units of `Value`; ``restated`` are
    those that headquarters approved another amount for, ``newer`` the measures that
    were not known yet when the month was closed.
    """

    amounts: dict[tuple[str, str], int] = field(
        default_factory=lambda: defaultdict(int)
    )
    restated: set[tuple[str, str]] = field(default_factory=set)
    newer: set[str] = field(default_factory=set)


class Slices(NamedTuple):
    """Which slices are asked for: a condition on a row, and what it is filled with.

    The whole is always among them, and with it that a month is closed.
    """

    where: str
    params: tuple[str, ...] = ()


WHOLE, EVERY = Slices("slice = ''"), Slices("1 = 1")


def only(cut: str) -> Slices:
    """One slice beside the whole."""
    return Slices("slice IN (%s, '')", (cut,)) if cut else WHOLE


def by_dimensions(names: Collection[str]) -> Slices:
    """The whole, and every slice by some dimensions."""
    some = " OR ".join(["slice LIKE %s"] * len(names))
    return Slices(
        f"(slice = ''{some and ' OR '}{some})", tuple(f"{name}=%" for name in names)
    )


def question(
    units: Collection[int],
    months: Collection[int],
    measures: Collection[str],
    cuts: Slices,
    width: int,
) -> tuple[str, list[str]]:
    """A SELECT of what was published, in the columns of `read` for values.

    They are: that it was published (1, or 2 what was approved later), unit, month,
    measure, slice, and ``width`` amounts, the first five those of `COLUMNS`. A row
    without a measure has the entry for an amount; 3 says of an entry, in the place of
    the unit, that it does not know a measure.
    """
    first, *others = [*COLUMNS, *["0"] * (width - len(COLUMNS))]
    names = ", ".join([f"CASE measure WHEN '' THEN entry ELSE {first} END", *others])
    kind = "CASE WHEN is_restatement THEN 2 ELSE 1 END"
    known = ", ".join(["%s"] * len(measures)) or "NULL"
    statement = (
        f"SELECT {kind}, unit, month, measure, slice, {names}"
        f" FROM indicators_published WHERE is_active AND {sql.among('unit', units)}"
        f" AND {sql.among('month', months)} AND measure IN ('', {known})"
        f" AND {cuts.where} UNION ALL SELECT {NEWER}, entry, 0, measure, ''"
        f"{', 0' * width} FROM indicators_unpublished WHERE measure IN ({known})"
    )
    return statement, [*measures, *cuts.params, *measures]


def gathered(
    rows: Iterable[Sequence[Any]], periods: Iterable[Period]
) -> dict[tuple[int, Period], Kept]:
    """What the rows of `question` say, by unit and period; of open ones nothing."""
    by_month: dict[int, list[Period]] = defaultdict(list)
    for period in periods:
        by_month[period.last_month.index].append(period)
    found: dict[tuple[int, Period], Kept] = {}
    ending: dict[tuple[int, int], list[tuple[int, Kept]]] = {}  # by unit and month
    newer: dict[int, set[str]] = defaultdict(set)  # by the entry that closed
    for kind, unit, month, measure, cut, *amounts in rows:
        if kind == NEWER:
            newer[unit].add(measure)
            continue
        if (unit, month) not in ending:
            kept = {period: Kept() for period in by_month[month]}
            found |= {(unit, period): own for period, own in kept.items()}
            ending[unit, month] = [(_kind(p.slot), own) for p, own in kept.items()]
        for place, own in ending[unit, month]:
            if not measure:
                own.newer = newer[amounts[0]]
                continue
            amount = amounts[place]
            own.amounts[measure, cut] += amount
            if kind == APPROVED and amount:
                own.restated.add((measure, cut))
    return found


# --- writing ------------------------------------------------------------------------


def _ending_with(month: int) -> list[str]:
    """Of each column the one of `Value` that it is read from, or 0."""
    slots = {column_of(slot): slot for slot in SLOTS if slot.last == month % 12}
    return [
        f"v.{SLOT_COLUMNS[slots[name].index]}" if name in slots else "0"
        for name in COLUMNS
    ]


def store(entry: int, month: int) -> int:
    """Keep the values of the units that an entry closes in a month; how many rows.

    The rows of `ClosedMonth` are there. Sparse, as values are, with one row for each
    unit that says no more than that it is closed.
    """
    slots = _ending_with(month)
    some = " OR ".join(f"{slot} <> 0" for slot in slots if slot != "0")
    closed = f"k.entry = {int(entry)} AND k.month = {int(month)}"
    return sql.run(
        "INSERT INTO indicators_published"
        f" (entry, is_restatement, is_active, month, {KEY}, {FIVE})"
        f" SELECT {int(entry)}, {FALSE}, {TRUE}, {int(month)}, own.* FROM ("
        f" SELECT v.unit, v.measure, v.slice, {', '.join(slots)}"
        " FROM indicators_value v JOIN org_closedmonth k ON k.unit_id = v.unit"
        f" WHERE {closed} AND v.year = {int(month) // 12} AND ({some})"
        " UNION ALL SELECT k.unit_id, '', '', 0, 0, 0, 0, 0 FROM org_closedmonth k"
        f" WHERE {closed}) own"
    )


def note_newer(measures: Collection[str]) -> None:
    """These measures are newer than all closes up to now that did not publish them."""
    rows = Published.objects.filter(measure__in=measures)
    known = set(rows.values_list("entry", "measure").distinct())
    entries = ClosedMonth.objects.values_list("entry", flat=True).distinct()
    pairs = {(entry, measure) for entry in entries for measure in measures}
    Unpublished.objects.bulk_create(
        (Unpublished(entry=entry, measure=key) for entry, key in sorted(pairs - known)),
        ignore_conflicts=True,
    )


def newer_than(entry: int) -> set[str]:
    """The measures that an entry of the closing book does not know."""
    rows = Unpublished.objects.filter(entry=entry)
    return set(rows.values_list("measure", flat=True))


def compare_from(year: int) -> None:
    """Find where closed months of a year and those after it differ from the records."""
    for month in _closed_months(year * 12):
        _compare(month)


@contextmanager
def compared() -> Iterator[None]:
    """Find where closed months differ, of the units whose values the block touches."""
    months = _closed_months(0)
    if not months:
        yield
        return
    noted: set[sql.Touched] = set()
    outer = sql.touched.set(noted)
    try:
        yield
    finally:
        sql.touched.reset(outer)
    for month in months:
        year, last = divmod(month, 12)
        ending = sum(1 << slot.index for slot in SLOTS if slot.last == last)
        if moved := [e for e in noted if e.year == year and e.slots & ending]:
            units, measures = {e.unit for e in moved}, {e.measure for e in moved}
            _compare(month, units, measures)


def _closed_months(first: int) -> list[int]:
    """Months from one on that are closed for some unit, by their index."""
    closed = ClosedMonth.objects.active().filter(month__gte=first).order_by("month")
    return list(closed.values_list("month", flat=True).distinct())


def _compare(
    month: int,
    units: Collection[int] | None = None,
    measures: Collection[str] | None = None,
) -> None:
    """Write anew what differs of a closed month at units, of measures; None for all."""
    here = sql.among("unit", units)
    if measures is not None:
        here += f" AND measure IN ({', '.join(map(sql.literal, sorted(measures)))})"
    sql.run(f"DELETE FROM indicators_difference WHERE month = {month} AND {here}")
    sums = ", ".join(f"sum({name})" for name in COLUMNS)
    some = " OR ".join(f"sum({name}) <> 0" for name in COLUMNS)
    named = zip(_ending_with(month), COLUMNS, strict=True)
    live = ", ".join(f"{slot} AS {name}" for slot, name in named)
    less = ", ".join(f"-{name}" for name in COLUMNS)
    sql.run(
        f"INSERT INTO indicators_difference (month, {KEY}, {FIVE})"
        f" SELECT {month}, {KEY}, {sums} FROM ("
        f" SELECT v.unit, v.measure, v.slice, {live}"
        " FROM indicators_value v JOIN org_closedmonth k"
        f" ON k.unit_id = v.unit AND k.month = {month} AND k.is_active"
        f" WHERE v.year = {month // 12} AND {here}"
        " AND NOT EXISTS (SELECT 1 FROM indicators_unpublished u"
        " WHERE u.entry = k.entry AND u.measure = v.measure)"
        f" UNION ALL SELECT {KEY}, {less} FROM indicators_published"
        f" WHERE is_active AND month = {month} AND measure <> ''"
        f" AND {here}) apart"
        f" GROUP BY {KEY} HAVING {some}"
    )


def approve(entry: int, rows: "QuerySet[Difference]", column: str) -> int:
    """Add what differs of one period to what was published; how many rows."""
    made = [
        Published(
            entry=entry,
            is_restatement=True,
            unit=row.unit,
            month=row.month,
            measure=row.measure,
            slice=row.slice,
            **{column: getattr(row, column)},
        )
        for row in rows.exclude(**{column: 0}).order_by("measure", "slice")
    ]
    Published.objects.bulk_create(made)
    rows.update(**{column: 0})
    rows.filter(**dict.fromkeys(COLUMNS, 0)).delete()
    return len(made)


def lines(entry: int) -> Iterator[str]:
    """All that an entry keeps, as text that a hash is made of, in a fixed order."""
    rows = Published.objects.filter(entry=entry).order_by("pk")
    for row in rows.values_list("unit", "month", "measure", "slice", *COLUMNS).iterator(
        chunk_size=AT_ONCE
    ):
        yield "\t".join(map(str, row))


def closed_by(entry: int) -> list[tuple[int, int]]:
    """The units and months that an entry has closed."""
    rows = Published.objects.filter(entry=entry, measure="", is_restatement=False)
    return list(rows.values_list("unit", "month"))


def reopen(units: Collection[int], first_month: int) -> list[tuple[int, int]]:
    """Open the closed months of some units from one on; which those were.

    What was published of them is kept, and no longer shown.
    """
    closed = ClosedMonth.objects.active().filter(unit__in=units, month__gte=first_month)
    found = list(closed.order_by("unit", "month").values_list("unit_id", "month"))
    closed.update(is_active=False)
    rows = Published.objects.active().filter(unit__in=units, month__gte=first_month)
    rows.update(is_active=False)
    Difference.objects.filter(unit__in=units, month__gte=first_month).delete()
    return found
