"""Drills against plan, of many units at once: as their years show it one by one."""

import random
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safety.core.planned import Against, planned
from safety.org.models import Unit
from tests import make
from training.models import Drill, DrillRule, EmergencyPlan, PlannedDrill
from training.services import matching, yearly

pytestmark = [pytest.mark.django_db, pytest.mark.both]
FIRST, LAST = date(2019, 1, 1), date(2019, 12, 31)
TODAY = date(2019, 9, 20)


def below(unit: Unit) -> list[Unit]:
    return list(Unit.objects.below([unit.pk]))


def one_by_one(unit: Unit, first: date, last: date) -> Against:
    """From the years of the unit and of every unit below it."""
    rows = [
        row
        for each in below(unit)
        for year in range(first.year, last.year + 1)
        for row in yearly.of_units([each.pk], year, TODAY)
        if first <= row.planned.due_on <= last
    ]
    held = Drill.objects.final().filter(unit__in=below(unit))
    return Against(
        len(rows),
        sum(row.held is not None for row in rows),
        sum(row.is_late for row in rows),
        held.filter(held_on__range=(first, last)).count(),
    )


def a_group() -> list[Unit]:
    """A group, two companies, their projects, a team of each."""
    units = [make.group()]
    for _company in range(2):
        company = make.company()
        units.append(company)
        for _project in range(2):
            project = make.project(parent=company)
            units += [project, make.team(parent=project)]
    return units


def live(chance: random.Random, units: list[Unit]) -> None:
    """Plans, planned drills whose days overlap, and drills, some of them drafts."""
    rules = [None, *DrillRule.objects.exclude(what="review")]
    plans: list[EmergencyPlan | None] = [None, None]
    for _n in range(4):
        fields = {"kind": chance.choice(["special", "on_site"])}
        made = make.emergency_plan(
            chance.choice(units), **fields, is_fire=chance.random() < 0.5
        )
        plans.append(made)
    for _n in range(60):
        since = date(2018, 7, 1) + timedelta(days=chance.randrange(600))
        due = since + timedelta(days=chance.choice([0, 30, 90, 365]))
        row = PlannedDrill(
            unit=chance.choice(units),
            rule=chance.choice(rules),
            plan=chance.choice(plans),
            since_on=since,
            due_on=due,
        )
        yearly.add(row, by=None)
        if chance.random() < 0.1:
            yearly.void(row, by=None)
    for _n in range(60):
        plan = chance.choice(plans)
        make.drill(
            chance.choice(units),
            held_on=date(2018, 7, 1) + timedelta(days=chance.randrange(700)),
            version=plan.versions.get() if plan else None,
            status=chance.choice(["final", "final", "draft"]),
        )


@pytest.mark.parametrize("seed", range(4))
def test_many_units_at_once_are_as_their_years_one_by_one(seed: int) -> None:
    units = a_group()
    live(random.Random(seed), units)
    keys = [unit.pk for unit in units]
    for first, last in (
        (FIRST, LAST),
        (date(2019, 4, 1), date(2019, 6, 30)),
        (date(2018, 12, 26), date(2019, 12, 25)),
    ):
        found = matching.against(keys, first, last, TODAY)
        assert found == {u.pk: one_by_one(u, first, last) for u in units}
    assert found[units[0].pk].met
    assert found[units[0].pk].late


def test_what_is_asked_once_is_enough_for_all_units() -> None:
    def questions(units: list[Unit]) -> int:
        with CaptureQueriesContext(connection) as asked:
            matching.against([unit.pk for unit in units], FIRST, LAST, TODAY)
        return len(asked)

    units = a_group()
    live(random.Random(7), units)
    assert questions(units[:1]) == questions(units) == 3


def test_a_unit_that_plans_nothing_has_only_what_it_held() -> None:
    project = make.project()
    make.drill(project, held_on=date(2019, 3, 1))
    found = matching.against([project.pk], FIRST, LAST, TODAY)
    assert found == {project.pk: Against(0, 0, 0, 1)}


def test_who_asks_for_drills_gets_them_by_their_code() -> None:
    assert planned("drills.count") is matching.against
    assert planned("hazards.found") is None
