"""Cells to values: what each cell adds to which slots of which units.

A statement reads cells that carry a ``sign``: +1 for cells as they are, -1 for cells as
they were. A rebuild reads only +1; a drain reads both, and what did not change cancels.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from safety.core.declare.indicators import (
    PROJECT,
    Across,
    Both,
    Cohort,
    Distinct,
    Flow,
    Roll,
    Stock,
)
from safety.core.months import Slot
from safety.indicators import epochs, registry, sql
from safety.indicators.counts import Count, Counted, Months
from safety.indicators.epochs import Epoch
from safety.indicators.models import DIMENSIONS

EMPTY = "''"  # what a dimension holds that a book has not
# Keys of units to keep to; None for all.
Units = Collection[int] | None
ABOVE = (
    "JOIN org_ancestry a ON a.unit_id = c.unit"
    " AND a.first_month <= e.month AND a.last_month >= e.month"
)


@dataclass(frozen=True)
class Cells:
    """Where the signed cells of a statement come from: SELECTs, and which projects.

    ``units`` are those that they count for; None for every unit above them. ``moved``
    are the names of the rolls and amounts that they may change; None for all.
    """

    masks: str
    vectors: str
    subjects: Collection[int] | None = None
    units: Units = None
    moved: Collection[str] | None = None

    def measures(self, roll: Roll) -> list[tuple[str, Distinct | Both | Across]]:
        """(key, shape) of the measures of a roll that they may change."""
        found = registry.measures_of(roll)
        if self.moved is None or roll.name in self.moved:
            return found
        return [each for each in found if beside(each[1]) in self.moved]


def beside(shape: Distinct | Both | Across) -> str:
    """What a measure of one roll's subjects rests on beside that roll."""
    if isinstance(shape, Both):
        return shape.anywhere.name
    return shape.amounts.name if isinstance(shape, Across) else ""


def stored(year: int, units: Units = None) -> Cells:
    """Every stored cell of a year."""
    return Cells(
        f"SELECT 1 AS sign, m.* FROM indicators_mask m WHERE m.year = {int(year)}",
        "SELECT 1 AS sign, v.* FROM indicators_vector v"
        f" WHERE v.month BETWEEN {int(year) * 12} AND {int(year) * 12 + 11}",
        units=units,
    )


def _subject(roll: Roll, cells: Cells) -> tuple[str, str, dict[str, str]]:
    """How a roll's subject is read from a mask: (expression, join, dimensions)."""
    own = list(zip(DIMENSIONS, roll.book.by.values(), strict=False))
    if roll.subject != PROJECT:
        return "c.subject", "", {name: f"c.{name}" for name, _path in own}
    join = (
        " JOIN org_ancestry pa ON pa.unit_id = c.subject"
        " AND pa.first_month <= e.month AND pa.last_month >= e.month"
        " JOIN org_unit p ON p.id = pa.ancestor_id AND p.kind = 'project'"
        f" AND {sql.among('p.id', cells.subjects)}"
    )
    return "p.id", join, {name: f"p.{path}" for name, path in own}


def upper(roll: Roll, cells: Cells) -> str:
    """A SELECT of a roll's masks at every unit from the recorded one up to the group.

    ``months`` is both masks in one number (`sql.BOTH_MASKS`).
    """
    subject, join, dims = _subject(roll, cells)
    # A slice is by the subject, so all rows of one subject say the same. What differs
    # most is named first where rows are sorted by it.
    cut = {name: f"max({value})" for name, value in dims.items()}
    named = ", ".join(f"{cut.get(name, EMPTY)} AS {name}" for name in DIMENSIONS)
    return (
        f"SELECT c.sign, e.year, e.month AS epoch, a.ancestor_id AS unit,"
        f" {subject} AS subject, {named}, bit_or({sql.BOTH_MASKS}) AS months"
        f" FROM ({cells.masks}) c JOIN epoch e ON e.year = c.year {ABOVE}{join}"
        f" WHERE c.roll = {sql.literal(roll.name)}"
        f" AND {sql.among('a.ancestor_id', cells.units)}"
        f" GROUP BY a.ancestor_id, {subject}, c.sign, e.year, e.month"
    )


def anywhere(roll: Roll, cells: Cells) -> str:
    """A SELECT of a roll's masks whatever the unit."""
    subject, join, _dims = _subject(roll, cells)
    return (
        f"SELECT c.sign, e.year, e.month AS epoch, {subject} AS subject,"
        f" bit_or(c.bits) AS bits"
        f" FROM ({cells.masks}) c JOIN epoch e ON e.year = c.year{join}"
        f" WHERE c.roll = {sql.literal(roll.name)}"
        f" GROUP BY c.sign, e.year, e.month, {subject}"
    )


# --- cutting, the same for every shape ----------------------------------------


def _labels(dimensions: Mapping[str, Sequence[str]]) -> str:
    """Slices as a table: what they are of, position of the dimension, and ``name=``."""
    lines = [
        (of, position, name and f"{name}=")
        for of, names in dimensions.items()
        for position, name in enumerate(["", *names])
    ]
    return sql.table("label", ["of", "position", "name"], lines)


