"""Pages that list things ask the database no more often than `query_budget.json` says.

A list of your own: add a line. Fewer questions than the line says fail, too, so that
what was won is kept.
"""

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.both]
BUDGET: dict[str, int] = json.loads(
    Path(__file__).with_name("query_budget.json").read_text()
)
MOST = 8


def questions(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize("name", sorted(BUDGET))
def test_a_list_asks_as_often_as_its_budget_says(client: Client, name: str) -> None:
    """With few rows and with many."""
    client.force_login(make.user("hq_safety"))
    company = make.company()
    counted = set()
    for _ in range(2):
        for _ in range(6):
            project = make.project(parent=company)
            make.place(project)
            make.person(make.team(parent=project), contractor=make.contractor())
        counted.add(questions(client, reverse(name)))
    assert counted == {BUDGET[name]}


def test_no_budget_is_above_what_a_list_may_ask() -> None:
    assert max(BUDGET.values()) <= MOST
