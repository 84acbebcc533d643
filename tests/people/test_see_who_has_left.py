"""Of who has left a unit the unit reads the name, and changes nothing (decision 12)."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from safety.accounts.models import User
from safety.journal import write as journal
from safety.org.models import Unit
from safety.people.models import Person, Posting
from safety.records.models import Load
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.both]
PHONE = "138-0013-8000"
Posted = Callable[[Unit, Person], Posting]


@pytest.fixture
def project() -> Unit:
    return make.project(code="P1")


@pytest.fixture
def officer(client: Client, project: Unit) -> User:
    user = make.user("safety_officer", project)
    client.force_login(user)
    return user


@pytest.fixture
def person() -> Person:
    """Somebody who works elsewhere today."""
    return make.person(
        make.project(), employee_no="E-1", name="Wang Li", phone=PHONE, gender="f"
    )


def left(unit: Unit, person: Person) -> Posting:
    yesterday = timezone.localdate() - timedelta(days=1)
    return make.posting(person, unit, end_on=yesterday)


def comes(unit: Unit, person: Person) -> Posting:
    return make.posting(person, unit, timezone.localdate() + timedelta(days=1))


def was_a_mistake(unit: Unit, person: Person) -> Posting:
    posting = make.posting(person, unit)
    posting.void(by=None)
    return posting


def page(client: Client, person: Person) -> str:
    return client.get(person.get_absolute_url()).content.decode()


def change(client: Client, person: Person) -> int:
    form = {"employee_no": "E-1", "name": "Changed"}
    return client.post(f"{person.get_absolute_url()}change/", form).status_code


def loaded(client: Client, kind: str, text: str) -> str:
    """The state of a file after an attempt to load it."""
    file = SimpleUploadedFile("f.csv", text.encode())
    client.post(reverse("records:add-load"), {"kind": kind, "file": file})
    key = [Load.objects.latest("pk").pk]
    heads = enumerate(text.splitlines()[0].split(","))
    columns = {f"column-{number}": head for number, head in heads}
    client.post(reverse("records:check-load", args=key), columns)
    client.post(reverse("records:apply-load", args=key))
    return Load.objects.latest("pk").state


def test_the_name_is_read_and_nothing_personal(
    client: Client, officer: User, project: Unit, person: Person
) -> None:
    left(project, person)
    person.phone = "139-new"
    journal.save(person, "change", by=None)
    text = page(client, person)
    assert "Wang Li" in text
    assert [number in text for number in (PHONE, "139-new")] == [False, False]


def test_who_comes_is_seen_whole(
    client: Client, officer: User, project: Unit, person: Person
) -> None:
    comes(project, person)
    assert PHONE in page(client, person)
    assert change(client, person) == 302


def test_who_has_left_is_not_changed_by_form(
    client: Client, officer: User, project: Unit, person: Person
) -> None:
    left(project, person)
    assert f"{person.get_absolute_url()}change/" not in page(client, person)
    assert change(client, person) == 403


@pytest.mark.parametrize(
    ("posted", "state"),
    [(left, "checked"), (was_a_mistake, "checked"), (comes, "loaded")],
)
def test_nor_by_file(
    client: Client,
    officer: User,
    project: Unit,
    person: Person,
    posted: Posted,
    state: str,
) -> None:
    posted(project, person)
    assert loaded(client, "people", "employee_no,name\nE-1,Changed\n") == state


def test_a_posting_that_was_a_mistake_gives_nothing(
    client: Client, officer: User, project: Unit, person: Person
) -> None:
    was_a_mistake(project, person)
    assert client.get(person.get_absolute_url()).status_code == 404
    assert "Wang Li" not in client.get("/search/?q=Wang").content.decode()
    assert loaded(
        client, "postings", "employee_no,unit,start_on\nE-1,P1,2026-01-01\n"
    ) == ("checked")


@pytest.mark.parametrize("form", ["html", "csv"])
def test_the_list_of_who_was_ever_here_has_names_only(
    client: Client, officer: User, project: Unit, person: Person, form: str
) -> None:
    left(project, person)
    asked = {"posted": "ever"} | ({"export": form} if form == "csv" else {})
    response: Any = client.get("/people/", asked)
    text = b"".join(response).decode()
    assert "Wang Li" in text
    assert PHONE not in text
    assert 'name="gender"' not in text


def test_the_group_still_sees_all_of_everybody(client: Client, person: Person) -> None:
    client.force_login(make.user("hq_safety"))
    assert PHONE in client.get("/people/?posted=ever").content.decode()
    assert PHONE in page(client, person)


def test_the_roster_of_a_past_day_names_who_was_there(
    client: Client, officer: User, project: Unit, person: Person
) -> None:
    left(project, person)
    assert "Wang Li" in client.get("/people/roster/?day=2019-06-01").content.decode()


def test_who_has_left_may_come_again(
    client: Client, officer: User, project: Unit, person: Person
) -> None:
    left(project, person)
    again = f"{person.get_absolute_url()}post/"
    assert again in page(client, person)
    client.post(again, {"unit": "P1", "start_on": str(timezone.localdate())})
    assert PHONE in page(client, person)


def test_the_days_of_ones_own_posting_are_still_corrected(
    client: Client, officer: User, project: Unit, person: Person
) -> None:
    address = f"/people/postings/{left(project, person).pk}/change/"
    assert address in page(client, person)
    days = {"unit": "P1", "start_on": "2019-01-01", "end_on": "2019-12-31"}
    assert client.post(address, days).status_code == 302


@pytest.mark.parametrize("permission", ["people.view", "inspections.report"])
def test_one_is_seen_as_all_are_listed(permission: str) -> None:
    """Whoever is asked about by himself is seen where the list of all has him."""
    random = Random(permission)
    companies = [make.company() for _ in range(2)]
    units = [make.project(parent=random.choice(companies)) for _ in range(4)]
    units += [make.team(parent=random.choice(units)) for _ in range(4)]
    today = timezone.localdate()
    people = [make.person() for _ in range(12)]
    for person in people:
        for unit in random.sample(units, random.randrange(3)):
            end = random.choice([None, *(today + timedelta(day) for day in (-1, 0, 1))])
            posting = make.posting(person, unit, today - timedelta(9), end)
            if random.random() < 0.2:
                posting.status = Posting.Status.VOIDED
                journal.save(posting, "void", by=None)
    seen = 0
    for at in [*companies, *units, make.group()]:
        user = make.user("safety_officer", at)
        listed = set(Person.objects.visible_to(user, permission))
        assert {p for p in people if p.is_visible_to(user, permission)} == {
            p for p in people if p in listed
        }
        seen += len(listed)
    assert seen > len(people)
