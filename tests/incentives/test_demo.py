"""The sample group gives as much for safe work as it has published."""

import pytest
from django.utils import timezone

from safety.incentives import demo
from safety.incentives.models import Award, Card
from safety.incentives.sample import history
from safety.indicators import drain
from safety.people import demo as people
from tests.people.test_demo import values
from tests.training.test_demo import silent

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.slow]


@pytest.fixture(scope="module")
def loaded(module_db: None) -> None:
    people.load(small=True, progress=silent)
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


def test_a_second_time_changes_nothing(sample: None) -> None:
    before = Card.objects.count(), Award.objects.count()
    demo.load(small=True, progress=silent)
    assert (Card.objects.count(), Award.objects.count()) == before
