"""A worker's cards at the counter: the badge is scanned, the worker signs."""

from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from safety.accounts.models import User
from safety.incentives.models import Badge, Card, Entry, Redemption
from safety.incentives.services import badges, ledger
from safety.org.models import Unit
from safety.people.models import Person
from tests import make
from tests.files import photos
from tests.pages import text
from tests.records.files import Desk, run

NOON = datetime(2019, 6, 12, 4, 30, tzinfo=UTC)
WORKERS = 25
CARDS_EACH = 40  # of each worker: a thousand in all
COPIES = (2, 3, 4, 5)


def drawn(width: int = 60) -> str:
    """A signature as the pad sends it."""
    png = photos.written(photos.picture(width, 20), "PNG")
    return f"data:image/png;base64,{b64encode(png).decode()}"


@pytest.fixture
def project() -> Unit:
    return make.project(code="P1", name="Baiyinhua")


@pytest.fixture
def clerk(project: Unit) -> User:
    return make.user("clerk", project, person=make.person(project))


@pytest.fixture
def worker(project: Unit) -> Person:
    return make.person(make.team(parent=project, name="Crew 2"), name="Wang Li")


def posted(unit: Unit, person: Person, **fields: Any) -> Card:
    """A card that was issued on the site."""
    card = make.card(unit, person, **fields)
    ledger.post([card.pk], by=None)
    return card


def badge_of(person: Person) -> str:
    badges.give([person.pk], by=None)
    return Badge.objects.in_force().get(person=person).secret


def counter_of(person: Person) -> str:
    return f"/incentives/counter/{badge_of(person)}/?unit=P1"


def sign(client: Client, address: str, *serials: str, **said: str) -> Any:
    given = {"drawn": drawn(), "request_id": str(uuid4()), **said}
    return client.post(address, {"serials": serials, **given}, follow=True)


