"""A group of the size in SPEED.md, the same on every machine: straight into tables."""

import os
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction

from safety.org.models import Kind, Unit
from safety.org.services import plant
from safety.people.models import (
    Category,
    Contractor,
    Gender,
    Person,
    Posting,
    WorkedHours,
)

SEED = 20_261_122
# Every date is in these two years, so that no others are kept.
FIRST_DAY, LAST_DAY, DAYS = date(2024, 1, 1), date(2025, 12, 31), 731
FIRST_MONTH, MONTHS = 2024 * 12, 24
COMPANIES, PROJECTS, TEAMS = 20, 400, 4_000
CONTRACTORS = 1_405  # as many as the group has (DOMAIN 0, line 32)
GROUP = 1
COMPANY = GROUP + 1
FIRST_PROJECT = GROUP + COMPANIES + 1
FIRST_TEAM = FIRST_PROJECT + PROJECTS
LAST_TEAM = FIRST_TEAM + TEAMS - 1
# Names as common as they are: a few surnames are most people's.
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘"
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英华玉萍红玲芬燕彬鹏浩凯健俊帆雪"
    "建国志文海宇晓东春梅金龙永福德生林云飞成光忠良新民家祥瑞清泉振宁少波思远子轩梓涵"
)


def sized(number: int) -> int:
    """A number of rows, or the share of them that ``--size`` asks for."""
    return int(number * float(os.environ.get("BENCH_SIZE", "1")))


def build(persons: int, postings: int) -> None:
    """Units, contractors, persons, postings and hours."""
    with transaction.atomic():
        write(Unit, UNIT, units())
        plant()
        write(Contractor, ("id", "code", "name"), contractors())
        write(Person, PERSON, people(persons))
        write(Posting, POSTING, posted(persons, postings))
        write(WorkedHours, ("unit_id", "month", "hours"), hours())
    settle(Unit, Contractor, Person, Posting, WorkedHours)


def settle(*written: type[models.Model]) -> None:
    """Keys go on after those that were written; statistics as after a day."""
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), written):
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE" if is_postgresql else "ANALYZE")


UNIT = ("id", "kind", "code", "name", "name_zh", "parent_id", "opened_on", "closed_on")


def units() -> Iterator[tuple[Any, ...]]:
    """The tree: a group, companies, projects with dates, ten teams to a project."""
    random = Random(SEED)
    yield GROUP, Kind.GROUP, "G", "Anzhu Group", "安筑集团", None, None, None
    for key in range(GROUP + 1, FIRST_PROJECT):
        names = f"C{key:02}", f"Company {key}", f"{key}公司"
        yield key, Kind.COMPANY, *names, GROUP, None, None
    for number in range(PROJECTS):
        opened = FIRST_DAY + timedelta(random.randrange(DAYS - 60))
        closed = opened + timedelta(random.randrange(200, 900))
        dates = opened, ended(closed)
        names = f"P{number:03}", f"Project {number}", f"{number}号工程"
        parent = GROUP + 1 + number % COMPANIES
        yield FIRST_PROJECT + number, Kind.PROJECT, *names, parent, *dates
    for number in range(TEAMS):
        names = f"T{number:04}", f"Team {number}", f"{number}班组"
        parent = FIRST_PROJECT + number % PROJECTS
        yield FIRST_TEAM + number, Kind.TEAM, *names, parent, None, None


def contractors() -> Iterator[tuple[Any, ...]]:
    """The register of contractors."""
    for key in range(1, CONTRACTORS + 1):
        yield key, f"K{key:04}", f"{key}劳务公司"


PERSON = ("id", "employee_no", "name", "gender", "category", "contractor_id")


def people(number: int) -> Iterator[tuple[Any, ...]]:
    """Persons; half of them work for contractors."""
    random = Random(SEED + 1)
    surnames = list(accumulate(1 / rank for rank in range(1, len(SURNAMES) + 1)))
    genders, categories = Gender.values, Category.values
    for key in range(1, number + 1):
        name = random.choices(SURNAMES, cum_weights=surnames)[0]
        name += "".join(random.choices(GIVEN, k=random.choice((1, 2, 2))))
        gender = genders[random.random() < 0.8]
        category = random.choices(categories, cum_weights=(1, 5, 20, 100))[0]
        employer = random.randint(1, CONTRACTORS) if random.random() < 0.5 else None
        yield key, f"E{key:07}", name, gender, category, employer


POSTING = ("person_id", "unit_id", "start_on", "end_on")


def posted(persons: int, number: int) -> Iterator[tuple[Any, ...]]:
    """Postings by turns over the persons: to another unit each time, some at once."""
    random = Random(SEED + 2)
    turns = -(-number // persons)
    for count in range(number):
        turn, person = divmod(count, persons)
        unit = FIRST_TEAM + (person * 7 + turn * 1_237) % TEAMS
        if count % 20 == 0:
            unit = FIRST_PROJECT + (person + turn * 131) % PROJECTS
        at = turn * DAYS // turns + random.randrange(DAYS // turns)
        start = FIRST_DAY + timedelta(at)
        last = random.choice((30, 90, 200, 400, None))
        end = start + timedelta(random.randrange(last)) if last else None
        yield person + 1, unit, start, ended(end)


def ended(day: date | None) -> date | None:
    """An end that is known by the last day."""
    return day if day and day <= LAST_DAY else None


def hours() -> Iterator[tuple[Any, ...]]:
    """Hours of every project in every month, in hundredths."""
    random = Random(SEED + 3)
    for unit in range(FIRST_PROJECT, FIRST_TEAM):
        for month in range(FIRST_MONTH, FIRST_MONTH + MONTHS):
            yield unit, month, random.randrange(10_000, 5_000_000)


def write(
    model: type[models.Model], columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Rows as fast as the database takes them; other fields get their default."""
    given = {
        str(field.column): field.get_default()
        if field.has_default() or field.null
        else ""
        for field in model._meta.local_concrete_fields
        if not (field.column in columns or field.primary_key or field.generated)
    }
    rest = tuple(given.values())
    names = ", ".join((*columns, *given))
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row + rest)
        else:
            marks = ", ".join(["?"] * (len(columns) + len(rest)))
            cursor.connection.executemany(
                f"INSERT INTO {table} ({names}) VALUES ({marks})",
                (tuple(map(_plain, row + rest)) for row in rows),
            )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
