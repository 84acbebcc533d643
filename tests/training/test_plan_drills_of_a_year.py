"""The drills of a year: what law asks is proposed, planned, and held or late."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from safety.org.models import Unit
from tests import make
from tests.pages import fields, text
from training.models import DrillRule, EmergencyPlan, PlannedDrill
from training.services import yearly

pytestmark = [pytest.mark.django_db, pytest.mark.both]
YEAR = "/training/drills/year/?unit=P1&period=2019"
PROPOSE = "/training/drills/year/propose/?unit=P1&period=2019"


@pytest.fixture
def project() -> Unit:
    return make.project(code="P1", parent=make.company(code="C1"))


@pytest.fixture
def officer(client: Client, project: Unit) -> Client:
    client.force_login(make.user("safety_officer", project))
    return client


def rehearsed(plan: EmergencyPlan, day: date, **fields: Any) -> Any:
    version = plan.versions.get()
    return make.drill(plan.unit, version=version, held_on=day, **fields)


def proposed(officer: Client) -> list[tuple[str, str]]:
    """What is planned after a tap: what, and until when."""
    officer.post(PROPOSE)
    rows = PlannedDrill.objects.counted()
    return sorted((str(each), f"{each.due_on:%m-%d}") for each in rows)


def test_what_law_asks_is_proposed_once(officer: Client, project: Unit) -> None:
    pit = make.emergency_plan(project, name="Pit")
    make.emergency_plan(project, name="Fire", kind="special")
    assert proposed(officer) == proposed(officer)
    assert proposed(officer) == [
        ("Any drill", "06-30"),
        ("Any drill", "12-31"),
        ("Comprehensive or special plan", "12-31"),
        (str(pit), "06-30"),
        (str(pit), "12-31"),
    ]


def test_what_was_held_stands_beside_it(officer: Client, project: Unit) -> None:
    pit = make.emergency_plan(project, name="Pit")
    drill = rehearsed(pit, date(2019, 3, 1))
    rehearsed(pit, date(2019, 4, 1), status="draft")
    proposed(officer)
    met = {
        (str(each.planned), each.planned.due_on.month): each.held
        for each in yearly.of_year(project, 2019)
    }
    assert met == {
        ("Any drill", 6): drill,
        ("Any drill", 12): None,
        ("Comprehensive or special plan", 12): None,
        ("Pit", 6): drill,
        ("Pit", 12): None,
    }
    page = officer.get(YEAR)
    assert "2 of 5 planned drills are held" in text(page)
    assert page.content.decode().count("az-tag bad") == 3


def test_a_drill_meets_one_of_a_rule_only(officer: Client, project: Unit) -> None:
    rule = DrillRule.objects.get(what="any")
    for _twice in range(2):
        days = {"since_on": date(2019, 1, 1), "due_on": date(2019, 6, 30)}
        yearly.add(PlannedDrill(unit=project, rule=rule, **days), by=None)
    make.drill(project, held_on=date(2019, 3, 1))
    held = [each.held for each in yearly.of_year(project, 2019)]
    assert [bool(each) for each in held] == [True, False]


def test_a_drill_of_a_team_is_one_of_the_project(project: Unit) -> None:
    days = {"since_on": date(2019, 1, 1), "due_on": date(2019, 6, 30)}
    yearly.add(PlannedDrill(unit=project, **days), by=None)
    drill = make.drill(make.team(parent=project), held_on=date(2019, 3, 1))
    (row,) = yearly.of_year(project, 2019)
    assert row.held == drill


def test_a_planned_drill_is_added_moved_and_removed(
    officer: Client, project: Unit
) -> None:
    plan = make.emergency_plan(project, name="Crane")
    add = "/training/drills/planned/add/?unit=P1&period=2019"
    officer.post(add, {**fields(officer.get(add)), "plan": plan.pk})
    planned = PlannedDrill.objects.get()
    assert planned.due_on == date(2019, 12, 31)
    change = reverse("training:change-planned-drill", args=[planned.pk])
    shown = officer.post(
        change, {**fields(officer.get(change)), "due_on": "2018-01-01"}
    )
    assert "It ends before it begins" in text(shown)
    officer.post(change, {**fields(officer.get(change)), "due_on": "2019-09-30"})
    assert "30 Sep 2019" in text(officer.get(YEAR))
    officer.post(reverse("training:void-planned-drill", args=[planned.pk]))
    assert "Nothing is planned for this year yet" in text(officer.get(YEAR))


def test_what_was_removed_is_not_proposed_again(officer: Client, project: Unit) -> None:
    before = proposed(officer)
    gone = PlannedDrill.objects.first()
    assert gone
    officer.post(reverse("training:void-planned-drill", args=[gone.pk]))
    assert len(proposed(officer)) == len(before) - 1


def test_headquarters_changes_what_is_asked(client: Client, project: Unit) -> None:
    client.force_login(make.user("hq_safety", make.group()))
    rule = DrillRule.objects.get(what="any")
    address = rule.get_absolute_url()
    client.post(address, {**fields(client.get(address)), "months": "3"})
    yearly.propose(project, 2019, by=None)
    assert PlannedDrill.objects.filter(rule=rule).count() == 4
    said = {
        "what": "any",
        "months": "6",
        "mark": "P",
        "valid_from": "2019-05-01",
        "source": rule.source,
    }
    client.post(reverse("training:add-drill-rule"), said)  # without "is asked"
    assert rule not in DrillRule.objects.in_force(date(2019, 12, 31))
    assert rule in DrillRule.objects.in_force(date(2019, 4, 30))


def test_rules_say_where_they_come_from_and_how_sure(officer: Client) -> None:
    page = text(officer.get(YEAR))
    assert "第三十三条" in page
    assert "From memory, not checked" in page


def test_the_review_of_a_new_plan_is_proposed(officer: Client, project: Unit) -> None:
    shown = fields(officer.get("/training/drills/plans/add/?unit=P1"))
    assert shown["review_on"][:4] == str(timezone.localdate().year + 3)
