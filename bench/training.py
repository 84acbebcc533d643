"""A million attendances, or ten: every number recomputed, and one more session.

The floor is what a careful hand would write: the masks of people beside one reading of
the attendances for each of what is kept of them.
"""

import os
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from statistics import median

import time_machine
from django.db import connection, transaction

from bench import databases, full, rebuild, worlds
from bench.lines import Line, interleaved, seconds_of
from safety.core.months import SLOTS
from safety.indicators.drain import drain
from safety.indicators.models import Value, Vector
from safety.journal import write as journal
from training.models import Attendance, Session, SessionKind

PERSONS, POSTINGS = rebuild.PERSONS, rebuild.POSTINGS
MANY = worlds.sized(int(os.environ.get("BENCH_ATTENDANCES", "1_000_000")))
FEW = MANY // 10
AT_ONCE = 25
TIMES, CHANGES = 2, 10
PAIRS = rebuild.PAIRS | {"floor_vector": Vector._meta.db_table}
SESSION = (
    *("id", "number", "unit_id", "topic", "kind", "started_on", "ended_on"),
    *("hours", "has_exam"),
)
ATTENDANCE = ("session_id", "person_id", "passed")
CUTS = {"d1": "gender", "d2": "category", "d3": "own"}
PERSON = (
    "p.gender AS d1, p.category AS d2,"
    " CASE WHEN p.contractor_id IS NULL THEN 'yes' ELSE 'no' END AS d3"
)
PRESENT = (
    "training_attendance a JOIN training_session h ON h.id = a.session_id"
    " JOIN people_person p ON p.id = a.person_id"
    " WHERE a.status = 'counted' AND h.status = 'final' AND p.status = 'counted'"
    " AND a.is_present"
)
CREDITED = f"{PRESENT} AND (NOT h.has_exam OR a.passed)"
HOURS = "coalesce(a.hours, h.hours)"


def sessions(number: int) -> Iterator[tuple[object, ...]]:
    """Sessions of teams and projects over two years; one of ten has an exam."""
    random = Random(worlds.SEED + 5)
    for key in range(1, number + 1):
        ended = worlds.FIRST_DAY + timedelta(random.randrange(worlds.DAYS))
        unit = random.randint(worlds.FIRST_PROJECT, worlds.LAST_TEAM)
        kind = random.choice(SessionKind.values)
        yield (
            *(key, f"T{key:07}", unit, "Edges", kind, ended, ended),
            *(random.choice((50, 100, 200, 400)), random.random() < 0.1),
        )


def attendances(number: int) -> Iterator[tuple[object, ...]]:
    """Who was there: others each time, who mostly pass."""
    random = Random(worlds.SEED + 6)
    for session in range(1, number + 1):
        first = random.randrange(PERSONS)
        for count in range(AT_ONCE):
            person = (first + count * 7_919) % PERSONS + 1
            yield session, person, random.random() < 0.9


