"""What a form enters nowhere: at units that are voided, or below one that is."""

import pytest
from django.test import Client

from safety.org.models import Place, Unit
from safety.people.models import Person, Posting, WorkedHours
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.both]
SAYS = {
    "en": "Baiyinhua, or a unit above it, is voided. Choose another unit.",
    "zh-hans": "Baiyinhua或其上级单位已作废。请选择其他单位。",
}


@pytest.fixture
def project(client: Client) -> Unit:
    client.force_login(make.user("hq_safety"))
    return make.project(code="P1", name="Baiyinhua")


@pytest.fixture
def person(project: Unit) -> Person:
    return make.person(make.project(), employee_no="E-1")


# A form and what it sends.
FORMS = {
    "a first posting": (
        "/people/persons/-/register/",
        {"employee_no": "E-2", "name": "X", "unit": "P1", "start_on": "2026-03-01"},
    ),
    "a posting": (
        "/people/postings/-/add/",
        {"person": "E-1", "unit": "P1", "start_on": "2026-03-01"},
    ),
    "a place": ("/org/places/-/add/", {"unit": "P1", "name": "Gate"}),
    "a team": ("/org/units/P1/add/", {"code": "T1", "name": "Crew"}),
    "hours": ("/people/hours/?unit=P1&year=2026", {"P1:2026-06": "5"}),
    "a role": (
        "/accounts/users/-/invite/",
        {
            "name": "X",
            "username": "x",
            "email": "x@example.com",
            "role": "worker",
            "unit": "P1",
        },
    ),
}


def number() -> list[int]:
    """How many there are of everything that a form makes."""
    models = (Person, Posting, Place, Unit, WorkedHours)
    return [model._default_manager.count() for model in models]


@pytest.mark.parametrize("language", SAYS)
@pytest.mark.parametrize("above", [False, True], ids=["itself", "the unit above"])
@pytest.mark.parametrize("what", FORMS)
def test_a_form_refuses_and_says_why(
    client: Client,
    project: Unit,
    person: Person,
    what: str,
    above: bool,
    language: str,
) -> None:
    make.void(project.parent if above else project)
    before, (address, form) = number(), FORMS[what]
    page = client.post(address, form, headers={"accept-language": language})
    assert SAYS[language] in page.content.decode()
    assert number() == before


def test_a_unit_does_not_move_below_a_voided_one(client: Client, project: Unit) -> None:
    company = make.company(code="C9", name="Baiyinhua")
    make.void(company)
    page = client.post("/org/units/P1/move/", {"to": "C9"})
    assert SAYS["en"] in page.content.decode()


def test_no_box_offers_it(client: Client, project: Unit) -> None:
    address = "/org/units/-/choose/?may=org.view&field=unit&unit=P1"
    assert "Baiyinhua" in client.get(address).content.decode()
    make.void(project.parent)
    assert "Baiyinhua" not in client.get(address).content.decode()


def test_its_pages_lead_to_no_form(client: Client, project: Unit) -> None:
    make.void(project)
    page = client.get("/org/units/P1/").content.decode()
    for form in ("/org/units/P1/add/", "places/-/add/", "register/", "postings/-/add/"):
        assert form not in page
    grid = client.get("/people/hours/?unit=P1").content.decode()
    assert "<input class" not in grid


def test_a_voided_person_is_posted_nowhere(
    client: Client, project: Unit, person: Person
) -> None:
    make.void(person)
    form = {"unit": "P1", "start_on": "2026-03-01"}
    address = person.get_absolute_url()
    assert f"{address}post/" not in client.get(address).content.decode()
    page = client.post(f"{address}post/", form)
    assert f"{person} is voided" in page.content.decode()
    assert Posting.objects.filter(unit=project).count() == 0
