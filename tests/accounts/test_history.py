"""What the journal says of a record, in words."""

import pytest
from pytest_django import DjangoAssertNumQueries

from safety.accounts import history
from safety.journal import write as journal
from safety.org.models import Unit
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def renamed(unit: Unit, name: str, by: int | None = None) -> Unit:
    unit.name = name
    journal.save(unit, "change", by=by)
    return unit


def test_a_change_says_what_was_and_what_became() -> None:
    latest = history.of(renamed(make.company(name="Old"), "New"))[0]
    assert str(latest.verb) == "Changed"
    assert latest.fields == [("Name", "Old", "New")]


def test_the_latest_comes_first() -> None:
    verbs = [str(entry.verb) for entry in history.of(renamed(make.company(), "New"))]
    assert verbs == ["Changed", "Added"]


def test_it_names_who_did_it() -> None:
    user = make.user(name="Wang Li")
    unit = renamed(renamed(make.company(), "New", by=user.pk), "Newer")
    assert [entry.by for entry in history.of(unit)][:2] == ["The system", "Wang Li"]


def test_references_and_choices_are_named() -> None:
    company = make.company(name="North")
    fields = history.of(make.project(parent=company))[0].fields
    shown = {label: became for label, _was, became in fields}
    assert (shown["Parent"], shown["Kind"]) == ("North", "Project")


def test_what_a_reader_may_not_see_is_left_out() -> None:
    person = make.person(phone="138", email="a@example.com")
    entry = history.of(person, hidden=("phone", "email"))[0]
    assert not {"Phone", "E-mail"} & {label for label, _was, _became in entry.fields}


def test_it_costs_one_query_for_each_kind_of_name(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    unit = make.company()
    for number in range(9):
        renamed(unit, f"Name {number}", by=make.user().pk)
    with django_assert_max_num_queries(3):
        history.of(unit)
