"""Cells to values: what each cell adds to which slots of which units.

A statement reads cells that carry a ``sign``: +1 for cells as they are, -1 for cells as
they were. A rebuild reads only +1; a drain reads both, and what did not change cancels.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from safety.core.declare.indicators import (
    PROJECT,
    Amounts,
    Both,
    Cohort,
    Distinct,
    Flow,
    Roll,
    Stock,
)
from safety.core.months import SLOTS, Slot
from safety.indicators import registry, sql
from safety.indicators.models import DIMENSIONS
from safety.org.models import Ancestry

ABOVE = (
    "JOIN org_ancestry a ON a.unit_id = c.unit"
    " AND a.first_month <= e.month AND a.last_month >= e.month"
)


@dataclass(frozen=True)
class Epoch:
    """Months of a year with one tree, and the slots whose last month is among them."""

    year: int
    month: int
    slots: int


def epochs(years: Iterable[int]) -> list[Epoch]:
    """The trees of each year: one, unless something was moved within it."""
    starts = set(Ancestry.objects.values_list("first_month", flat=True).distinct())
    found = []
    for year in years:
        first, end = year * 12, year * 12 + 12
        cuts = sorted({first, *(m for m in starts if first < m < end)})
        for start, stop in zip(cuts, [*cuts[1:], end], strict=True):
            ended = [s for s in SLOTS if start - first <= s.last < stop - first]
            slots = sum(1 << slot.index for slot in ended)
            found.append(Epoch(year, start, slots))
    return found


def epoch_table(some: Iterable[Epoch]) -> str:
    """Epochs as a table that statements join."""
    lines = [(e.year, e.month) for e in some]
    return f"epoch AS ({sql.table(['year', 'month'], lines)})"


def alike(some: Iterable[Epoch]) -> list[list[Epoch]]:
    """Epochs with the same slots together: one statement does them."""
    by_slots = sorted(some, key=lambda e: e.slots)
    return [list(same) for _slots, same in groupby(by_slots, key=lambda e: e.slots)]


@dataclass(frozen=True)
class Cells:
    """Where the signed cells of a statement come from: SELECTs, and which projects."""

    masks: str
    vectors: str
    subjects: Collection[int] | None = None


def stored(year: int) -> Cells:
    """Every stored cell of a year."""
    return Cells(
        f"SELECT 1 AS sign, m.* FROM indicators_mask m WHERE m.year = {int(year)}",
        "SELECT 1 AS sign, v.* FROM indicators_vector v"
        f" WHERE v.month BETWEEN {int(year) * 12} AND {int(year) * 12 + 11}",
    )


def _subject(roll: Roll, cells: Cells) -> tuple[str, str, dict[str, str]]:
    """How a roll's subject is read from a mask: (expression, join, dimensions)."""
    dims = dict.fromkeys(DIMENSIONS, "''")
    if roll.subject != PROJECT:
        return "c.subject", "", {name: f"c.{name}" for name in DIMENSIONS}
    join = (
        " JOIN org_ancestry pa ON pa.unit_id = c.subject"
        " AND pa.first_month <= e.month AND pa.last_month >= e.month"
        " JOIN org_unit p ON p.id = pa.ancestor_id AND p.kind = 'project'"
        f" AND {sql.among('p.id', cells.subjects)}"
    )
    own = zip(DIMENSIONS, roll.book.by.values(), strict=False)
    return "p.id", join, dims | {name: f"p.{path}" for name, path in own}


