"""Changing the facts of a person by form."""

from typing import Any

import pytest
from django.test import Client

from safety.accounts.models import User
from safety.journal.models import Change
from safety.org.models import Unit
from safety.people.forms import PersonForm
from safety.people.models import Person
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Unit:
    return make.project()


@pytest.fixture
def officer(client: Client, project: Unit) -> User:
    user = make.user("safety_officer", project)
    client.force_login(user)
    return user


@pytest.fixture
def person(project: Unit) -> Person:
    return make.person(project, employee_no="E-1", name="Wang Li", phone="138")


def change(client: Client, person: Person, **fields: str) -> Any:
    form = {"employee_no": person.employee_no, "name": person.name}
    return client.post(f"{person.get_absolute_url()}change/", form | fields)


def test_facts_are_changed(client: Client, officer: User, person: Person) -> None:
    change(client, person, name="Wang Lihua", phone="139", category="technical")
    person.refresh_from_db()
    assert (person.name, person.phone, person.category) == (
        "Wang Lihua",
        "139",
        "technical",
    )


def test_another_number_sent_twice_is_changed_once(
    client: Client, officer: User, person: Person
) -> None:
    answers = [change(client, person, employee_no="E-2") for _ in range(2)]
    assert [answer.url for answer in answers] == ["/people/persons/E-2/"] * 2
    assert Change.objects.filter(label="people.person", verb="change").count() == 1


def test_a_person_becomes_a_contractors_worker_and_an_own_employee_again(
    client: Client, officer: User, person: Person
) -> None:
    make.contractor(code="K1", name="Huaxin")
    change(client, person, contractor="K1 Huaxin")
    person.refresh_from_db()
    assert person.contractor is not None
    form = client.get(f"{person.get_absolute_url()}change/").context["form"]
    assert form["contractor"].value() == "K1 Huaxin"
    change(client, person, contractor="")
    person.refresh_from_db()
    assert person.contractor is None


def test_whose_contractor_is_voided_is_still_changed(
    client: Client, officer: User, project: Unit
) -> None:
    contractor = make.contractor(code="K1", name="Huaxin")
    person = make.person(project, employee_no="E-2", contractor=contractor)
    make.void(contractor)
    change(client, person, name="Wang Lihua", contractor="K1 Huaxin")
    person.refresh_from_db()
    assert (person.name, person.contractor) == ("Wang Lihua", contractor)
    other = make.person(project, employee_no="E-3")
    assert change(client, other, contractor="K1 Huaxin").status_code == 404


def test_who_sees_the_person_but_may_not_change_is_refused(
    client: Client, project: Unit, person: Person
) -> None:
    client.force_login(make.user("company_leader", project))
    assert change(client, person).status_code == 403


def test_the_right_at_another_unit_does_not_help(
    client: Client, project: Unit, person: Person
) -> None:
    user = make.user("project_staff", project)
    make.grant(user, "safety_officer", make.project())
    client.force_login(user)
    assert change(client, person, name="X").status_code == 403


def test_a_person_of_others_is_not_there(client: Client, officer: User) -> None:
    foreign = make.person(make.project())
    assert change(client, foreign, name="X").status_code == 404


def test_a_form_without_personal_data_leaves_them_as_they_are(person: Person) -> None:
    from_form = {"employee_no": "E-1", "name": "Wang Lihua", "phone": "999"}
    form = PersonForm(from_form, instance=person, may_see_private=False)
    assert form.is_valid()
    assert form.instance.phone == "138"
