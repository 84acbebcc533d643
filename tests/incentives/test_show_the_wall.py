"""A screen in the canteen: stars, cards and teams; names only by consent."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from safety.core.months import Period
from safety.incentives.models import Consent
from safety.journal.models import Change
from safety.org.models import Unit
from safety.people.models import Person
from tests import make
from tests.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.both]
WALL = "/incentives/wall/"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(datetime(2019, 6, 12, 4, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def project() -> Unit:
    return make.project(code="P1", parent=make.company(code="C1"))


@pytest.fixture
def star(project: Unit) -> Person:
    """With a card of this month and the award of May."""
    person = make.person(project, name="Wang Li", category="worker")
    make.card(project, person, serial="A-7", issued_on=date(2019, 6, 3))
    make.award(project, person, title="Star", period=Period.parse("2019-05"))
    return person


@pytest.fixture
def officer(client: Client, project: Unit) -> Client:
    client.force_login(make.user("safety_officer", project))
    return client


def consent(client: Client, person: Person, said: str) -> None:
    address = f"/incentives/people/{person.employee_no}/consent/"
    client.post(address, {"is_given": said, "request_id": str(uuid4())})


def test_nobody_is_named_without_consent(officer: Client, star: Person) -> None:
    page = text(officer.get(WALL))
    assert "Wang Li" not in page
    assert "Workers · A-7" in page
    assert "Clipped on" in page
    assert "Star · May 2019" in page


def test_who_agrees_is_named_until_he_does_no_more(
    officer: Client, star: Person
) -> None:
    consent(officer, star, "yes")
    assert "Wang Li" in text(officer.get(WALL))
    kept = Consent.objects.get()
    assert (kept.person, kept.said_on) == (star, date(2019, 6, 12))
    assert Change.objects.filter(label="incentives.consent", by__isnull=False).exists()
    consent(officer, star, "no")
    assert "Wang Li" not in text(officer.get(WALL))


def test_a_screen_has_no_navigation_and_renews_itself(
    officer: Client, star: Person
) -> None:
    page = officer.get(WALL, {"wall": "1", "unit": "P1"}).content.decode()
    assert "<nav" not in page
    assert "every 60s" in page
    part = officer.get(
        WALL, {"wall": "1", "unit": "P1"}, headers={"HX-Request": "true"}
    )
    assert part.content.decode().lstrip().startswith("<div")


def test_only_what_belongs_to_the_unit_and_month_is_shown(
    officer: Client, project: Unit, star: Person
) -> None:
    make.card(project, behaviour="Long ago", issued_on=date(2019, 5, 31))
    make.card(make.project(), behaviour="Elsewhere", issued_on=date(2019, 6, 3))
    day = date(2019, 6, 3)
    make.card(project, behaviour="Voided", status="voided", issued_on=day)
    page = text(officer.get(WALL))
    for said in ("Long ago", "Elsewhere", "Voided"):
        assert said not in page


def test_teams_stand_by_their_average(officer: Client, project: Unit) -> None:
    team = make.team(parent=project, name="Steel")
    make.contest(project, team, title="Clean", period=Period.parse("2019-06"))
    page = text(officer.get(WALL))
    assert "Clean" in page
    assert "Steel" in page
