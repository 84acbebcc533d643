"""The list of inspections of a unit."""

from datetime import date

import pytest
from django.test import Client

from safety.accounts.models import User
from safety.org.models import Unit
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LIST = "/inspections/"
DAY = date(2019, 6, 3)


@pytest.fixture
def project() -> Unit:
    return make.project()


@pytest.fixture
def officer(client: Client, project: Unit) -> User:
    user = make.user("safety_officer", project)
    client.force_login(user)
    return user


def listed(client: Client, **query: str) -> list[str]:
    rows = client.get(LIST, query).context["list"].page.rows
    return [row["number"] for row in rows]


def test_the_latest_comes_first(client: Client, officer: User, project: Unit) -> None:
    make.inspection(project, DAY, number="A")
    make.inspection(make.team(parent=project), date(2019, 6, 4), number="B")
    make.inspection(make.project(), DAY, number="Elsewhere")
    assert listed(client) == ["B", "A"]


def test_voided_ones_are_shown_to_who_asks(
    client: Client, officer: User, project: Unit
) -> None:
    make.inspection(project, DAY, number="A", status="draft")
    make.inspection(project, DAY, number="B", status="voided")
    assert listed(client) == ["A"]
    assert listed(client, status="voided") == ["B"]


def test_filters_narrow_the_list(client: Client, officer: User, project: Unit) -> None:
    make.inspection(project, DAY, number="A", programme="quality")
    make.inspection(project, DAY, number="B", form="cross", checklist="JGJ 59")
    assert listed(client, programme="quality") == ["A"]
    assert listed(client, form="cross") == ["B"]
    assert listed(client, q="jgj") == ["B"]
    assert listed(client, q="a") == ["A"]


def test_the_search_box_finds_inspections_of_my_units_only(
    client: Client, officer: User, project: Unit
) -> None:
    make.inspection(project, DAY, number="I-19-1")
    make.inspection(make.project(), DAY, number="I-19-2")
    page = client.get("/search/", {"q": "I-19"}).content.decode()
    assert "I-19-1" in page
    assert "I-19-2" not in page
