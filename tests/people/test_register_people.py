"""Registering a person with a first posting by form."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from safety.journal.models import Change
from safety.org.models import Unit
from safety.people.models import Person, Posting
from tests import make

pytestmark = pytest.mark.django_db
REGISTER = "/people/persons/-/register/"


@pytest.fixture
def project(client: Client) -> Unit:
    project = make.project(code="P01", name="Baiyinhua")
    client.force_login(make.user("safety_officer", project))
    return project


def register(client: Client, **changes: str) -> Any:
    form = {
        "employee_no": "E-100",
        "name": "王丽",
        "gender": "f",
        "phone": "138",
        "unit": "P01",
        "start_on": "2026-03-01",
    }
    return client.post(REGISTER, form | changes)


def said(response: Any) -> str:
    errors = response.context["form"].errors.values()
    return " ".join(message for each in errors for message in each)


def test_what_nobody_saw_is_not_kept(client: Client, project: Unit) -> None:
    register(client, name="王\u200b丽\x07\r", phone="\u202a138\u202c")
    person = Person.objects.get()
    assert (person.name, person.phone) == ("王丽", "138")


def test_a_person_is_registered_with_a_posting(client: Client, project: Unit) -> None:
    register(client, contractor=make.contractor(name="Huaxin").code)
    person = Person.objects.get()
    assert (person.name, person.gender, str(person.contractor)) == (
        "王丽",
        "f",
        "Huaxin",
    )
    posting = person.postings.get()
    assert (posting.unit, posting.start_on, posting.end_on) == (
        project,
        date(2026, 3, 1),
        None,
    )


def test_the_journal_keeps_both(client: Client, project: Unit) -> None:
    register(client)
    verbs = Change.objects.filter(label__startswith="people.").values_list("verb")
    assert [verb for (verb,) in verbs.order_by("id")] == ["register", "post"]


def test_the_unit_of_the_page_is_filled_in(client: Client, project: Unit) -> None:
    team = make.team(parent=project, code="T1", name="Crew")
    form = client.get(REGISTER, {"unit": team.code}).context["form"]
    assert form["unit"].value() == "T1 Crew"


def test_a_form_sent_twice_registers_once(client: Client, project: Unit) -> None:
    assert register(client).url == register(client).url
    assert (Person.objects.count(), Posting.objects.count()) == (1, 1)


def test_a_number_that_is_taken_is_refused_with_what_to_do(
    client: Client, project: Unit
) -> None:
    make.person(make.project(), employee_no="E-100", name="Secret")
    text = said(register(client))
    assert "registered already" in text
    assert "Secret" not in text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"employee_no": ""}, "Fill in"),
        ({"employee_no": "no spaces"}, "letters, digits"),
        ({"name": " "}, "Fill in"),
        ({"start_on": ""}, "Fill in"),
        ({"start_on": "2026-02-30"}, "Write the day like"),
        ({"start_on": "9999-01-01"}, "2199-12-31"),
        ({"email": "nowhere"}, "valid email"),
        ({"category": "boss"}, "valid choice"),
        ({"name": "\0"}, "Null characters"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    client: Client, project: Unit, changes: dict[str, str], text: str
) -> None:
    assert text in said(register(client, **changes))
    assert not Person.objects.exists()


def test_a_unit_that_is_not_mine_is_not_there(client: Client, project: Unit) -> None:
    make.project(code="P99")
    assert register(client, unit="P99").status_code == 404
    assert register(client, unit="P98").status_code == 404
    assert not Person.objects.exists()


def test_a_contractor_that_does_not_exist_is_not_there(
    client: Client, project: Unit
) -> None:
    assert register(client, contractor="K99").status_code == 404


def test_a_unit_where_i_may_not_is_refused(client: Client, project: Unit) -> None:
    user = make.user("safety_officer", project)
    make.grant(user, "project_staff", make.project(code="P02"))
    client.force_login(user)
    assert register(client, unit="P02").status_code == 403
    assert not Person.objects.exists()
