"""Signals say where to look in a month's cards; an audit asks about some of them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from math import ceil
from typing import Any

import pytest
import time_machine
from django.test import Client

from safety.core.months import Period
from safety.files.models import File
from safety.incentives.models import Behaviour, Card, CardAudit, SignalRule
from safety.incentives.services import printing, redeeming, signals
from safety.incentives.services.signals import Sort
from safety.journal import write as journal
from safety.org.models import Unit
from safety.people.models import Person
from tests import make
from tests.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.both]
JUNE = date(2019, 6, 10)
MONTH = Period.parse("2019-06")
SIGNALS = "/incentives/signals/?unit=P1&period=2019-06"
AUDIT = "/incentives/audit/?unit=P1&period=2019-06"
CARDS = "/incentives/cards/?unit=P1&period=2019-06"


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(datetime(2019, 7, 1, 4, tzinfo=UTC), tick=False) as clock:
        yield clock


@pytest.fixture
def project() -> Unit:
    return make.project(code="P1", name="Baiyinhua", parent=make.company(code="C1"))


@pytest.fixture
def manager(project: Unit, client: Client) -> Client:
    client.force_login(make.user("company_safety", project.parent))
    return client


def given(unit: Unit, by: Person | None, to: Person, **fields: Any) -> Card:
    return make.card(unit, to, **{"issued_by": by, "issued_on": JUNE, **fields})


def of_sort(unit: Unit, sort: Sort) -> list[signals.Signal]:
    return [each for each in signals.signals(unit, MONTH) if each.sort == sort]


def set_rule(limit: str, value: int) -> None:
    rule = SignalRule.objects.get(limit=limit)
    rule.value = value
    journal.save(rule, "change", by=None)


def test_most_cards_of_one_to_one_team(project: Unit, manager: Client) -> None:
    crew, others = make.team(parent=project), make.team(parent=project)
    issuer, mate = make.person(project, name="Issuer"), make.person(crew)
    for _ in range(3):
        given(project, issuer, mate)
    given(project, issuer, make.person(others))
    assert not of_sort(project, Sort.TEAM)  # four are too few to speak of a share
    given(project, issuer, make.person(others))
    assert not of_sort(project, Sort.TEAM)  # three of five are the limit itself
    given(project, issuer, mate)
    [signal] = of_sort(project, Sort.TEAM)
    assert (len(signal.cards), signal.all_of_them) == (4, 6)
    assert (signal.issuer_id, signal.team_id) == (issuer.pk, crew.pk)
    page = text(manager.get(SIGNALS))
    assert "One team gets most of somebody's cards" in page
    assert f"Issuer · 4 of 6 cards · {crew}" in page
    set_rule("team", 70)
    assert not of_sort(project, Sort.TEAM)


def test_many_cards_at_the_end_of_the_month(project: Unit) -> None:
    issuer = make.person(project)
    days = [date(2019, 6, day) for day in (3, 27, 28, 29, 30)]
    cards = [given(project, issuer, make.person(project), issued_on=d) for d in days]
    [signal] = of_sort(project, Sort.END)
    assert signal.cards == cards[2:]
    assert (signal.all_of_them, signal.issuer_id) == (5, issuer.pk)
    set_rule("days", 2)
    assert not of_sort(project, Sort.END)


def test_given_and_redeemed_without_a_posting(project: Unit) -> None:
    issuer = make.person(project)
    gone = make.person(project)
    [posting] = gone.postings.all()
    posting.end_on = JUNE
    journal.save(posting, "end", by=None)
    held = given(project, issuer, gone, redeemed_on=JUNE)
    late = given(project, issuer, gone, redeemed_on=JUNE + timedelta(1))
    after = given(project, issuer, gone, issued_on=JUNE + timedelta(1))
    assert [each.cards for each in of_sort(project, Sort.UNPOSTED)] == [[after]]
    assert [each.cards for each in of_sort(project, Sort.LEFT)] == [[late]]
    assert held.redeemed_on == JUNE


def signed(unit: Unit, person: Person, drawn: File, minute: int) -> Card:
    """A card that somebody has redeemed at a minute of noon, and signed for."""
    card = given(unit, None, person)
    with time_machine.travel(datetime(2019, 6, 12, 4, minute, tzinfo=UTC), tick=False):
        clerk = make.user("clerk", unit)
        by = redeeming.Signed(person, drawn)
        return redeeming.redeem([card.serial], unit, by=clerk, signed=by)[0]


def drawn(number: int) -> File:
    made = File(sha256=f"{number:064}", type="image/png", size=1, content="x")
    made.save()
    return made


def test_one_drawing_signs_for_several(project: Unit, manager: Client) -> None:
    one, other, third = (make.person(project) for _ in range(3))
    same = drawn(1)
    cards = [signed(project, each, same, 30) for each in (one, other)]
    signed(project, third, drawn(2), 30)
    signed(project, third, drawn(2), 31)  # his own, and twice
    [signal] = of_sort(project, Sort.DRAWN)
    assert signal.cards == cards
    page = text(manager.get(SIGNALS))
    assert "One drawing signs for several workers" in page
    assert "a picture of it was used again" in page


def test_many_workers_are_paid_within_minutes(project: Unit, manager: Client) -> None:
    set_rule("workers", 2)
    team = make.team(parent=project)
    workers = [make.person(project) for _ in range(4)]
    first, *_rest = [
        signed(project, worker, drawn(place), minute)
        for place, (worker, minute) in enumerate(
            zip(workers, (0, 11, 15, 20), strict=True)
        )
    ]
    signed(team, make.person(team), drawn(9), 20)  # another counter
    [signal] = of_sort(project, Sort.HASTE)
    assert [card.person for card in signal.cards] == workers[1:]
    assert first not in signal.cards
    assert "not who stood there" in text(manager.get(SIGNALS))
    set_rule("workers", 3)
    assert not of_sort(project, Sort.HASTE)


def test_voided_and_given_again(project: Unit, manager: Client) -> None:
    issuer, mate = make.person(project), make.person(project)
    voided = given(project, issuer, mate, status=Card.Status.VOIDED)
    again = given(project, issuer, mate, issued_on=JUNE + timedelta(7))
    given(project, issuer, mate, issued_on=JUNE + timedelta(8))  # too late
    given(project, issuer, make.person(project))  # somebody else
    given(project, make.person(project), mate)  # by somebody else
    [signal] = of_sort(project, Sort.AGAIN)
    assert signal.cards == [voided, again]
    page = text(manager.get(SIGNALS))
    assert voided.serial in page
    assert again.serial in page


def test_many_lost_paper_cards_of_a_batch(project: Unit, manager: Client) -> None:
    batch = printing.prepare(project, Decimal(5), 9, by=None)
    serials = list(batch.cards.values_list("serial", flat=True))
    with time_machine.travel(datetime(2019, 6, 30, 15, tzinfo=UTC)):
        printing.lose(batch, serials[:3], by=None)
        assert not of_sort(project, Sort.LOST)  # as many as may be lost
        printing.lose(batch, serials[3:4], by=None)
    printing.lose(batch, serials[4:], by=None)  # on another day
    [signal] = of_sort(project, Sort.LOST)
    assert [paper.serial for paper in signal.papers] == serials[:4]
    page = text(manager.get(SIGNALS))
    assert f"{batch} · 4 cards" in page
    assert serials[3] in page
    assert serials[4] not in page


def test_cards_of_other_units_and_months_are_not_looked_at(
    project: Unit, manager: Client
) -> None:
    elsewhere = make.project(parent=project.parent)
    issuer, worker = make.person(elsewhere), make.person(elsewhere)
    for day in range(5):
        given(elsewhere, issuer, worker, issued_on=JUNE + timedelta(day))
        given(project, issuer, worker, issued_on=date(2019, 5, 1 + day))
    assert not signals.signals(project, MONTH)
    assert "Nothing in the cards of this month is a signal." in text(
        manager.get(SIGNALS)
    )
    assert of_sort(project.parent, Sort.TEAM)


def test_everybody_draws_the_same_cards(project: Unit, manager: Client) -> None:
    worker = make.person(project)
    serials = [given(project, None, worker).serial for _ in range(41)]
    given(project, None, worker, status=Card.Status.VOIDED)
    given(project, None, worker, issued_on=date(2019, 7, 1))

    def drawn(serials: list[str]) -> list[str]:
        by_hash = {sha256(f"P1 2019-06 {s}".encode()).hexdigest(): s for s in serials}
        number = ceil(len(serials) * 0.05)
        return sorted(by_hash[key] for key in sorted(by_hash)[:number])

    assert [card.serial for card in signals.sample(project, MONTH)] == drawn(serials)
    assert len(drawn(serials)) == 3
    page = text(manager.get(AUDIT))
    assert [serial for serial in serials if serial in page] == drawn(serials)
    assert "0 of 3 done" in page


def test_what_was_found_is_kept_and_may_be_changed(
    project: Unit, manager: Client
) -> None:
    card = given(project, None, make.person(project))
    address = f"/incentives/cards/{card.pk}/audit/"
    found = {"finding": "false", "note": "He has no card"}
    answer = manager.post(address, found)
    assert answer.status_code == 302
    page = text(manager.get(AUDIT))
    assert "1 of 1 done" in page
    assert "Not as the card says He has no card" in page
    manager.post(address, found)
    manager.post(address, {"finding": "true", "note": "He showed it"})
    [audit] = CardAudit.objects.all()
    assert (audit.finding, audit.note) == ("true", "He showed it")
    assert manager.post(address, {"finding": "other"}).status_code == 200


def test_behaviours_are_worded_in_the_readers_language(
    project: Unit, manager: Client
) -> None:
    known = Behaviour.objects.all()[0]
    card = given(project, None, make.person(), behaviour=known.term)
    pages = (SIGNALS, AUDIT, f"/incentives/cards/{card.pk}/audit/", CARDS)
    for language, words in (("en", known.name), ("zh-hans", known.name_zh)):
        headers = {"Accept-Language": language}
        for page in pages:
            assert words in text(manager.get(page, headers=headers)), (page, language)


def test_nobody_audits_his_own_card(project: Unit, client: Client) -> None:
    person = make.person(project)
    user = make.user("company_safety", project.parent, person=person)
    client.force_login(user)
    for card in (
        given(project, person, make.person(project)),
        given(project, None, person),
    ):
        answer = client.post(
            f"/incentives/cards/{card.pk}/audit/", {"finding": "true", "note": "Mine"}
        )
        assert answer.status_code == 200
        assert "It is your own card" in text(answer)
    assert not CardAudit.objects.exists()
