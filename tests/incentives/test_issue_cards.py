"""Somebody did the safe thing: a card is given on the spot, by rule and in budget."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client

from safety.accounts.models import User
from safety.incentives.models import Behaviour, Card, Entry
from safety.incentives.services import badges
from safety.org.models import Unit
from safety.people.models import Person
from tests import make
from tests.pages import fields, text
from tests.records.files import run
from tests.things import photo_upload

NOON = datetime(2019, 6, 12, 4, 30, tzinfo=UTC)  # a Wednesday
TODAY = date(2019, 6, 12)
ISSUE = "/incentives/cards/issue/"


@pytest.fixture
def today() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def project() -> Unit:
    made = make.project(code="P1", name="Baiyinhua")
    make.budget(made, 500, "2019-06")
    return made


@pytest.fixture
def officer(project: Unit) -> User:
    return make.user("safety_officer", project, person=make.person(project))


@pytest.fixture
def worker(project: Unit) -> Person:
    return make.person(project, name="Wang Wu", employee_no="W1", category="worker")


def give(client: Client, worker: Person | str, unit: str = "P1", **said: Any) -> str:
    """Give somebody a card; what the answer says."""
    sent = {
        "worker": getattr(worker, "employee_no", worker),
        "behaviour": Behaviour.objects.get(about="hazard").pk,
        "amount": "5",
        "request_id": str(uuid4()),
        **said,
    }
    return text(client.post(f"{ISSUE}?unit={unit}", sent, follow=True))


@pytest.mark.django_db
@pytest.mark.usefixtures("today")
class TestOnTheSpot:
    @pytest.fixture(autouse=True)
    def _enter(self, client: Client, officer: User) -> None:
        client.force_login(officer)

    def test_a_suggestion_is_given_with_its_words(
        self, client: Client, officer: User, worker: Person
    ) -> None:
        suggestion = Behaviour.objects.get(about="suggestion").pk
        page = give(client, worker, behaviour=suggestion)
        assert "Say what was suggested" in page
        assert not Card.objects.exists()
        give(client, worker, behaviour=suggestion, note="A mirror at the gate")
        assert Card.objects.get().note == "A mirror at the gate"

    def test_a_worker_is_given_a_card(
        self, client: Client, worker: Person, officer: User
    ) -> None:
        page = give(client, worker, note="Saw the loose plank", photos=photo_upload())
        card = Card.objects.get()
        assert f"{card.serial}, worth RMB 5, is given to Wang Wu" in page
        assert card.serial == "PC-P1-19-0001"
        assert (card.issued_on, card.issued_by) == (TODAY, officer.person)
        assert card.behaviour == "主动报告隐患"
        assert card.expires_on == TODAY + timedelta(days=90)
        assert "Card issued" in page
        assert "Reported a hazard" in page
        assert "Saw the loose plank" in page
        assert card.photos.counted().count() == 1
        moved = Entry.objects.get()
        assert (moved.source, moved.target) == ("budget", "worker")
        assert run("ledger").status == 0

    def test_the_page_is_filled_in_but_for_the_behaviour(
        self, client: Client, worker: Person
    ) -> None:
        page = client.get(ISSUE, {"unit": "P1", "worker": "W1"})
        shown = fields(page)
        assert (shown["worker"], shown["amount"]) == ("W1 Wang Wu", "5")
        assert "behaviour" not in shown
        assert "RMB 500 left" in text(page)
        assert "Wang Wu has got 0 cards this month" in text(page)

    def test_whoever_is_here_today_is_offered(
        self, client: Client, project: Unit, worker: Person
    ) -> None:
        make.person(project, name="The Boss", category="middle_management")
        gone = make.person(name="Gone", category="worker")
        make.posting(gone, project, end_on=TODAY - timedelta(days=1))
        offered = client.get(ISSUE, {"unit": "P1"}).context["workers"]
        assert offered == [worker]

    def test_a_badge_names_the_worker(self, client: Client, worker: Person) -> None:
        badges.give([worker.pk], by=None)
        secret = worker.badges.get().secret
        shown = fields(client.get(ISSUE, {"unit": "P1", "worker": secret}))
        assert shown["worker"] == "W1 Wang Wu"
        page = text(client.get(ISSUE, {"unit": "P1", "worker": "nobody"}))
        assert "There is no worker of this code in your units" in page

    def test_the_same_sending_again_is_one_card(
        self, client: Client, worker: Person
    ) -> None:
        said = {"worker": "W1", "amount": "5", "request_id": str(uuid4())}
        said["behaviour"] = str(Behaviour.objects.all()[0].pk)
        answers = [client.post(f"{ISSUE}?unit=P1", said) for _ in range(3)]
        assert len({answer["Location"] for answer in answers}) == 1
        assert Card.objects.count() == 1

    @pytest.mark.parametrize(
        ("fields", "why"),
        [
            ({"category": "middle_management"}, "and Wang Wu is not one"),
            ({"category": "technical"}, "and Wang Wu is not one"),
            ({"category": ""}, "what Wang Wu works as is not recorded"),
        ],
    )
    def test_cards_are_for_workers(
        self, client: Client, project: Unit, fields: dict[str, str], why: str
    ) -> None:
        somebody = make.person(project, name="Wang Wu", **fields)
        assert why in give(client, somebody)
        assert not Card.objects.exists()

    def test_who_is_not_there_that_day_gets_none(
        self, client: Client, project: Unit
    ) -> None:
        later = make.person(name="Later", category="worker")
        make.posting(later, project, start_on=TODAY + timedelta(days=1))
        assert "Later has no posting at Baiyinhua on 12 Jun 2019" in give(client, later)

    def test_what_a_phone_has_kept_is_of_its_day(
        self, client: Client, project: Unit
    ) -> None:
        """In force, within limits and posted that day, not on the day it arrives."""
        gone = make.person(name="Gone", category="worker")
        monday = date(2019, 6, 10)
        make.posting(gone, project, start_on=date(2019, 6, 1), end_on=monday)
        make.posting(gone, project, start_on=TODAY)  # so that the issuer sees him
        make.card_rule(project, of_worker_a_day=1)
        # Past midnight at the site, still the day before in UTC.
        kept = {"kept_at": "2019-06-09T16:30:00.000Z"}
        assert "is given to Gone" in give(client, gone, **kept)
        assert Card.objects.get().issued_on == monday
        assert set(Entry.objects.values_list("day", flat=True)) == {monday}
        assert "as many cards as are allowed in a day" in give(client, gone, **kept)
        kept = {"kept_at": "2019-06-10T16:30:00.000Z"}
        assert "Gone has no posting at Baiyinhua on 11 Jun 2019" in give(
            client, gone, **kept
        )

    @pytest.mark.parametrize(
        ("kept_at", "why"),
        [
            ("2019-06-12T04:45:00Z", "The clock of the phone is fast"),
            ("9999-12-31T23:59:59.999Z", "The clock of the phone is fast"),
            ("2019-06-04T15:59:59Z", "up to 7 days later"),
            ("0001-01-01T00:00:00+14:00", "up to 7 days later"),
            ("yesterday", "Enter a valid date/time"),
            ("2019-06-12T04:30:00.000Z; DROP", "Enter a valid date/time"),
            ("1" * 5000, "up to 7 days later"),
            ("2019-99-99T99:99:99Z", "Enter a valid date/time"),
        ],
    )
    def test_no_phone_says_any_day_it_likes(
        self, client: Client, worker: Person, kept_at: str, why: str
    ) -> None:
        assert why in give(client, worker, kept_at=kept_at)
        assert not Card.objects.exists()

    @pytest.mark.parametrize(
        ("kept_at", "day"),
        [
            ("2019-06-04T16:00:00Z", "2019-06-05"),  # the oldest that is taken
            ("2019-06-12T04:35:00Z", "2019-06-12"),  # a clock that is a little fast
            ("", "2019-06-12"),
        ],
    )
    def test_the_days_that_are_taken(
        self, client: Client, worker: Person, kept_at: str, day: str
    ) -> None:
        assert "is given to" in give(client, worker, kept_at=kept_at)
        assert str(Card.objects.get().issued_on) == day

    def test_who_is_in_other_units_is_not_found(self, client: Client) -> None:
        elsewhere = make.project(parent=make.company(code="C9"))
        far = make.person(elsewhere, category="worker")
        give(client, far)
        assert not Card.objects.exists()

    def test_nobody_gives_himself_a_card(self, client: Client, officer: User) -> None:
        assert "Nobody gives a card to himself" in give(client, officer.person)

    def test_only_values_of_the_rule(
        self, client: Client, project: Unit, worker: Person
    ) -> None:
        give(client, worker, amount="6")
        make.card_rule(project, face_values="1 2", standard=Decimal(1))
        give(client, worker, amount="5")
        assert not Card.objects.exists()

    def test_only_roles_of_the_rule(
        self, client: Client, project: Unit, worker: Person
    ) -> None:
        make.card_rule(project, issuers="project_manager")
        said = give(client, worker)
        assert "The rule of Baiyinhua does not let your role give cards" in said

    def test_so_many_cards_of_one_issuer_a_day(
        self, client: Client, project: Unit, officer: User, worker: Person
    ) -> None:
        make.card_rule(project, of_issuer_a_day=2)
        others = [make.person(project, category="worker") for _ in range(2)]
        give(client, others[0])
        make.card(project, worker, issued_by=officer.person, status="voided")
        assert "is given to" in give(client, others[1])
        said = give(client, worker)
        assert "You have given as many cards as are allowed in a day: 2" in said

    def test_so_many_cards_of_a_pair_a_week(
        self, client: Client, project: Unit, officer: User, worker: Person
    ) -> None:
        make.card_rule(project, of_pair_a_week=2)
        monday, sunday = date(2019, 6, 10), date(2019, 6, 9)
        for day in (monday, sunday):
            make.card(project, worker, issued_by=officer.person, issued_on=day)
        assert "is given to" in give(client, worker)
        said = give(client, worker)
        assert (
            "You have given Wang Wu as many cards as are allowed in a week: 2" in said
        )

    def test_so_many_cards_of_a_worker_a_day(
        self, client: Client, project: Unit, worker: Person
    ) -> None:
        make.card_rule(project, of_worker_a_day=1)
        make.card(project, worker, issued_on=TODAY)
        said = give(client, worker)
        assert "Wang Wu has got as many cards as are allowed in a day: 1" in said

    def test_a_share_of_the_own_team(
        self, client: Client, project: Unit, officer: User, worker: Person
    ) -> None:
        team = make.team(parent=project)
        mate = make.person(team, name="Mate", category="worker")
        make.posting(officer.person, team)
        rule = make.card_rule(project, share_of_own_team=50)
        assert "is given to Mate" in give(client, mate)  # half of one, rounded up
        assert "So far 1 of 1 did" in give(client, mate)
        assert "is given to Wang Wu" in give(client, worker)
        assert "is given to Mate" in give(client, mate)
        assert "So far 2 of 3 did" in give(client, mate)
        rule.share_of_own_team = 0
        rule.save()
        another = make.person(team, category="worker")
        assert "At most 0 % of the cards" in give(client, another)

    def test_no_more_than_the_budget(
        self, client: Client, project: Unit, worker: Person
    ) -> None:
        make.budget(project, 7, "2019")
        assert "is given to" in give(client, worker)
        other = make.person(project, category="worker")
        assert "has RMB 2 left, and this takes RMB 5" in give(client, other)
        assert Card.objects.count() == 1

    def test_no_cards_at_a_closed_project(self, client: Client, officer: User) -> None:
        closed = make.project(code="P2", closed_on=TODAY - timedelta(days=1))
        make.grant(officer, "safety_officer", closed)
        someone = make.person(closed, category="worker")
        assert "No cards are given at" in give(client, someone, "P2")

    def test_above_projects_one_is_chosen(
        self, client: Client, project: Unit, worker: Person
    ) -> None:
        company = project.parent
        client.force_login(
            make.user("company_leader", company, person=make.person(company))
        )
        page = client.get(ISSUE)
        assert page.context["projects"] == [project]
        found = client.get(ISSUE, {"worker": "W1"})
        assert found.context["unit"] == project
        assert "At which project?" in give(client, worker, company.code)
        assert not Card.objects.exists()

    def test_who_is_no_person_gives_none(self, client: Client, project: Unit) -> None:
        client.force_login(make.user("safety_officer", project))
        page = client.get(ISSUE, {"unit": "P1"})
        assert page.status_code == 403


OFFICERS, TOO_MANY = 4, 10
COPIES = (2, 2, 2, 3, 2, 2, 2, 4, 2, 2, 2, 5)  # of one sending after another


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.both
def test_a_thousand_in_copies_are_a_thousand_and_the_budget_holds() -> None:
    """More issues than the budget has, each sent again and again side by side.

    On PostgreSQL; SQLite has one writer, so that a few dozen say the same there.
    """
    limit = 1000 if connection.vendor == "postgresql" else 40
    project = make.project(code="P1")
    make.card_rule(project, of_issuer_a_day=limit)
    make.budget(project, limit * 5, str(project.today.year))
    behaviour = Behaviour.objects.all()[0].pk
    clients = []
    for _ in range(OFFICERS):
        person = make.person(project)
        client = Client()
        client.force_login(make.user("safety_officer", project, person=person))
        clients.append(client)
    jobs = [
        (
            clients[number % OFFICERS].cookies,
            {
                "worker": make.person(project, category="worker").employee_no,
                "behaviour": behaviour,
                "amount": "5",
                "request_id": str(uuid4()),
            },
        )
        for number in range(limit + TOO_MANY)
    ]

    def send(job: tuple[Any, dict[str, Any]]) -> tuple[str, str]:
        try:
            own = Client()
            own.cookies = job[0]
            answer = own.post(f"{ISSUE}?unit=P1", job[1])
            return job[1]["request_id"], answer.get("Location", "")
        finally:
            connection.close()

    sendings = [
        job
        for number, job in enumerate(jobs)
        for _ in range(COPIES[number % len(COPIES)])
    ]
    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(send, sendings))
    given = {(number, card) for number, card in answers if card}
    assert len(given) == len({number for number, _card in given}) == limit
    assert Card.objects.values("serial").distinct().count() == limit
    assert sum(card.amount for card in Card.objects.all()) == limit * 5
    refused = give(clients[0], make.person(project, category="worker"))
    assert "has RMB 0 left" in refused
    assert run("ledger").status == 0