def upper(roll: Roll, cells: Cells, unit: int | None = None) -> str:
    """A SELECT of a roll's masks at every unit from the recorded one up to the group.

    ``months`` is both masks in one number (`sql.BOTH_MASKS`). ``unit`` restricts it to
    one unit, for the list behind a number.
    """
    subject, join, dims = _subject(roll, cells)
    # A slice is by the subject, so all rows of one subject say the same.
    named = ", ".join(f"max({value}) AS {name}" for name, value in dims.items())
    return (
        f"SELECT c.sign, e.year, e.month AS epoch, a.ancestor_id AS unit,"
        f" {subject} AS subject, {named}, bit_or({sql.BOTH_MASKS}) AS months"
        f" FROM ({cells.masks}) c JOIN epoch e ON e.year = c.year {ABOVE}{join}"
        f" WHERE c.roll = {sql.literal(roll.name)}"
        + (f" AND a.ancestor_id = {int(unit)}" if unit is not None else "")
        + f" GROUP BY c.sign, e.year, e.month, a.ancestor_id, {subject}"
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


# --- counting, the same for every shape ---------------------------------------

# Says in SQL whether a row counts in a slot.
Test = Callable[[Slot], str]


def _sums(amount: str, test: Test, slots: int, prefix: str = "s") -> str:
    """The 31 columns of a count: an amount summed over the rows that count in a slot.

    Slots that are not among ``slots`` get none.
    """
    return ", ".join(
        f"sum({amount}) FILTER (WHERE {test(slot)}) AS {prefix}{slot.index:02}"
        if slots >> slot.index & 1
        else f"0 AS {prefix}{slot.index:02}"
        for slot in SLOTS
    )


def _cut(measure: str, counted: str, prefix: str = "s", where: str = "1 = 1") -> str:
    """Values of a measure from counts by unit and dimensions: the whole and slices."""
    whens = " ".join(f"WHEN {n} THEN {name}" for n, name in enumerate(DIMENSIONS, 1))
    value = f"CASE position {whens} ELSE '' END"
    sums = ", ".join(f"sum({prefix}{slot.index:02})" for slot in SLOTS)
    return (
        f"SELECT {measure}, name || {value}, year, unit, {sums} FROM {counted} c"
        f" JOIN label ON label.measure = {measure}"
        f" WHERE {where} AND (position = 0 OR {value} <> '') GROUP BY 1, 2, 3, 4"
    )


def _labels(keys: Iterable[str]) -> str:
    """The slices of measures as a table: position of the dimension, and ``name=``."""
    wanted = set(keys)
    lines = [
        (measure.key, position, name and f"{name}=")
        for measure in registry.measures()
        if measure.key in wanted
        for position, name in enumerate(["", *measure.dimensions])
    ]
    return f"label AS ({sql.table(['measure', 'position', 'name'], lines)})"


# --- distinct subjects, and amounts of theirs ---------------------------------


def is_listed(slot: Slot) -> str:
    """The subject is listed on some day of the slot."""
    return f"months & {slot.bits << 12} <> 0"


def is_listed_at_end(slot: Slot) -> str:
    """The subject is listed on the slot's last day."""
    return f"months & {1 << slot.last} <> 0"


def _is_in_both(other: str, slot: Slot) -> str:
    return f"{is_listed(slot)} AND {other}.bits & {slot.bits} <> 0"


def add_lists(kind: str, cells: Cells, some: Sequence[Epoch]) -> int:
    """Add to the values of every measure whose subjects are of one kind."""
    return sum(
        _add_roll(roll, cells, same)
        for roll in registry.rolls()
        if registry.subject_kind(roll) == kind
        for same in alike(some)
    )


def _add_roll(roll: Roll, cells: Cells, some: Sequence[Epoch]) -> int:
    """Count a roll's subjects once for all its measures, then cut the counts."""
    slots, measures = some[0].slots, registry.measures_of(roll)
    tests: dict[str, Test] = {}
    ctes, joins, cuts = [f"listed AS ({upper(roll, cells)})"], "", []
    for number, (key, shape) in enumerate(measures):
        if isinstance(shape, Distinct):
            prefix = "e" if shape.on_last_day else "m"
            tests[prefix] = is_listed_at_end if shape.on_last_day else is_listed
            cuts.append(_cut(sql.literal(key), "counted", prefix, _only(shape)))
        elif isinstance(shape, Both):
            prefix = other = f"other{number}"
            ctes.append(f"{other} AS ({anywhere(shape.anywhere, cells)})")
            joins += f" LEFT JOIN {other} USING (sign, year, epoch, subject)"
            tests[prefix] = partial(_is_in_both, other)
            cuts.append(_cut(sql.literal(key), "counted", prefix))
        else:
            ctes.append(f"spent{number} AS ({_spent(shape.amounts, cells, slots)})")
            cuts.append(_cut(sql.literal(key), f"spent{number}"))
    if tests:
        sums = (_sums("sign", test, slots, prefix) for prefix, test in tests.items())
        counted = f"SELECT year, unit, {sql.DIMS}, {', '.join(sums)} FROM listed{joins}"
        ctes.append(f"counted AS ({counted} GROUP BY year, unit, {sql.DIMS})")
    keys = [key for key, _shape in measures]
    return sql.add_to_values([epoch_table(some), _labels(keys), *ctes], cuts)


def _only(shape: Distinct) -> str:
    names = list(shape.roll.book.by)
    kept = [
        f"{registry.dimension(name, names)} = {sql.literal(value)}"
        for name, value in shape.only.items()
    ]
    return " AND ".join(kept) or "1 = 1"


def _spent(amounts: Amounts, cells: Cells, slots: int) -> str:
    """Amounts, from anywhere, of the subjects listed at a unit, in slots with both."""

    def test(slot: Slot) -> str:
        month = "v.month - year * 12"
        return f"{is_listed(slot)} AND {month} BETWEEN {slot.first} AND {slot.last}"

    return (
        f"SELECT year, unit, {sql.DIMS}, {_sums('u.sign * v.amount', test, slots)}"
        f" FROM listed u JOIN ({cells.vectors}) v"
        " ON v.subject = u.subject AND v.sign = u.sign"
        " AND v.month BETWEEN year * 12 AND year * 12 + 11"
        f" WHERE v.name = {sql.literal(amounts.name)} GROUP BY year, unit, {sql.DIMS}"
    )


# --- flows, stocks and cohorts ------------------------------------------------

IN_YEAR = "c.month BETWEEN e.year * 12 AND e.year * 12 + 11"


def _happened(slot: Slot) -> str:
    first, last = f"e.year * 12 + {slot.first}", f"e.year * 12 + {slot.last}"
    return f"c.month BETWEEN {first} AND {last}"


def _stands(slot: Slot) -> str:
    return f"c.month <= e.year * 12 + {slot.last}"


def _is_done(slot: Slot) -> str:
    return f"{_happened(slot)} AND c.done <= e.year * 12 + {slot.last}"


def add_flows(tallies: str, some: Sequence[Epoch]) -> int:
    """Add signed tallies to the values of their own year."""
    return _add_located(tallies, some, Flow, IN_YEAR, _happened)


def add_stocks(tallies: str, some: Sequence[Epoch]) -> int:
    """Add signed tallies to the values of their own year and all after."""
    return _add_located(tallies, some, Stock, "c.month <= e.year * 12 + 11", _stands)


def add_cohorts(cohorts: str, some: Sequence[Epoch]) -> int:
    """Add signed cohort cells to the values of the year they began in."""
    return _add_located(cohorts, some, Cohort, IN_YEAR, _is_done)


def _add_located(
    cells: str,
    some: Sequence[Epoch],
    shape: type[Flow | Stock | Cohort],
    joined: str,
    test: Test,
) -> int:
    keys = [key for key, _shape in registry.shaped(shape)]
    if not keys:
        return 0
    measures = ", ".join(sql.literal(key) for key in keys)
    touched = 0
    for same in alike(some):
        counted = (
            f"SELECT c.measure, e.year, a.ancestor_id AS unit, {sql.DIMS},"
            f" {_sums('c.sign * c.amount', test, same[0].slots)}"
            f" FROM ({cells}) c JOIN epoch e ON {joined} {ABOVE}"
            f" WHERE c.measure IN ({measures})"
            f" GROUP BY c.measure, e.year, a.ancestor_id, {sql.DIMS}"
        )
        ctes = [epoch_table(same), _labels(keys), f"counted AS ({counted})"]
        touched += sql.add_to_values(ctes, [_cut("c.measure", "counted")])
    return touched