def _cut(of: str, counted: str, counts: Iterable[Counted], where: str = "1 = 1") -> str:
    """Counts by unit and dimensions, summed up to the whole and its slices."""
    whens = " ".join(f"WHEN {n} THEN {name}" for n, name in enumerate(DIMENSIONS, 1))
    value = f"CASE position {whens} ELSE '' END"
    sums = _summed(name for count in counts for name in count.names)
    return (
        f"SELECT {of} AS of, name || {value} AS slice, year, unit, {sums}"
        f" FROM {counted} c JOIN label ON label.of = {of}"
        f" WHERE {where} AND (position = 0 OR {value} <> '') GROUP BY 4, 2, 1, 3"
    )


def _summed(names: Iterable[str]) -> str:
    return ", ".join(f"sum({name}) AS {name}" for name in names)


def _part(measure: str, cut: str, count: Counted) -> str:
    """What a cut adds to the values of a measure."""
    columns = ", ".join(count.columns.values())
    return f"SELECT {measure}, slice, year, unit, {columns} FROM {cut}"


# --- distinct subjects, and amounts of theirs ---------------------------------


def is_listed(slot: Slot) -> str:
    """The subject is listed on some day of the slot."""
    return f"months & {slot.bits << 12} <> 0"


def is_listed_at_end(slot: Slot) -> str:
    """The subject is listed on the slot's last day."""
    return f"months & {1 << slot.last} <> 0"


def _is_in_both(other: str, slot: Slot) -> str:
    return f"{is_listed(slot)} AND {other}.bits & {slot.bits} <> 0"


def _is_spent(slot: Slot) -> str:
    month = "v.month - year * 12"
    return f"{is_listed(slot)} AND {month} BETWEEN {slot.first} AND {slot.last}"


def _count(shape: Distinct | Both, slots: int, other: str) -> Count:
    """How a measure counts subjects; those of ``other`` are listed anywhere."""
    if isinstance(shape, Both):
        return Count("sign", partial(_is_in_both, other), slots, other, "int")
    if shape.on_last_day:
        return Count("sign", is_listed_at_end, slots, "e", "int")
    return Count("sign", is_listed, slots, "m", "int")


def add_lists(kind: str, cells: Cells, some: Sequence[Epoch]) -> int:
    """Add to the values of every measure whose subjects are of one kind."""
    return sum(
        add_roll(roll, cells, some)
        for roll in registry.rolls()
        if registry.subject_kind(roll) == kind
    )


def add_roll(roll: Roll, cells: Cells, some: Sequence[Epoch]) -> int:
    """Add to the values of every measure of a roll's subjects."""
    if not cells.measures(roll):
        return 0
    return sum(_add_roll(roll, cells, same) for same in epochs.alike(some))


def _add_roll(roll: Roll, cells: Cells, some: Sequence[Epoch]) -> int:
    """List a roll's subjects once for all its measures."""
    ctes = [epochs.table(some), _labels({roll.name: list(roll.book.by)})]
    ctes.append(f"listed AS ({upper(roll, cells)})")
    slots = epochs.slots(some)
    counted, counts = _counted(roll, cells, slots)
    spent, sums = _spent(roll, cells, slots)
    return sql.add_to_values(
        [*ctes, *counted, *spent], [*counts, *sums], epochs.written(some)
    )


def _counted(roll: Roll, cells: Cells, slots: int) -> tuple[list[str], list[str]]:
    """Subjects counted once, then cut; measures of the same subjects share a cut."""
    ctes, joins, parts = [], "", []
    counts: dict[str, Count] = {}
    cuts: dict[str, str] = {}
    for number, (key, shape) in enumerate(cells.measures(roll)):
        if isinstance(shape, Across):
            continue
        if isinstance(shape, Both):
            other = f"other{number}"
            # Of a few subjects once, or the planner may do it again for each of them.
            kept = "" if cells.moved is None else "MATERIALIZED "
            ctes.append(f"{other} AS {kept}({anywhere(shape.anywhere, cells)})")
            joins += f" LEFT JOIN {other} USING (sign, year, epoch, subject)"
        where, count = _only(shape), _count(shape, slots, f"other{number}")
        counts[count.prefix] = count
        parts.append(
            _part(sql.literal(key), cuts.setdefault(where, f"cut{number}"), count)
        )
    if counts:
        sums = ", ".join(count.sums for count in counts.values())
        counted = f"SELECT year, unit, {sql.DIMS}, {sums} FROM listed{joins}"
        ctes.append(f"counted AS ({counted} GROUP BY unit, {sql.DIMS}, year)")
    for where, cut in cuts.items():
        sliced = _cut(sql.literal(roll.name), "counted", counts.values(), where)
        ctes.append(f"{cut} AS ({sliced})")
    return ctes, parts


