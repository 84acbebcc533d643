"""Coverage: people × required courses at a project, units × months above it."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from safety.accounts.permissions import Role
from safety.org.models import Unit
from tests import make
from tests.records.files import run
from training.models import Course

pytestmark = pytest.mark.django_db


def page(client: Client, unit: Unit, **query: object) -> str:
    address = reverse("training:view-coverage", query={"unit": unit.code, **query})
    return client.get(address).content.decode()


def credit(person: object, course: Course, unit: Unit, days_ago: int) -> None:
    day = unit.today - timedelta(days=days_ago)
    make.attendance(make.session(unit, course=course, ended_on=day), person)  # type: ignore[arg-type]


def test_who_lacks_a_course_or_will_is_shown_alone(client: Client) -> None:
    project = make.project()
    firm = make.contractor(name="Huaxin")
    course = make.course(project, name="Height", valid_months=1)
    make.requirement(project, course)
    fresh = make.person(project, name="Fresh Wang")
    ending = make.person(project, name="Ending Li", contractor=firm)
    never = make.person(project, name="Never Zhao", contractor=firm)
    credit(fresh, course, project, 0)
    credit(ending, course, project, 26)
    client.force_login(make.user(Role.SAFETY_OFFICER, project))
    everybody = page(client, project)
    assert all(each.name in everybody for each in (fresh, ending, never))
    assert "2 / 3" in everybody
    assert "1 of 3 persons lack" in everybody
    missing = page(client, project, show="missing")
    assert never.name in missing
    assert ending.name not in missing
    week = page(client, project, show=7)
    assert ending.name in week
    assert fresh.name not in week
    theirs = page(client, project, contractor=firm.code)
    assert never.name in theirs
    assert fresh.name not in theirs


def test_a_company_shows_the_coverage_of_the_year_up_to_each_month(
    client: Client,
) -> None:
    project = make.project()
    person = make.person(project)
    make.person(project)
    make.attendance(make.session(project, ended_on=date(2019, 3, 4)), person)
    run("compute")
    client.force_login(make.user(Role.COMPANY_SAFETY, project.parent))
    shown = page(client, project.parent, period="2019-03")
    cells = re.findall(r">(\d+)\s?%<", shown)
    assert (cells.count("0"), cells.count("50")) == (2 * 2, 2 * 10)
    assert shown.count('"s1"') == 2  # at the end of the year it is bad
    assert project.name in shown
    assert reverse("training:view-coverage") in shown
    query = {"unit": project.code, "period": "2019-04:ytd"}
    number = reverse(
        "indicators:view-indicator", args=["training.coverage"], query=query
    )
    assert escape(number) in shown
    assert client.get(number).context["one"].figure.value == 0.5


def test_as_many_questions_for_many_people_and_courses_as_for_few(
    client: Client,
) -> None:
    project = make.project()
    client.force_login(make.user(Role.SAFETY_OFFICER, project))

    def asked() -> int:
        for _ in range(4):
            course = make.course(project, valid_months=12)
            make.requirement(project, course)
            for _ in range(3):
                worker = make.person(project, contractor=make.contractor())
                credit(worker, course, project, 1)
        with CaptureQueriesContext(connection) as questions:
            page(client, project)
        return len(questions)

    few = asked()
    assert asked() == few <= 20
