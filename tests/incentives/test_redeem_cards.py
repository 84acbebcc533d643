"""A card becomes money at a counter: once, whoever tries and however often."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from safety.accounts.models import User
from safety.incentives.models import Card, Entry, Redemption
from safety.incentives.services import ledger, voiding
from safety.org.models import Unit
from safety.people.models import Person
from tests import make
from tests.pages import text
from tests.records.files import run
from tests.things_training import drawing

COUNTER = "/incentives/cards/redeem/"
NOON = datetime(2019, 6, 12, 4, 30, tzinfo=UTC)
CLIENTS = 50


@pytest.fixture
def today() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def project() -> Unit:
    return make.project(code="P1", name="Baiyinhua")


@pytest.fixture
def clerk(project: Unit) -> User:
    return make.user("clerk", project, person=make.person(project))


def posted(unit: Unit, person: Person | None = None, **fields: Any) -> Card:
    """A card that was issued on the site."""
    card = make.card(unit, person, **fields)
    ledger.post([card.pk], by=None)
    return card


def redeem(client: Client, *serials: str, unit: str = "P1") -> Any:
    return client.post(f"{COUNTER}?unit={unit}", sent(*serials), follow=True)


def sent(*serials: str) -> dict[str, str]:
    """What the counter sends for some cards, signed."""
    said = {"serials": "\n".join(serials), "drawn": drawing()}
    return said | {"request_id": str(uuid4())}


@pytest.mark.django_db
@pytest.mark.both
@pytest.mark.usefixtures("today")
class TestAtTheCounter:
    @pytest.fixture(autouse=True)
    def _enter(self, client: Client, clerk: User) -> None:
        client.force_login(clerk)

    def test_several_cards_are_redeemed_at_once(
        self, client: Client, project: Unit
    ) -> None:
        worker = make.person(project)
        posted(project, worker, serial="A-1", amount=Decimal("5.50"))
        posted(make.team(parent=project), worker, serial="A-2", amount=Decimal(2))
        page = redeem(client, "A-1", " A-2 ", "A-1", "")
        assert "2 cards are redeemed: pay RMB 7.50" in text(page)
        assert {str(card.redeemed_on) for card in Card.objects.all()} == {"2019-06-12"}
        moved = Entry.objects.in_force().filter(movement="redeem")
        assert sum(entry.amount for entry in moved) == Decimal("7.50")
        assert run("ledger").status == 0

    def test_a_second_time_is_refused_with_the_first(
        self, client: Client, project: Unit
    ) -> None:
        posted(project, serial="A-1")
        redeem(client, "A-1")
        said = text(redeem(client, "A-1"))
        assert "A-1: It was redeemed on" in said
        assert "12:30" in said
        assert "at Baiyinhua" in said
        assert Entry.objects.filter(movement="redeem").count() == 1

    def test_the_same_sending_again_is_answered_as_before(
        self, client: Client, project: Unit
    ) -> None:
        posted(project, serial="A-1")
        said = sent("A-1")
        first, again = (client.post(f"{COUNTER}?unit=P1", said) for _ in range(2))
        assert (first.status_code, again.status_code) == (302, 302)
        assert Entry.objects.filter(movement="redeem").count() == 1

    def test_one_card_that_is_refused_keeps_all_of_them(
        self, client: Client, project: Unit
    ) -> None:
        posted(project, serial="A-1")
        said = text(redeem(client, "A-1", "B-1"))
        assert "B-1: There is no such card" in said
        assert not Card.objects.exclude(redeemed_on=None).exists()

    def test_a_voided_one_is_refused_with_moment_and_reason(
        self, client: Client, project: Unit
    ) -> None:
        card = posted(project, serial="A-1")
        voiding.void(card, "Given twice", by=make.user("safety_officer", project).pk)
        said = text(redeem(client, "A-1"))
        assert "A-1: It was voided on 12 Jun 2019, 12:30: Given twice" in said

    @pytest.mark.parametrize(
        ("fields", "why"),
        [
            ({"status": "voided"}, "It was voided"),
            ({"redeemed_on": "2019-02-03"}, "It was redeemed on 3 Feb 2019"),
            ({"issued_on": "2019-07-01"}, "It is issued on 1 Jul 2019"),
        ],
    )
    def test_what_cannot_be_redeemed_is_refused_with_its_reason(
        self, client: Client, project: Unit, fields: dict[str, Any], why: str
    ) -> None:
        card = posted(project, serial="A-1", **fields)
        assert f"A-1: {why}" in text(redeem(client, "A-1"))
        assert Card.objects.get(pk=card.pk).redeemed_at is None

    def test_the_worker_signs_for_his_own_cards(
        self, client: Client, project: Unit
    ) -> None:
        worker = make.person(project)
        posted(project, worker, serial="A-1")
        posted(project, serial="B-1")
        assert "B-1: It is a card of somebody else" in text(
            redeem(client, "A-1", "B-1")
        )
        unsigned = sent("A-1") | {"drawn": ""}
        page = client.post(f"{COUNTER}?unit=P1", unsigned, follow=True)
        assert "Fill in “Signature of the worker”" in text(page)
        assert not Redemption.objects.exists()
        redeem(client, "A-1")
        assert Redemption.objects.get().person == worker
        assert Card.objects.get(serial="A-1").redemption is not None

    def test_a_card_of_other_units_is_refused(self, client: Client) -> None:
        posted(make.project(), serial="A-1")
        assert "A-1: It is a card of another unit" in text(redeem(client, "A-1"))

    def test_nobody_redeems_what_he_has_issued_or_got(
        self, client: Client, project: Unit, clerk: User
    ) -> None:
        mine = clerk.person
        posted(project, serial="A-1", issued_by=mine)
        posted(project, mine, serial="A-2")
        said = text(redeem(client, "A-1", "A-2"))
        assert "A-1: You have issued it yourself" in said
        assert "A-2: It is your own card" in said

    def test_a_hundred_cards_ask_no_more_than_two(
        self, client: Client, project: Unit
    ) -> None:
        worker = make.person(project)
        redeem(client, posted(project, worker).serial)  # the signature is there now
        serials = [posted(project, worker).serial for _ in range(102)]
        asked = []
        for some in (serials[:2], serials[2:]):
            with CaptureQueriesContext(connection) as queries:
                redeem(client, *some)
            asked.append(len(queries))
        assert not Card.objects.filter(redeemed_on=None).exists()
        assert asked[0] == asked[1]

    def test_more_than_a_hundred_are_too_many(self, client: Client) -> None:
        serials = [f"A-{number}" for number in range(101)]
        assert "At most 100 cards at once" in text(redeem(client, *serials))

    def test_its_page_says_when_and_where(self, client: Client, project: Unit) -> None:
        card = posted(project, serial="A-1")
        redeem(client, "A-1")
        client.force_login(make.user("safety_officer", project))
        page = text(client.get(card.get_absolute_url()))
        assert "12:30 · Baiyinhua" in page


@pytest.mark.django_db(transaction=True)
@pytest.mark.both
def test_of_fifty_at_once_one_succeeds(project: Unit, clerk: User) -> None:
    posted(project, serial="A-1")
    client = Client()
    client.force_login(clerk)

    def send(_nth: int) -> str:
        try:
            own = Client()
            own.cookies = client.cookies
            page = own.post(f"{COUNTER}?unit=P1", sent("A-1"))
            return page["Location"] if page.status_code == 302 else text(page)
        finally:
            connection.close()

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = list(pool.map(send, range(CLIENTS)))
    paid = reverse("incentives:redeem-cards", query={"unit": "P1"})
    assert answers.count(paid) == 1
    refused = [said for said in answers if said != paid]
    assert all("at Baiyinhua" in said for said in refused)
    assert Entry.objects.in_force().filter(movement="redeem").count() == 1
    assert run("ledger").status == 0
