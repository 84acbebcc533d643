"""A hazard reported from the site is accepted: its reporter gets a card in one tap."""

from uuid import uuid4

import pytest
from django.test import Client

from inspections.models import Hazard
from inspections.services import public_reports
from inspections.services.public_reports import Said
from safety.files.fields import Sent
from safety.incentives.models import Behaviour
from safety.org.models import Unit
from tests import make
from tests.pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Unit:
    return make.project(code="P1", name="Baiyinhua")


@pytest.fixture
def officer(client: Client, project: Unit) -> Client:
    person = make.person(project)
    client.force_login(make.user("safety_officer", project, person=person))
    return client


def reported(project: Unit, name: str = "", phone: str = "") -> Hazard:
    said = Said(make.place(project), "fall", "Open edge", name, phone, Sent())
    public_reports.receive(said, request_id=uuid4(), digest="")
    return Hazard.objects.get()


def accept(client: Client, hazard: Hazard) -> str:
    address = f"/inspections/hazards/{hazard.pk}/accept/"
    said = {"description": "Open edge", "request_id": str(uuid4())}
    client.post(address, said)
    return client.get(hazard.get_absolute_url()).content.decode()


def test_the_reporter_of_an_accepted_hazard_is_offered(
    officer: Client, project: Unit
) -> None:
    worker = make.person(project, category="worker", phone="139 0000 0001")
    hazard = reported(project, phone="139 0000 0001")
    way = f"?unit=P1&amp;report={hazard.public_report.pk}"
    assert way not in officer.get(hazard.get_absolute_url()).content.decode()
    assert way in accept(officer, hazard)
    query = {"unit": "P1", "report": str(hazard.public_report.pk)}
    page = officer.get("/incentives/cards/issue/", query)
    assert page.context["worker"] == worker
    about_hazards = Behaviour.objects.get(about="hazard")
    assert page.context["form"]["behaviour"].value() == about_hazards.pk


def test_of_two_of_a_name_nobody_is_offered(officer: Client, project: Unit) -> None:
    for _ in range(2):
        make.person(project, category="worker", name="Wang Li")
    hazard = reported(project, name="Wang Li")
    accept(officer, hazard)
    query = {"unit": "P1", "report": str(hazard.public_report.pk)}
    assert officer.get("/incentives/cards/issue/", query).context["worker"] is None


def test_who_sees_no_personal_data_learns_no_reporter(
    client: Client, project: Unit
) -> None:
    make.person(project, category="worker", name="Wang Li")
    hazard = reported(project, name="Wang Li")
    person = make.person(project)
    client.force_login(make.user("project_staff", project, person=person))
    query = {"unit": "P1", "report": str(hazard.public_report.pk)}
    page = client.get("/incentives/cards/issue/", query)
    assert page.context["worker"] is None


def test_a_phone_keeps_the_form_of_each_project(officer: Client) -> None:
    kept = text(officer.get("/offline/pages/"))
    assert "/incentives/cards/issue/?unit=P1" in kept
    assert "field=worker" in kept