@pytest.mark.django_db
@pytest.mark.both
class TestAtTheCounter:
    @pytest.fixture(autouse=True)
    def _enter(self, client: Client, clerk: User) -> Any:
        cache.clear()
        client.force_login(clerk)
        with time_machine.travel(NOON, tick=False):
            yield

    def test_the_scan_of_a_badge_leads_to_the_cards_that_are_all_ticked(
        self, client: Client, project: Unit, worker: Person
    ) -> None:
        posted(project, worker, behaviour="Clipped on", amount=Decimal("5.50"))
        posted(project, worker, behaviour="Tidy", amount=Decimal(10))
        posted(project, worker, redeemed_on="2019-02-03", amount=Decimal(2))
        page = client.get(f"/badge/{badge_of(worker)}/", follow=True)
        assert page.redirect_chain[-1][0].startswith("/incentives/counter/")
        said = text(page)
        for each in ("Wang Li", "Crew 2", "RMB 15.50", "2 of 2 chosen"):
            assert each in said
        assert page.content.count(b" checked>") == 2
        for each in ("Issued, 3 cards", "RMB 17.50", "Still in wallets", "RMB 0 left"):
            assert each in said

    def test_what_is_ticked_is_redeemed_and_signed(
        self, client: Client, project: Unit, worker: Person, clerk: User
    ) -> None:
        card = posted(project, worker, serial="A-1", amount=Decimal("5.50"))
        posted(project, worker, serial="A-2", amount=Decimal(2))
        said = text(sign(client, counter_of(worker), "A-1"))
        assert "1 card is redeemed: pay RMB 5.50" in said
        assert "RMB 2 is left" in said
        card.refresh_from_db()
        redemption = Redemption.objects.get()
        assert (card.redemption, card.redeemed_in) == (redemption, project)
        assert (redemption.person, redemption.by) == (worker, clerk)
        assert redemption.file
        assert redemption.file.is_photo
        assert Card.objects.get(serial="A-2").redeemed_on is None
        assert run("ledger").status == 0

    def test_its_page_shows_the_signature(
        self, client: Client, project: Unit, worker: Person
    ) -> None:
        card = posted(project, worker, serial="A-1")
        sign(client, counter_of(worker), "A-1")
        client.force_login(make.user("safety_officer", project))
        page = client.get(card.get_absolute_url()).content.decode()
        address = Redemption.objects.get().file
        assert address
        assert address.thumbnail_url in page
        assert client.get(address.thumbnail_url).status_code == 200

    def test_nothing_is_redeemed_without_a_signature_or_a_card(
        self, client: Client, project: Unit, worker: Person
    ) -> None:
        posted(project, worker, serial="A-1")
        address = counter_of(worker)
        unsigned = sign(client, address, "A-1", drawn="")
        assert "Fill in “Signature of the worker”" in text(unsigned)
        assert "Fill in “Cards to redeem”" in text(sign(client, address))
        assert not Card.objects.exclude(redeemed_on=None).exists()
        assert not Redemption.objects.exists()

    def test_the_same_sending_again_is_answered_as_before(
        self, client: Client, project: Unit, worker: Person
    ) -> None:
        posted(project, worker, serial="A-1")
        address = counter_of(worker)
        said = {"serials": "A-1", "drawn": drawn(), "request_id": str(uuid4())}
        answers = [client.post(address, said).status_code for _nth in range(2)]
        assert answers == [302, 302]
        assert Redemption.objects.count() == 1

    @pytest.mark.parametrize(
        ("fields", "why"),
        [
            ({"status": "voided"}, "It was voided"),
            ({"redeemed_on": "2019-02-03"}, "It was redeemed on 3 Feb 2019"),
            ({"issued_on": "2019-07-01"}, "It is issued on 1 Jul 2019"),
            ({"expires_on": date(2019, 6, 11)}, "It expired on 12 Jun 2019"),
        ],
    )
    def test_one_that_is_refused_keeps_all_and_says_why(
        self,
        client: Client,
        project: Unit,
        worker: Person,
        fields: dict[str, Any],
        why: str,
    ) -> None:
        posted(project, worker, serial="A-1", **fields)
        posted(project, worker, serial="A-2")
        said = text(sign(client, counter_of(worker), "A-1", "A-2"))
        assert f"A-1: {why}" in said
        assert not Redemption.objects.exists()
        assert Card.objects.get(serial="A-2").redeemed_on is None

    def test_a_second_time_is_refused_with_where_and_when(
        self, client: Client, project: Unit, worker: Person
    ) -> None:
        posted(project, worker, serial="A-1")
        address = counter_of(worker)
        sign(client, address, "A-1")
        said = text(sign(client, address, "A-1"))
        assert "A-1: It was redeemed on 12 Jun 2019, 12:30 at Baiyinhua" in said

    def test_cards_of_somebody_else_and_of_other_units_are_refused(
        self, client: Client, project: Unit, worker: Person
    ) -> None:
        posted(project, make.person(project), serial="A-1")
        posted(make.project(), worker, serial="A-2")
        said = text(sign(client, counter_of(worker), "A-1", "A-2"))
        assert "A-1: It is a card of somebody else" in said
        assert "A-2: It is a card of another unit" in said

    def test_what_the_clerk_has_issued_is_shown_with_why_not(
        self, client: Client, project: Unit, worker: Person, clerk: User
    ) -> None:
        posted(project, worker, serial="A-1", issued_by=clerk.person)
        page = client.get(counter_of(worker))
        assert "You have issued it yourself" in text(page)
        assert b" checked>" not in page.content
        said = text(sign(client, counter_of(worker), "A-1"))
        assert "A-1: You have issued it yourself" in said

    def test_nobody_pays_himself(
        self, client: Client, project: Unit, clerk: User
    ) -> None:
        posted(project, clerk.person, serial="A-1")
        said = text(sign(client, counter_of(clerk.person), "A-1"))
        assert "A-1: It is your own card" in said

    def test_a_withdrawn_badge_is_refused(
        self, client: Client, project: Unit, worker: Person
    ) -> None:
        posted(project, worker, serial="A-1")
        address = counter_of(worker)
        badges.renew(worker, by=None)
        assert client.get(address).status_code == 404
        assert sign(client, address, "A-1").status_code == 404

    def test_who_scans_a_badge_of_other_units_sees_the_wallet_alone(
        self, client: Client
    ) -> None:
        stranger = make.person(make.project(), name="Far Hand")
        assert client.get(counter_of(stranger)).status_code == 404
        page = client.get(f"/badge/{badge_of(stranger)}/")
        assert page.status_code == 200
        assert "Far Hand" not in text(page)

    def test_a_hundred_cards_ask_no_more_than_one(
        self, client: Client, project: Unit, worker: Person
    ) -> None:
        serials = [posted(project, worker).serial for _nth in range(101)]
        address, asked = counter_of(worker), []
        for width, some in ((60, serials[:1]), (61, serials[1:])):
            with CaptureQueriesContext(connection) as shown:
                client.get(address)
            with CaptureQueriesContext(connection) as paid:
                sign(client, address, *some, drawn=drawn(width))
            asked.append((len(shown), len(paid)))
        assert not Card.objects.filter(redeemed_on=None).exists()
        assert asked[0] == asked[1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.both
@pytest.mark.slow
def test_a_thousand_cards_sent_two_to_five_times_are_redeemed_once(
    project: Unit, clerk: User
) -> None:
    """Copies of one sending, and sendings of others, at the same moment."""
    sendings = []
    for nth in range(WORKERS):
        worker = make.person(project)
        cards = [make.card(project, worker) for _nth in range(CARDS_EACH)]
        ledger.post([card.pk for card in cards], by=None)
        said = {
            "serials": [card.serial for card in cards],
            "drawn": drawn(),
            "request_id": str(uuid4()),
        }
        copies = COPIES[nth % len(COPIES)]
        sendings += [(counter_of(worker), said)] * copies
    client = Client()
    client.force_login(clerk)

    def send(sending: tuple[str, dict[str, Any]]) -> int:
        try:
            own = Client()
            own.cookies = client.cookies
            return own.post(*sending).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(send, sendings))
    assert answers == {302}
    assert not Card.objects.filter(redeemed_on=None).exists()
    assert Redemption.objects.count() == WORKERS
    paid = Entry.objects.in_force().filter(movement="redeem")
    assert paid.count() == WORKERS * CARDS_EACH
    assert sum(entry.amount for entry in paid) == 5 * WORKERS * CARDS_EACH
    assert run("ledger").status == 0


