"""Paper cards: printed in advance, issued by number or scan, lost, redeemed by scan."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from safety.accounts.models import User
from safety.incentives.models import Card, CardState, PrintedBatch, PrintedCard
from safety.incentives.services import printing
from safety.indicators import drain
from safety.org.models import Unit
from safety.people.models import Category, Person
from tests import make
from tests.incentives.test_issue_cards import give
from tests.pages import text
from tests.records.files import run
from tests.things_training import drawing

pytestmark = [pytest.mark.django_db, pytest.mark.both]
PRINTED = "/incentives/printed/"
NOON = datetime(2019, 6, 12, 4, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today() -> Any:
    cache.clear()
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def project() -> Unit:
    unit = make.project(code="P1", name="Baiyinhua")
    make.budget(unit)
    return unit


@pytest.fixture
def officer(client: Client, project: Unit) -> User:
    user = make.user("safety_officer", project, person=make.person(project))
    client.force_login(user)
    return user


@pytest.fixture
def worker(project: Unit) -> Person:
    return make.person(project, name="Wang Li", category=Category.WORKER)


@pytest.fixture
def paper(project: Unit) -> PrintedCard:
    """One of two paper cards of ten yuan."""
    return printing.prepare(project, Decimal(10), 2, by=None).cards.first()


def test_they_are_printed_in_sheets_and_count_nowhere(
    client: Client, officer: User
) -> None:
    sent = {"amount": "5", "number": "3", "request_id": str(uuid4())}
    for _copy in range(2):
        client.post(f"{PRINTED}?unit=P1", sent)
    batch = PrintedBatch.objects.get()
    page = text(client.get(batch.get_absolute_url()))
    assert page.count(f"PP-P1-{batch.pk}-") == 3
    sheet = client.get(f"{PRINTED}{batch.pk}/sheet/")
    assert sheet["Content-Type"] == "application/pdf"
    assert "3 cards, 0 issued, 0 lost" in text(client.get(f"{PRINTED}?unit=P1"))
    assert not Card.objects.exists()
    assert run("ledger").status == 0


@pytest.mark.parametrize("number", ["0", "301", ""])
def test_no_more_than_can_be_printed(
    client: Client, officer: User, number: str
) -> None:
    client.post(f"{PRINTED}?unit=P1", {"amount": "5", "number": number})
    assert not PrintedBatch.objects.exists()


def test_a_scan_leads_to_the_form_that_issues_it(
    client: Client, officer: User, worker: Person, paper: PrintedCard
) -> None:
    page = client.get(f"/card/{paper.secret}/", follow=True)
    assert page.redirect_chain
    assert f'value="{paper.serial}"' in page.content.decode()
    # Somebody of today's roster is tapped: the number stays.
    (named,) = re.findall(rf'href="([^"]*worker={worker.employee_no})"', page.text)
    tapped = client.get("/incentives/cards/issue/" + unescape(named))
    assert f'value="{paper.serial}"' in tapped.text
    give(client, worker, printed=paper.serial, amount="5")
    card = Card.objects.get()
    paper.refresh_from_db()
    # Worth what the paper says, whatever was chosen.
    assert (card.serial, card.amount) == (paper.serial, Decimal(10))
    assert (card.person, paper.card) == (worker, card)
    drain.drain()
    assert run("ledger").status == 0


@pytest.mark.usefixtures("officer")
def test_one_that_was_issued_or_lost_is_refused_with_when(
    client: Client, worker: Person, paper: PrintedCard
) -> None:
    give(client, worker, printed=paper.serial)
    said = give(client, worker, printed=paper.serial)
    assert "It was issued already on 12 Jun 2019" in said
    other = paper.batch.cards.exclude(pk=paper.pk).get()
    page = client.post(
        f"{PRINTED}{paper.batch_id}/",
        {"serials": [paper.serial, other.serial]},
        follow=True,
    )
    assert "1 paper card is lost" in text(page)
    said = give(client, worker, printed=other.serial)
    assert "It was marked as lost on 12 Jun 2019, 12:30" in said
    assert "no paper card of this number" in give(client, worker, printed="PP-0")
    assert Card.objects.count() == 1


@pytest.mark.usefixtures("officer")
def test_it_is_issued_where_it_was_printed_for(client: Client, worker: Person) -> None:
    far = printing.prepare(make.project(name="Far"), Decimal(5), 1, by=None)
    said = give(client, worker, printed=far.cards.get().serial)
    assert "It was printed for Far" in said
    assert not Card.objects.exists()


def test_anybody_who_scans_it_sees_what_it_is_worth_and_no_name(
    client: Client, officer: User, worker: Person, paper: PrintedCard
) -> None:
    outside, address = Client(), f"/card/{paper.secret}/"
    said = text(outside.get(address))
    assert "RMB 10" in said
    assert "worth nothing until it is" in said
    give(client, worker, printed=paper.serial)
    page = outside.get(address)
    assert str(CardState.ISSUED.label) in text(page)
    assert Card.objects.get().behaviour not in text(page)  # its term is Chinese
    assert "Wang Li" not in text(page)
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert outside.get("/card/nothing-of-ours/").status_code == 404


def test_a_clerk_redeems_it_by_a_scan(
    client: Client, officer: User, worker: Person, paper: PrintedCard, project: Unit
) -> None:
    give(client, worker, printed=paper.serial)
    client.force_login(make.user("clerk", project))
    page = client.get(f"/card/{paper.secret}/", follow=True)
    assert paper.serial in text(page)
    # A scanner at a desk types the address.
    address = f"https://anzhu.example/card/{paper.secret}/"
    sent = {"serials": address, "drawn": drawing()}
    said = text(client.post("/incentives/cards/redeem/?unit=P1", sent, follow=True))
    assert "1 card is redeemed: pay RMB 10" in said
    assert Card.objects.get().redeemed_in == project
