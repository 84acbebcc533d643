"""Changing the facts of a unit by form."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from safety.journal.models import Change
from safety.org.models import Unit
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def project(client: Client) -> Unit:
    project = make.project(code="P01", name="Baiyinhua", opened_on=date(2019, 1, 1))
    client.force_login(make.user("company_safety", project.parent))
    return project


def change(client: Client, unit: Unit, **fields: str) -> Any:
    form = {"code": unit.code, "name": unit.name, "project_type": "construction"}
    return client.post(f"/org/units/{unit.code}/change/", form | fields)


def test_a_changed_name_is_kept_with_the_one_before(
    client: Client, project: Unit
) -> None:
    change(client, project, name="Baiyinhua Line 2", opened_on="2019-01-01")
    kept = Change.objects.filter(label="org.unit", key=project.pk).latest("id")
    assert kept.before == {"name": "Baiyinhua"}
    assert kept.after == {"name": "Baiyinhua Line 2"}


def test_another_code_leads_to_another_address(client: Client, project: Unit) -> None:
    response = change(client, project, code="P02")
    assert response.url == "/org/units/P02/"
    # Sent once more, to the address that the form had; and an old link.
    assert change(client, project, code="P02").url == "/org/units/P02/"
    assert client.get("/org/units/P01/").context["title"] == "Baiyinhua"
    assert Change.objects.filter(label="org.unit", verb="change").count() == 1


def test_a_code_that_is_given_anew_is_that_of_the_new_unit(
    client: Client, project: Unit
) -> None:
    change(client, project, code="P02")
    make.project(parent=project.parent, code="P01", name="Chifeng")
    assert client.get("/org/units/P01/").context["title"] == "Chifeng"


def test_a_former_code_shows_nothing_to_who_does_not_see_the_unit(
    client: Client, project: Unit
) -> None:
    change(client, project, code="P02")
    client.force_login(make.user("safety_officer", make.project()))
    assert client.get("/org/units/P01/").status_code == 404


def test_a_closed_unit_opens_again_by_emptying_its_last_day(
    client: Client, project: Unit
) -> None:
    closed = make.project(parent=project.parent, closed_on=date(2019, 6, 30))
    form = client.get(f"/org/units/{closed.code}/change/").context["form"]
    assert "closed_on" in form.fields
    change(client, closed, closed_on="")
    closed.refresh_from_db()
    assert closed.closed_on is None


def test_an_open_unit_is_closed_on_another_page(client: Client, project: Unit) -> None:
    form = client.get(f"/org/units/{project.code}/change/").context["form"]
    assert "closed_on" not in form.fields


def test_the_last_day_is_not_before_the_first(client: Client, project: Unit) -> None:
    closed = make.project(parent=project.parent, closed_on=date(2019, 6, 30))
    response = change(client, closed, opened_on="2019-07-01", closed_on="2019-06-30")
    said = response.context["form"].errors["__all__"]
    assert said == ["The closing date is before the opening date."]


def test_the_parent_is_no_field_of_the_form(client: Client, project: Unit) -> None:
    other = make.company()
    change(client, project, parent=other.code, kind="company")
    project.refresh_from_db()
    assert (project.kind, project.parent_id != other.pk) == ("project", True)


@pytest.mark.parametrize("text", ["#N/A", "1.5E+20"])
def test_what_no_file_takes_is_not_taken_by_the_form(
    client: Client, project: Unit, text: str
) -> None:
    (said,) = change(client, project, name=text).context["form"].errors["name"]
    assert said.startswith("A spreadsheet writes this")


def test_who_sees_the_unit_but_may_not_change_it_is_refused(
    client: Client, project: Unit
) -> None:
    client.force_login(make.user("project_manager", project))
    assert change(client, project).status_code == 403