def _only(shape: Distinct | Both) -> str:
    if isinstance(shape, Both):
        return "1 = 1"
    names = list(shape.roll.book.by)
    kept = [
        f"{registry.dimension(name, names)} = {sql.literal(value)}"
        for name, value in shape.only.items()
    ]
    return " AND ".join(kept) or "1 = 1"


def _spent(roll: Roll, cells: Cells, slots: int) -> tuple[list[str], list[str]]:
    """Amounts, from anywhere, of the subjects listed at a unit, in slots with both."""
    ctes, parts = [], []
    count = Count("u.sign * v.amount", _is_spent, slots)
    for number, (key, shape) in enumerate(cells.measures(roll)):
        if isinstance(shape, Across):
            spent = (
                f"SELECT year, unit, {sql.DIMS}, {count.sums}"
                f" FROM listed u JOIN ({cells.vectors}) v"
                " ON v.subject = u.subject AND v.sign = u.sign"
                " AND v.month BETWEEN year * 12 AND year * 12 + 11"
                f" WHERE v.name = {sql.literal(shape.amounts.name)}"
                f" GROUP BY unit, {sql.DIMS}, year"
            )
            sliced = _cut(sql.literal(roll.name), f"spent{number}", [count])
            ctes += [f"spent{number} AS ({spent})", f"sums{number} AS ({sliced})"]
            parts.append(_part(sql.literal(key), f"sums{number}", count))
    return ctes, parts


# --- flows, stocks and cohorts ------------------------------------------------

IN_YEAR = "c.month BETWEEN e.year * 12 AND e.year * 12 + 11"
AMOUNT = "c.sign * c.amount"


def _happened(slot: Slot) -> str:
    first, last = f"e.year * 12 + {slot.first}", f"e.year * 12 + {slot.last}"
    return f"c.month BETWEEN {first} AND {last}"


def _stands(slot: Slot) -> str:
    return f"c.month <= e.year * 12 + {slot.last}"


def _is_done(slot: Slot) -> str:
    return f"{_happened(slot)} AND c.done <= e.year * 12 + {slot.last}"


def add_flows(
    tallies: str, some: Sequence[Epoch], units: Units = None, label: str = ""
) -> int:
    """Add signed tallies to the values of their own year.

    With a ``label`` they are of records of that model alone.
    """
    return _add_located(
        tallies,
        some,
        units,
        registry.shaped(Flow, label),
        IN_YEAR,
        lambda same: Months(AMOUNT, epochs.slots(same), epochs.months(same)),
    )


def add_stocks(
    tallies: str, some: Sequence[Epoch], units: Units = None, label: str = ""
) -> int:
    """Add signed tallies to the values of their own year and all after."""
    return _add_located(
        tallies,
        some,
        units,
        registry.shaped(Stock, label),
        "c.month <= e.year * 12 + 11",
        lambda same: Count(AMOUNT, _stands, epochs.slots(same)),
    )


def add_cohorts(
    cohorts: str, some: Sequence[Epoch], units: Units = None, label: str = ""
) -> int:
    """Add signed cohort cells to the values of the year they began in."""
    return _add_located(
        cohorts,
        some,
        units,
        registry.shaped(Cohort, label),
        IN_YEAR,
        lambda same: Count(AMOUNT, _is_done, epochs.slots(same)),
    )


def _add_located(
    cells: str,
    some: Sequence[Epoch],
    units: Units,
    shaped: Sequence[tuple[str, Flow | Stock | Cohort]],
    joined: str,
    counting: Callable[[Sequence[Epoch]], Counted],
) -> int:
    """Sum cells up where they are, cut the sums, and add those to the units above.

    So the many cells of a unit are gone through once, not for every unit above it.
    """
    keys = {key: list(shape.book.by) for key, shape in shaped}
    if not keys:
        return 0
    measures, touched = ", ".join(sql.literal(key) for key in keys), 0
    below = f"SELECT unit_id FROM org_ancestry WHERE {sql.among('ancestor_id', units)}"
    here = "" if units is None else f" AND c.unit IN ({below})"
    for same in epochs.alike(some):
        count = counting(same)
        counted = (
            f"SELECT c.measure, e.year, c.unit, {sql.DIMS}, {count.sums}"
            f" FROM ({cells}) c JOIN epoch e ON {joined}"
            f" WHERE c.measure IN ({measures}){here}"
            f" GROUP BY c.measure, e.year, c.unit, {sql.DIMS}"
        )
        above = (
            f"SELECT c.of, c.slice, c.year, a.ancestor_id AS unit,"
            f" {_summed(count.names)}"
            f" FROM cut c JOIN epoch e ON e.year = c.year {ABOVE}"
            f" WHERE {sql.among('a.ancestor_id', units)}"
            " GROUP BY c.of, c.slice, c.year, a.ancestor_id"
        )
        ctes = [epochs.table(same), _labels(keys), f"counted AS ({counted})"]
        ctes += [
            f"cut AS ({_cut('c.measure', 'counted', [count])})",
            f"above AS ({above})",
        ]
        touched += sql.add_to_values(
            ctes, [_part("of", "above", count)], epochs.written(same)
        )
    return touched
