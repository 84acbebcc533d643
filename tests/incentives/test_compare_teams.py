"""Safe and clean teams: the best average of a daily checklist gets the award."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from inspections.models import Sheet
from safety.accounts.models import User
from safety.incentives.models import Award, Contest
from safety.incentives.services import contests
from safety.org.models import Unit
from safety.people.models import Person
from tests import make
from tests.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    """It is the first of February."""
    with time_machine.travel(datetime(2019, 2, 1, 4, tzinfo=UTC), tick=False) as clock:
        yield clock


@pytest.fixture
def project() -> Unit:
    return make.project(code="P1", parent=make.company(code="C1"))


@pytest.fixture
def teams(project: Unit) -> list[Unit]:
    return [make.team(parent=project, name=name) for name in ("Steel", "Wood")]


@pytest.fixture
def officer(client: Client, project: Unit) -> User:
    user = make.user("safety_officer", project, person=make.person(project))
    client.force_login(user)
    return user


@pytest.fixture
def contest(client: Client, project: Unit, teams: list[Unit], officer: User) -> Contest:
    said = {
        "title": "Safe and clean",
        "period": "2019-01",
        "prize": "300",
        "checklist": make.checklist(project).pk,
        "teams": [team.pk for team in teams],
        "request_id": str(uuid4()),
    }
    page = client.post("/incentives/contests/add/?unit=P1", said)
    assert page.status_code == 302, text(page)
    return Contest.objects.get()


def sheet(contest: Contest, team: Unit, day: int, score: str | None) -> None:
    given = Decimal(score) if score else None
    made = make.inspection(team, date(2019, 1, day), score=given)
    version = contest.checklist.latest
    Sheet.objects.create(inspection=made, version=version)


def confirm(client: Client, contest: Contest, team: Unit, person: Person) -> str:
    said = {"team": team.pk, "person": person.employee_no}
    address = f"{contest.get_absolute_url()}confirm/"
    page = client.post(address, {**said, "request_id": str(uuid4())}, follow=True)
    return text(page)


def test_the_best_average_stands_first(
    client: Client, contest: Contest, teams: list[Unit]
) -> None:
    steel, wood = teams
    for day, score in ((3, "80"), (4, "91")):
        sheet(contest, steel, day, score)
    sheet(contest, wood, 3, "90")
    sheet(contest, wood, 5, None)
    make.inspection(wood, date(2019, 1, 6), score=Decimal(1))
    rows = contests.board(contest)
    told = [(row.unit, row.rank, str(row.average), row.days) for row in rows]
    assert told == [(wood, 1, "90.00", 1), (steel, 2, "85.50", 2)]
    page = text(client.get(contest.get_absolute_url()))
    assert page.index("Wood") < page.index("Steel")
    assert "85.50" in page


def test_the_winner_gets_one_award(
    client: Client, contest: Contest, teams: list[Unit]
) -> None:
    steel, wood = teams
    sheet(contest, steel, 3, "80")
    sheet(contest, wood, 3, "90")
    foreman = make.person(wood, name="Foreman Liu")
    said = confirm(client, contest, steel, make.person(steel))
    assert "Select a valid choice" in said
    assert "is not of the team" in confirm(client, contest, wood, make.person(steel))
    page = confirm(client, contest, wood, foreman)
    assert "The team has won" in page
    award = Award.objects.get()
    assert (award.title, award.person) == ("Safe and clean · Wood", foreman)
    assert (award.amount, str(award.period)) == (300, "2019-01")
    assert "This contest is over" in confirm(client, contest, wood, foreman)


def test_it_is_not_won_before_the_period_is_over(
    client: Client, contest: Contest, teams: list[Unit], clock: Any
) -> None:
    clock.move_to(datetime(2019, 1, 31, 4, tzinfo=UTC))
    sheet(contest, teams[0], 3, "80")
    said = confirm(client, contest, teams[0], make.person(teams[0]))
    assert "is not over yet" in said


def test_teams_come_and_go(client: Client, contest: Contest, teams: list[Unit]) -> None:
    said = {
        "title": contest.title,
        "period": "2019-01",
        "prize": "300",
        "checklist": contest.checklist_id,
        "teams": [teams[1].pk],
    }
    client.post(f"{contest.get_absolute_url()}change/", said)
    assert [row.unit for row in contests.board(contest)] == [teams[1]]


def test_what_is_voided_is_listed_no_more(client: Client, contest: Contest) -> None:
    client.post(f"{contest.get_absolute_url()}void/")
    assert "No contest of teams" in text(client.get("/incentives/contests/"))
