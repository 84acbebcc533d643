"""The sample group gives as much for safe work as it has published."""

from typing import Any

import pytest
from django.utils import timezone

from inspections.services import library
from safety.incentives import demo
from safety.incentives.models import (
    Award,
    Budget,
    Card,
    Contest,
    ContestState,
    Proposal,
    Selection,
    SelectionState,
    Settlement,
)
from safety.incentives.sample import history
from safety.incentives.services import settling
from safety.incentives.services.contests import board
from safety.indicators import drain
from safety.org.models import Kind, Unit
from safety.people import demo as people
from tests.people.test_demo import values
from tests.records.files import run
from tests.training.test_demo import silent

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.slow]


@pytest.fixture(scope="module")
def loaded(module_db: None) -> None:
    people.load(small=True, progress=silent)
    library.add_starters(Unit.objects.get(kind=Kind.GROUP), by=None)
    demo.load(small=True, progress=silent)
    drain.drain()


@pytest.fixture
def sample(loaded: None, db: None) -> None:
    """The sample as it was loaded once."""


def test_the_numbers_are_the_published_ones(sample: None) -> None:
    codes = ("cards.issued", "cards.amount_redeemed", "awards.count", "awards.amount")
    assert values(history.PILOT, "2019", *codes) == {
        "cards.issued": history.SMALL.cards,
        "cards.amount_redeemed": history.SMALL.redeemed,
        "awards.count": 36,
        "awards.amount": 6_400,
    }


def test_issued_and_redeemed_differ(sample: None) -> None:
    of_2019 = Card.objects.filter(issued_on__year=2019)
    assert of_2019.filter(redeemed_on=None).exists()
    assert not Card.objects.filter(redeemed_on__gt=timezone.localdate()).exists()


def test_a_site_gives_for_two_months_and_something_waits(sample: None) -> None:
    stars = Selection.objects.order_by("period")
    assert [each.state for each in stars] == [
        SelectionState.PAID,
        SelectionState.PUBLISHED,
    ]
    teams = Contest.objects.order_by("period")
    assert [each.state for each in teams] == [
        ContestState.CONFIRMED,
        ContestState.GOING_ON,
    ]
    assert all(row.average for each in teams for row in board(each))
    assert Proposal.objects.waiting().count() == 1
    settled: Any = Settlement.objects.with_sums().get()
    assert settled.number == 4
    assert settling.waiting(teams[0].unit).exists()
    kept: Any = Budget.objects.with_use(Budget.objects.all().periods())
    assert all(0 < each.issued < each.amount for each in kept)


def test_the_ledger_of_the_sample_balances(sample: None) -> None:
    assert run("ledger").status == 0


def test_a_second_time_changes_nothing(sample: None) -> None:
    def counts() -> list[int]:
        return [each.objects.count() for each in (Card, Award, Proposal, Selection)]

    before = counts()
    demo.load(small=True, progress=silent)
    assert counts() == before
