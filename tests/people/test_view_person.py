"""The page of a person."""

from datetime import date

import pytest
from django.test import Client

from safety.journal import write as journal
from safety.org.models import Unit
from safety.people.models import Person
from tests import make

pytestmark = pytest.mark.django_db
PHONE = "138-0013-8000"


@pytest.fixture
def company() -> Unit:
    return make.company()


@pytest.fixture
def project(company: Unit) -> Unit:
    return make.project(parent=company, name="Baiyinhua")


@pytest.fixture
def person(project: Unit) -> Person:
    return make.person(project, name="Wang Li", phone=PHONE, gender="f")


def page(client: Client, person: Person, role: str, at: Unit) -> str:
    client.force_login(make.user(role, at))
    response = client.get(person.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def status(client: Client, person: Person, role: str, at: Unit) -> int:
    client.force_login(make.user(role, at))
    return client.get(person.get_absolute_url()).status_code


def test_a_person_without_a_posting_in_my_units_is_not_there(
    client: Client, person: Person
) -> None:
    assert status(client, person, "safety_officer", make.project()) == 404


def test_a_person_who_left_my_unit_is_still_there(
    client: Client, project: Unit
) -> None:
    gone = make.person()
    make.posting(gone, project, end_on=date(2019, 2, 1))
    assert status(client, gone, "safety_officer", project) == 200


def test_a_person_without_any_posting_is_seen_from_the_top_only(
    client: Client, company: Unit
) -> None:
    nobody = make.person()
    assert status(client, nobody, "hq_safety", make.group()) == 200
    assert status(client, nobody, "company_safety", company) == 404


def test_who_may_not_see_people_is_refused(client: Client, person: Person) -> None:
    unit = person.postings.get().unit
    assert status(client, person, "worker", unit) == 403


def test_postings_elsewhere_are_not_shown(
    client: Client, person: Person, project: Unit
) -> None:
    make.posting(person, make.project(name="Secret Site"))
    text = page(client, person, "safety_officer", project)
    assert "Baiyinhua" in text
    assert "Secret Site" not in text


def test_personal_data_are_shown_to_who_needs_them(
    client: Client, person: Person, project: Unit
) -> None:
    assert PHONE in page(client, person, "safety_officer", project)
    assert PHONE in page(client, person, "auditor", project)


def test_personal_data_are_not_shown_to_others(
    client: Client, person: Person, project: Unit
) -> None:
    assert PHONE not in page(client, person, "project_staff", project)


def test_history_hides_personal_data_from_others(
    client: Client, person: Person, project: Unit
) -> None:
    person.phone, person.name = "139-new", "Wang Lihua"
    journal.save(person, "change", by=None)
    text = page(client, person, "project_staff", project)
    assert "Wang Lihua" in text
    assert PHONE not in text
    assert "139-new" not in text
    assert "139-new" in page(client, person, "safety_officer", project)


def test_the_permission_of_another_unit_shows_no_personal_data(
    client: Client, person: Person, project: Unit
) -> None:
    user = make.user("project_staff", project)
    make.grant(user, "safety_officer", make.project())
    client.force_login(user)
    assert PHONE not in client.get(person.get_absolute_url()).content.decode()


def test_the_permission_where_the_person_is_posted_too_shows_them(
    client: Client, person: Person, project: Unit
) -> None:
    other = make.project()
    make.posting(person, other)
    user = make.user("project_staff", project)
    make.grant(user, "safety_officer", other)
    client.force_login(user)
    assert PHONE in client.get(person.get_absolute_url()).content.decode()


def test_history_shows_the_postings_of_my_units(
    client: Client, person: Person, project: Unit
) -> None:
    make.posting(person, make.project(name="Secret Site"))
    client.force_login(make.user("safety_officer", project))
    history = client.get(person.get_absolute_url()).context["history"]
    assert [str(entry.verb) for entry in history] == ["Posted", "Registered"]


def test_a_number_with_a_slash_has_a_page(client: Client, project: Unit) -> None:
    person = make.person(project, employee_no="A/2019/7")
    assert "A/2019/7" in page(client, person, "safety_officer", project)


@pytest.mark.parametrize("number", ["x" * 500, "E1%00", "..", "a~b", "％"])
def test_an_address_of_nobody_is_not_there(
    client: Client, project: Unit, number: str
) -> None:
    client.force_login(make.user("hq_safety"))
    assert client.get(f"/people/persons/{number}/").status_code == 404
