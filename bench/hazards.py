"""The list of hazards and the search box, among a million; and one changed hazard.

The floor is a Django view of the same rows, behind the same middleware: objects of the
ORM and a template, and nothing around the table.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import islice
from random import Random
from statistics import median
from typing import Any
from urllib.parse import urlencode

import time_machine
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from bench import databases, worlds
from bench.lines import Line, interleaved, seconds_of
from bench.rebuild import TODAY
from bench.visitors import Visitor
from inspections.lists import HazardList
from inspections.models import Hazard, Level, Risk
from safety.core.listing import ROWS
from safety.core.paging import Pager
from safety.indicators.drain import drain
from safety.journal import write as journal
from safety.org.models import Unit
from safety.urls import urlpatterns as site

HAZARDS, FEW = worlds.sized(1_000_000), worlds.sized(100_000)
PERSONS = worlds.sized(20_000)
HERE = 12  # contractors of a project: 1,405 at 120 projects (DOMAIN 0)
FAR = HAZARDS // ROWS // 2
CODE = f"C{worlds.COMPANY:02}"
LIST = f"/inspections/hazards/?unit={CODE}&level=general&state=any"
EVERYTHING = "/inspections/hazards/?state=any"
# A number's beginning, a rare and a common word, both languages, and a person.
WORDS = ("H00000", "塔吊限位", "护栏", "缺失 3号楼", "guard", "王建国")
TIMES = 5
WHAT = (
    "护栏",
    "防护门",
    "配电箱",
    "脚手架",
    "塔吊限位",
    "模板支撑",
    "guard rail",
    "灭火器",
)
WRONG = ("缺失", "破损", "未验收", "松动", "missing", "不符合要求")
CATEGORIES = ("高处坠落", "触电", "坍塌", "物体打击", "起重伤害", "火灾")
TABLE = """
<table>{% for one in hazards %}
  <tr>
    <td>{{ one.get_risk_display }}</td>
    <td><a href="{{ one.get_absolute_url }}">{{ one.description }}</a>
      <small>{{ one.number }}</small></td>
    <td>{{ one.unit.name }}<small>{{ one.unit.parent.name }}</small></td>
    <td>{{ one.get_state_display }}</td>
    <td>{{ one.due_on|date:"j M Y" }}</td>
    <td>{{ one.responsible.name }}<small>{{ one.contractor.name }}</small></td>
    <td>{{ one.inspection.get_programme_display|default:"–" }}</td>
  </tr>{% endfor %}
</table>
"""


@cache
def template() -> Any:
    """The floor's template, compiled once as those of the site are."""
    return engines["django"].from_string(TABLE)


def floor(_request: HttpRequest) -> HttpResponse:
    """The first fifty general hazards of a company."""
    company = Unit.objects.get(code=CODE)
    hazards = (
        Hazard.objects.counted()
        .below([company.pk])
        .filter(level=Level.GENERAL)
        .select_related("unit__parent", "contractor", "responsible", "inspection")
        .order_by("due_on", "pk")[:ROWS]
    )
    return HttpResponse(template().render({"hazards": hazards}))


urlpatterns = [path("floor/", floor), *site]
COLUMNS = (
    *("id", "number", "unit_id", "found_on", "level", "risk", "category"),
    *("description", "place", "contractor_id", "responsible_id", "due_on"),
    *("rectified_on", "rectified_by_id", "verified_on", "verified_by_id"),
)


def hazards(number: int) -> Iterator[tuple[Any, ...]]:
    """Hazards of two years; nine of ten are closed by the end."""
    random = Random(worlds.SEED + 4)
    for key in range(1, number + 1):
        found = worlds.FIRST_DAY + timedelta(random.randrange(worlds.DAYS))
        due = min(found + timedelta(random.randrange(1, 8)), worlds.LAST_DAY)
        done = ended(random, found, 12)
        closed = ended(random, done, 4) if done else None
        fixer = random.randint(1, PERSONS)
        words = (
            f"{random.randint(1, 30)}号楼{random.choice(WHAT)}{random.choice(WRONG)}"
        )
        unit = random.randint(worlds.FIRST_PROJECT, worlds.LAST_TEAM)
        yield (
            *(key, f"H{key:07}", unit),
            *(found, Level.MAJOR if random.random() < 0.02 else Level.GENERAL),
            *(random.choice(Risk.values), random.choice(CATEGORIES), words),
            *(f"{random.randint(1, 30)}层", contractor(unit, random.randrange(HERE))),
            *(fixer, due, done, fixer if done else None),
            *(closed, fixer % PERSONS + 1 if closed else None),
        )


