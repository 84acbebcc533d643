"""Every number of a million hazards recomputed, beside the same statements by hand."""

from collections.abc import Iterator, Mapping

import time_machine
from django.db import connection, transaction

from bench import databases, hazards, rebuild
from bench.lines import Line, interleaved, seconds_of
from safety.core.months import SLOTS, Slot
from safety.indicators.drain import drain
from safety.indicators.models import CohortCell, Tally, Value

PAIRS = {
    "floor_tally": Tally._meta.db_table,
    "floor_cohort": CohortCell._meta.db_table,
    "floor_value": Value._meta.db_table,
}
TIMES = 2
DAYS = {
    "postgresql": "h.verified_on - h.found_on",
    "sqlite": "CAST(julianday(h.verified_on) - julianday(h.found_on) AS int)",
}
# What is added in the month of a day: measure, day, of which hazards, how much.
ALL = "1 = 1"
FLOWS = (
    ("hazards.found", "found_on", ALL, "1"),
    ("hazards.major_found", "found_on", "h.level = 'major'", "1"),
    ("hazards.closed", "verified_on", ALL, "1"),
    ("hazards.on_time_rate/denominator", "due_on", ALL, "1"),
    ("hazards.on_time_rate/numerator", "due_on", "h.rectified_on <= h.due_on", "1"),
    ("hazards.days_to_close/numerator", "verified_on", ALL, "days"),
)
STOCKS = (
    ("hazards.open", "found_on", "verified_on"),
    ("hazards.overdue", "due_on", "rectified_on"),
)
COHORT = "hazards.rectification_rate/numerator"
DIMENSIONS = {"d1": "level", "d2": "risk", "d3": "category", "d4": "contractor"}
DIMS = ", ".join(DIMENSIONS)
READ = (
    "h.level, CAST(h.risk AS text), h.category, coalesce(k.code, '')"
    " FROM inspections_hazard h LEFT JOIN people_contractor k ON k.id = h.contractor_id"
    " WHERE h.status = 'counted'"
)
SLOT_NAMES = [f"s{slot.index:02}" for slot in SLOTS]
MONTH_NAMES = SLOT_NAMES[:12]


def measure() -> Iterator[Line]:
    """Floor and ours, each from empty tables of the same layout and indexes."""
    with time_machine.travel(rebuild.TODAY, tick=True):
        hazards.built("full", hazards.HAZARDS, postings=0)
        for copy, table in PAIRS.items():
            databases.copy_layout(table, copy)
        drain()
        floor, ours = interleaved(by_hand, by_engine, TIMES)
    compare()
    yield Line(f"hazards: all numbers of {hazards.HAZARDS:,}", ours, 1.3, floor)


def by_engine() -> float:
    """Our own way, from empty tables."""
    rebuild.empty(PAIRS.values())
    return seconds_of(lambda: drain(rebuild_all=True))


def by_hand() -> float:
    """The bare statements, a transaction for each year, from empty tables as well."""
    rebuild.empty(PAIRS)
    return seconds_of(run_statements)


def run_statements() -> None:
    """As ours: the cells of a year, then its values."""
    for year in rebuild.YEARS:
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL work_mem = '64MB'")
            for statement in (*cells(year), *values(year)):
                cursor.execute(statement)


def compare() -> None:
    """Both made the same values of hazards, or the ratio means nothing."""
    both = ("floor_value", Value._meta.db_table)
    with connection.cursor() as cursor:
        for one, other in (both, both[::-1]):
            named = f"SELECT * FROM {one} WHERE measure LIKE 'hazards.%%'"
            rest = f"{named} EXCEPT SELECT * FROM {other}"
            cursor.execute(f"SELECT count(*) FROM ({rest}) d", [])
            differing = cursor.fetchone()[0]
            if differing:
                raise AssertionError(f"{differing} rows of {one} are not in {other}")


def month(day: str) -> str:
    """The month of a day, from year 0 on."""
    if connection.vendor == "postgresql":
        return (
            f"(EXTRACT(YEAR FROM h.{day})::int * 12"
            f" + EXTRACT(MONTH FROM h.{day})::int - 1)"
        )
    year, number = f"substr(h.{day}, 1, 4)", f"substr(h.{day}, 6, 2)"
    return f"(CAST({year} AS int) * 12 + CAST({number} AS int) - 1)"


