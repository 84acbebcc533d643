"""Hanging a unit under another parent by form."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from safety.core.months import Month
from safety.org.models import Ancestry, Unit
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.both]
TODAY = "2026-06-15"


@pytest.fixture
def old() -> Unit:
    return make.company(code="C01", name="Sixth")


@pytest.fixture
def new() -> Unit:
    return make.company(code="C02", name="Twelfth")


@pytest.fixture
def project(client: Client, old: Unit) -> Unit:
    client.force_login(make.user("hq_safety"))
    return make.project(parent=old, code="P01")


def move(client: Client, unit: Unit, to: str, from_month: str = "") -> Any:
    with time_machine.travel(TODAY):
        return client.post(
            f"/org/units/{unit.code}/move/", {"to": to, "from_month": from_month}
        )


def said(response: Any) -> str:
    errors = response.context["form"].errors
    return " ".join(message for each in errors.values() for message in each)


def above(unit: Unit, month: str) -> set[str]:
    tree = Ancestry.objects.in_month(Month.parse(month).index).filter(unit=unit)
    return {row.ancestor.code for row in tree if row.ancestor_id != unit.pk}


def test_without_a_month_every_period_follows_the_new_tree(
    client: Client, project: Unit, new: Unit
) -> None:
    move(client, project, "C02")
    project.refresh_from_db()
    assert project.parent == new
    assert "C02" in above(project, "2018-01")
    assert "C01" not in above(project, "2018-01")


def test_with_a_month_earlier_periods_keep_the_old_tree(
    client: Client, project: Unit, new: Unit
) -> None:
    move(client, project, "C02 Twelfth", "2026-04")
    assert "C01" in above(project, "2026-03")
    assert "C02" in above(project, "2026-04")


def test_what_is_below_moves_along(client: Client, project: Unit, new: Unit) -> None:
    team = make.team(parent=project)
    move(client, project, "C02")
    assert "C02" in above(team, "2026-06")


@pytest.mark.parametrize("kind", ["group", "project", "team"])
def test_a_parent_of_the_wrong_kind_is_refused_with_a_sentence(
    client: Client, project: Unit, kind: str
) -> None:
    wrong = {
        "group": make.group(),
        "project": project,
        "team": make.team(parent=project),
    }[kind]
    response = move(client, project, wrong.code)
    assert said(response) == "The parent of a project is a company."


def test_a_month_to_come_is_refused(client: Client, project: Unit, new: Unit) -> None:
    assert "June 2026 or an earlier month" in said(
        move(client, project, "C02", "2026-07")
    )


@pytest.mark.parametrize("month", ["2026-13", "June", "0000-01", "9999-99"])
def test_what_is_no_month_is_refused(
    client: Client, project: Unit, new: Unit, month: str
) -> None:
    assert "month" in said(move(client, project, "C02", month))


def test_a_parent_that_is_not_mine_is_not_there(
    client: Client, project: Unit, old: Unit, new: Unit
) -> None:
    client.force_login(make.user("company_safety", old))
    response = move(client, project, "C02")
    assert response.status_code == 404
    assert said(response) == said(move(client, project, "C99")).replace("C99", "C02")


def test_a_parent_where_i_may_not_change_is_refused(
    client: Client, project: Unit, old: Unit, new: Unit
) -> None:
    user = make.user("company_safety", old)
    make.grant(user, "company_leader", new)
    client.force_login(user)
    assert move(client, project, "C02").status_code == 403


def test_it_takes_the_right_at_the_old_parent_too(
    client: Client, project: Unit, new: Unit
) -> None:
    user = make.user("company_safety", project)
    make.grant(user, "company_safety", new)
    client.force_login(user)
    assert move(client, project, "C02").status_code == 403


def test_the_group_cannot_move(client: Client, project: Unit) -> None:
    assert move(client, make.group(), "C01").status_code == 404


def test_a_move_to_where_the_unit_is_changes_nothing(
    client: Client, project: Unit, old: Unit
) -> None:
    before = set(Ancestry.objects.values_list("unit", "ancestor", "first_month"))
    move(client, project, "C01")
    assert before == set(
        Ancestry.objects.values_list("unit", "ancestor", "first_month")
    )