def contractor(unit: int, number: int) -> int:
    """One of the contractors of a unit's project."""
    at = unit - worlds.FIRST_PROJECT
    project = at if unit < worlds.FIRST_TEAM else unit - worlds.FIRST_TEAM
    return (project % worlds.PROJECTS * HERE + number) % worlds.CONTRACTORS + 1


def ended(random: Random, since: date, most: int) -> date | None:
    """Some days later, if that is within the two years."""
    day = since + timedelta(random.randrange(most))
    return day if day <= worlds.LAST_DAY else None


def built(name: str, number: int, postings: int = PERSONS) -> None:
    """A database of units, people and so many hazards."""
    databases.fresh(name)
    worlds.build(PERSONS, postings)
    worlds.write(Hazard, COLUMNS, hazards(number))
    worlds.settle(Hazard)


def measure() -> Iterator[Line]:
    """The list beside its floor, its pages, what is found, and one change."""
    settings.ROOT_URLCONF = "bench.hazards"
    with time_machine.travel(TODAY, tick=True):
        built("hazards", HAZARDS)
        officer, manager = Visitor(worlds.COMPANY), Visitor()
        least, ours = interleaved(
            lambda: officer.seconds("/floor/"), lambda: officer.seconds(LIST), TIMES
        )
        yield Line(f"hazards: a page of {HAZARDS:,}, filtered", ours, 1.5, least)
        yield Line("hazards: its queries", officer.queries(LIST), 8, unit="queries")
        yield paged(manager)
        yield found(officer, manager)
        yield from changed()


def paged(manager: Visitor) -> Line:
    """A page far down the list of all, beside the first."""
    pager = Pager(HazardList.order, ROWS, HazardList.__qualname__)
    last = dict(
        Hazard.objects.order_by("due_on", "pk").values("due_on", "pk")[FAR * ROWS]
    )
    cursor = pager.cursor(last, FAR * ROWS + 1)
    far = f"{EVERYTHING}&{urlencode({'after': cursor})}"
    first, ours = interleaved(
        lambda: manager.seconds(EVERYTHING), lambda: manager.seconds(far), TIMES
    )
    return Line(f"hazards: page {FAR:,} by page 1", ours, 1.5, first)


def found(*visitors: Visitor) -> Line:
    """The slowest of some searches, by who sees a company or everything."""
    seconds = {
        word: max(visitor.seconds(f"/search/?q={word}") for visitor in visitors)
        for word in WORDS
    }
    slowest = max(seconds, key=seconds.__getitem__)
    return Line(f"hazards: search, slowest: {slowest}", seconds[slowest], 0.1)


def changed() -> Iterator[Line]:
    """One hazard verified on another day, up to the last value, at two sizes."""
    built("hazards-few", FEW)
    works = {name: changes(name) for name in ("hazards-few", "hazards")}
    few, many = interleaved(
        lambda: next(works["hazards-few"]), lambda: next(works["hazards"]), TIMES
    )
    yield Line(f"one hazard: work at {HAZARDS:,}", many, 0.1)
    yield Line(f"one hazard: growth from {FEW:,}", many, 1.3, few)


def changes(name: str) -> Iterator[float]:
    """Median seconds of ten changes in a database, again and again."""
    databases.use(name)
    drain()
    closed = Hazard.objects.filter(verified_on__lt=worlds.LAST_DAY - timedelta(60))
    keys = closed.order_by("pk").values_list("pk", flat=True)
    step = max(1, FEW // 200)
    some = iter(list(keys[: FEW // 2 : step]))
    while True:
        databases.use(name)
        change(next(some))  # the first one compiles, plans and reads pages
        yield median(
            seconds_of(lambda key=key: change(key))  # type: ignore[misc]
            for key in islice(some, 10)
        )


def change(key: int) -> None:
    """Let a hazard be verified a month later, and bring its numbers up to date."""
    hazard = Hazard.objects.get(pk=key)
    hazard.verified_on = (hazard.verified_on or TODAY) + timedelta(31)
    journal.save(hazard, "change", by=None)
    drain()
