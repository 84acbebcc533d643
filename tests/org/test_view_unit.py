"""The page of a unit."""

import pytest
from django.test import Client

from safety.org.models import Unit
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Unit:
    return make.company(code="C01", name="Sixth Metallurgical")


@pytest.fixture
def project(company: Unit) -> Unit:
    return make.project(parent=company, code="P01", name="Baiyinhua")


def page(client: Client, role: str, at: Unit, unit: Unit) -> str:
    client.force_login(make.user(role, at))
    response = client.get(unit.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def test_the_way_to_a_unit_begins_with_the_highest_that_the_reader_sees(
    client: Client, company: Unit, project: Unit
) -> None:
    client.force_login(make.user("safety_officer", project))
    names = [
        name for name, _url in client.get(project.get_absolute_url()).context["crumbs"]
    ]
    assert names == ["Units", "Baiyinhua"]
    client.force_login(make.user("company_safety", company))
    names = [
        name for name, _url in client.get(project.get_absolute_url()).context["crumbs"]
    ]
    assert names == ["Units", "Sixth Metallurgical", "Baiyinhua"]


def test_a_unit_of_others_is_not_there(client: Client, project: Unit) -> None:
    client.force_login(make.user("safety_officer", make.project()))
    assert client.get(project.get_absolute_url()).status_code == 404


def test_the_page_shows_people_of_today_below_the_unit_too(
    client: Client, project: Unit
) -> None:
    make.person(make.team(parent=project), name="Wang Li")
    assert "Wang Li" in page(client, "safety_officer", project, project)


def test_who_may_not_see_people_sees_none_on_the_page(
    client: Client, project: Unit
) -> None:
    make.person(project, name="Wang Li")
    assert "Wang Li" not in page(client, "worker", project, project)


def test_the_page_shows_units_below_and_places(client: Client, project: Unit) -> None:
    make.team(parent=project, name="Scaffold crew")
    make.place(project, name="Boiler house")
    text = page(client, "worker", project, project)
    assert "Scaffold crew" in text
    assert "Boiler house" in text


def test_the_page_shows_its_history(client: Client, project: Unit) -> None:
    text = page(client, "hq_safety", make.group(), project)
    assert "History" in text
    assert "Added" in text


def test_only_who_may_change_is_offered_to(
    client: Client, company: Unit, project: Unit
) -> None:
    change = f"/org/units/{project.code}/change/"
    assert change in page(client, "company_safety", company, project)
    assert change not in page(client, "project_manager", project, project)


def test_the_unit_of_the_page_is_the_unit_of_the_shell(
    client: Client, project: Unit
) -> None:
    client.force_login(make.user("hq_safety"))
    scope = client.get(project.get_absolute_url()).context["scope"]
    assert scope.unit == project


def test_a_team_offers_nothing_below_it(client: Client, project: Unit) -> None:
    team = make.team(parent=project)
    assert "Units below" not in page(client, "hq_safety", make.group(), team)
