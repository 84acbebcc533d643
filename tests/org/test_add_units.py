"""Adding units to the tree by form."""

from typing import Any

import pytest
from django.test import Client

from safety.core.months import Period
from safety.indicators import drain, read, registry
from safety.journal import marking
from safety.journal.models import Change, Mark
from safety.org.models import Ancestry, Unit
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.both]
FORM = {
    "code": "P77",
    "name": "Guinea Mine Road",
    "name_zh": "几内亚",
    "project_type": "construction",
    "opened_on": "2019-03-01",
    "time_zone": "Africa/Conakry",
}


@pytest.fixture
def company(client: Client) -> Unit:
    company = make.company()
    client.force_login(make.user("company_safety", company))
    return company


def add(client: Client, parent: Unit, **changes: str) -> Any:
    return client.post(f"/org/units/{parent.code}/add/", FORM | changes)


def error(client: Client, parent: Unit, **changes: str) -> str:
    form = add(client, parent, **changes).context["form"]
    return " ".join(message for errors in form.errors.values() for message in errors)


def test_a_new_unit_hangs_where_it_was_added(client: Client, company: Unit) -> None:
    add(client, company)
    unit = Unit.objects.get(code="P77")
    assert (unit.kind, unit.parent, unit.time_zone) == (
        "project",
        company,
        "Africa/Conakry",
    )
    assert Ancestry.objects.current().filter(unit=unit, ancestor=company).exists()


def test_the_journal_says_who_added_it(client: Client, company: Unit) -> None:
    add(client, company)
    change = Change.objects.filter(label="org.unit", verb="add").latest("id")
    assert change.by is not None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"code": ""}, "Fill in"),
        ({"code": "no spaces"}, "letters, digits"),
        ({"name": ""}, "Fill in"),
        ({"opened_on": "1 March"}, "Write the day like 2019-06-30."),
        ({"opened_on": "1899-12-31"}, "from 1900-01-01 to 2199-12-31"),
        ({"opened_on": "2200-01-01"}, "from 1900-01-01 to 2199-12-31"),
        ({"time_zone": "Mars/Base"}, "no time zone"),
        ({"project_type": "bridge"}, "valid choice"),
        ({"name": "x" * 201}, "200"),
    ],
)
def test_what_is_wrong_is_said(
    client: Client, company: Unit, changes: dict[str, str], said: str
) -> None:
    assert said in error(client, company, **changes)
    assert not Unit.objects.filter(name__startswith="Guinea").exists()


def test_a_code_that_is_taken_is_refused(client: Client, company: Unit) -> None:
    make.project(parent=company, code="P77", name="Another")
    assert "already" in error(client, company)


def test_a_form_sent_twice_makes_one_unit_and_leads_to_it_twice(
    client: Client, company: Unit
) -> None:
    first, second = add(client, company), add(client, company)
    assert first.url == second.url == "/org/units/P77/"
    assert Unit.objects.filter(code="P77").count() == 1


def test_a_team_has_nothing_below_it(client: Client, company: Unit) -> None:
    team = make.team(parent=make.project(parent=company))
    assert add(client, team).status_code == 404


def test_a_company_knows_no_project_type(client: Client) -> None:
    client.force_login(make.user("hq_safety"))
    form = client.get(f"/org/units/{make.group().code}/add/").context["form"]
    assert "project_type" not in form.fields


def test_who_sees_the_parent_but_may_not_change_it_is_refused(client: Client) -> None:
    project = make.project()
    client.force_login(make.user("project_manager", project))
    assert add(client, project).status_code == 403


def test_a_parent_of_others_is_not_there(client: Client, company: Unit) -> None:
    assert add(client, make.company()).status_code == 404


def test_a_new_project_is_counted_and_no_year_is_rebuilt(
    client: Client, company: Unit
) -> None:
    drain.drain()
    add(client, company)
    assert not Mark.objects.filter(kind__in=[marking.WHOLE, marking.TREE]).exists()
    drain.drain()
    asked = Period.parse("2019-06"), registry.indicators()["projects.active"]
    units = [company.pk, Unit.objects.get(code="P77").pk]
    found = read.figures(units, [asked[0]], [asked[1]])
    assert [figure.value for figure in found.values()] == [1, 1]
