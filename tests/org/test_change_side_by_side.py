"""Two people change one record: neither takes back what the other has saved."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from safety.core.models import Journalled
from safety.journal import write as journal
from safety.journal.models import Change
from safety.org.models import CalendarDay, Unit
from safety.people.models import Person
from tests import make, things
from tests.pages import fields

pytestmark = [pytest.mark.django_db, pytest.mark.both]

# A page of each form: its address, and for two of its fields what they become.
Forms = dict[str, tuple[Callable[[], tuple[Journalled, str]], dict[str, str]]]


def unit() -> tuple[Journalled, str]:
    made = make.project(code="P1", name="Old")
    return made, "/org/units/P1/change/"


def place() -> tuple[Journalled, str]:
    made = make.place(make.project(), name="Old")
    return made, f"{made.get_absolute_url()}change/"


def day() -> tuple[Journalled, str]:
    on = things.day(make.group())["day"]
    return CalendarDay.objects.get(day=on), f"/org/calendar/{on}/change/"


def person() -> tuple[Journalled, str]:
    made = make.person(make.project(), name="Old", contractor=make.contractor())
    return made, f"{made.get_absolute_url()}change/"


def posting() -> tuple[Journalled, str]:
    make.project(code="P2")
    made = make.posting(make.person(), make.project())
    return made, f"/people/postings/{made.pk}/change/"


def contractor() -> tuple[Journalled, str]:
    made = make.contractor(name="Old")
    return made, f"{made.get_absolute_url()}change/"


def account() -> tuple[Journalled, str]:
    made = make.user("worker", name="Old", email="old@example.com")
    return made, f"{made.get_absolute_url()}change/"


FORMS: Forms = {
    "unit": (unit, {"name": "New", "opened_on": "2019-05-01"}),
    "place": (place, {"name": "New", "name_zh": "新"}),
    "calendar": (day, {"is_working": "True", "name": "New"}),
    "person": (person, {"category": "worker", "name": "New"}),
    "posting": (posting, {"end_on": "2019-12-31", "unit": "P2"}),
    "contractor": (contractor, {"name": "New", "qualified_until": "2030-01-01"}),
    "account": (account, {"email": "new@example.com", "name": "New"}),
}


@pytest.fixture
def browser_of_mine(client: Client) -> Client:
    client.force_login(make.user("administrator"))
    return client


def stored(record: Journalled, name: str) -> str:
    found = type(record)._base_manager.get(pk=record.pk)
    value = getattr(found, name)
    return value.code if name == "unit" else str(value)


@pytest.mark.parametrize("form", FORMS)
def test_two_fields_changed_by_two_people_are_both_saved(
    browser_of_mine: Client, form: str
) -> None:
    made, changes = FORMS[form]
    record, address = made()
    (one, mine), (other, theirs) = changes.items()
    shown = fields(browser_of_mine.get(address))
    for changed in ({other: theirs}, {one: mine}):
        assert browser_of_mine.post(address, shown | changed).status_code == 302
    assert (stored(record, one), stored(record, other)) == (mine, theirs)


@pytest.mark.parametrize("form", FORMS)
def test_a_page_sent_as_it_was_shown_changes_nothing(
    browser_of_mine: Client, form: str
) -> None:
    _record, address = FORMS[form][0]()
    shown, before = fields(browser_of_mine.get(address)), Change.objects.count()
    assert browser_of_mine.post(address, shown).status_code == 302
    assert Change.objects.count() == before


@pytest.fixture
def unit_page(browser_of_mine: Client) -> dict[str, str]:
    """The form of a unit, which somebody renamed after it was shown."""
    unit()
    shown = fields(browser_of_mine.get("/org/units/P1/change/"))
    send(browser_of_mine, shown | {"name": "Theirs", "opened_on": "2019-05-01"})
    return shown


def send(browser: Client, form: dict[str, str]) -> Any:
    return browser.post("/org/units/P1/change/", form)


def test_one_field_changed_by_two_is_not_saved_and_said(
    browser_of_mine: Client, unit_page: dict[str, str]
) -> None:
    refused = send(browser_of_mine, unit_page | {"name": "Mine"})
    assert refused.context["form"].errors == {
        "name": [
            "Somebody has changed this to “Theirs” meanwhile. Check and save again."
        ]
    }
    assert fields(refused)["name"] == "Mine"


def test_whoever_saves_again_has_seen_it(
    browser_of_mine: Client, unit_page: dict[str, str]
) -> None:
    refused = send(browser_of_mine, unit_page | {"name": "Mine"})
    assert send(browser_of_mine, fields(refused)).status_code == 302
    record = Unit.objects.get(code="P1")
    assert (record.name, record.opened_on) == ("Mine", date(2019, 5, 1))


def test_the_same_change_twice_is_one(
    browser_of_mine: Client, unit_page: dict[str, str]
) -> None:
    assert send(browser_of_mine, unit_page | {"name": "Theirs"}).status_code == 302


def test_what_was_there_and_is_chosen_no_more_stays(browser_of_mine: Client) -> None:
    gone = make.contractor()
    record = make.person(make.project(), contractor=gone)
    gone.status = gone.Status.VOIDED
    journal.save(gone, "void", by=None)
    address = f"{record.get_absolute_url()}change/"
    browser_of_mine.post(
        address, fields(browser_of_mine.get(address)) | {"name": "New"}
    )
    assert Person.objects.filter(name="New", contractor=gone).exists()
