"""A suggestion is a card's behaviour with its text, adopted or not for a reason."""

import pytest
from django.test import Client

from safety.accounts.models import User
from safety.incentives.models import About, Behaviour, Card, Review
from safety.org.models import Unit
from tests import make
from tests.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LIST = "/incentives/suggestions/"


@pytest.fixture
def project() -> Unit:
    return make.project(code="P1")


@pytest.fixture
def officer(client: Client, project: Unit) -> User:
    user = make.user("safety_officer", project, person=make.person(project))
    client.force_login(user)
    return user


@pytest.fixture
def card(project: Unit) -> Card:
    term = Behaviour.objects.get(about=About.SUGGESTION).term
    return make.card(project, behaviour=term, note="Light the stairs at night")


def review(client: Client, card: Card, said: str, reason: str = "Cheap") -> str:
    address = f"{LIST}{card.pk}/"
    return text(
        client.post(address, {"is_adopted": said, "reason": reason}, follow=True)
    )


def test_suggestions_stand_with_their_words(
    client: Client, officer: User, card: Card
) -> None:
    make.card(card.unit, behaviour="Clipped on", note="Not a suggestion")
    page = text(client.get(LIST))
    assert "Light the stairs at night" in page
    assert "Not reviewed" in page
    assert "Not a suggestion" not in page


def test_one_is_adopted_and_another_day_not(
    client: Client, officer: User, card: Card
) -> None:
    page = review(client, card, "yes", "Lamps are ordered")
    assert "Adopted" in page
    assert "Lamps are ordered" in page
    assert "Not adopted" in review(client, card, "no", "No power there")
    assert Review.objects.get().reason == "No power there"


def test_a_reason_is_asked_for(client: Client, officer: User, card: Card) -> None:
    assert "Fill in" in review(client, card, "yes", "")
    assert not Review.objects.exists()


def test_nobody_reviews_his_own(client: Client, officer: User, card: Card) -> None:
    own = make.card(card.unit, officer.person, behaviour=card.behaviour)
    assert "Somebody else reviews" in review(client, own, "yes")


def test_what_is_no_suggestion_is_not_reviewed(
    client: Client, officer: User, project: Unit
) -> None:
    other = make.card(project)
    assert client.get(f"{LIST}{other.pk}/").status_code == 404
