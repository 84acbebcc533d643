"""Dear cards wait until a leader approves them; only then they are issued."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from safety.accounts.models import User
from safety.incentives.models import Behaviour, Card, Entry, Proposal
from safety.incentives.services import printing
from safety.notices.models import Notice
from safety.org.models import Unit
from safety.people.models import Person
from tests import make
from tests.pages import text
from tests.records.files import run
from tests.things import photo_upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
NOON = datetime(2019, 6, 12, 4, 30, tzinfo=UTC)
TODAY, YESTERDAY = date(2019, 6, 12), date(2019, 6, 11)
APPROVE = "/incentives/cards/approve/?unit=P1"


@pytest.fixture
def today() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def project() -> Unit:
    made = make.project(code="P1", name="Baiyinhua")
    make.budget(made, 50, "2019-06")
    return made


@pytest.fixture
def officer(project: Unit) -> User:
    return make.user("safety_officer", project, person=make.person(project))


@pytest.fixture
def manager(project: Unit) -> User:
    return make.user("project_manager", project, person=make.person(project))


@pytest.fixture
def leader(client: Client, manager: User) -> Client:
    client.force_login(manager)
    return client


@pytest.fixture
def worker(project: Unit) -> Person:
    return make.person(project, name="Wang Wu", category="worker")


def propose(by: User, worker: Person, **said: Any) -> str:
    client = Client()
    client.force_login(by)
    sent = {
        "worker": worker.employee_no,
        "behaviour": Behaviour.objects.get(about="hazard").pk,
        "amount": "20",
        "request_id": str(uuid4()),
        **said,
    }
    page = client.post("/incentives/cards/issue/?unit=P1", sent, follow=True)
    return text(page)


def answer(client: Client, *rows: Proposal, **said: str) -> str:
    sent = {"cards": [row.pk for row in rows], "request_id": str(uuid4()), **said}
    return text(client.post(APPROVE, sent, follow=True))


def test_a_dear_card_waits_and_counts_nowhere(
    officer: User, manager: User, worker: Person
) -> None:
    page = propose(officer, worker)
    assert "The card waits for a leader’s approval" in page
    assert "Card proposed" in page
    assert not Card.objects.exists()
    assert not Entry.objects.exists()
    assert Notice.objects.filter(user=manager).count() == 1


def test_a_leader_approves_a_day_at_once(
    leader: Client, manager: User, officer: User, worker: Person, project: Unit
) -> None:
    propose(officer, worker, photos=photo_upload())
    other = make.proposal(project, issued_on=YESTERDAY)
    page = leader.get(APPROVE)
    assert page.context["form"]["cards"].value() == [
        other.pk,
        Proposal.objects.last().pk,
    ]
    said = answer(leader, *Proposal.objects.all())
    assert "2 cards are approved" in said
    assert "No card waits for approval" in said
    card = Card.objects.get(person=worker)
    assert (card.issued_on, card.issued_by) == (TODAY, officer.person)
    assert card.photos.count() == 1
    late = Card.objects.exclude(pk=card.pk).get()
    assert (late.issued_on, late.expires_on) == (YESTERDAY, TODAY + timedelta(days=90))
    assert run("ledger").status == 0
    shown = text(leader.get(Proposal.objects.get(card=card).get_absolute_url()))
    assert f"Prize card {card.serial}" in shown
    assert "Card approved" in shown


def test_twice_approved_is_one_card(leader: Client, project: Unit) -> None:
    said = make.proposal(project)
    answer(leader, said)
    answer(leader, said)
    assert Card.objects.count() == 1


def test_a_rejected_card_says_why(leader: Client, project: Unit) -> None:
    said = make.proposal(project)
    assert "Say why you reject it" in answer(leader, said, reject="1")
    assert "1 card is rejected" in answer(leader, said, reject="1", why="Not seen")
    assert "Not seen" in text(leader.get(said.get_absolute_url()))
    assert not Card.objects.exists()


def test_who_proposed_it_is_told_that_it_was_rejected(
    leader: Client, officer: User, worker: Person, project: Unit
) -> None:
    propose(officer, worker)
    answer(leader, Proposal.objects.get(), reject="1", why="Nobody has seen it")
    client = Client()
    client.force_login(officer)
    notice = Notice.objects.get(user=officer)
    told = text(client.get(reverse("notices:view-notice", args=[notice.pk])))
    assert "Prize cards of yours that were rejected" in told
    assert "Wang Wu · RMB 20" in told
    assert "Nobody has seen it" in told


def test_nobody_approves_his_own(leader: Client, manager: User, project: Unit) -> None:
    proposed = make.proposal(project, issued_by=manager.person)
    got = make.proposal(project, manager.person)
    said = answer(leader, proposed, got)
    assert "You have proposed it yourself" in said
    assert "It is your own card" in said
    assert not Card.objects.exists()


def test_the_budget_holds_when_it_is_approved(leader: Client, project: Unit) -> None:
    rows = [make.proposal(project) for _ in range(3)]
    said = answer(leader, *rows)
    assert "has RMB 50 left, and this takes RMB 60" in said
    assert not Card.objects.exists()
    assert "2 cards are approved" in answer(leader, *rows[:2])
    assert sum(card.amount for card in Card.objects.all()) == 40


def test_of_two_days_the_second_sees_the_first(leader: Client, project: Unit) -> None:
    rows = [
        make.proposal(project, issued_on=day, amount=Decimal(30))
        for day in (YESTERDAY, TODAY)
    ]
    assert "has RMB 20 left, and this takes RMB 30" in answer(leader, *rows)
    assert not Card.objects.exists()


def test_what_waits_counts_for_the_limits(
    officer: User, worker: Person, project: Unit
) -> None:
    make.card_rule(project, of_worker_a_day=1)
    propose(officer, worker)
    assert "Wang Wu has got as many cards as are allowed" in propose(officer, worker)
    assert Proposal.objects.count() == 1


def test_the_rule_says_what_waits(officer: User, worker: Person, project: Unit) -> None:
    rule = make.card_rule(project, free_up_to=Decimal(0))
    assert "waits for a leader" in propose(officer, worker, amount="2")
    rule.free_up_to = None
    rule.save()
    assert "is given to Wang Wu" in propose(officer, worker)


def test_a_paper_card_waits_with_its_number(
    leader: Client, officer: User, worker: Person, project: Unit
) -> None:
    batch = printing.prepare(project, Decimal(20), 1, by=None)
    serial = batch.cards.get().serial
    propose(officer, worker, printed=serial)
    assert "It waits for approval already" in propose(officer, worker, printed=serial)
    assert "1 card is approved" in answer(leader, Proposal.objects.get())
    assert Card.objects.get().serial == serial
    assert batch.cards.get().card == Card.objects.get()


def withdraw(by: User, said: Proposal, reason: str = "Wrong worker") -> str:
    client = Client()
    client.force_login(by)
    address = reverse("incentives:withdraw-proposal", args=[said.pk])
    sent = {"reason": reason, "request_id": str(uuid4())}
    return text(client.post(address, sent, follow=True))


def test_who_proposed_a_card_takes_it_back_while_it_waits(
    leader: Client, officer: User, worker: Person, project: Unit
) -> None:
    propose(officer, worker)
    said = Proposal.objects.get()
    client = Client()
    client.force_login(officer)
    address = reverse("incentives:withdraw-proposal", args=[said.pk])
    assert address in client.get(said.get_absolute_url()).text
    assert address not in leader.get(said.get_absolute_url()).text
    assert "Fill in “Reason”" in withdraw(officer, said, reason="")
    for _again in range(2):
        page = withdraw(officer, said)
        assert "Taken back: the card is not given." in page
    for part in ("Withdrawn", "Wrong worker", "Card taken back"):
        assert part in page
    assert address not in client.get(said.get_absolute_url()).text
    assert "No card waits for approval" in answer(leader, said)
    assert not Card.objects.exists()
    propose(officer, worker)
    assert Proposal.objects.waiting().count() == 1


def test_only_who_proposed_a_card_takes_it_back_and_only_while_it_waits(
    leader: Client, officer: User, worker: Person, project: Unit
) -> None:
    propose(officer, worker)
    said = Proposal.objects.get()
    other = make.user("safety_officer", project, person=make.person(project))
    assert "Only who has proposed a card takes it back" in withdraw(other, said)
    answer(leader, said)
    assert "It was answered already" in withdraw(officer, said)
    assert Card.objects.count() == 1


def test_a_paper_card_taken_back_can_be_given_again(
    officer: User, worker: Person, project: Unit
) -> None:
    batch = printing.prepare(project, Decimal(20), 1, by=None)
    serial = batch.cards.get().serial
    propose(officer, worker, printed=serial)
    withdraw(officer, Proposal.objects.get())
    propose(officer, worker, printed=serial)
    assert Proposal.objects.waiting().get().printed == serial
