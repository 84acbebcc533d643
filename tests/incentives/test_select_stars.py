"""Stars are picked by a committee from what people did, in the open, and paid."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from safety.accounts.models import User
from safety.core.months import Period
from safety.incentives.models import (
    Award,
    Exclusion,
    Objection,
    Payment,
    Pick,
    Selection,
    StarRule,
    Violation,
)
from safety.incentives.services.candidates import Evidence
from safety.indicators import drain
from safety.journal.models import Change
from safety.org.models import Unit
from safety.people.models import Person
from tests import make
from tests.pages import text
from tests.people.test_demo import values
from tests.things_training import drawing

pytestmark = [pytest.mark.django_db, pytest.mark.both]
JUNE = date(2019, 6, 10)
LIST = "/incentives/selections/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    """It is the first of July."""
    with time_machine.travel(datetime(2019, 7, 1, 4, tzinfo=UTC), tick=False) as clock:
        yield clock


@pytest.fixture
def project() -> Unit:
    return make.project(code="P1", name="Baiyinhua", parent=make.company(code="C1"))


@pytest.fixture
def member(project: Unit) -> User:
    """Of the committee: project staff, who begin and confirm nothing."""
    return make.user("project_staff", project, person=make.person(project))


@pytest.fixture
def officer(project: Unit) -> User:
    return make.user("safety_officer", project, person=make.person(project))


@pytest.fixture
def worker(project: Unit) -> Person:
    """Somebody with two cards of two issuers."""
    person = make.person(project, name="Wang Li")
    for _ in range(2):
        make.card(project, person, issued_by=make.person(project), issued_on=JUNE)
    return person


@pytest.fixture
def begun(client: Client, project: Unit, officer: User, member: User) -> Selection:
    client.force_login(officer)
    said = {
        "title": "Safety star",
        "period": "2019-06",
        "stars": "1",
        "prize": "150.50",
        "committee": member.person.employee_no,
        "request_id": str(uuid4()),
    }
    page = client.post(f"{LIST}add/?unit=P1", said)
    assert page.status_code == 302, text(page)
    return Selection.objects.get()


def post(client: Client, user: User, address: str, **said: str) -> str:
    """What the page after it says."""
    client.force_login(user)
    said["request_id"] = str(uuid4())
    return text(client.post(address, said, follow=True))


def of(selection: Selection, *rest: str) -> str:
    return f"{selection.get_absolute_url()}{'/'.join(rest)}/".replace("//", "/")


def pick(
    client: Client, selection: Selection, by: User, person: Person, why: str = "Careful"
) -> str:
    address = of(selection, "candidates", person.employee_no, "pick")
    return post(client, by, address, reason=why)


@pytest.fixture
def picked(client: Client, begun: Selection, member: User, worker: Person) -> Pick:
    pick(client, begun, member, worker, "Stopped the crane in time")
    made: Pick = Pick.objects.get()
    return made


@pytest.fixture
def published(client: Client, picked: Pick, officer: User) -> Pick:
    post(client, officer, of(picked.selection, "publish"))
    star: Pick = Pick.objects.select_related("selection").get()
    return star


def violate(client: Client, by: User, person: Person, day: date = JUNE) -> str:
    """Enter a serious violation of somebody; what the page after it says."""
    said = {"person": person.employee_no, "day": str(day), "what": "No harness"}
    address = "/incentives/violations/add/?unit=P1"
    return post(client, by, address, **said, reported_by="Li Si")


def test_whoever_has_a_serious_violation_is_no_star(
    client: Client, picked: Pick, officer: User, member: User, worker: Person
) -> None:
    said = violate(client, officer, worker)
    assert "This person is no star of the period" in said
    assert "Reported by Li Si" in said
    picked.refresh_from_db()
    assert picked.status == Pick.Status.VOIDED
    assert picked.why_voided == "Serious violation on 10 Jun 2019"
    selection = picked.selection
    page = text(client.get(selection.get_absolute_url()))
    assert "Excluded" in page
    assert "Serious violation on 10 Jun 2019" in pick(client, selection, member, worker)
    page = text(client.get(of(selection, "candidates", worker.employee_no)))
    assert "Excluded Serious violation on 10 Jun 2019" in page
    assert "Pick as star" not in page
    # Entered by mistake, it is voided, and the committee picks again.
    [violation] = Violation.objects.all()
    post(client, officer, f"{violation.get_absolute_url()}void/", reason="Not him")
    assert "is picked" in pick(client, selection, member, worker)
    listed = text(client.get("/incentives/violations/?unit=P1"))
    assert "No harness" not in listed


def test_a_violation_of_another_month_excludes_nobody(
    client: Client, picked: Pick, officer: User, worker: Person
) -> None:
    violate(client, officer, worker, date(2019, 5, 31))
    violate(client, officer, worker, date(2019, 7, 1))
    assert Violation.objects.count() == 2
    assert "That day is to come" in violate(client, officer, worker, date(2019, 7, 2))
    picked.refresh_from_db()
    assert picked.status == Pick.Status.COUNTED


def test_a_published_star_with_a_violation_is_struck_out(
    client: Client, published: Pick, officer: User, worker: Person
) -> None:
    violate(client, officer, worker)
    published.refresh_from_db()
    assert published.status == Pick.Status.VOIDED


def star(pick: Pick, verb: str) -> str:
    return f"/incentives/stars/{pick.pk}/{verb}/"


# --- candidates -------------------------------------------------------------------


def test_cards_of_several_people_weigh_more_than_as_many_of_one(
    begun: Selection, project: Unit, worker: Person
) -> None:
    friend, giver = make.person(project), make.person(project)
    for _ in range(3):
        make.card(project, friend, issued_by=giver, issued_on=JUNE)
    first, second = Evidence(begun).candidates()
    assert (first.person_id, str(first.points)) == (worker.pk, "6.00")
    assert (second.person_id, second.cards) == (friend.pk, 3)
    assert str(second.points) == "5.00"


def test_what_each_thing_is_worth_is_a_row(
    client: Client, begun: Selection, worker: Person
) -> None:
    rule = StarRule.objects.get(measure="issuer")
    hq = make.user("hq_safety", make.group())
    said = {"value": "0.25", "mark": "P", "source": "Order 7"}
    page = post(client, hq, f"/incentives/star-rules/{rule.pk}/", **said)
    assert "Order 7" in page
    assert Evidence(begun).candidates()[0].points == Decimal("2.5")


def test_hazards_and_training_of_the_period_count_beside_cards(
    begun: Selection, project: Unit, worker: Person
) -> None:
    make.hazard(project, JUNE, found_by=worker)
    make.hazard(project, JUNE, found_by=worker, status="voided")
    make.hazard(project, date(2019, 5, 10), found_by=worker)
    session = make.session(project, started_on=JUNE, ended_on=JUNE, hours=Decimal(4))
    make.attendance(session, worker)
    make.card(project, worker, issued_on=JUNE, status="voided")
    make.card(make.project(), worker, issued_on=JUNE)
    found = Evidence(begun).of(worker)
    assert found is not None
    assert (found.cards, found.hazards, found.sessions) == (2, 1, 1)
    assert (str(found.hours), str(found.points)) == ("4.00", "9.00")


def test_a_candidates_page_opens_the_records(
    client: Client, begun: Selection, project: Unit, worker: Person
) -> None:
    hazard = make.hazard(project, JUNE, found_by=worker, description="No rail")
    session = make.session(project, started_on=JUNE, ended_on=JUNE, topic="Heights")
    make.attendance(session, worker)
    page = client.get(of(begun, "candidates", worker.employee_no))
    assert hazard.get_absolute_url() in page.content.decode()
    said = text(page)
    for word in ("Clipped on", "No rail", "Heights", "Points"):
        assert word in said
    assert "Wang Li" in text(client.get(begun.get_absolute_url()))


# --- the committee ----------------------------------------------------------------


def test_a_member_picks_with_a_reason(picked: Pick, member: User) -> None:
    assert picked.reason == "Stopped the crane in time"
    assert picked.picked_by == member.person
    assert picked.points == 6


def test_only_the_committee_picks(
    client: Client, begun: Selection, officer: User, worker: Person
) -> None:
    client.force_login(officer)
    address = of(begun, "candidates", worker.employee_no, "pick")
    assert client.post(address, {"reason": "Mine"}).status_code == 403
    assert not Pick.objects.exists()


def test_nobody_picks_himself(
    client: Client, begun: Selection, member: User, project: Unit
) -> None:
    make.card(project, member.person, issued_on=JUNE)
    assert "Nobody picks himself" in pick(client, begun, member, member.person)


def test_nobody_is_picked_of_whom_nothing_counts(
    client: Client, begun: Selection, member: User, project: Unit
) -> None:
    said = pick(client, begun, member, make.person(project))
    assert "Nothing of this person counts" in said


def test_no_more_are_picked_than_there_are_stars(
    client: Client, picked: Pick, member: User, project: Unit
) -> None:
    other = make.person(project)
    make.card(project, other, issued_on=JUNE)
    said = pick(client, picked.selection, member, other)
    assert "All 1 stars are picked" in said
    post(client, member, star(picked, "take-back"))
    pick(client, picked.selection, member, other)
    assert Pick.objects.counted().get().person == other


def test_who_is_excluded_is_no_star(
    client: Client, picked: Pick, member: User, worker: Person
) -> None:
    selection = picked.selection
    address = of(selection, "candidates", worker.employee_no, "exclude")
    page = post(client, member, address, reason="Rode on the crane hook")
    assert "Rode on the crane hook" in page
    assert Exclusion.objects.get().person == worker
    assert not Pick.objects.counted().exists()
    assert "This person is excluded" in pick(client, selection, member, worker)


def test_a_committee_has_accounts(client: Client, project: Unit, officer: User) -> None:
    person = make.person(project)
    said = post(
        client,
        officer,
        f"{LIST}add/?unit=P1",
        title="Star",
        period="2019-06",
        stars="1",
        prize="1",
        committee=person.employee_no,
    )
    assert f"Nobody with an account has the number {person.employee_no}" in said


@pytest.mark.parametrize("period", ["2019", "2019-H1", "2019-06:ytd", "June"])
def test_stars_are_of_a_month_or_quarter(
    client: Client, begun: Selection, officer: User, period: str
) -> None:
    said = {"title": "Star", "period": period, "stars": "1", "prize": "1"}
    post(client, officer, of(begun, "change"), **said)
    begun.refresh_from_db()
    assert str(begun.period) == "2019-06"


# --- in the open ------------------------------------------------------------------


def test_nothing_is_published_before_the_period_is_over(
    client: Client, picked: Pick, officer: User, clock: Any
) -> None:
    clock.move_to(datetime(2019, 6, 30, 4, tzinfo=UTC))
    assert "is not over yet" in post(client, officer, of(picked.selection, "publish"))
    clock.move_to(datetime(2019, 7, 1, 4, tzinfo=UTC))
    said = post(client, officer, of(picked.selection, "publish"))
    assert "Objections are taken until 4 Jul 2019" in said


def test_it_is_confirmed_after_three_days_and_then_counts(
    client: Client, published: Pick, officer: User, clock: Any
) -> None:
    selection = published.selection
    clock.move_to(datetime(2019, 7, 4, 4, tzinfo=UTC))
    said = post(client, officer, of(selection, "confirm"))
    assert "Objections are taken until 4 Jul 2019" in said
    assert not Award.objects.exists()
    clock.move_to(datetime(2019, 7, 5, 4, tzinfo=UTC))
    post(client, officer, of(selection, "confirm"))
    award = Award.objects.get()
    assert (award.title, str(award.period)) == ("Safety star", "2019-06")
    assert (award.person, award.amount) == (published.person, Decimal("150.50"))
    drain.drain()
    assert values("P1", "2019-06", "awards.count", "awards.amount") == {
        "awards.count": 1,
        "awards.amount": Decimal("150.50"),
    }


def test_the_days_for_objections_are_a_row(
    client: Client, picked: Pick, officer: User
) -> None:
    StarRule.objects.filter(measure="days").update(value=5)
    said = post(client, officer, of(picked.selection, "publish"))
    assert "until 6 Jul 2019" in said


def object_to(client: Client, user: User, pick: Pick) -> Objection:
    post(client, user, star(pick, "object"), text="He was on leave", said_by="Li")
    return Objection.objects.get()


def test_an_open_objection_stops_it(
    client: Client, published: Pick, member: User, officer: User, clock: Any
) -> None:
    made = object_to(client, member, published)
    clock.move_to(datetime(2019, 7, 5, 4, tzinfo=UTC))
    selection = published.selection
    said = post(client, officer, of(selection, "confirm"))
    assert "Answer the objections first" in said
    address = f"/incentives/objections/{made.pk}/"
    page = post(client, officer, address, is_upheld="no", answer="He was there")
    assert "He was there" in page
    assert "Not upheld" in page
    post(client, officer, of(selection, "confirm"))
    assert Award.objects.counted().count() == 1


def test_an_objection_that_is_upheld_strikes_the_star_out(
    client: Client,
    published: Pick,
    member: User,
    officer: User,
    worker: Person,
    clock: Any,
) -> None:
    made = object_to(client, member, published)
    address = f"/incentives/objections/{made.pk}/"
    post(client, officer, address, is_upheld="yes", answer="True")
    clock.move_to(datetime(2019, 7, 5, 4, tzinfo=UTC))
    selection = published.selection
    assert "No star is left" in post(client, officer, of(selection, "confirm"))
    post(client, officer, of(selection, "choose-again"))
    pick(client, selection, member, worker)
    said = post(client, officer, of(selection, "publish"))
    assert "until 8 Jul 2019" in said


def test_objections_come_in_time(
    client: Client, published: Pick, member: User, clock: Any
) -> None:
    clock.move_to(datetime(2019, 7, 5, 4, tzinfo=UTC))
    said = post(client, member, star(published, "object"), text="Late")
    assert "The days for objections are over" in said


def test_no_star_confirms_himself(
    client: Client, begun: Selection, member: User, officer: User, clock: Any
) -> None:
    make.card(begun.unit, officer.person, issued_on=JUNE)
    pick(client, begun, member, officer.person)
    post(client, officer, of(begun, "publish"))
    clock.move_to(datetime(2019, 7, 5, 4, tzinfo=UTC))
    said = post(client, officer, of(begun, "confirm"))
    assert "You are one of the stars" in said


def test_an_award_that_is_there_already_is_not_given_twice(
    client: Client, published: Pick, officer: User, clock: Any
) -> None:
    selection = published.selection
    make.award(
        selection.unit,
        published.person,
        title=selection.title,
        period=Period.parse("2019-06"),
    )
    clock.move_to(datetime(2019, 7, 5, 4, tzinfo=UTC))
    said = post(client, officer, of(selection, "confirm"))
    assert "Wang Li has this award already" in said
    selection.refresh_from_db()
    assert selection.confirmed_on is None


# --- the prize --------------------------------------------------------------------


@pytest.fixture
def confirmed(client: Client, published: Pick, officer: User, clock: Any) -> Pick:
    clock.move_to(datetime(2019, 7, 5, 4, tzinfo=UTC))
    post(client, officer, of(published.selection, "confirm"))
    star: Pick = Pick.objects.select_related("selection", "award").get()
    return star


def test_the_prize_is_paid_once_with_a_signature(
    client: Client, confirmed: Pick, officer: User
) -> None:
    address = star(confirmed, "pay")
    assert "Fill in" in post(client, officer, address)
    page = post(client, officer, address, drawn=drawing())
    assert "The prize is paid" in page
    payment = Payment.objects.get()
    assert payment.by == officer
    assert confirmed.selection.state == "paid"
    assert "cannot be done" in post(
        client, officer, star(confirmed, "object"), text="x"
    )
    assert "paid already" in post(client, officer, address, drawn=drawing())
    assert client.get(payment.file.get_absolute_url()).status_code == 200
    client.force_login(make.user("safety_officer", make.project()))
    assert client.get(payment.file.get_absolute_url()).status_code == 404


def test_its_certificate_is_a_pdf_in_both_languages(
    client: Client, confirmed: Pick, officer: User
) -> None:
    client.force_login(officer)
    award = confirmed.award.get_absolute_url()
    assert "Print (PDF), English" in text(client.get(award))
    for language in ("en", "zh-hans"):
        paper = client.get(f"{award}print/", {"language": language})
        assert paper.content.startswith(b"%PDF")


def test_what_was_voided_counts_no_more_and_can_be_chosen_anew(
    client: Client, confirmed: Pick, officer: User, member: User, worker: Person
) -> None:
    selection = confirmed.selection
    page = post(client, officer, of(selection, "void"), reason="Wrong month")
    assert "Wrong month" in page
    assert not Award.objects.counted().exists()
    again = Selection.objects.get()
    again.pk, again.status, again.published_on = None, "counted", None
    again.objections_until = again.confirmed_on = None
    again.save(force_insert=True)
    again.members.create(person=member.person)
    pick(client, again, member, worker)
    Selection.objects.filter(pk=again.pk).update(
        published_on=JUNE, objections_until=JUNE
    )
    post(client, officer, of(again, "confirm"))
    assert Award.objects.counted().get() == confirmed.award


def test_nothing_is_voided_once_a_prize_is_paid(
    client: Client, confirmed: Pick, officer: User
) -> None:
    post(client, officer, star(confirmed, "pay"), drawn=drawing())
    said = post(client, officer, of(confirmed.selection, "void"), reason="No")
    assert "cannot be done now" in said
    assert Award.objects.counted().exists()


def test_all_of_it_is_in_the_journal(client: Client, confirmed: Pick) -> None:
    page = text(client.get(confirmed.selection.get_absolute_url()))
    for said in ("Picked as star", "Published", "Confirmed", "Stopped the crane"):
        assert said in page
    assert Change.objects.filter(label="incentives.award", verb="confirm").exists()
