"""Lists and pages of prize cards and awards, by who sees what."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from safety.core.months import Period
from safety.org.models import Unit
from tests import make
from tests.pages import text

pytestmark = pytest.mark.django_db
CARDS, AWARDS = "/incentives/cards/", "/incentives/awards/"
LATER = date(2019, 1, 20)


@pytest.fixture
def project() -> Unit:
    return make.project(code="P1", parent=make.company(code="C1"))


@pytest.fixture
def officer(client: Client, project: Unit) -> Client:
    client.force_login(make.user("safety_officer", project))
    return client


def listed(client: Client, address: str, name: str, **query: str) -> list[str]:
    rows = client.get(address, query).context["list"].page.rows
    return [row[name] for row in rows]


def test_the_latest_cards_of_the_unit_and_below_stand_first(
    officer: Client, project: Unit
) -> None:
    make.card(project, serial="OLD")
    make.card(make.team(parent=project), serial="NEW", issued_on=LATER)
    make.card(project, serial="NONE", status="voided")
    make.card(make.project(), serial="FAR")
    assert listed(officer, CARDS, "serial") == ["NEW", "OLD"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": "issued"}, ["OPEN"]),
        ({"state": "redeemed"}, ["PAID"]),
        ({"state": "voided"}, ["NONE"]),
        ({"q": "op"}, ["OPEN"]),
        ({"issued_from": "2019-01-20"}, ["PAID"]),
        ({"redeemed_to": "2019-01-20"}, ["PAID"]),
    ],
)
def test_the_list_is_narrowed(
    officer: Client, project: Unit, query: dict[str, str], found: list[str]
) -> None:
    make.card(project, serial="OPEN")
    make.card(project, serial="PAID", issued_on=LATER, redeemed_on=LATER)
    make.card(project, serial="NONE", status="voided")
    assert listed(officer, CARDS, "serial", **query) == found


def test_a_card_says_who_got_it_for_what(officer: Client, project: Unit) -> None:
    worker, giver = make.person(project, name="Wang Li"), make.person(project)
    card = make.card(
        project,
        worker,
        issued_by=giver,
        behaviour="Stopped unsafe work",
        amount=Decimal("5.50"),
        redeemed_on=LATER,
    )
    page = text(officer.get(card.get_absolute_url()))
    for said in (card.serial, "Wang Li", giver.name, "Stopped unsafe work", "5.50"):
        assert said in page
    assert "Redeemed" in page
    assert "Wang Li" in text(officer.get(CARDS))


def test_who_is_outside_the_readers_units_is_not_named(
    officer: Client, project: Unit
) -> None:
    stranger = make.person(make.project(), name="Far Hand")
    card, award = make.card(project, stranger), make.award(project, stranger)
    for address in (CARDS, AWARDS, card.get_absolute_url(), award.get_absolute_url()):
        assert "Far Hand" not in text(officer.get(address))


def test_awards_stand_by_their_period(officer: Client, project: Unit) -> None:
    make.award(project, title="Month")
    make.award(project, title="Year", period=Period.parse("2019"))
    make.award(project, title="None", status="voided")
    make.award(make.project(), title="Far")
    assert listed(officer, AWARDS, "title") == ["Year", "Month"]


def test_an_award_says_who_is_honoured_for_when(officer: Client, project: Unit) -> None:
    award = make.award(
        project,
        make.person(project, name="Wang Li"),
        title="Outstanding Security Guard",
        period=Period.parse("2019-Q1"),
        amount=Decimal("250.05"),
    )
    page = text(officer.get(award.get_absolute_url()))
    for said in ("Outstanding Security Guard", "Wang Li", "250.05", "2019"):
        assert said in page