@pytest.mark.django_db
@pytest.mark.both
def test_no_file_takes_back_what_a_counter_has_paid(
    client: Client, clerk: User, project: Unit, worker: Person, tmp_path: Path
) -> None:
    card = posted(project, worker, serial="A-1", issued_on=date(2019, 6, 3))
    client.force_login(clerk)
    sign(client, counter_of(worker), card.serial)
    desk = Desk(tmp_path)
    head, row = desk.dump("cards")
    same = ",".join(row)
    assert desk.load("cards", "\n".join([",".join(head), same])).counts == (0, 0, 1, 0)
    for name, cell in (("redeemed_on", ""), ("amount", "500"), ("status", "voided")):
        other = dict(zip(head, row, strict=True)) | {name: cell}
        outcome = desk.load(
            "cards", "\n".join([",".join(head), ",".join(other.values())])
        )
        assert "It was redeemed at a counter and stays as it is" in outcome.messages
    assert run("ledger").status == 0
    assert Redemption.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.both
def test_a_signature_for_which_no_card_was_paid_is_listed(
    client: Client, clerk: User, project: Unit, worker: Person
) -> None:
    card = posted(project, worker)
    client.force_login(clerk)
    sign(client, counter_of(worker), card.serial)
    assert run("ledger").status == 0
    Card.objects.update(redemption=None)
    faults = run("ledger", "--json").document["faults"]
    assert [each["what"] for each in faults] == ["signed-for-no-card"]
