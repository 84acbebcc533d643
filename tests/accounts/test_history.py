"""What the journal says of a record, in words."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from safety.accounts import history
from safety.accounts.models import User
from safety.journal import write as journal
from safety.org import services as org
from safety.org.models import Unit
from safety.people import services as people
from safety.people.models import Person
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def chief() -> User:
    """Sees everything."""
    return make.user("administrator")


def renamed(unit: Unit, name: str, by: int | None = None) -> Unit:
    unit.name = name
    journal.save(unit, "change", by=by)
    return unit


def test_a_change_says_what_was_and_what_became() -> None:
    latest = history.of(renamed(make.company(name="Old"), "New"), chief())[0]
    assert str(latest.verb) == "Changed"
    assert latest.fields == [("Name", "Old", "New")]


def test_the_latest_comes_first() -> None:
    verbs = [
        str(entry.verb) for entry in history.of(renamed(make.company(), "New"), chief())
    ]
    assert verbs == ["Changed", "Added"]


def test_it_names_who_did_it() -> None:
    user = make.user(name="Wang Li")
    unit = renamed(renamed(make.company(), "New", by=user.pk), "Newer")
    assert [entry.by for entry in history.of(unit, chief())][:2] == [
        "The system",
        "Wang Li",
    ]


def test_references_and_choices_are_named() -> None:
    company = make.company(name="North")
    fields = history.of(make.project(parent=company), chief())[0].fields
    shown = {label: became for label, _was, became in fields}
    assert (shown["Parent"], shown["Kind"]) == ("North", "Project")


def test_what_a_reader_may_not_see_is_left_out() -> None:
    person = make.person(phone="138", email="a@example.com")
    entry = history.of(person, chief(), hidden=("phone", "email"))[0]
    assert not {"Phone", "E-mail"} & {label for label, _was, _became in entry.fields}


def test_it_costs_one_query_for_each_kind_of_name(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    unit = make.company()
    for number in range(9):
        renamed(unit, f"Name {number}", by=make.user().pk)
    reader = chief()
    assert reader.held
    with django_assert_max_num_queries(3):
        history.of(unit, reader)


def page_of(reader: User, record: Unit | Person) -> str:
    client = Client()
    client.force_login(reader)
    page = client.get(record.get_absolute_url()).content.decode()
    return page.partition("History")[2]


def test_where_a_unit_hung_is_for_those_who_see_that() -> None:
    old, new = make.company(name="Old parent"), make.company(name="New parent")
    project = make.project(parent=old)
    org.move(project, new, by=None)
    page = page_of(make.user("company_safety", new), project)
    assert "New parent" in page
    assert "Old parent" not in page
    assert "One that you cannot see" in page
    assert "Old parent" in page_of(chief(), project)


def test_where_a_posting_was_is_for_those_who_see_that() -> None:
    posting = make.posting(make.person(), make.project(name="Old site"))
    posting.unit = make.project(name="New site", parent=make.company())
    people.post(posting, by=None)
    page = page_of(make.user("safety_officer", posting.unit), posting.person)
    assert "New site" in page
    assert "Old site" not in page


def test_whose_account_it_is_is_for_those_who_see_accounts() -> None:
    project = make.project()
    person = make.person(project)
    make.user("worker", project, person=person, name="Zz-Account")
    assert "Zz-Account" not in page_of(make.user("safety_officer", project), person)
    assert "Zz-Account" in page_of(make.user("auditor", project), person)
