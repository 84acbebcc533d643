"""Everything of a year from its records: the same statements without subjects."""

import hashlib
from functools import cache

from django.conf import settings
from django.db import connection
from django.db.models import Min
from django.utils.translation import override

from safety.core.declare.indicators import (
    Both,
    Cohort,
    Distinct,
    Flow,
    Indicator,
    Roll,
    Shape,
    Stock,
)
from safety.core.months import ALL_SLOTS
from safety.indicators import (
    cells,
    epochs,
    facts,
    published,
    registry,
    resting,
    sql,
    values,
    years,
)
from safety.indicators.models import State, Value, Year
from safety.journal.marking import TREE, WHOLE, Stale
from safety.journal.models import Mark

BRANCH = "branch"


def fingerprint() -> str:
    """What the stored values depend on besides records: declarations and calendar."""
    starts_on = settings.REPORTING_MONTH_STARTS_ON
    return _fingerprint(starts_on, connection.vendor, tuple(registry.indicators()))


@cache
def _fingerprint(starts_on: int, vendor: str, codes: tuple[str, ...]) -> str:
    digest = hashlib.sha256(repr((starts_on, vendor, codes)).encode())
    window = (2000 * 12, 2000 * 12 + 11, None)
    for roll in registry.rolls():
        listed = (
            roll.name,
            roll.subject,
            dict(roll.book.by),
            facts.roll_facts(roll, *window),
        )
        digest.update(repr(listed).encode())
    for amounts in registry.amounts():
        digest.update(repr(facts.amount_facts(amounts, *window)).encode())
    for measure in registry.measures():
        digest.update(
            repr((measure.key, measure.dimensions, _how(measure.shape))).encode()
        )
    return digest.hexdigest()


def _how(shape: Shape) -> object:
    """Whatever of a shape its values depend on, beside its rolls."""
    window = (2000 * 12, 2000 * 12 + 11, None)
    if isinstance(shape, Flow):
        return facts.flow_facts((shape,), *window)
    if isinstance(shape, Stock):
        return facts.stock_facts(shape, *window)
    if isinstance(shape, Cohort):
        return facts.cohort_facts(shape, *window)
    if isinstance(shape, Distinct):
        return shape.roll.name, shape.on_last_day, dict(shape.only)
    other = shape.anywhere if isinstance(shape, Both) else shape.amounts
    return shape.roll.name, other.name


@cache
def versions() -> dict[str, str]:
    """The version of each indicator’s definition: a hash of all that it rests on.

    Of what it is called, how it is explained and how it is computed, by its code.
    """
    return {code: _version(each) for code, each in registry.indicators().items()}


def _version(indicator: Indicator) -> str:
    with override("en"):
        said = [indicator.code, str(indicator.name), str(indicator.definition)]
    shapes = [shape for _key, shape in registry.parts(indicator)]
    how = [(registry.measure_of(shape).dimensions, _how(shape)) for shape in shapes]
    rolls = [roll for shape in shapes for roll in _rolls(shape)]
    window = (2000 * 12, 2000 * 12 + 11, None)
    listed = [facts.roll_facts(roll, *window) for roll in rolls]
    return hashlib.sha256(repr((said, how, listed)).encode()).hexdigest()[:12]


def _rolls(shape: Shape) -> list[Roll]:
    rolls = [getattr(shape, "roll", None), getattr(shape, "anywhere", None)]
    return [roll for roll in rolls if roll is not None]


def is_behind() -> bool:
    """Whether values were computed with other declarations than today's."""
    return not State.objects.filter(fingerprint=fingerprint()).exists()


def mark_everything() -> None:
    """Mark all years that are kept or have records, to be rebuilt one by one.

    Records that came by other ways than the journal (a restored copy) are met here.
    """
    Mark.objects.bulk_create(
        Mark(kind=WHOLE, year=year) for year in sorted(resting.all_years())
    )
    Mark.objects.create(kind=TREE, subject=None, year=0)


def notice_what_changed() -> None:
    """Keep the years that are needed, and unfold marks of the tree into years."""
    state = State.objects.get(pk=1)
    declared = [measure.key for measure in registry.measures()]
    if state.fingerprint != fingerprint():
        mark_everything()
        if state.measures:
            published.note_newer(set(declared) - set(state.measures))
        state.fingerprint, state.measures = fingerprint(), []
    if not state.measures:
        state.measures = declared
        state.save(update_fields=["fingerprint", "measures"])
    years.keep()
    tree = Mark.objects.filter(kind=TREE)
    changed = list(tree.values_list("subject", "year"))
    if not changed:
        return
    held = list(Year.objects.values_list("year", flat=True))
    unfolded = {
        Stale(WHOLE if unit is None else BRANCH, unit, year)
        for unit, first in changed
        for year in held
        if year >= first
    }
    Mark.objects.bulk_create(Mark(**mark._asdict()) for mark in unfolded)
    tree.delete()


