"""Badges of workers: printed by roster, opened without an account, withdrawn."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from safety.incentives.models import Badge
from safety.incentives.services import badges
from safety.org.models import Unit
from safety.people.models import Category, Person
from tests import make
from tests.pages import text

pytestmark = pytest.mark.django_db
BADGES = "/incentives/badges/"


@pytest.fixture(autouse=True)
def _no_limit_is_reached() -> None:
    cache.clear()


@pytest.fixture
def project() -> Unit:
    return make.project(code="P1", name="Baiyinhua")


@pytest.fixture
def officer(client: Client, project: Unit) -> Client:
    client.force_login(make.user("safety_officer", project))
    return client


def badge_of(person: Person) -> str:
    """The address that the person's badge opens."""
    badges.give([person.pk], by=None)
    return f"/badge/{Badge.objects.in_force().get(person=person).secret}/"


def test_a_worker_reads_in_his_language_what_a_card_was_for(
    client: Client, project: Unit
) -> None:
    """The term of the list has both; what a file brought in its own words has none."""
    worker = make.person(project)
    make.card(project, worker, behaviour="制止违章作业", issued_on=project.today)
    make.card(project, worker, behaviour="Clipped on", issued_on=project.today)
    address = badge_of(worker)
    in_english = text(client.get(address))
    assert "Stopped unsafe work" in in_english
    assert "Clipped on" in in_english
    assert "制止违章作业" in text(
        client.get(address, headers={"accept-language": "zh-hans"})
    )


class TestPrinting:
    def test_who_has_none_gets_one_and_all_stand_on_the_sheet(
        self, officer: Client, project: Unit
    ) -> None:
        team = make.team(parent=project)
        had = make.person(project)
        badge_of(had)
        new = make.person(team, category=Category.WORKER)
        make.person(team, category=Category.SENIOR)
        make.person(make.project())
        page = text(officer.get(f"{BADGES}?unit=P1"))
        assert "2 workers are on the roster today" in page
        assert "1 has no badge yet" in page
        sheet = officer.post(f"{BADGES}?unit=P1", follow=True)
        assert sheet["Content-Type"] == "application/pdf"
        assert sheet.content.startswith(b"%PDF")
        assert set(Badge.objects.values_list("person", flat=True)) == {had.pk, new.pk}

    def test_a_second_time_nobody_gets_another(
        self, officer: Client, project: Unit
    ) -> None:
        make.person(project)
        for _time in range(2):
            officer.post(f"{BADGES}?unit=P1")
        assert Badge.objects.count() == 1

    def test_the_sheet_alone_gives_nothing(
        self, officer: Client, project: Unit
    ) -> None:
        make.person(project)
        assert officer.get(f"{BADGES}sheet/?unit=P1").status_code == 200
        assert not Badge.objects.exists()

    def test_many_ask_no_more_than_one(self, officer: Client, project: Unit) -> None:
        asked = []
        for more in (1, 40):
            for _nth in range(more):
                make.person(project)
            with CaptureQueriesContext(connection) as queries:
                officer.post(f"{BADGES}?unit=P1")
            asked.append(len(queries))
        assert asked[0] == asked[1]

    def test_a_new_one_withdraws_the_one_before(
        self, officer: Client, client: Client, project: Unit
    ) -> None:
        worker = make.person(project)
        before = badge_of(worker)
        page = f"{BADGES}{worker.employee_no}/"
        assert before in text(officer.get(page))
        officer.post(page)
        after = badge_of(worker)
        assert after != before
        assert Client().get(before).status_code == 404
        assert Client().get(after).status_code == 200
        officer.post(page, {"withdraw": "1"})
        assert Client().get(after).status_code == 404
        assert "This person has no badge" in text(officer.get(page))

    def test_the_page_of_a_person_leads_to_it(
        self, officer: Client, project: Unit
    ) -> None:
        worker = make.person(project)
        make.card(project, worker, amount=Decimal("5.50"))
        make.card(project, worker, redeemed_on="2019-02-01")
        page = officer.get(worker.get_absolute_url())
        assert "1 card to redeem, RMB 5.50" in text(page)
        assert f"{BADGES}{worker.employee_no}/" in page.content.decode()


def test_an_officer_who_scans_it_gives_a_card(
    client: Client, officer: Client, project: Unit
) -> None:
    worker = make.person(project, category=Category.WORKER)
    answer = client.get(badge_of(worker))
    assert answer["Location"] == f"/incentives/cards/issue/?worker={worker.employee_no}"
    assert client.get(badge_of(make.person(make.project()))).status_code == 200


class TestTheWallet:
    def test_it_shows_cards_and_names_nobody(
        self, client: Client, project: Unit
    ) -> None:
        worker = make.person(project, name="Wang Li", phone="13800000001")
        giver = make.person(project, name="Zhao Qiang")
        given: dict[str, Any] = {"issued_by": giver, "amount": Decimal("5.50")}
        make.card(project, worker, behaviour="Stopped unsafe work", **given)
        make.card(project, worker, behaviour="Tidy", amount=Decimal(10))
        make.card(project, worker, behaviour="Paid", redeemed_on="2019-02-03")
        make.card(project, worker, behaviour="Mistaken", status="voided")
        page = text(client.get(badge_of(worker)))
        for said in ("Stopped unsafe work", "RMB 15.50", "2 cards", "3 Feb 2019"):
            assert said in page
        assert "RMB 20.50 earned since 1 Jan 2019" in page
        assert "Voided" in page
        for kept in ("Wang Li", worker.employee_no, "13800000001", "Zhao Qiang"):
            assert kept not in page

    def test_it_shows_nothing_of_others(self, client: Client, project: Unit) -> None:
        make.card(project, behaviour="Of another")
        page = text(client.get(badge_of(make.person(project))))
        assert "Of another" not in page
        assert "There is nothing to redeem now" in page

    def test_nobody_keeps_or_finds_it(self, client: Client, project: Unit) -> None:
        page = client.get(badge_of(make.person(project)))
        assert page["X-Robots-Tag"] == "noindex, nofollow"
        assert page["Cache-Control"] == "no-store"
        assert page["Referrer-Policy"] == "no-referrer"

    def test_no_other_code_opens_anything(self, client: Client, project: Unit) -> None:
        gone = make.person(project)
        address = badge_of(gone)
        gone.status = Person.Status.VOIDED
        gone.save()
        assert client.get(address).status_code == 404
        assert client.get("/badge/nothing-of-ours/").status_code == 404

    def test_who_asks_too_often_waits(
        self, client: Client, project: Unit, settings: Any
    ) -> None:
        settings.ACCOUNT_RATE_LIMITS = {"open_badge": "2/h/key"}
        address = badge_of(make.person(project))
        answers = [client.get(address).status_code for _nth in range(3)]
        assert answers == [200, 200, 429]
        assert "Wait some minutes" in text(client.get(address))
        other = badge_of(make.person(project))
        assert client.get(other).status_code == 200

    def test_a_hundred_cards_ask_no_more_than_one(
        self, client: Client, project: Unit
    ) -> None:
        worker = make.person(project)
        address, asked = badge_of(worker), []
        for more in (1, 99):
            for _nth in range(more):
                make.card(project, worker)
                make.card(project, worker, redeemed_on="2019-02-03")
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            asked.append(len(queries))
        assert asked[0] == asked[1]
