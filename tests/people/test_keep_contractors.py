"""The register of contractors."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from safety.accounts.models import User
from safety.org.models import Unit
from safety.people.models import Contractor
from tests import make

pytestmark = pytest.mark.django_db
LIST = "/people/contractors/"
ADD = "/people/contractors/-/add/"
FORM = {"code": "K1", "name": "Huaxin", "qualified_until": "2026-06-30"}


@pytest.fixture
def company() -> Unit:
    return make.company()


@pytest.fixture
def manager(client: Client, company: Unit) -> User:
    user = make.user("company_safety", company)
    client.force_login(user)
    return user


def codes(client: Client, **query: str) -> list[str]:
    rows = client.get(LIST, query).context["list"].page.rows
    return [row["code"] for row in rows]


def test_the_register_is_open_to_all_who_see_people(
    client: Client, company: Unit
) -> None:
    make.contractor(code="K1")
    client.force_login(make.user("project_staff", make.project(parent=company)))
    assert codes(client) == ["K1"]
    client.force_login(make.user("worker", company))
    assert client.get(LIST).status_code == 403


def test_a_contractor_is_added(client: Client, manager: User) -> None:
    client.post(ADD, FORM)
    assert Contractor.objects.get().qualified_until == date(2026, 6, 30)


def test_a_form_sent_twice_adds_one(client: Client, manager: User) -> None:
    answers: list[Any] = [client.post(ADD, FORM), client.post(ADD, FORM)]
    assert answers[0].url == answers[1].url == "/people/contractors/K1/"
    assert Contractor.objects.count() == 1


def test_a_code_that_is_taken_is_refused(client: Client, manager: User) -> None:
    make.contractor(code="K1", name="Another")
    assert client.post(ADD, FORM).context["form"].errors["code"]


def test_a_contractor_is_changed(client: Client, manager: User) -> None:
    contractor = make.contractor(code="K1")
    client.post(f"{contractor.get_absolute_url()}change/", FORM | {"name": "Jinma"})
    contractor.refresh_from_db()
    assert contractor.name == "Jinma"


def test_another_code_may_be_sent_twice(client: Client, manager: User) -> None:
    address = f"{make.contractor(code='K1').get_absolute_url()}change/"
    answers = [client.post(address, FORM | {"code": "K2"}) for _ in range(2)]
    assert [answer["Location"] for answer in answers] == ["/people/contractors/K2/"] * 2


def test_who_may_not_change_the_register_is_refused(
    client: Client, company: Unit
) -> None:
    client.force_login(make.user("safety_officer", make.project(parent=company)))
    assert client.post(ADD, FORM).status_code == 403


def test_the_register_finds_and_narrows(client: Client, manager: User) -> None:
    make.contractor(code="K1", name="Huaxin", qualified_until=date(2026, 6, 30))
    make.contractor(code="K2", name="Jinma", qualified_until=date(2027, 6, 30))
    with time_machine.travel("2026-07-01"):
        assert codes(client, qualification="expired") == ["K1"]
        assert codes(client, qualification="valid") == ["K2"]
        assert "Expired 30 Jun 2026" in client.get(LIST).content.decode()
    assert codes(client, q="k1") == codes(client, q="uaxi") == ["K1"]


def test_the_page_counts_its_people_in_my_units_only(
    client: Client, manager: User, company: Unit
) -> None:
    contractor = make.contractor(code="K1")
    person = make.person(make.project(parent=company), contractor=contractor)
    make.posting(person, company)
    elsewhere = make.project(parent=make.company())
    make.person(elsewhere, contractor=contractor)
    page = client.get(contractor.get_absolute_url()).content.decode()
    assert '<p class="az-big">1</p>' in page


@pytest.mark.parametrize("code", ["K9", "x" * 300, "..", "%00"])
def test_a_contractor_that_does_not_exist_is_not_there(
    client: Client, manager: User, code: str
) -> None:
    assert client.get(f"{LIST}{code}/").status_code == 404


def test_the_box_of_a_form_offers_contractors(client: Client, manager: User) -> None:
    make.contractor(code="K1", name="Huaxin")
    query = {"field": "contractor", "contractor": "hua"}
    options = client.get(f"{LIST}-/choose/", query).context["options"]
    assert [value for value, _detail in options] == ["K1 Huaxin"]
