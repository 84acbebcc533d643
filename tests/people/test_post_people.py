"""Posting people to units by form, and correcting postings."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from safety.accounts.models import User
from safety.journal.models import Change
from safety.org.models import Unit
from safety.people import services
from safety.people.models import Person, Posting
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.both]
ADD = "/people/postings/-/add/"


@pytest.fixture
def project() -> Unit:
    return make.project(code="P01", name="Baiyinhua")


@pytest.fixture
def team(project: Unit) -> Unit:
    return make.team(parent=project, code="T1", name="Crew")


@pytest.fixture
def officer(client: Client, project: Unit) -> User:
    user = make.user("safety_officer", project)
    client.force_login(user)
    return user


@pytest.fixture
def person(project: Unit) -> Person:
    return make.person(project, employee_no="E-1", name="Wang Li")


def post(client: Client, person: Person, **changes: str) -> Any:
    form = {"unit": "T1", "start_on": "2026-03-01"}
    return client.post(f"{person.get_absolute_url()}post/", form | changes)


def add(client: Client, **changes: str) -> Any:
    form = {"person": "E-1", "unit": "T1", "start_on": "2026-03-01"}
    return client.post(ADD, form | changes)


def said(response: Any) -> str:
    errors = response.context["form"].errors.values()
    return " ".join(message for each in errors for message in each)


def dates(person: Person) -> list[tuple[str, date, date | None]]:
    postings = Posting.objects.counted().filter(person=person).order_by("start_on")
    return [(each.unit.code, each.start_on, each.end_on) for each in postings]


def test_a_person_is_posted_from_the_persons_page(
    client: Client, officer: User, person: Person, team: Unit
) -> None:
    response = post(client, person, end_on="2026-06-30")
    assert response.url == person.get_absolute_url()
    assert dates(person)[1] == ("T1", date(2026, 3, 1), date(2026, 6, 30))


def test_a_person_is_posted_from_the_units_page(
    client: Client, officer: User, person: Person, team: Unit
) -> None:
    form = client.get(ADD, {"unit": "T1"}).context["form"]
    assert form["unit"].value() == "T1 Crew"
    add(client, person="E-1 Wang Li")
    assert dates(person)[1] == ("T1", date(2026, 3, 1), None)


def test_the_form_begins_with_today_and_with_the_place_of_work(
    client: Client, officer: User, person: Person
) -> None:
    address = f"{person.get_absolute_url()}post/"
    form = client.get(address).context["form"]
    assert form["start_on"].value() == str(timezone.localdate())
    assert form["unit"].value() == "P01 Baiyinhua"
    client.force_login(make.user("hq_safety"))
    assert client.get(address).context["form"]["unit"].value() is None


def test_a_person_may_hold_several_postings_at_once(
    client: Client, officer: User, person: Person, team: Unit
) -> None:
    post(client, person)
    assert len(dates(person)) == 2


@pytest.mark.parametrize(
    ("start_on", "end_on"),
    [
        ("2026-03-01", ""),
        ("2026-01-01", "2026-03-01"),
        ("2026-06-30", ""),
        ("2026-04-01", "2026-04-02"),
        ("1900-01-01", "2199-12-31"),
    ],
)
def test_a_posting_that_overlaps_one_to_the_same_unit_is_refused(
    client: Client,
    officer: User,
    person: Person,
    team: Unit,
    start_on: str,
    end_on: str,
) -> None:
    make.posting(person, team, date(2026, 3, 1), date(2026, 6, 30))
    text = said(post(client, person, start_on=start_on, end_on=end_on))
    assert "from 1 Mar 2026 to 30 Jun 2026 already" in text
    assert len(dates(person)) == 2


def test_an_overlap_with_a_posting_that_goes_on_says_so(
    client: Client, officer: User, person: Person, team: Unit
) -> None:
    make.posting(person, team, date(2026, 1, 1))
    assert "since 1 Jan 2026 already" in said(post(client, person))


def test_a_posting_may_begin_the_day_after_another_ends(
    client: Client, officer: User, person: Person, team: Unit
) -> None:
    make.posting(person, team, date(2026, 1, 1), date(2026, 2, 28))
    post(client, person)
    assert len(dates(person)) == 3


def test_a_form_sent_twice_makes_one_posting(
    client: Client, officer: User, person: Person, team: Unit
) -> None:
    assert post(client, person).url == post(client, person).url
    assert len(dates(person)) == 2
    assert add(client).url == person.get_absolute_url()
    assert len(dates(person)) == 2


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"unit": ""}, "Fill in"),
        ({"start_on": ""}, "Fill in"),
        ({"start_on": "2026-13-01"}, "Write the day"),
        ({"end_on": "2026-02-28"}, "The last day is before the first."),
        ({"end_on": "2200-01-01"}, "2199-12-31"),
    ],
)
def test_what_is_wrong_is_said(
    client: Client,
    officer: User,
    person: Person,
    team: Unit,
    changes: dict[str, str],
    text: str,
) -> None:
    assert text in said(post(client, person, **changes))
    assert len(dates(person)) == 1


@pytest.mark.parametrize("code", ["P99", "P98"])
def test_a_unit_that_is_not_mine_is_not_there(
    client: Client, officer: User, person: Person, team: Unit, code: str
) -> None:
    make.project(code="P99")
    assert post(client, person, unit=code).status_code == 404
    assert len(dates(person)) == 1


@pytest.mark.parametrize("number", ["E-2", "E-3", "\0"])
def test_a_person_who_is_not_mine_is_not_there(
    client: Client, officer: User, person: Person, team: Unit, number: str
) -> None:
    foreign = make.person(make.project(), employee_no="E-2")
    assert post(client, foreign).status_code == 404
    assert add(client, person=number).status_code == 404
    assert len(dates(foreign)) == 1


def test_a_person_of_no_unit_yet_may_be_posted(
    client: Client, officer: User, team: Unit
) -> None:
    newcomer = make.person(employee_no="E-2")
    offered = client.get(
        "/people/persons/-/choose/", {"field": "person", "person": "E-2"}
    )
    assert "E-2" not in offered.content.decode()
    add(client, person="E-2")
    assert dates(newcomer) == [("T1", date(2026, 3, 1), None)]


def test_a_person_whom_i_may_only_see_is_refused(
    client: Client, officer: User, team: Unit
) -> None:
    other = make.project()
    make.grant(officer, "project_staff", other)
    seen = make.person(other, employee_no="E-2")
    assert post(client, seen).status_code == 403
    assert add(client, person="E-2").status_code == 403


# --- correcting -------------------------------------------------------------
def change(client: Client, posting: Posting, **changes: str) -> Any:
    form = {"unit": posting.unit.code, "start_on": str(posting.start_on)}
    return client.post(f"/people/postings/{posting.pk}/change/", form | changes)


def test_a_posting_gets_a_last_day(
    client: Client, officer: User, person: Person
) -> None:
    posting = person.postings.get()
    change(client, posting, end_on="2026-06-30")
    posting.refresh_from_db()
    assert posting.end_on == date(2026, 6, 30)
    assert Change.objects.latest("id").before == {"end_on": None}


def test_a_posting_moves_to_another_unit(
    client: Client, officer: User, person: Person, team: Unit
) -> None:
    change(client, person.postings.get(), unit="T1")
    assert dates(person) == [("T1", make.FIRST_DAY, None)]


def test_a_change_into_an_overlap_is_refused(
    client: Client, officer: User, person: Person, team: Unit
) -> None:
    make.posting(person, team)
    assert "already" in said(
        change(client, person.postings.get(unit__code="P01"), unit="T1")
    )


def test_a_unit_where_i_may_not_post_is_refused(
    client: Client, officer: User, person: Person
) -> None:
    make.grant(officer, "project_staff", make.project(code="P02"))
    assert change(client, person.postings.get(), unit="P02").status_code == 403


def test_a_posting_of_others_is_not_there(client: Client, officer: User) -> None:
    foreign = make.person(make.project()).postings.get()
    assert change(client, foreign).status_code == 404
    void = f"/people/postings/{foreign.pk}/void/"
    assert client.post(void).status_code == 404


@pytest.mark.parametrize("key", [0, 10**18, 10**40])
def test_a_posting_that_does_not_exist_is_not_there(
    client: Client, officer: User, key: int
) -> None:
    assert client.get(f"/people/postings/{key}/change/").status_code == 404


def void(client: Client, posting: Posting) -> Any:
    return client.post(f"/people/postings/{posting.pk}/void/")


def test_a_posting_that_was_a_mistake_is_voided_and_stays_in_the_history(
    client: Client, officer: User, person: Person
) -> None:
    void(client, person.postings.get())
    assert person.postings.get().status == "voided"
    assert Change.objects.latest("id").verb == "void"


def test_asking_does_not_void(client: Client, officer: User, person: Person) -> None:
    client.get(f"/people/postings/{person.postings.get().pk}/void/")
    assert person.postings.get().status == "counted"


def test_a_voided_posting_can_be_made_again(
    client: Client, officer: User, person: Person, team: Unit
) -> None:
    post(client, person)
    void(client, person.postings.get(unit=team))
    post(client, person, end_on="2026-05-01")
    again = person.postings.get(unit=team)
    assert (again.status, again.end_on) == ("counted", date(2026, 5, 1))


def test_a_posting_changed_into_a_voided_one_takes_its_place(
    client: Client, officer: User, person: Person, team: Unit
) -> None:
    post(client, person)
    void(client, person.postings.get(unit=team))
    post(client, person, start_on="2026-04-01")
    change(
        client,
        person.postings.get(unit=team, start_on="2026-04-01"),
        start_on="2026-03-01",
    )
    assert dates(person)[1:] == [("T1", date(2026, 3, 1), None)]


def test_two_postings_cannot_slip_in_side_by_side(person: Person, team: Unit) -> None:
    services.post(Posting(person=person, unit=team, start_on=date(2026, 1, 1)), by=None)
    twin = Posting(person=person, unit=team, start_on=date(2026, 2, 1))
    with pytest.raises(ValidationError):
        services.post(twin, by=None)