def cells(year: int) -> Iterator[str]:
    """What happened, began, ended and was done in the months of a year."""
    inside = f"BETWEEN '{year}-01-01' AND '{year}-12-31'"
    into = f"INSERT INTO floor_tally (measure, unit, month, amount, {DIMS})"
    groups = f"GROUP BY 2, 3, {', '.join(map(str, range(5, 9)))}"
    for measure_, day, where, amount in FLOWS:
        summed = "count(*)" if amount == "1" else f"sum({DAYS[connection.vendor]})"
        yield (
            f"{into} SELECT '{measure_}', h.unit_id, {month(day)}, {summed}, {READ}"
            f" AND h.{day} {inside} AND {where} {groups}"
        )
    for measure_, since, until in STOCKS:
        never = f"h.{until} <= h.{since}"
        begun = (
            f"SELECT h.unit_id, {month(since)},"
            f" CASE WHEN {never} THEN 0 ELSE 1 END, {READ} AND h.{since} {inside}"
        )
        ended = (
            f"SELECT h.unit_id, {month(until)}, -1, {READ} AND h.{until} {inside}"
            f" AND h.{until} > h.{since}"
        )
        names = f"unit, month, amount, {DIMS}"
        yield (
            f"{into} WITH f ({names}) AS ({begun} UNION ALL {ended})"
            f" SELECT '{measure_}', unit, month, sum(amount), {DIMS} FROM f"
            f" GROUP BY unit, month, {DIMS} HAVING sum(amount) <> 0"
        )
    yield (
        f"INSERT INTO floor_cohort (measure, unit, month, done, amount, {DIMS})"
        f" SELECT '{COHORT}', h.unit_id, {month('found_on')}, {month('verified_on')},"
        f" count(*), {READ} AND h.found_on {inside} AND h.verified_on IS NOT NULL"
        " GROUP BY 2, 3, 4, 6, 7, 8, 9"
    )


def values(year: int) -> Iterator[str]:
    """Summed where they are, cut, added up to all units above, and written once."""
    january = year * 12
    flows, stocks = (
        ", ".join(f"'{each[0]}'" for each in some) for some in (FLOWS, STOCKS)
    )
    of_year = f"month BETWEEN {january} AND {january + 11}"
    yield written(
        year,
        f"floor_tally WHERE measure IN ({flows}) AND {of_year}",
        {name: f"month = {january + m}" for m, name in enumerate(MONTH_NAMES)},
        [" + ".join(MONTH_NAMES[slot.first : slot.last + 1]) for slot in SLOTS],
    )
    stands = {slot.last: f"month <= {january + slot.last}" for slot in SLOTS}
    yield written(
        year,
        f"floor_tally WHERE measure IN ({stocks}) AND month <= {january + 11}",
        {MONTH_NAMES[last]: stands[last] for last in range(12)},
        [MONTH_NAMES[slot.last] for slot in SLOTS],
    )

    def is_done(slot: Slot) -> str:
        first, last = january + slot.first, january + slot.last
        return f"month BETWEEN {first} AND {last} AND done <= {last}"

    alike: dict[str, str] = {}
    columns = [
        alike.setdefault(is_done(slot), name)
        for slot, name in zip(SLOTS, SLOT_NAMES, strict=True)
    ]
    tests = {name: test for test, name in alike.items()}
    yield written(year, f"floor_cohort WHERE {of_year}", tests, columns)


def written(
    year: int,
    source: str,
    tests: dict[str, str],
    slots: list[str],
    dimensions: Mapping[str, str] = DIMENSIONS,
) -> str:
    """One statement from cells to rows of values."""
    filtered = ", ".join(
        f"coalesce(sum(amount) FILTER (WHERE {test}), 0) AS {name}"
        for name, test in tests.items()
    )
    summed = ", ".join(f"CAST(sum({name}) AS bigint) AS {name}" for name in tests)
    cut = " UNION ALL ".join(
        [
            f"SELECT measure, '' AS slice, unit, {summed} FROM c GROUP BY 1, 3",
            *(
                f"SELECT measure, '{name}=' || {d} AS slice, unit, {summed} FROM c"
                f" WHERE {d} <> '' GROUP BY measure, unit, {d}"
                for d, name in dimensions.items()
            ),
        ]
    )
    some = " OR ".join(f"{name} <> 0" for name in tests)
    return (
        f"INSERT INTO floor_value (measure, slice, year, unit, {', '.join(SLOT_NAMES)})"
        f" WITH c AS (SELECT measure, unit, {DIMS}, {filtered} FROM {source}"
        f" GROUP BY measure, unit, {DIMS}), cut AS ({cut}),"
        f" above AS (SELECT measure, slice, a.ancestor_id AS unit, {summed}"
        " FROM cut JOIN org_ancestry a ON a.unit_id = cut.unit"
        f" AND a.first_month <= {year * 12} AND a.last_month >= {year * 12}"
        " GROUP BY measure, slice, a.ancestor_id)"
        f" SELECT measure, slice, {year}, unit, {', '.join(slots)} FROM above"
        f" WHERE {some}"
    )
