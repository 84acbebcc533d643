"""Who is posted to a unit on a day."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from safety.accounts.models import User
from safety.org.models import Unit
from tests import make

pytestmark = pytest.mark.django_db
ROSTER = "/people/roster/"


@pytest.fixture
def project() -> Unit:
    return make.project(code="P01")


@pytest.fixture
def officer(client: Client, project: Unit) -> User:
    user = make.user("project_staff", project)
    client.force_login(user)
    return user


def names(client: Client, **query: str) -> list[str]:
    rows = client.get(ROSTER, query).context["list"].page.rows
    return [row["person__name"] for row in rows]


def test_the_roster_of_a_day_has_who_is_posted_on_it(
    client: Client, officer: User, project: Unit
) -> None:
    person = make.person(name="A")
    make.posting(person, project, date(2026, 3, 1), date(2026, 3, 31))
    assert names(client, day="2026-02-28") == []
    assert names(client, day="2026-03-01") == ["A"]
    assert names(client, day="2026-03-31") == ["A"]
    assert names(client, day="2026-04-01") == []


def test_without_a_day_it_is_todays(
    client: Client, officer: User, project: Unit
) -> None:
    make.person(project, name="A")
    yesterday = timezone.localdate() - timedelta(days=1)
    make.posting(make.person(name="Gone"), project, end_on=yesterday)
    assert names(client) == ["A"]


def test_somebody_with_two_postings_stands_there_twice(
    client: Client, officer: User, project: Unit
) -> None:
    person = make.person(project, name="A")
    make.posting(person, make.team(parent=project))
    assert names(client) == ["A", "A"]


def test_voided_postings_and_persons_do_not_stand_there(
    client: Client, officer: User, project: Unit
) -> None:
    make.posting(make.person(), project).void(by=None)
    make.void(make.person(project))
    assert names(client) == []


def test_search_and_filters_narrow_the_roster(
    client: Client, officer: User, project: Unit
) -> None:
    make.person(project, name="Wang Li", employee_no="X-1")
    huaxin = make.contractor(code="K1")
    make.person(project, name="Zhao Na", contractor=huaxin, category="worker")
    assert names(client, q="wang") == names(client, q="x-1") == ["Wang Li"]
    assert names(client, employer="own") == ["Wang Li"]
    assert names(client, contractor="K1") == names(client, category="worker")


@pytest.mark.parametrize("day", ["x", "2026-02-30", "\0", "1899-01-01", "10000-01-01"])
def test_what_is_no_day_is_refused_with_a_sentence(
    client: Client, officer: User, day: str
) -> None:
    response: Any = client.get(ROSTER, {"day": day})
    assert response.status_code == 400
    assert "day" in response.content.decode()


def test_the_roster_is_written_to_a_file(
    client: Client, officer: User, project: Unit
) -> None:
    make.person(project, name="Wang Li", phone="138-1")
    response: Any = client.get(ROSTER, {"export": "csv"})
    text = b"".join(response).decode()
    assert "Wang Li" in text
    assert "138-1" not in text


def test_a_unit_of_others_is_not_there(client: Client, officer: User) -> None:
    make.project(code="P99")
    assert client.get(ROSTER, {"unit": "P99"}).status_code == 404
