"""Targets and alert thresholds of a year: set at a unit, held by all below it."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from safety.core.months import Month, Period
from safety.indicators import registry, targets
from safety.indicators.models import Target
from safety.journal.models import Change
from safety.org.models import ClosedMonth, Unit
from tests import make
from tests.pages import fields, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_2019")]
RATE = "hazards.on_time_rate"
OVERDUE = "hazards.overdue"


@pytest.fixture
def project() -> Unit:
    return make.project(code="P1", parent=make.company(code="C1"))


@pytest.fixture
def manager(client: Client, project: Unit) -> Client:
    client.force_login(make.user("hq_safety", project.parent.parent))
    return client


def put(manager: Client, unit: str, code: str = RATE, **said: str) -> Any:
    address = f"/indicators/targets/{code}/?unit={unit}&period=2019-06"
    shown = fields(manager.get(address))
    return manager.post(address, shown | said, follow=True)


def held(unit: Unit, code: str = RATE, year: int = 2019) -> Target | None:
    period = Period.parse(str(year))
    return targets.in_force([unit.pk], period, [code]).get((unit.pk, code))


def test_the_nearest_target_above_holds_and_an_own_one_before_it(
    manager: Client, project: Unit
) -> None:
    group, company = project.parent.parent, project.parent
    put(manager, group.code, target="90", alert="80")
    assert held(project).target == Decimal(90)
    put(manager, company.code, target="95", alert="85")
    assert (held(project).unit, held(project).target) == (company, Decimal(95))
    assert held(make.company()).unit == group
    assert held(project, year=2020) is None
    put(manager, company.code, target="", alert="")
    assert held(project).unit == group
    put(manager, company.code, target="96", alert="")
    assert (held(project).target, held(project).alert) == (Decimal(96), None)
    verbs = Change.objects.filter(label="indicators.target").order_by("pk")
    assert [each.verb for each in verbs] == ["add", "add", "void", "change"]


def closed(unit: Unit, *months: int) -> None:
    """Close months of 2019, as the closing book does, for a unit and all below it."""
    for below in Unit.objects.below([unit.pk]):
        for number in months:
            month = Month.of(2019, number)
            ClosedMonth.objects.create(
                unit=below,
                month=month.index,
                first_day=month.first_day,
                last_day=month.last_day,
                entry=1,
            )


def aims(unit: Unit) -> list[int | None]:
    """What holds at a unit in each month of 2019."""
    periods = [Period.parse(f"2019-{number:02}") for number in range(1, 13)]
    rows = [targets.in_force([unit.pk], each, [RATE]) for each in periods]
    found = [row.get((unit.pk, RATE)) for row in rows]
    return [int(row.target or 0) if row else None for row in found]


def test_a_closed_month_keeps_the_target_that_it_had(
    manager: Client, project: Unit
) -> None:
    group = project.parent.parent
    put(manager, group.code, target="90", alert="")
    closed(group, 1, 2, 3)
    put(manager, group.code, target="95", alert="")
    assert aims(project) == [90] * 3 + [95] * 9
    put(manager, group.code, target="97", alert="")
    assert aims(project) == [90] * 3 + [97] * 9
    page = manager.get("/indicators/targets/?unit=C1&period=2019-06")
    assert "from April 2019 on" in text(page)
    page = manager.get("/indicators/targets/?unit=C1&period=2019-03")
    assert "90.0 %" in text(page)
    assert "97.0 %" not in text(page)


def test_taken_back_it_still_holds_in_closed_months(
    manager: Client, project: Unit
) -> None:
    group, company = project.parent.parent, project.parent
    put(manager, group.code, target="90", alert="")
    put(manager, company.code, target="80", alert="")
    closed(company, 1, 2)
    put(manager, company.code, target="", alert="")
    assert aims(project) == [80] * 2 + [90] * 10
    assert aims(group) == [90] * 12


def test_a_month_closed_below_keeps_what_it_had_from_above(
    manager: Client, project: Unit
) -> None:
    group = project.parent.parent
    closed(project, 1)
    put(manager, group.code, target="90", alert="")
    assert aims(project) == [None] + [90] * 11


def test_months_opened_again_take_what_is_set_then(
    manager: Client, project: Unit
) -> None:
    group = project.parent.parent
    put(manager, group.code, target="90", alert="")
    closed(group, 1, 2, 3)
    put(manager, group.code, target="95", alert="")
    ClosedMonth.objects.filter(month__gt=Month.of(2019, 1).index).update(
        is_active=False
    )
    assert aims(project) == [90] * 3 + [95] * 9
    put(manager, group.code, target="70", alert="")
    assert aims(project) == [90] + [70] * 11


def test_of_a_closed_year_no_target_is_set(manager: Client, project: Unit) -> None:
    group = project.parent.parent
    closed(group, 12)
    page = put(manager, group.code, target="90", alert="")
    assert "All months of 2019 are closed: a target would hold for none." in text(page)
    assert not Target.objects.exists()


def test_all_units_are_asked_in_one_query(manager: Client, project: Unit) -> None:
    units = [project, *(make.project(parent=project.parent) for _ in range(5))]
    put(manager, "C1", target="90", alert="80")
    put(manager, "P1", OVERDUE, target="0", alert="3")
    with CaptureQueriesContext(connection) as asked:
        found = targets.in_force(
            [unit.pk for unit in units], Period.parse("2019"), registry.indicators()
        )
    assert len(asked) == 1
    assert {key for key, row in found.items() if row.code == RATE} == {
        (unit.pk, RATE) for unit in units
    }
    assert {key for key, row in found.items() if row.code == OVERDUE} == {
        (project.pk, OVERDUE)
    }


@pytest.mark.parametrize(
    ("code", "said", "error"),
    [
        (RATE, {"target": "101"}, "A share is 100 % at most"),
        (RATE, {"target": "90", "alert": "95"}, "It is worse than the target"),
        (OVERDUE, {"target": "5", "alert": "3"}, "It is worse than the target"),
        (OVERDUE, {"target": "-1"}, "greater than or equal to 0"),
    ],
)
def test_what_cannot_be_is_refused(
    manager: Client, code: str, said: dict[str, str], error: str
) -> None:
    assert error in text(put(manager, "P1", code, **said))
    assert not Target.objects.exists()


def test_pages_say_what_holds_and_who_has_set_it(
    manager: Client, project: Unit
) -> None:
    put(manager, "C1", target="95", alert="85.5")
    listed = text(manager.get("/indicators/targets/?unit=P1&period=2019-06"))
    assert "95.0%" in listed.replace(" ", "")
    assert "below85.5%" in listed.replace(" ", "")
    assert str(project.parent) in listed
    shown = text(manager.get(f"/indicators/{RATE}/?unit=P1&period=2019-06"))
    assert "Target95.0%" in shown.replace(" ", "").replace("\n", "")
