"""A person's training file: what was taught, held and asked, as page and PDF."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from safety.accounts.permissions import Role
from safety.org.models import Unit
from safety.people.models import Category, Person
from tests import make
from tests.pages import text

pytestmark = pytest.mark.django_db
NOW = time_machine.travel(date(2020, 3, 2), tick=False)


def taught(person: Person, at: Unit, day: date, **fields: object) -> None:
    make.attendance(make.session(at, ended_on=day, **fields), person)


def address(person: Person, page: str = "view") -> str:
    return reverse(f"training:{page}-training-file", args=[person.employee_no])


@NOW
def test_it_has_the_years_with_their_hours_beside_what_was_asked(
    client: Client,
) -> None:
    project = make.project()
    person = make.person(project, category=Category.TECHNICAL)
    taught(person, project, date(2019, 5, 6), hours=Decimal("12.5"))
    taught(person, project, date(2019, 6, 6), hours=Decimal("7.5"))
    taught(person, project, date(2020, 1, 6), hours=Decimal(8), has_exam=True)
    taught(person, project, date(2020, 2, 6), hours=Decimal(3))
    client.force_login(make.user(Role.SAFETY_OFFICER, project))
    page = text(client.get(address(person)))
    assert "2019 2 20 20 met" in page
    assert "2020 1 3 20 not met" in page


@NOW
def test_it_has_sessions_of_other_units_but_no_way_there(client: Client) -> None:
    project, elsewhere = make.project(), make.project()
    trainer = make.person(elsewhere, name="Trainer of others")
    person = make.person(project)
    hidden = make.session(elsewhere, topic="Ropes", trainer=trainer)
    make.attendance(hidden, person)
    shown = make.session(project, topic="Nets", trainer_name="Fire brigade")
    make.attendance(shown, person)
    client.force_login(make.user(Role.SAFETY_OFFICER, project))
    page = client.get(address(person)).content.decode()
    assert "Ropes" in page
    assert hidden.get_absolute_url() not in page
    assert "Trainer of others" not in page
    assert "Fire brigade" in page
    assert shown.get_absolute_url() in page


@NOW
def test_voided_and_missed_sessions_are_not_in_it(client: Client) -> None:
    project = make.project()
    person = make.person(project)
    voided = make.session(project, topic="Voided talk")
    make.attendance(voided, person)
    make.void(voided)
    missed = make.session(project, topic="Missed talk")
    make.attendance(missed, person, is_present=False)
    client.force_login(make.user(Role.SAFETY_OFFICER, project))
    page = text(client.get(address(person)))
    assert "Voided talk" not in page
    assert "Missed talk" not in page


@NOW
def test_who_does_not_work_here_has_no_file_here(client: Client) -> None:
    project = make.project()
    client.force_login(make.user(Role.SAFETY_OFFICER, project))
    stranger = make.person(make.project())
    for page in ("view", "print"):
        assert client.get(address(stranger, page)).status_code == 404


@NOW
def test_it_is_reached_from_the_page_of_the_person(client: Client) -> None:
    project = make.project()
    person = make.person(project)
    client.force_login(make.user(Role.SAFETY_OFFICER, project))
    page = client.get(person.get_absolute_url()).content.decode()
    assert address(person) in page
    assert address(person, "print") in client.get(address(person)).content.decode()


@NOW
def test_a_certificate_is_offered_to_who_may_enter_one_for_this_person(
    client: Client,
) -> None:
    project, elsewhere = make.project(), make.project()
    person = make.person(project)
    add = reverse("training:add-certificate", args=[person.employee_no])
    user = make.user(Role.AUDITOR, project)
    make.grant(user, Role.SAFETY_OFFICER, elsewhere)
    client.force_login(user)
    assert add not in client.get(person.get_absolute_url()).content.decode()
    client.force_login(make.user(Role.SAFETY_OFFICER, project))
    assert add in client.get(person.get_absolute_url()).content.decode()


@NOW
@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("en", ["Training file", "Nets", "Work at height", "Expired", "B-77", "met"]),
        ("zh-hans", ["培训档案", "Nets", "高处作业", "已过期", "B-77", "未达标"]),
    ],
)
def test_it_is_printed_in_both_languages(
    client: Client, language: str, parts: list[str]
) -> None:
    project = make.project()
    person = make.person(project, category=Category.TECHNICAL)
    course = make.course(
        project, name="Work at height", name_zh="高处作业", valid_months=1
    )
    make.requirement(project, course)
    taught(person, project, date(2019, 5, 6), topic="Nets", course=course)
    make.certificate(person, number="B-77")
    client.force_login(make.user(Role.SAFETY_OFFICER, project))
    answer = client.get(address(person, "print"), {"language": language})
    assert answer["Content-Type"] == "application/pdf"
    said = "".join(
        page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages
    )
    assert [part for part in parts if part not in said] == []


@NOW
def test_as_many_questions_for_many_sessions_as_for_one(client: Client) -> None:
    project = make.project()
    client.force_login(make.user(Role.SAFETY_OFFICER, project))

    def asked(number: int) -> int:
        person = make.person(project, category=Category.TECHNICAL)
        for _ in range(number):
            course = make.course(project)
            make.requirement(project, course)
            trainer = make.person(project)
            taught(person, project, date(2019, 5, 6), course=course, trainer=trainer)
            make.certificate(person)
        with CaptureQueriesContext(connection) as questions:
            assert client.get(address(person)).status_code == 200
        return len(questions)

    assert asked(1) == asked(12) <= 20
