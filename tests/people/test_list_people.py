"""The list of people of a unit."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from safety.accounts.models import User
from safety.org.models import Unit
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LIST = "/people/"


@pytest.fixture
def company() -> Unit:
    return make.company()


@pytest.fixture
def project(company: Unit) -> Unit:
    return make.project(parent=company, code="P01", name="Baiyinhua")


@pytest.fixture
def officer(client: Client, project: Unit) -> User:
    user = make.user("safety_officer", project)
    client.force_login(user)
    return user


def rows(client: Client, **query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(LIST, query).context["list"].page.rows
    return found


def names(client: Client, **query: str) -> list[str]:
    return [row["name"] for row in rows(client, **query)]


def heads(client: Client, **query: str) -> list[str]:
    columns = client.get(LIST, query).context["list"].columns
    return [column.name for column in columns]


def test_the_list_has_who_is_posted_to_the_unit_or_below_it_today(
    client: Client, officer: User, project: Unit
) -> None:
    make.person(project, name="A")
    make.person(make.team(parent=project), name="B")
    make.person(make.project(), name="Elsewhere")
    make.posting(make.person(name="Gone"), project, end_on=date(2020, 1, 1))
    assert names(client) == ["A", "B"]


def test_who_left_and_who_comes_later_is_among_those_ever_posted(
    client: Client, officer: User, project: Unit
) -> None:
    make.posting(make.person(name="Gone"), project, end_on=date(2020, 1, 1))
    tomorrow = timezone.localdate() + timedelta(days=1)
    make.posting(make.person(name="Comes"), project, tomorrow)
    assert names(client) == []
    assert names(client, posted="ever") == ["Gone", "Comes"]


def test_a_posting_lasts_through_its_last_day(
    client: Client, officer: User, project: Unit
) -> None:
    make.posting(make.person(name="A"), project, end_on=timezone.localdate())
    assert names(client) == ["A"]


def test_a_person_with_two_postings_is_listed_once(
    client: Client, officer: User, project: Unit
) -> None:
    person = make.person(project, name="A")
    make.posting(person, make.team(parent=project))
    assert names(client) == ["A"]


def test_voided_postings_and_voided_persons_are_not_listed(
    client: Client, officer: User, project: Unit
) -> None:
    make.posting(make.person(), project).void(by=None)
    make.void(make.person(project))
    assert names(client) == names(client, posted="ever") == []


@pytest.mark.parametrize("kind", ["group", "company", "project", "team"])
@pytest.mark.parametrize("posted", ["today", "ever"])
def test_every_level_lists_the_people_below_it(
    client: Client, company: Unit, project: Unit, kind: str, posted: str
) -> None:
    team = make.team(parent=project)
    make.person(team, name="A")
    elsewhere = make.project(parent=make.company())
    make.person(make.team(parent=elsewhere), name="Elsewhere")
    units = {"team": team, "project": project, "company": company}
    client.force_login(make.user("hq_safety"))
    unit = units.get(kind, make.group())
    found = names(client, unit=unit.code, posted=posted)
    assert found == (["A", "Elsewhere"] if kind == "group" else ["A"])


def test_a_unit_of_others_is_not_there(
    client: Client, officer: User, company: Unit
) -> None:
    foreign = make.project(code="P99")
    assert client.get(LIST, {"unit": foreign.code}).status_code == 404
    assert client.get(LIST, {"unit": company.code}).status_code == 404


def test_a_unit_where_i_may_not_see_people_is_refused(
    client: Client, officer: User
) -> None:
    other = make.project(code="P02")
    make.grant(officer, "worker", other)
    assert client.get(LIST, {"unit": "P02"}).status_code == 403


def test_the_unit_shown_is_the_one_below_the_unit_of_the_page(
    client: Client, officer: User, project: Unit
) -> None:
    person = make.person(make.project(name="Elsewhere"), name="A")
    make.posting(person, make.team(parent=project, name="Crew"), date(2018, 1, 1))
    assert [row["unit_name"] for row in rows(client)] == ["Crew"]


def test_search_finds_by_number_and_by_name(
    client: Client, officer: User, project: Unit
) -> None:
    make.person(project, employee_no="X-17", name="王丽")
    make.person(project, employee_no="Y-17", name="Wang Lihua")
    assert names(client, q="x-1") == ["王丽"]
    assert names(client, q="丽") == ["王丽"]
    assert names(client, q="lihua") == ["Wang Lihua"]
    assert names(client, q="17") == []


def test_filters_narrow_by_employer_contractor_and_category(
    client: Client, officer: User, project: Unit
) -> None:
    huaxin, taishan = make.contractor(code="K1"), make.contractor(code="K2")
    make.person(project, name="Own", category="technical")
    make.person(project, name="H", contractor=huaxin, category="worker")
    make.person(project, name="T", contractor=taishan)
    assert names(client, employer="own") == ["Own"]
    assert names(client, employer="contractor") == ["H", "T"]
    assert names(client, contractor="K1") == ["H"]
    assert names(client, contractor="K2 Contractor") == ["T"]
    assert names(client, category="technical") == ["Own"]


def test_a_contractor_that_does_not_exist_finds_nobody(
    client: Client, officer: User, project: Unit
) -> None:
    make.person(project)
    assert names(client, contractor="K99") == []


def test_pages_follow_each_other_without_gap_or_repetition(
    client: Client, officer: User, project: Unit
) -> None:
    for number in range(60):
        make.person(project, name=f"N{number:02}")
    first = client.get(LIST).context["list"]
    second = client.get(LIST + first.after_url).context["list"]
    found = [row["name"] for row in [*first.page.rows, *second.page.rows]]
    assert found == [f"N{number:02}" for number in range(60)]


# --- personal data ----------------------------------------------------------
def test_personal_data_are_shown_to_who_needs_them(
    client: Client, officer: User, project: Unit
) -> None:
    make.person(project, phone="138-1", gender="f", email="a@example.com")
    assert {"gender", "phone", "email"} <= set(heads(client))


@pytest.fixture
def staff(client: Client, project: Unit) -> User:
    user = make.user("project_staff", project)
    client.force_login(user)
    return user


def test_personal_data_are_not_shown_to_others(
    client: Client, staff: User, project: Unit
) -> None:
    make.person(project, phone="138-1", gender="f", email="a@example.com")
    assert not {"gender", "phone", "email"} & set(heads(client))
    assert "138-1" not in client.get(LIST).content.decode()


def test_personal_data_neither_filter_nor_sort_for_others(
    client: Client, staff: User, project: Unit
) -> None:
    make.person(project, name="F", gender="f", phone="2")
    make.person(project, name="M", gender="m", phone="1")
    assert names(client, gender="f") == ["F", "M"]
    assert names(client, sort="phone") == ["F", "M"]
    assert "Gender" not in client.get(LIST, {"gender": "f"}).content.decode()


def test_gender_filters_for_who_sees_it(
    client: Client, officer: User, project: Unit
) -> None:
    make.person(project, name="F", gender="f")
    make.person(project, name="M", gender="m")
    assert names(client, gender="f") == ["F"]


def exported(client: Client, **query: str) -> str:
    response: Any = client.get(LIST, {"export": "csv"} | query)
    return b"".join(response).decode()


def test_a_file_has_what_the_page_has(
    client: Client, officer: User, project: Unit
) -> None:
    make.person(project, name="Wang Li", phone="138-1")
    make.person(project, name="Other")
    text = exported(client, q="wang")
    assert "Wang Li" in text
    assert "138-1" in text
    assert "Other" not in text


def test_a_file_has_personal_data_only_for_who_needs_them(
    client: Client, staff: User, project: Unit
) -> None:
    make.person(project, name="Wang Li", phone="138-1", gender="f")
    text = exported(client)
    assert "Wang Li" in text
    assert "138-1" not in text
    assert "Gender" not in text


def test_the_permission_of_another_unit_shows_no_personal_data_here(
    client: Client, staff: User, project: Unit
) -> None:
    make.grant(staff, "safety_officer", make.project(code="P02"))
    make.person(project, phone="138-1")
    answer = client.get(LIST, {"unit": "P01"})
    assert "138-1" not in answer.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"q": "\0"},
        {"q": "%" * 3000},
        {"contractor": "\0"},
        {"contractor": "9" * 50},
        {"category": "x"},
        {"gender": "x"},
        {"posted": "\0"},
        {"sort": "password"},
        {"rows": "1" * 50},
        {"unit": "\0"},
        {"period": "0000"},
        {"after": "x"},
    ],
)
def test_an_address_that_makes_no_sense_is_no_error_of_ours(
    client: Client, officer: User, query: dict[str, str]
) -> None:
    assert client.get(LIST, query).status_code in {200, 400, 404}
