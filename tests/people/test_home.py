"""The home page of who sees no numbers says where he himself is posted."""

from datetime import date

import pytest
from django.test import Client

from safety.journal import write as journal
from safety.people.models import Person
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(client: Client) -> Person:
    team = make.team(name="Rebar team")
    user = make.user("worker", team)
    client.force_login(user)
    person = make.person(team, name="Hand")
    person.user = user
    journal.save(person, "link", by=None)
    return person


def test_a_worker_sees_his_unit(client: Client, worker: Person) -> None:
    page = client.get("/").content.decode()
    assert "Where you are posted" in page
    assert "Rebar team" in page


def test_a_posting_that_has_ended_is_not_where_he_is(
    client: Client, worker: Person
) -> None:
    posting = worker.postings.get()
    posting.end_on = date(2019, 1, 31)
    posting.start_on = date(2019, 1, 1)
    journal.save(posting, "change", by=None)
    assert b"You are on no roster today." in client.get("/").content


def test_who_sees_numbers_sees_those(client: Client) -> None:
    company = make.company()
    user = make.user("company_safety", company)
    person = make.person(company)
    person.user = user
    journal.save(person, "link", by=None)
    client.force_login(user)
    assert b"Where you are posted" not in client.get("/").content
