"""What a counter has paid is settled: listed, added up, signed by two, and closed."""

from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from safety.accounts.models import User
from safety.incentives.models import Card, Settlement
from safety.incentives.services import ledger, redeeming
from safety.org.models import Unit
from safety.records import services
from safety.records.models import State
from safety.records.registry import kinds
from tests import make
from tests.pages import text
from tests.records.files import Desk, run
from tests.things_training import drawing

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NOON = datetime(2019, 6, 12, 4, 30, tzinfo=UTC)
HEAD = "serial,unit,issued_on,employee_no,behaviour,amount,redeemed_on"


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def project() -> Unit:
    return make.project(code="P1", name="Baiyinhua")


@pytest.fixture
def clerk(client: Client, project: Unit) -> User:
    user = make.user("clerk", project, person=make.person(project))
    client.force_login(user)
    return user


def paid(unit: Unit, clerk: User, serial: str, amount: str = "5") -> Card:
    """A card that was redeemed at the counter of a unit."""
    person = make.person(unit, employee_no=f"E-{serial}", name=f"Worker {serial}")
    card = make.card(unit, person, serial=serial, amount=Decimal(amount))
    ledger.post([card.pk], by=None)
    return redeeming.redeem([serial], unit, by=clerk)[0]


def settle(client: Client, **fields: str) -> Any:
    said = {
        "until": "2019-06-12",
        "clerk": "Li Si",
        "clerk_drawn": drawing(),
        "second": "Wang Wu",
        "second_drawn": drawing(),
        "request_id": str(uuid4()),
        **fields,
    }
    address = f"{reverse('incentives:settle-cards')}?unit=P1"
    return client.post(address, said, follow=True)


def test_what_waits_is_listed_added_up_and_signed(
    client: Client, project: Unit, clerk: User
) -> None:
    paid(project, clerk, "A-1", "5.50")
    paid(project, clerk, "A-2", "2")
    by_a_file = make.card(project, serial="A-3", redeemed_on="2019-06-12")
    ledger.post([by_a_file.pk], by=None)
    form = text(client.get(reverse("incentives:settle-cards"), {"unit": "P1"}))
    assert "Cards 2 Amount RMB 7.50" in form
    page = text(settle(client))
    assert "Settled. These cards stay as they are" in page
    for said in ("A-1", "A-2", "RMB 7.50", "Li Si", "Wang Wu"):
        assert said in page
    assert "A-3" not in page
    rows = client.get(reverse("incentives:list-settlements")).context["list"].page.rows
    assert [(row["number"], row["amount"]) for row in rows] == [(2, Decimal("7.50"))]
    assert run("ledger").status == 0


def test_each_card_is_settled_once(client: Client, project: Unit, clerk: User) -> None:
    first = paid(project, clerk, "A-1")
    settle(client)
    assert "No card waits to be settled here" in text(settle(client))
    second = paid(project, clerk, "A-2")
    settle(client)
    kept = dict(Card.objects.values_list("serial", "settlement"))
    assert kept[first.serial] != kept[second.serial]


def test_what_another_counter_has_paid_is_not_taken(
    client: Client, project: Unit, clerk: User
) -> None:
    team = make.team(parent=project)
    paid(team, clerk, "A-1")
    assert "No card waits to be settled here" in text(settle(client))


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"until": "2019-06-13"}, "That day is to come"),
        ({"second": "LI SI"}, "Two persons sign"),
        ({"second_drawn": ""}, "Fill in “Signature”"),
        ({"clerk": ""}, "Fill in “Who signs”"),
    ],
)
def test_it_is_refused_unless_two_sign_for_what_is_past(
    client: Client, project: Unit, clerk: User, fields: dict[str, str], why: str
) -> None:
    paid(project, clerk, "A-1")
    assert why in text(settle(client, **fields))
    assert not Settlement.objects.exists()


def test_no_file_changes_a_settled_card(
    client: Client, project: Unit, clerk: User, tmp_path: Path
) -> None:
    card = paid(project, clerk, "A-1")
    settle(client)
    desk = Desk(tmp_path)
    same = f"A-1,P1,{card.issued_on},E-A-1,Clipped on,5,2019-06-12"
    assert not desk.load("cards", f"{HEAD}\n{same}").status
    other = desk.load("cards", f"{HEAD}\n{same.replace(',5,', ',6,')}")
    assert other.status
    assert "It is settled and stays as it is" in other.out
    assert Card.objects.get().amount == 5


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE incentives_card SET amount = 1 WHERE serial = 'A-1'",
        "UPDATE incentives_card SET status = 'voided' WHERE serial = 'A-1'",
        "UPDATE incentives_card SET settlement_id = NULL WHERE serial = 'A-1'",
        "DELETE FROM incentives_card WHERE serial = 'A-1'",
        "UPDATE incentives_settlement SET until_on = '2019-06-30'",
        "DELETE FROM incentives_settlement",
    ],
)
def test_no_statement_changes_what_is_settled(
    client: Client, project: Unit, clerk: User, statement: str
) -> None:
    """The triggers are there, also after later migrations."""
    paid(project, clerk, "A-1")
    settle(client)
    paid(project, clerk, "A-2")
    with (
        pytest.raises(IntegrityError, match="settlement contains never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    stay = Card.objects.counted().values_list("serial", "amount", "settlement_id")
    settlement = Settlement.objects.get()
    five = Decimal(5)
    assert sorted(stay) == [("A-1", five, settlement.pk), ("A-2", five, None)]


def test_a_file_that_was_checked_before_is_refused_whole(
    client: Client, project: Unit, clerk: User, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    for serial in ("A-1", "A-2"):
        paid(project, clerk, serial)
    lines = [f"A-{n},P1,2019-06-12,E-A-{n},Tidy,6,2019-06-12" for n in (1, 2)]
    sent = SimpleUploadedFile("cards.csv", "\n".join([HEAD, *lines]).encode())
    officer = make.user("safety_officer", project)
    load = services.receive(sent, kinds()["cards"], by=officer)
    names = {name: name for name in HEAD.split(",")}
    services.begin(load, State.TO_CHECK, columns=names)
    load.refresh_from_db()
    assert load.state == State.CHECKED, load.message
    settle(client)
    services.begin(load, State.TO_LOAD)
    load.refresh_from_db()
    assert load.state != State.LOADED
    assert set(Card.objects.values_list("amount", flat=True)) == {5}
    client.force_login(officer)
    page = text(client.get(f"/records/loads/{load.pk}/"))
    assert "It is settled and stays as it is" in page
    assert run("ledger").status == 0


def test_its_list_is_printed_in_both_languages(
    client: Client, project: Unit, clerk: User
) -> None:
    paid(project, clerk, "A-1")
    settle(client)
    address = reverse("incentives:print-settlement", args=[Settlement.objects.get().pk])
    for language in ("en", "zh-hans"):
        page = client.get(address, {"language": language})
        assert page["Content-Type"] == "application/pdf"
        sheets = PdfReader(BytesIO(page.content)).pages
        said = "".join(sheet.extract_text() for sheet in sheets)
        for each in ("A-1", "Li Si", "Wang Wu"):
            assert each in said
