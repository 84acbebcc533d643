"""Observation points: who is on duty ticks a visit where the code is scanned."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from safety.accounts.models import User
from safety.incentives.models import Duty, Visit
from safety.org.models import Place, Unit
from tests import make
from tests.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(datetime(2019, 6, 12, 4, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def project() -> Unit:
    return make.project(code="P1")


@pytest.fixture
def place(project: Unit) -> Place:
    return make.place(project, name="East gate")


@pytest.fixture
def watcher(project: Unit) -> User:
    person = make.person(project, name="Zhao Min")
    return make.user("project_staff", project, person=person)


@pytest.fixture
def officer(client: Client, project: Unit) -> Client:
    client.force_login(make.user("safety_officer", project))
    return client


def on_duty(client: Client, place: Place, watcher: User, first: str, last: str) -> str:
    said = {"person": watcher.person.employee_no, "first_on": first, "last_on": last}
    address = f"/incentives/points/{place.token}/duty/"
    return text(client.post(address, said, follow=True))


def tick(client: Client, place: Place, user: User) -> str:
    client.force_login(user)
    address = f"/incentives/points/{place.token}/visit/"
    return text(client.post(address, follow=True))


def test_who_is_on_duty_ticks_once_a_day(
    officer: Client, place: Place, watcher: User
) -> None:
    page = on_duty(officer, place, watcher, "2019-06-10", "2019-06-14")
    assert "Zhao Min" in page
    assert "Tick my visit" not in page
    officer.force_login(watcher)
    scanned = officer.get(place.get_absolute_url())
    point = f"/incentives/points/{place.token}/"
    assert point in scanned.content.decode()
    assert "Tick my visit" in text(officer.get(point))
    page = tick(officer, place, watcher)
    assert "Your visit is ticked" in page
    assert "Tick my visit" not in page
    tick(officer, place, watcher)
    visit = Visit.objects.get()
    assert (visit.person, visit.visited_on) == (watcher.person, date(2019, 6, 12))


@pytest.mark.parametrize(
    "days", [("2019-06-10", "2019-06-11"), ("2019-06-13", "2019-06-14")]
)
def test_on_other_days_nothing_is_ticked(
    officer: Client, place: Place, watcher: User, days: tuple[str, str]
) -> None:
    on_duty(officer, place, watcher, *days)
    assert "You are not on duty here today" in tick(officer, place, watcher)
    assert not Visit.objects.exists()


def test_who_is_taken_off_the_roster_ticks_no_more(
    officer: Client, place: Place, watcher: User
) -> None:
    on_duty(officer, place, watcher, "2019-06-10", "2019-06-14")
    officer.post(f"/incentives/duties/{Duty.objects.get().pk}/void/")
    assert "You are not on duty here today" in tick(officer, place, watcher)


def test_a_duty_ends_after_it_begins(
    officer: Client, place: Place, watcher: User
) -> None:
    page = on_duty(officer, place, watcher, "2019-06-14", "2019-06-10")
    assert "It ends before it begins" in page


def test_hazards_that_were_found_there_are_listed(
    officer: Client, place: Place, project: Unit
) -> None:
    make.hazard(project, place="East gate", description="Gate hangs loose")
    make.hazard(project, place="West gate", description="Rail is missing")
    make.hazard(make.project(), place="East gate", description="Far away")
    page = text(officer.get(f"/incentives/points/{place.token}/"))
    assert "Gate hangs loose" in page
    assert "Rail is missing" not in page
    assert "Far away" not in page