def built(name: str, number: int) -> None:
    """A database of people and so many attendances."""
    databases.fresh(name)
    worlds.build(PERSONS, POSTINGS)
    with transaction.atomic():
        worlds.write(Session, SESSION, sessions(number // AT_ONCE))
        worlds.write(Attendance, ATTENDANCE, attendances(number // AT_ONCE))
    worlds.settle(Session, Attendance)


def measure() -> Iterator[Line]:
    """Floor and ours from empty tables; then one more session at two sizes."""
    with time_machine.travel(rebuild.TODAY, tick=True):
        built("training", MANY)
        for copy, table in PAIRS.items():
            databases.copy_layout(table, copy)
        drain()
        floor, ours = interleaved(by_hand, by_engine, TIMES)
        compare()
        yield Line(f"training: all numbers of {MANY:,}", ours, 1.3, floor)
        yield from changed()


def by_engine() -> float:
    """Our own way, from empty tables."""
    rebuild.empty(PAIRS.values())
    return seconds_of(lambda: drain(rebuild_all=True))


def by_hand() -> float:
    """The bare statements, a transaction for each year, from empty tables as well."""
    rebuild.empty(PAIRS)
    return seconds_of(run_statements)


def run_statements() -> None:
    """What is counted of people, as in `bench.rebuild`, then what they were taught."""
    rebuild.run_statements()
    for year in rebuild.YEARS:
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL work_mem = '64MB'")
            for statement in (*cells(year), *values(year)):
                cursor.execute(statement)


def compare() -> None:
    """Both made the same values of training, or the ratio means nothing."""
    both = ("floor_value", Value._meta.db_table)
    with connection.cursor() as cursor:
        for one, other in (both, both[::-1]):
            named = f"SELECT * FROM {one} WHERE measure LIKE 'training.%%'"
            cursor.execute(
                f"SELECT count(*) FROM ({named} EXCEPT SELECT * FROM {other}) d", []
            )
            differing = cursor.fetchone()[0]
            if differing:
                raise AssertionError(f"{differing} rows of {one} are not in {other}")


# --- the floor ------------------------------------------------------------------------


def cells(year: int) -> Iterator[str]:
    """What each unit taught in each month, and what is kept of people."""
    ended = f"h.ended_on BETWEEN '{year}-01-01' AND '{year}-12-31'"
    month = full.month("ended_on")
    dims = "d1, d2, d3, d4"
    into = f"INSERT INTO floor_tally (measure, unit, month, amount, {dims})"
    online = "CASE WHEN h.kind = 'online' THEN 1 ELSE 0 END"
    yield (
        f"{into} WITH f AS MATERIALIZED (SELECT h.unit_id AS unit, {month} AS month,"
        f" sum({HOURS}) AS hours, count(*) AS times, sum({online}) AS online, {PERSON}"
        f" FROM {CREDITED} AND {ended} GROUP BY 1, 2, d1, d2, d3) "
        + " UNION ALL ".join(
            f"SELECT 'training.{name}', unit, month, {amount}, d1, d2, d3, '' FROM f"
            f" WHERE {amount} <> 0"
            for name, amount in (
                ("hours", "hours"),
                ("person_times", "times"),
                ("online_person_times", "online"),
            )
        )
    )
    passed = "CASE WHEN a.passed THEN 1 ELSE 0 END"
    yield (
        f"{into} WITH f AS MATERIALIZED (SELECT h.unit_id AS unit, {month} AS month,"
        f" count(*) AS n, sum({passed}) AS passed FROM {PRESENT} AND h.has_exam"
        f" AND {ended} GROUP BY 1, 2)"
        " SELECT 'training.pass_rate/numerator', unit, month, passed, '', '', '', ''"
        " FROM f WHERE passed <> 0 UNION ALL"
        " SELECT 'training.pass_rate/denominator', unit, month, n, '', '', '', ''"
        " FROM f"
    )
    yield (
        f"{into} WITH f AS MATERIALIZED (SELECT h.unit_id AS unit, {month} AS month,"
        f" count(*) AS n, sum({online}) AS online FROM training_session h"
        f" WHERE h.status = 'final' AND {ended} GROUP BY 1, 2)"
        " SELECT 'training.sessions', unit, month, n, '', '', '', '' FROM f UNION ALL"
        " SELECT 'training.online_sessions', unit, month, online, '', '', '', ''"
        " FROM f WHERE online <> 0"
    )
    yield from of_people(year, ended, month)
    if connection.vendor == "postgresql":
        yield "ANALYZE floor_mask, floor_tally, floor_vector"


def of_people(year: int, ended: str, month: str) -> Iterator[str]:
    """Who was taught in which months, and how much."""
    dims = "d1, d2, d3, d4"
    yield (
        f"INSERT INTO floor_mask (roll, year, subject, unit, bits, end_bits, {dims})"
        f" SELECT 'trained', {year}, a.person_id, h.unit_id,"
        f" bit_or(1 << ({month} - {year * 12})), 0,"
        " max(p.gender), max(p.category),"
        " max(CASE WHEN p.contractor_id IS NULL THEN 'yes' ELSE 'no' END), ''"
        f" FROM {CREDITED} AND {ended} GROUP BY 3, 4 ORDER BY 3, 4"
    )
    yield (
        "INSERT INTO floor_vector (name, subject, month, amount)"
        f" SELECT 'training_hours', a.person_id, {month}, sum({HOURS})"
        f" FROM {CREDITED} AND {ended} GROUP BY 2, 3 HAVING sum({HOURS}) <> 0"
    )


def values(year: int) -> Iterator[str]:
    """Added up to all units above, by each slice."""
    january = year * 12
    measures = "'training.%%'"
    yield full.written(
        year,
        f"floor_tally WHERE measure LIKE {measures}"
        f" AND month BETWEEN {january} AND {january + 11}",
        {name: f"month = {january + m}" for m, name in enumerate(full.MONTH_NAMES)},
        [" + ".join(full.MONTH_NAMES[slot.first : slot.last + 1]) for slot in SLOTS],
        CUTS,
    )
    bits = [(1 << slot.last + 1) - (1 << slot.first) for slot in SLOTS]
    persons = [f"count(*) FILTER (WHERE months & {bit} <> 0)" for bit in bits]
    yield listed(year, "trained", "training.persons", persons)
    covered = [
        f"count(*) FILTER (WHERE months & {bit} <> 0 AND t & {bit} <> 0)"
        for bit in bits
    ]
    anywhere = (
        " JOIN (SELECT subject, bit_or(bits) AS t FROM floor_mask"
        f" WHERE roll = 'trained' AND year = {year} GROUP BY subject) o USING (subject)"
    )
    yield listed(year, "roster", "training.coverage/numerator", covered, anywhere)
    spent = [
        f"sum(v{slot.index}) FILTER (WHERE months & {bit} <> 0)"
        for slot, bit in zip(SLOTS, bits, strict=True)
    ]
    sums = ", ".join(
        f"sum(amount) FILTER (WHERE month BETWEEN {january + slot.first}"
        f" AND {january + slot.last}) AS v{slot.index}"
        for slot in SLOTS
    )
    vectors = (
        f" JOIN (SELECT subject, {sums} FROM floor_vector WHERE month"
        f" BETWEEN {january} AND {january + 11} GROUP BY subject) v USING (subject)"
    )
    measure_ = "training.hours_per_person/numerator"
    yield listed(year, "roster", measure_, spent, vectors)


def listed(
    year: int, roll: str, measure_: str, counts: list[str], beside: str = ""
) -> str:
    """One statement from masks to rows of values, whole and sliced."""
    names = full.SLOT_NAMES
    counted = ", ".join(
        f"coalesce({count}, 0) AS {name}"
        for count, name in zip(counts, names, strict=True)
    )
    summed = ", ".join(f"CAST(sum({name}) AS bigint) AS {name}" for name in names)
    cut = " UNION ALL ".join(
        [
            f"SELECT '' AS slice, unit, {summed} FROM c GROUP BY unit",
            *(
                f"SELECT '{name}=' || {d} AS slice, unit, {summed} FROM c"
                f" WHERE {d} <> '' GROUP BY unit, {d}"
                for d, name in CUTS.items()
            ),
        ]
    )
    some = " OR ".join(f"{name} <> 0" for name in names)
    return (
        f"INSERT INTO floor_value (measure, slice, year, unit, {', '.join(names)})"
        " WITH listed AS (SELECT a.ancestor_id AS unit, m.subject, max(m.d1) AS d1,"
        " max(m.d2) AS d2, max(m.d3) AS d3, bit_or(m.bits) AS months"
        " FROM floor_mask m JOIN org_ancestry a ON a.unit_id = m.unit"
        f" AND a.first_month <= {year * 12} AND a.last_month >= {year * 12}"
        f" WHERE m.roll = '{roll}' AND m.year = {year}"
        " GROUP BY a.ancestor_id, m.subject),"
        f" c AS MATERIALIZED (SELECT unit, d1, d2, d3, {counted} FROM listed{beside}"
        f" GROUP BY unit, d1, d2, d3), cut AS ({cut})"
        f" SELECT '{measure_}', slice, {year}, unit, {', '.join(names)} FROM cut"
        f" WHERE {some}"
    )


# --- one more session -----------------------------------------------------------------


def changed() -> Iterator[Line]:
    """A session of 25 persons more, up to the last value, at two sizes."""
    built("training-few", FEW)
    works = {name: changes(name) for name in ("training-few", "training")}
    few, many = interleaved(
        lambda: next(works["training-few"]), lambda: next(works["training"]), TIMES
    )
    yield Line(f"one session: work at {MANY:,}", many, 0.1)
    yield Line(f"one session: growth from {FEW:,}", many, 1.3, few)


def changes(name: str) -> Iterator[float]:
    """Median seconds of some sessions in a database, again and again."""
    databases.use(name)
    drain()
    number = 0
    while True:
        databases.use(name)
        teach(number)  # the first one compiles, plans and reads pages
        numbers = range(number + 1, number + 1 + CHANGES)
        yield median(
            seconds_of(lambda each=each: teach(each))  # type: ignore[misc]
            for each in numbers
        )
        number += 1 + CHANGES


def teach(number: int) -> None:
    """Hold a session of a team, and bring its numbers up to date."""
    day = date(2024, 11, 1 + number % 28)
    session = Session(
        number=f"N{number}",
        unit_id=worlds.FIRST_TEAM + number * 37 % worlds.TEAMS,
        topic="Edges",
        kind=SessionKind.TOOLBOX,
        started_on=day,
        ended_on=day,
        hours=Decimal(1),
    )
    journal.save(session, "hold", by=None)
    people = ((number * 997 + count * 7_919) % PERSONS + 1 for count in range(AT_ONCE))
    rows = [Attendance(session=session, person_id=person) for person in people]
    journal.save_all(rows, "attend", by=None)
    drain()