def next_year() -> int | None:
    """The earliest year that waits to be rebuilt."""
    return Mark.objects.filter(kind=WHOLE).aggregate(first=Min("year"))["first"]  # type: ignore[no-any-return]


def rebuild(year: int) -> int:
    """Compute a year's cells and values from nothing; rows of values written.

    Stocks of later years rest on its cells, so those are written anew as well.
    """
    if connection.vendor == "postgresql":
        sql.run("SET LOCAL work_mem = '64MB'")  # what SQLite has for its cache
    _fill(year)
    Value.objects.filter(year=year).delete()
    touched = _write(year) + _write_later_stocks(year)
    _forget_differences(year)
    Mark.objects.filter(year=year).exclude(kind=TREE).delete()
    return touched


def recount(units: set[int], year: int) -> int:
    """Add up a year of some units from its cells, after what is below them moved."""
    Value.objects.filter(year=year, unit__in=units).delete()
    sql.note_touched(
        sql.Touched(unit, year, measure.key, ALL_SLOTS)
        for measure in registry.measures()
        for unit in units
    )
    return _write(year, units)


def _forget_differences(year: int) -> None:
    """What a nightly check found in the year is mended."""
    state = State.objects.get()
    kept = {k: v for k, v in state.differences.items() if not k.endswith(f" {year}")}
    if kept != state.differences:
        State.objects.filter(pk=1).update(differences=kept)


def _write_later_stocks(year: int) -> int:
    """Those of years that wait to be rebuilt themselves are written then."""
    stocks = [key for key, _shape in registry.shaped(Stock)]
    waiting = Mark.objects.filter(kind=WHOLE).values("year")
    years_after = Year.objects.filter(year__gt=year).exclude(year__in=waiting)
    later = list(years_after.values_list("year", flat=True))
    if not stocks or not later:
        return 0
    Value.objects.filter(year__in=later, measure__in=stocks).delete()
    return values.add_stocks(_balances(min(later), max(later)), epochs.of(later))


def _fill(year: int) -> None:
    in_year = f"month BETWEEN {year * 12} AND {year * 12 + 11}"
    sql.run(f"DELETE FROM indicators_mask WHERE year = {year}")
    for name in ("vector", "tally", "cohortcell"):
        sql.run(f"DELETE FROM indicators_{name} WHERE {in_year}")
    for roll in registry.rolls():
        cells.fill_masks("indicators_mask", roll, [year], None)
    for amounts in registry.amounts():
        cells.fill_vectors("indicators_vector", amounts, [year], None)
    months = [(year * 12, year * 12 + 11)]
    cells.fill_tallies("indicators_tally", months, None)
    cells.fill_cohorts("indicators_cohortcell", months, None)
    if connection.vendor == "postgresql":
        sql.run("ANALYZE indicators_mask, indicators_vector, indicators_tally")


def _tallies(year: int) -> str:
    months = f"t.month BETWEEN {year * 12} AND {year * 12 + 11}"
    return f"SELECT 1 AS sign, t.* FROM indicators_tally t WHERE {months}"


def _balances(first_year: int, last_year: int) -> str:
    """What began and ended; before the first year taken together.

    So what has ended long ago is not gone through for every slot.
    """
    keys = [key for key, _shape in registry.shaped(Stock)]
    start, until = first_year * 12, last_year * 12 + 12
    month = f"CASE WHEN month < {start} THEN {start - 1} ELSE month END"
    return (
        f"SELECT 1 AS sign, measure, unit, {month} AS month, sum(amount) AS amount,"
        f" {sql.DIMS} FROM indicators_tally WHERE month < {until}"
        f" AND measure IN ({', '.join(map(sql.literal, keys))})"
        f" GROUP BY measure, unit, {month}, {sql.DIMS} HAVING sum(amount) <> 0"
    )


def _write(year: int, units: set[int] | None = None) -> int:
    trees, stored = epochs.of([year]), values.stored(year, units)
    kinds = {registry.subject_kind(roll) for roll in registry.rolls()}
    touched = sum(values.add_lists(kind, stored, trees) for kind in sorted(kinds))
    touched += values.add_flows(_tallies(year), trees, units)
    touched += values.add_stocks(_balances(year, year), trees, units)
    cohorts = (
        "SELECT 1 AS sign, c.* FROM indicators_cohortcell c"
        f" WHERE c.month BETWEEN {year * 12} AND {year * 12 + 11}"
    )
    return touched + values.add_cohorts(cohorts, trees, units)
