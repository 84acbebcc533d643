"""The figures of REPLAY-2019, as the engine and the annual report have them."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils import translation

from safety.core.months import Period
from safety.indicators import drain, read, registry
from safety.management.commands.demo import _samples
from safety.org.models import Unit
from safety.reports import document
from safety.reports import registry as reports
from safety.reports.blocks import Block, TableBlock

GROUP, PILOT, SCHOOL = "CHALIECO", "MC6-BAIYINHUA", "MC6"
SPECIAL = {3: 1, 4: 1, 7: 4, 8: 4, 9: 4, 10: 4}


class Key(NamedTuple):
    """A figure: which, where and when."""

    code: str
    unit: str = GROUP
    period: str = "2019"


EMPLOYEES = Key("workforce.employees_end")
HOURS = Key("training.hours")
COVERAGE = Key("training.coverage")
DRILLS, REHEARSED = Key("drills.count"), Key("drills.person_times")
CARDS, REDEEMED = Key("cards.issued", PILOT), Key("cards.amount_redeemed", PILOT)
AWARDS, PRIZES = Key("awards.count", PILOT), Key("awards.amount", PILOT)
BY_GROUP = Key("inspections.by_group")
LEADERS = Key("leaders.persons", period="2019-06")
ENTERED = Key("leaders.units_entered", period="2019-06")
PROBLEMS = Key("leaders.problems", period="2019-06")
DESIGN = Key("quality.projects_design", period="2019-09")
CONSTRUCTION = Key("quality.projects_construction", period="2019-09")
QUALITY = Key("quality.problems", period="2019-09")
ONLINE = Key("training.online_sessions", SCHOOL)
LEARNED = Key("training.online_person_times", SCHOOL)
DEATHS = Key("incidents.fatalities")
CONTRACTORS = Key("contractors.count")


def special(month: int) -> Key:
    """Special inspections of a month."""
    return Key("inspections.special_projects", period=f"2019-{month:02}")


# What was published, in the order of the annual report.
PUBLISHED = {
    EMPLOYEES: 14_685,
    HOURS: 291_570,
    COVERAGE: Decimal("0.96"),
    DRILLS: 349,
    REHEARSED: 15_802,
    CARDS: 1_393,
    REDEEMED: 7_469,
    AWARDS: 36,
    PRIZES: 6_400,
    BY_GROUP: 11,
    **{special(month): number for month, number in SPECIAL.items()},
    LEADERS: 253,
    ENTERED: 279,
    PROBLEMS: 591,
    DESIGN: 37,
    CONSTRUCTION: 41,
    QUALITY: 2_040,
    ONLINE: 42,
    LEARNED: 2_910,
    DEATHS: 0,
    CONTRACTORS: 1_405,
}

# No figure of the table, but one that its records move.
WORKED = Key("workforce.hours_worked")


def load(*, small: bool) -> None:
    """The records of the sample, as `manage.py demo` has them, and their numbers."""
    for sample in _samples():
        if hasattr(sample, "load"):
            sample.load(small, lambda _what, _done, _total: None)
    drain.drain()


def stored() -> dict[Key, read.Figure]:
    """Every figure of the table, and the hours worked, as the engine has them."""
    units = dict(Unit.objects.values_list("code", "pk"))
    indicators = registry.indicators()
    found = {}
    for key in (*PUBLISHED, WORKED):
        asked = units[key.unit], Period.parse(key.period)
        figures = read.figures([asked[0]], [asked[1]], [indicators[key.code]])
        found[key] = figures[key.code, *asked]
    return found


def annual() -> document.Document:
    """The annual report of the group."""
    with translation.override("en"):
        unit = Unit.objects.get(code=GROUP)
        period, report = Period.parse("2019"), reports.find("annual")
        return document.build(report, unit, period, document.Everyone())


def table(made: document.Document) -> dict[Key, Any]:
    """What the annual report's table says, line by line."""
    (block,) = _titled(made, "The figures of the year")
    assert [row[-1].text for row in block.rows] == [key.code for key in PUBLISHED]
    amounts = [row[1].amount for row in block.rows]
    return dict(zip(PUBLISHED, amounts, strict=True))


def held_by_the_group(made: document.Document) -> list[Any]:
    """How many were at each session that the group itself held, by the report."""
    (block,) = _titled(made, "Training that the unit itself held")
    return [row[-1].amount for row in block.rows]


def _titled(made: document.Document, title: str) -> Iterator[TableBlock]:
    def is_meant(block: Block) -> bool:
        return isinstance(block, TableBlock) and block.title == title

    return filter(is_meant, made.blocks)  # type: ignore[arg-type]
