"""A card ends without money: voided with a reason, or expired after its last day."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from safety.accounts.models import User
from safety.incentives import tasks
from safety.incentives.models import Account, Budget, Card, CardState, Entry
from safety.incentives.services import expiring, ledger, redeeming
from safety.org.models import Unit
from safety.sweeps import beat
from tests import make
from tests.pages import text
from tests.records.files import Desk, run
from tests.things_training import drawing

pytestmark = [pytest.mark.django_db, pytest.mark.both]
GIVEN, LAST = date(2019, 6, 3), date(2019, 8, 31)
AFTER = date(2019, 9, 2)  # here; the last day is over everywhere


@pytest.fixture
def project() -> Unit:
    return make.project(code="P1", name="Baiyinhua")


@pytest.fixture
def officer(client: Client, project: Unit) -> User:
    user = make.user("safety_officer", project)
    client.force_login(user)
    return user


def issued(unit: Unit, **fields: Any) -> Card:
    given = {"issued_on": GIVEN, "expires_on": LAST, **fields}
    card = make.card(unit, **given)
    ledger.post([card.pk], by=None)
    return card


def state(card: Card) -> str:
    return Card.objects.get(pk=card.pk).state


def balances() -> dict[str, Decimal]:
    found = Entry.objects.all().balances()
    return {account: amount for account, amount in found.items() if amount}


def void(client: Client, card: Card, reason: str = "Given twice") -> Any:
    said = {"reason": reason, "request_id": str(uuid4())}
    address = reverse("incentives:void-card", args=[card.pk])
    return client.post(address, said, follow=True)


@pytest.mark.usefixtures("officer")
class TestVoid:
    def test_it_moves_nothing_and_gives_its_budget_back(
        self, client: Client, project: Unit
    ) -> None:
        budget, card = make.budget(project), issued(project)
        page = text(void(client, card))
        assert "Voided: it counts nowhere" in page
        assert "Given twice" in page
        assert balances() == {}
        used: Any = Budget.objects.with_use([budget.period]).get()
        assert used.left == budget.amount
        assert run("ledger").status == 0

    def test_it_needs_a_reason(self, client: Client, project: Unit) -> None:
        card = issued(project)
        assert "Fill in “Reason”" in text(void(client, card, ""))
        assert state(card) == CardState.ISSUED

    @pytest.mark.parametrize(
        ("fields", "why"),
        [
            ({"redeemed_on": LAST}, "It was redeemed: its money is paid"),
            ({"expired_on": date(2019, 9, 1)}, "It has expired already"),
        ],
    )
    def test_what_is_over_stays_as_it_is(
        self, client: Client, project: Unit, fields: dict[str, Any], why: str
    ) -> None:
        card = issued(project, **fields)
        address = card.get_absolute_url()
        assert "void/" not in client.get(address).content.decode()
        assert why in text(void(client, card))
        assert Card.objects.get(pk=card.pk).status == Card.Status.COUNTED

    def test_a_second_time_changes_nothing(self, client: Client, project: Unit) -> None:
        card = issued(project)
        void(client, card)
        void(client, card, "Another reason")
        assert Card.objects.get(pk=card.pk).void_reason == "Given twice"


class TestExpire:
    def test_its_money_goes_to_what_expired_on_the_day_after_its_last(
        self, project: Unit
    ) -> None:
        card = issued(project)
        assert expiring.sweep(date(2019, 9, 1)) == 0
        assert expiring.sweep(AFTER) == 1
        assert state(card) == CardState.EXPIRED
        assert balances() == {Account.BUDGET: -5, Account.EXPIRED: 5}
        entry = Entry.objects.get(movement="expire")
        assert (entry.source, entry.day) == (Account.WORKER, date(2019, 9, 1))
        assert run("ledger").status == 0

    def test_it_happens_every_night_and_what_was_missed_is_made_up_for(
        self, project: Unit
    ) -> None:
        assert tasks.expire.name in [each["task"] for each in beat(1).values()]
        issued(project)
        with time_machine.travel(date(2021, 1, 1), tick=False):
            tasks.expire()
            tasks.expire()
        entry = Entry.objects.get(movement="expire")
        assert entry.day == date(2019, 9, 1)

    def test_what_is_over_otherwise_or_never_ends_does_not_expire(
        self, project: Unit
    ) -> None:
        issued(project, redeemed_on=LAST)
        issued(project, status="voided")
        issued(project, expires_on=None)
        assert expiring.sweep(AFTER) == 0

    def test_a_sweep_that_is_killed_is_made_up_for(self, project: Unit) -> None:
        cards = [issued(project) for _ in range(3)]
        killed = patch.object(ledger, "post", side_effect=SystemExit)
        with patch.object(expiring, "AT_ONCE", 2):
            with killed, pytest.raises(SystemExit):
                expiring.sweep(AFTER)
            assert {state(card) for card in cards} == {CardState.ISSUED}
            assert expiring.sweep(AFTER) == 3
        assert run("ledger").status == 0

    @pytest.mark.parametrize("is_swept", [False, True])
    def test_a_counter_refuses_it_from_that_day_on(
        self, project: Unit, client: Client, is_swept: bool
    ) -> None:
        issued(project, serial="A-1")
        client.force_login(make.user("clerk", project))
        if is_swept:
            expiring.sweep(AFTER)
        said = {"serials": "A-1", "drawn": drawing()}
        address = f"{reverse('incentives:redeem-cards')}?unit=P1"
        with time_machine.travel(date(2019, 9, 1), tick=False):
            page = text(client.post(address, said))
        assert "A-1: It expired on 1 Sep 2019" in page

    def test_on_its_last_day_it_is_redeemed(self, project: Unit) -> None:
        card = issued(project)
        clerk = make.user("clerk", project)
        with time_machine.travel(LAST, tick=False):
            redeeming.redeem([card.serial], project, by=clerk)
        assert expiring.sweep(AFTER) == 0

    def test_its_page_and_the_list_say_so(
        self, client: Client, project: Unit, officer: User
    ) -> None:
        card = issued(project)
        expiring.sweep(AFTER)
        page = text(client.get(card.get_absolute_url()))
        assert "Expired on 1 Sep 2019" in page
        assert "Worker → Expired" in page
        address = reverse("incentives:list-cards")
        for query, number in (("expired", 1), ("issued", 0)):
            rows = client.get(address, {"state": query}).context["list"].page.rows
            assert len(rows) == number

    def test_a_file_that_says_it_was_redeemed_is_right(
        self, project: Unit, tmp_path: Path
    ) -> None:
        make.person(project, employee_no="E1")
        issued(project, serial="A-1")
        expiring.sweep(AFTER)
        rows = (
            "serial,unit,issued_on,employee_no,behaviour,amount,redeemed_on",
            "A-1,P1,2019-06-03,E1,Clipped on,5,2019-08-30",
        )
        assert not Desk(tmp_path).load("cards", "\n".join(rows)).status
        assert balances() == {Account.BUDGET: -5, Account.SHOP: 5}
        assert run("ledger").status == 0
