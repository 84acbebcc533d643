"""Closing a unit, and what becomes of the people posted there."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from safety.journal.models import Change
from safety.org.models import Unit
from safety.people.models import Posting
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def company() -> Unit:
    return make.company()


@pytest.fixture
def project(client: Client, company: Unit) -> Unit:
    client.force_login(make.user("company_safety", company))
    return make.project(parent=company, code="P01", opened_on=date(2019, 1, 1))


@pytest.fixture
def team(project: Unit) -> Unit:
    return make.team(parent=project)


def close(client: Client, unit: Unit, **form: Any) -> Any:
    fields = {"closed_on": "2026-06-30", "ending": "all"}
    with time_machine.travel("2026-06-15"):
        return client.post(f"/people/units/{unit.code}/close/", fields | form)


def ends(postings: list[Posting]) -> list[date | None]:
    for posting in postings:
        posting.refresh_from_db()
    return [posting.end_on for posting in postings]


@pytest.fixture
def postings(project: Unit, team: Unit) -> list[Posting]:
    units = (project, team, project)
    return [make.posting(make.person(name=f"N{n}"), u) for n, u in enumerate(units)]


DAY = date(2026, 6, 30)


def test_a_unit_closes_with_its_teams(
    client: Client, project: Unit, team: Unit
) -> None:
    response = close(client, project)
    assert response.url == project.get_absolute_url()
    project.refresh_from_db()
    team.refresh_from_db()
    assert project.closed_on == team.closed_on == DAY


def test_the_page_lists_the_open_postings(
    client: Client, project: Unit, postings: list[Posting]
) -> None:
    make.posting(make.person(name="Gone"), project, end_on=date(2019, 2, 1))
    text = client.get("/people/units/P01/close/").content.decode()
    assert "N0" in text
    assert "N1" in text
    assert "Gone" not in text


def test_all_postings_end(
    client: Client, project: Unit, postings: list[Posting]
) -> None:
    close(client, project)
    assert ends(postings) == [DAY, DAY, DAY]


def test_those_ticked_end(
    client: Client, project: Unit, postings: list[Posting]
) -> None:
    close(client, project, ending="some", postings=[postings[1].pk])
    assert ends(postings) == [None, DAY, None]


def test_none_end(client: Client, project: Unit, postings: list[Posting]) -> None:
    close(client, project, ending="none")
    assert ends(postings) == [None, None, None]


def test_a_posting_that_was_to_begin_later_is_voided(
    client: Client, project: Unit
) -> None:
    later = make.posting(make.person(), project, date(2026, 9, 1))
    close(client, project)
    later.refresh_from_db()
    assert later.status == "voided"


def test_a_posting_that_ends_before_keeps_its_end(
    client: Client, project: Unit
) -> None:
    sooner = make.posting(make.person(), project, end_on=date(2026, 6, 20))
    close(client, project)
    assert ends([sooner]) == [date(2026, 6, 20)]


def test_the_last_day_is_not_before_the_first(client: Client, project: Unit) -> None:
    errors = close(client, project, closed_on="2018-12-31").context["form"].errors
    assert errors["__all__"] == ["The closing date is before the opening date."]
    project.refresh_from_db()
    assert project.closed_on is None


def test_nothing_ends_when_the_unit_cannot_close(
    client: Client, project: Unit, postings: list[Posting]
) -> None:
    close(client, project, closed_on="2018-12-31")
    assert ends(postings) == [None, None, None]


def test_a_company_closes_when_its_projects_are_closed(
    client: Client, company: Unit, project: Unit
) -> None:
    client.force_login(make.user("hq_safety"))
    errors = close(client, company).context["form"].errors
    assert "Close what is open below it first: 1." in errors["__all__"]
    close(client, project)
    close(client, company)
    company.refresh_from_db()
    assert company.closed_on == DAY


def test_a_unit_closes_once(client: Client, project: Unit) -> None:
    close(client, project)
    assert close(client, project, closed_on="2026-07-31").status_code == 404
    assert client.get("/people/units/P01/close/").status_code == 404


def test_a_form_sent_twice_closes_once(client: Client, project: Unit) -> None:
    assert close(client, project).url == close(client, project).url
    assert Change.objects.filter(verb="close").count() == 1


def test_the_group_does_not_close(client: Client, project: Unit) -> None:
    client.force_login(make.user("hq_safety"))
    assert close(client, make.group()).status_code == 404


@pytest.mark.parametrize(
    "form",
    [
        {"ending": "half"},
        {"ending": "some", "postings": ["x"]},
        {"ending": "some", "postings": [10**40]},
        {"ending": "some", "postings": ["\0"]},
        {"closed_on": "\0"},
        {"closed_on": "10000-01-01"},
    ],
)
def test_what_makes_no_sense_is_refused(
    client: Client, project: Unit, postings: list[Posting], form: dict[str, Any]
) -> None:
    assert close(client, project, **form).context["form"].errors
    assert ends(postings) == [None, None, None]


def test_a_posting_of_others_cannot_be_ended_with_it(
    client: Client, project: Unit, postings: list[Posting]
) -> None:
    foreign = make.posting(make.person(), make.project())
    close(client, project, ending="some", postings=[foreign.pk])
    assert ends([foreign]) == [None]


def test_who_may_not_change_units_is_refused(client: Client, project: Unit) -> None:
    client.force_login(make.user("project_manager", project))
    assert close(client, project).status_code == 403


def test_a_unit_of_others_is_not_there(client: Client, project: Unit) -> None:
    assert close(client, make.project(parent=make.company())).status_code == 404


def test_the_page_belongs_to_the_units(client: Client, project: Unit) -> None:
    address = f"/people/units/{project.code}/close/"
    assert client.get(address).context["nav"].current == "/org/"
