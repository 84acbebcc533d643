"""A price list, and goods handed out for cards at the counter."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.test import Client
from pypdf import PdfReader

from safety.accounts.models import User
from safety.incentives.models import Card, Good, HandedOut, Settlement
from safety.journal import write as journal
from safety.org.models import Unit
from safety.people.models import Person
from tests import make
from tests.incentives.test_redeem_wallet import NOON, counter_of, posted, sign
from tests.incentives.test_settle_cards import settle
from tests.pages import text
from tests.records.files import run

pytestmark = [pytest.mark.django_db, pytest.mark.both]
GOODS = "/incentives/goods/"


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def project() -> Unit:
    return make.project(code="P1", name="Baiyinhua", parent=make.company(code="C1"))


@pytest.fixture
def clerk(client: Client, project: Unit) -> User:
    user = make.user("clerk", project)
    client.force_login(user)
    return user


@pytest.fixture
def worker(project: Unit) -> Person:
    return make.person(project)


def good(unit: Unit, **fields: Any) -> Good:
    given = {"name": "Towel", "price": Decimal("3.50"), "from_on": date(2019, 1, 1)}
    made = Good(unit=unit, **given | fields)
    journal.save(made, "add", by=None)
    return made


def test_an_officer_keeps_the_price_list(client: Client, project: Unit) -> None:
    client.force_login(make.user("safety_officer", project))
    sent = {"name": "Towel", "name_zh": "毛巾", "price": "3.50"}
    for _copy in range(2):
        client.post(f"{GOODS}add/?unit=P1", sent | {"from_on": "2019-06-01"})
    made = Good.objects.get()
    page = text(client.get(f"{GOODS}?unit=P1"))
    assert "Towel" in page
    assert "RMB 3.50" in page
    ended = {**sent, "from_on": "2019-06-01", "until_on": "2019-06-30"}
    client.post(f"{GOODS}{made.pk}/change/", ended)
    made.refresh_from_db()
    assert made.until_on == date(2019, 6, 30)


@pytest.mark.parametrize("price", ["0", "-1", "0.001", ""])
def test_a_good_has_a_price_in_whole_fen(
    client: Client, project: Unit, price: str
) -> None:
    client.force_login(make.user("safety_officer", project))
    sent = {"name": "Towel", "price": price, "from_on": "2019-06-01"}
    client.post(f"{GOODS}add/?unit=P1", sent)
    assert not Good.objects.exists()


@pytest.mark.usefixtures("clerk")
def test_goods_are_handed_out_and_the_rest_is_paid(
    client: Client, project: Unit, worker: Person
) -> None:
    towel, soap = good(project), good(project, name="Soap", price=Decimal(1))
    card = posted(project, worker, serial="A-1", amount=Decimal(10))
    counter = counter_of(worker)
    taken = {f"good-{towel.pk}": "2", f"good-{soap.pk}": "0"}
    said = text(sign(client, counter, "A-1", **taken))
    assert "Hand out Towel × 2, and pay RMB 3." in said
    handed = HandedOut.objects.get()
    card.refresh_from_db()
    assert handed.redemption == card.redemption
    assert (handed.good, handed.number, handed.price) == (towel, 2, Decimal("3.50"))
    # Another price later changes nothing of it.
    towel.price = Decimal(4)
    journal.save(towel, "change", by=None)
    client.force_login(make.user("safety_officer", project))
    page = text(client.get(card.get_absolute_url()))
    assert "Towel × 2" in page
    assert "RMB 7" in page
    assert run("ledger").status == 0


@pytest.mark.usefixtures("clerk")
def test_a_settlement_names_the_goods(
    client: Client, project: Unit, worker: Person
) -> None:
    towel = good(project)
    for number, serial in ((2, "A-1"), (1, "A-2")):
        posted(project, worker, serial=serial, amount=Decimal(10))
        taken = {f"good-{towel.pk}": str(number)}
        sign(client, counter_of(worker), serial, **taken)
    page = text(settle(client))
    assert "Towel × 3 RMB 10.50" in page
    assert "Paid in money RMB 9.50" in page
    address = f"{Settlement.objects.get().get_absolute_url()}pdf/"
    sheets = PdfReader(BytesIO(client.get(address).content))
    said = "".join(sheet.extract_text() for sheet in sheets.pages)
    assert "Towel" in said
    assert "RMB 9.50" in said


@pytest.mark.usefixtures("clerk")
def test_goods_cost_no_more_than_the_cards_are_worth(
    client: Client, project: Unit, worker: Person
) -> None:
    towel = good(project)
    posted(project, worker, serial="A-1", amount=Decimal(5))
    taken = {f"good-{towel.pk}": "2"}
    said = text(sign(client, counter_of(worker), "A-1", **taken))
    assert "The goods cost RMB 7, and the cards are worth RMB 5" in said
    assert Card.objects.get().redeemed_on is None
    assert not HandedOut.objects.exists()


@pytest.mark.usefixtures("clerk")
def test_only_what_is_sold_here_today_is_on_offer(
    client: Client, project: Unit, worker: Person
) -> None:
    good(project.parent, name="Of the company")
    good(project, name="Of before", until_on=date(2019, 6, 11))
    good(project, name="Of later", from_on=date(2019, 6, 13))
    far = good(make.project(), name="Of others")
    posted(project, worker, serial="A-1", amount=Decimal(5))
    address = counter_of(worker)
    page = text(client.get(address))
    assert "Of the company" in page
    for name in ("Of before", "Of later", "Of others"):
        assert name not in page
    sign(client, address, "A-1", **{f"good-{far.pk}": "1"})
    assert not HandedOut.objects.exists()


@pytest.mark.usefixtures("clerk")
@pytest.mark.parametrize("number", ["-1", "100", "x"])
def test_a_number_that_is_none_is_refused(
    client: Client, project: Unit, worker: Person, number: str
) -> None:
    towel = good(project)
    posted(project, worker, serial="A-1", amount=Decimal(5))
    sign(client, counter_of(worker), "A-1", **{f"good-{towel.pk}": number})
    assert Card.objects.get().redeemed_on is None
