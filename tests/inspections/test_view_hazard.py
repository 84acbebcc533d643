"""The page of a hazard: its way, its days, and the people who may be named."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from inspections.models import Hazard
from safety.accounts.models import User
from safety.org.models import Unit
from tests import make

pytestmark = pytest.mark.django_db
FOUND, DUE = date(2019, 6, 3), date(2019, 6, 10)


@pytest.fixture
def project() -> Unit:
    return make.project(name="Baiyinhua")


@pytest.fixture
def officer(client: Client, project: Unit) -> User:
    user = make.user("safety_officer", project)
    client.force_login(user)
    return user


def context(client: Client, hazard: Hazard) -> Any:
    return client.get(hazard.get_absolute_url()).context


def marks(client: Client, hazard: Hazard) -> list[str]:
    return [step.mark for step in context(client, hazard)["steps"]]


def test_its_way_says_how_far_it_has_come(
    client: Client, officer: User, project: Unit
) -> None:
    reported = make.hazard(project, FOUND)
    assert marks(client, reported) == ["done", "now", "", "", ""]
    assigned = make.hazard(project, FOUND, responsible=make.person(project))
    assert marks(client, assigned) == ["done", "done", "now", "", ""]
    awaiting = make.hazard(project, FOUND, rectified_on=DUE)
    assert marks(client, awaiting) == ["done", "done", "done", "now", ""]
    closed = make.hazard(project, FOUND, rectified_on=DUE, verified_on=DUE)
    assert marks(client, closed) == ["done"] * 5
    voided = make.hazard(project, FOUND, status="voided")
    assert marks(client, voided) == []


@pytest.mark.parametrize(
    ("day", "rectified", "said"),
    [
        (date(2019, 6, 10), None, ""),
        (date(2019, 6, 11), None, "Overdue by 1 day"),
        (date(2019, 6, 30), date(2019, 6, 10), ""),
        (date(2019, 6, 30), date(2019, 6, 12), "Rectified 2 days late"),
    ],
)
def test_it_says_how_late_it_is_or_was(
    client: Client,
    officer: User,
    project: Unit,
    day: date,
    rectified: date | None,
    said: str,
) -> None:
    hazard = make.hazard(project, FOUND, due_on=DUE, rectified_on=rectified)
    with time_machine.travel(day, tick=False):
        assert context(client, hazard)["late"] == said


def test_it_names_people_of_my_units_and_no_others(
    client: Client, officer: User, project: Unit
) -> None:
    hazard = make.hazard(
        project,
        FOUND,
        responsible=make.person(project, name="Wang Li"),
        rectified_on=DUE,
        rectified_by=make.person(make.project(), name="Somebody Far"),
    )
    page = client.get(hazard.get_absolute_url()).content.decode()
    assert "Wang Li" in page
    assert "Somebody Far" not in page
    assert "Somebody outside your units" in page


def test_it_says_risk_and_state_in_words_too(
    client: Client, officer: User, project: Unit
) -> None:
    hazard = make.hazard(project, FOUND, risk="2")
    page = client.get(hazard.get_absolute_url()).content.decode()
    assert "Risk 2 of 4" in page
    assert "Reported" in page


def test_it_leads_to_its_inspection_and_back(
    client: Client, officer: User, project: Unit
) -> None:
    inspection = make.inspection(project)
    hazard = make.hazard(project, FOUND, inspection=inspection, description="Edge open")
    page = client.get(hazard.get_absolute_url()).content.decode()
    assert inspection.get_absolute_url() in page
    page = client.get(inspection.get_absolute_url()).content.decode()
    assert hazard.get_absolute_url() in page
    assert "Edge open" in page


def test_an_inspection_shows_no_hazards_of_other_units(
    client: Client, officer: User, project: Unit
) -> None:
    inspection = make.inspection(project)
    make.hazard(make.project(), FOUND, inspection=inspection, description="Far edge")
    page = client.get(inspection.get_absolute_url()).content.decode()
    assert "Far edge" not in page


def test_a_hazard_of_another_unit_is_not_there(client: Client, officer: User) -> None:
    hazard = make.hazard(make.project(), FOUND)
    assert client.get(hazard.get_absolute_url()).status_code == 404
    assert client.get("/inspections/hazards/99999999999999999999/").status_code == 404
