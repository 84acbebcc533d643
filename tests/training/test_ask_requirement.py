"""What people must hold, who holds it until when, and what stands against work."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from safety.accounts.permissions import Role
from safety.core.months import months_later
from safety.people.models import Category, Person
from tests import make
from training.models import HoursRule, Requirement, Session
from training.services.clearance import clearance
from training.services.holding import Standing

pytestmark = [pytest.mark.django_db, pytest.mark.both]
DAY = date(2019, 6, 3)


def held(person: Person, day: date) -> list[bool]:
    return [each.is_held for each in Standing([person], day).holdings(person.pk)]


def test_a_course_is_held_to_the_last_day_of_its_validity() -> None:
    project = make.project()
    person = make.person(project)
    course = make.course(project, valid_months=12)
    make.requirement(project, course)
    assert held(person, DAY) == [False]
    make.attendance(make.session(project, course=course, ended_on=DAY), person)
    assert held(person, DAY) == [True]
    assert held(person, date(2020, 6, 3)) == [True]
    assert held(person, date(2020, 6, 4)) == [False]


@pytest.mark.parametrize(
    ("session", "attendance"),
    [
        ({"status": "draft"}, {}),
        ({"status": "voided"}, {}),
        ({}, {"is_present": False}),
        ({"has_exam": True}, {}),
        ({"has_exam": True}, {"passed": False}),
    ],
)
def test_only_a_credited_attendance_is_one(
    session: dict[str, object], attendance: dict[str, object]
) -> None:
    project = make.project()
    person, course = make.person(project), make.course(project)
    make.requirement(project, course)
    held_at = make.session(project, course=course, ended_on=DAY, **session)
    made = make.attendance(held_at, person, **attendance)
    assert held(person, DAY) == [False]
    Session.objects.filter(pk=held_at.pk).update(status="final")
    made.is_present = made.passed = True
    made.save()
    assert held(person, DAY) == [True]


def test_a_requirement_binds_at_its_unit_and_below_by_kind_and_work() -> None:
    project = make.project()
    team = make.team(parent=project)
    course = make.course(make.group())
    make.requirement(project, course, unit_kind="team", who="workers")
    worker = make.person(team, category=Category.WORKER)
    beside = make.person(project, category=Category.WORKER)
    engineer = make.person(team, category=Category.TECHNICAL)
    elsewhere = make.person(make.project(), category=Category.WORKER)
    standing = Standing([worker, beside, engineer, elsewhere], DAY)
    assert set(standing.required) == {worker.pk}


def test_a_requirement_of_a_trade_binds_who_is_certified_for_it() -> None:
    project = make.project()
    make.requirement(project, make.course(project), trade="Welder")
    welder, rigger, helper = (make.person(project) for _ in range(3))
    make.certificate(welder, kind="building_special", trade="Welder")
    make.certificate(rigger, kind="building_special", trade="Rigger")
    make.void(make.certificate(helper, kind="building_special", trade="Welder"))
    assert set(Standing([welder, rigger, helper], DAY).required) == {welder.pk}


def test_a_requirement_is_asked_since_its_day_and_until_it_is_withdrawn() -> None:
    project = make.project()
    person, course = make.person(project), make.course(project)
    asked = make.requirement(project, course, valid_from=DAY)
    assert held(person, date(2019, 6, 2)) == []
    assert held(person, DAY) == [False]
    make.void(asked)
    assert held(person, DAY) == []


def test_the_stricter_rule_of_hours_is_asked() -> None:
    """Of a project manager who is an engineer, too."""
    project = make.project()
    person = make.person(project, category=Category.TECHNICAL)
    make.user(Role.PROJECT_MANAGER, project, person=person)
    for hours in ("20", "9.5"):
        session = make.session(project, ended_on=DAY, hours=Decimal(hours))
        make.attendance(session, person)
    (owed,) = Standing([person], DAY).owed(person.pk)
    assert (owed.rule.hours, owed.hours, owed.is_met) == (30, Decimal("29.5"), False)


def test_reasons_against_work_are_said() -> None:
    project = make.project()
    person = make.person(project, category=Category.TECHNICAL)
    course = make.course(project, name="Work at height", valid_months=1)
    make.requirement(project, course)
    assert clearance(person, DAY).reasons == ["Work at height was never credited."]
    make.attendance(make.session(project, course=course, ended_on=DAY), person)
    assert clearance(person, DAY).is_given
    (reason,) = clearance(person, date(2019, 7, 4)).reasons
    assert "expired" in reason
    assert clearance(make.person(category="technical"), DAY).reasons == [
        "Posted nowhere on this day."
    ]


def test_hours_before_work_stand_against_a_new_worker() -> None:
    project = make.project()
    person = make.person(project, category=Category.WORKER)
    assert len(clearance(person, DAY).reasons) == 3
    for kind, hours in (("company", 15), ("project", 15), ("team", 20)):
        session = make.session(project, kind=f"induction_{kind}", hours=Decimal(hours))
        make.attendance(session, person)
    assert clearance(person, DAY).is_given


def test_as_many_questions_for_many_persons_as_for_one() -> None:
    project = make.project()
    for _ in range(5):
        make.requirement(project, make.course(project))

    def asked(persons: list[Person]) -> int:
        with CaptureQueriesContext(connection) as questions:
            standing = Standing(persons, DAY)
            for person in persons:
                clearance(person, DAY, standing)
        return len(questions)

    one = asked([make.person(project)])
    assert asked([make.person(project) for _ in range(20)]) == one <= 12


def test_months_end_on_a_day_that_there_is() -> None:
    assert months_later(date(2019, 12, 31), 2) == date(2020, 2, 29)
    assert months_later(date(2019, 11, 30), 1) == date(2019, 12, 30)


def test_a_requirement_is_added_and_withdrawn_on_its_page(client: Client) -> None:
    project = make.project()
    course = make.course(project.parent)
    client.force_login(make.user(Role.SAFETY_OFFICER, project))
    address = reverse("training:add-requirement", query={"unit": project.code})
    sent = {"course": course.pk, "who": "anybody", "valid_from": "2019-01-01"}
    sent["trade"] = "Welder"
    assert client.post(address, sent).status_code == 302
    (made,) = Requirement.objects.filter(unit=project)
    shown = client.get(reverse("training:list-requirements"))
    assert str(course) in shown.content.decode()
    assert "Anybody · Welder" in shown.content.decode()
    client.post(reverse("training:withdraw-requirement", args=[made.pk]))
    made.refresh_from_db()
    assert made.status == "voided"


def test_a_page_of_a_person_says_what_is_missing(client: Client) -> None:
    project = make.project()
    person = make.person(project, category=Category.TECHNICAL)
    make.requirement(project, make.course(project, name="Work at height"))
    client.force_login(make.user(Role.SAFETY_OFFICER, project))
    page = client.get(person.get_absolute_url()).content.decode()
    assert "Not to work today" in page
    assert "Work at height was never credited." in page


def test_rules_say_where_they_come_from_and_how_sure_they_are(client: Client) -> None:
    client.force_login(make.user(Role.HQ_SAFETY, make.group()))
    page = client.get(reverse("training:list-requirements")).content.decode()
    assert "建教〔1997〕83号" in page
    assert "Checked against a public text" in page
    rule = HoursRule.objects.get(who="staff")
    client.post(rule.get_absolute_url(), {"hours": "22", "mark": "P"})
    rule.refresh_from_db()
    assert (rule.hours, rule.is_on) == (22, False)


def test_hours_of_other_trades_and_first_hours_are_asked_once_switched_on(
    client: Client,
) -> None:
    project = make.project()
    client.force_login(make.user(Role.HQ_SAFETY, project.parent.parent))
    page = client.get(reverse("training:list-requirements")).content.decode()
    assert "生产经营单位安全培训规定（高危行业）" in page
    person = make.person(project)

    def asked() -> set[str]:
        rules = Standing([person], DAY).asked(person.pk, DAY)
        return {rule.kind for rule in rules}

    rule = HoursRule.objects.get(who="workers", kind="changed_post")
    assert "changed_post" not in asked()
    client.post(rule.get_absolute_url(), {"hours": "20", "mark": "V", "is_on": "on"})
    assert "changed_post" in asked()
