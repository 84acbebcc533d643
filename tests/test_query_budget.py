"""Pages ask the database as often as `query_budget.json` says, and no more often.

A page of your own, a list or of one thing: add a line. Fewer questions than the line
says fail, too, so that what was won is kept.
"""

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inspections.models import Checklist
from safety.accounts.models import User
from safety.org.models import Unit
from tests import make
from tests.permissions import ADDRESSES

pytestmark = pytest.mark.django_db
BUDGETS: dict[str, dict[str, int]] = json.loads(
    Path(__file__).with_name("query_budget.json").read_text()
)
BUDGET = {name: asked for kind in BUDGETS.values() for name, asked in kind.items()}
# The overview says what the work of every app says of a unit.
MOST = {"lists": 8, "pages": 20, "overview": 24}


def questions(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def address(name: str, at: Unit) -> str:
    """Where a page is; one about a thing gets such a thing at a unit."""
    thing = ADDRESSES[name].thing
    return reverse(name, kwargs=thing(at) if thing else {})


def test_pages_ask_as_often_as_their_budget_says(client: Client) -> None:
    """With few rows and with many."""
    client.force_login(make.user("administrator", person=make.person()))
    company = make.company()
    lists = make.checklist(company)
    addresses = {name: address(name, company) for name in sorted(BUDGET)}
    few, many = (asked_for(client, addresses, company, lists) for _ in range(2))
    asked = {name: (few[name], many[name]) for name in BUDGET}
    assert {n: a for n, a in asked.items() if a != (BUDGET[n], BUDGET[n])} == {}


def asked_for(
    client: Client, addresses: dict[str, str], company: Unit, lists: Checklist
) -> dict[str, int]:
    """How often each page asks when there is more of everything."""
    for _ in range(6):
        project = make.project(parent=company)
        make.place(project)
        make.place(company)
        for user in User.objects.filter(grants__unit=company):
            make.grant(user, "clerk", project)
        make.person(company, contractor=make.contractor())
        make.participation(make.drill(project), make.person(project))
        make.card(project)
        make.incident(project)
        make.budget(project)
        make.award(project)
        make.selection(project)
        make.contest(project)
        make.hazard(project, inspection=make.inspection(company))
        make.plan(project, lists)
        make.requirement(project, make.course(company))
        make.certificate(make.person(project))
        make.emergency_plan(company)
        make.person(make.team(parent=project), contractor=make.contractor())
        make.attendance(make.session(project), make.person(project))
    return {name: questions(client, url) for name, url in addresses.items()}


@pytest.mark.parametrize("sort", MOST)
def test_no_budget_is_above_what_a_page_may_ask(sort: str) -> None:
    assert max(BUDGETS[sort].values()) <= MOST[sort]
