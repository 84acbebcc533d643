"""What was not held, and plans to be reviewed, are told once each."""

from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from safety.accounts.models import User
from safety.journal import write as journal
from safety.notices.models import Message, Telling
from safety.notices.outgoing import write_summaries
from safety.notices.topics import Line, lines_of
from safety.notices.writing import written
from safety.org.models import Unit
from safety.people.models import Person
from tests import make
from training.models import (
    Course,
    Deadline,
    EmergencyPlan,
    PlannedDrill,
    PlanVersion,
    Reminder,
    Requirement,
)
from training.services import deadlines, drills, plans, yearly
from training.tasks import remind

pytestmark = [pytest.mark.django_db, pytest.mark.both]
DUE = date(2020, 6, 30)


@pytest.fixture
def project() -> Unit:
    return make.project(parent=make.company())


@pytest.fixture
def officer(project: Unit) -> User:
    return make.user("safety_officer", project, email="officer@example.com")


def planned(unit: Unit, **fields: Any) -> PlannedDrill:
    """A drill that the unit shall hold in the first half of 2020."""
    made = PlannedDrill(
        unit=unit, **{"since_on": date(2020, 1, 1), "due_on": DUE, **fields}
    )
    yearly.add(made, by=None)
    return made


def on(day: date) -> list[tuple[int, str, int]]:
    """Who is told on a day (account, topic, days left), the sweep being run twice."""
    before = set(Telling.objects.values_list("pk", flat=True))
    with time_machine.travel(day, tick=False):
        remind()
        remind()
    rows = Telling.objects.exclude(pk__in=before).order_by("user_id", "key")
    days = dict(Deadline.objects.values_list("pk", "days"))
    return [(each.user_id or 0, each.topic, days[each.key]) for each in rows]


def after(days: int) -> list[tuple[int, str, int]]:
    """The same so many days after the end of June."""
    return on(DUE + timedelta(days=days))


def test_a_drill_that_is_late_is_told_once_to_the_officer(
    project: Unit, officer: User
) -> None:
    make.user("company_safety", project.parent)
    planned(project)
    assert after(0) == []
    assert after(1) == [(officer.pk, deadlines.LATE, -1)]
    assert after(2) == []


def test_one_that_was_held_is_not_told(project: Unit, officer: User) -> None:
    planned(project)
    make.drill(make.team(parent=project), held_on=date(2020, 3, 1))
    assert after(1) == []


def test_one_whose_drill_is_voided_later_is_told_then(
    project: Unit, officer: User
) -> None:
    planned(project)
    drill = make.drill(project, held_on=date(2020, 3, 1))
    assert after(1) == []
    drills.void(drill, "Entered twice", by=None)
    assert [topic for _user, topic, _days in after(2)] == [deadlines.LATE]


def test_one_that_is_moved_is_told_of_the_other_day(
    project: Unit, officer: User
) -> None:
    row = planned(project)
    assert len(after(1)) == 1
    row.due_on = date(2020, 8, 31)
    yearly.change(row, by=None)
    assert after(3) == []
    assert len(on(date(2020, 9, 1))) == 1


def test_what_is_planned_no_more_or_at_a_closed_unit_is_not_told(
    project: Unit, officer: User
) -> None:
    yearly.void(planned(project), by=None)
    closed = make.project(parent=project.parent, closed_on=date(2020, 6, 30))
    planned(closed)
    make.emergency_plan(closed, review_on=DUE)
    plans.withdraw(make.emergency_plan(project, review_on=DUE), by=None)
    assert after(1) == []


def test_what_was_due_years_ago_is_history(project: Unit, officer: User) -> None:
    planned(project)
    assert on(date(2022, 1, 1)) == []


def test_the_review_of_a_plan_is_told_step_by_step_and_when_it_is_past(
    project: Unit, officer: User
) -> None:
    make.emergency_plan(project, review_on=DUE)
    assert after(-91) == []
    for days in (90, 60, 30, 7):
        assert after(-days) == [(officer.pk, deadlines.REVIEW, days)], days
    assert after(0) == []
    assert after(1) == [(officer.pk, deadlines.REVIEW, -1)]
    assert after(900) == []


def test_a_plan_of_a_company_is_told_to_its_safety_manager(
    project: Unit, officer: User
) -> None:
    manager = make.user("company_safety", project.parent)
    make.emergency_plan(project.parent, review_on=DUE)
    assert after(1) == [(manager.pk, deadlines.REVIEW, -1)]


def test_a_new_version_is_reviewed_by_its_own_day(project: Unit, officer: User) -> None:
    plan = make.emergency_plan(project, review_on=DUE)
    assert len(after(-7)) == 1
    key = (deadlines.REVIEW, Deadline.objects.get().pk)
    assert lines_of(officer, [key])[key].stands
    revised(plan, date(2023, 6, 30))
    assert not lines_of(officer, [key])[key].stands
    assert after(1) == []
    assert len(on(date(2023, 6, 1))) == 1


def revised(plan: EmergencyPlan, review_on: date) -> None:
    version = PlanVersion(valid_from=date(2020, 6, 25), review_on=review_on)
    plans.add_version(plan, version, None, by=None)


def test_without_reminders_only_what_is_past_is_told(
    project: Unit, officer: User
) -> None:
    Reminder.objects.all().delete()
    make.emergency_plan(project, review_on=DUE)
    assert after(0) == []
    assert len(after(1)) == 1


def test_the_line_stands_until_the_drill_is_held(project: Unit, officer: User) -> None:
    row = planned(project)
    after(1)
    key = (deadlines.LATE, Deadline.objects.get().pk)
    with time_machine.travel("2020-07-02", tick=False):
        assert lines_of(officer, [key])[key].stands
        make.drill(project, held_on=date(2020, 6, 30))  # entered afterwards
        line = lines_of(officer, [key])[key]
    assert not line.stands
    assert line.url == row.get_absolute_url()
    assert lines_of(make.user("safety_officer", make.project()), [key]) == {}


def test_both_are_in_the_digest_and_lead_to_their_pages(
    client: Client, project: Unit, officer: User
) -> None:
    row = planned(project)
    plan = make.emergency_plan(project, name="Pit", review_on=DUE)
    after(1)
    with time_machine.travel("2020-07-01T09:00:00+08:00", tick=False):
        assert write_summaries() == 1
        letter = written(Message.objects.get())
        client.force_login(officer)
        for thing in (row, plan):
            assert client.get(thing.get_absolute_url()).status_code == 200
            assert thing.get_absolute_url().split("?")[0] in letter.body
    for part in ("that were not held", "plans to review", "Pit", "30 Jun 2020"):
        assert part in letter.body, part


def test_a_sweep_that_is_killed_is_made_up_for(project: Unit, officer: User) -> None:
    """Killed before anybody was told."""
    planned(project)
    make.emergency_plan(project, review_on=DUE)
    killed = patch.object(deadlines, "tell_some", side_effect=SystemExit)
    with killed, pytest.raises(SystemExit):
        after(1)
    assert Deadline.objects.untold().count() == 2
    assert len(after(1)) == 2


def test_as_many_questions_for_many_as_for_one(project: Unit, officer: User) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as questions:
            assert deadlines.sweep(DUE + timedelta(days=1))
        return len(questions)

    planned(project)
    make.emergency_plan(project, review_on=DUE)
    few = asked()
    for _ in range(10):
        other = make.project(parent=project.parent)
        make.user("safety_officer", other)
        planned(other)
        make.emergency_plan(other, review_on=DUE)
    assert asked() == few


class TestNeverHeld:
    """People of a project of whom a course is required that they have never held."""

    @pytest.fixture
    def team(self, project: Unit) -> Unit:
        """Two welders, of whom the course of the group is required."""
        team = make.team(parent=project)
        for _ in range(2):
            make.posting(make.person(), team)
        make.requirement(make.group(), make.course(code="FIRE", name="Fire"))
        return team

    def line(self, officer: User) -> Line:
        """What the officer is told, as it stands in the middle of July."""
        key = (deadlines.NEVER, Deadline.objects.latest("pk").pk)
        with time_machine.travel("2020-07-15", tick=False):
            return lines_of(officer, [key])[key]

    def test_it_is_told_once_a_month_for_all_of_a_project(
        self, team: Unit, officer: User
    ) -> None:
        told = [(officer.pk, deadlines.NEVER, -1)]
        assert on(date(2020, 6, 10)) == told
        assert on(date(2020, 6, 30)) == []
        assert on(date(2020, 7, 1)) == told

    def test_the_line_says_how_many_and_stands_until_nobody_is_left(
        self, client: Client, team: Unit, officer: User
    ) -> None:
        on(date(2020, 7, 1))
        line = self.line(officer)
        assert (line.text, line.stands) == ("Fire", True)
        assert "2 persons have never held it" in line.sub
        client.force_login(officer)
        assert "Fire" in client.get(line.url).content.decode()
        course = Course.objects.get()
        held = make.session(team, course=course, ended_on=date(2020, 7, 2))
        people = list(Person.objects.filter(postings__unit=team))
        make.attendance(held, people[0])
        assert "1 person has never held it" in self.line(officer).sub
        make.attendance(held, people[1])
        assert not self.line(officer).stands
        assert on(date(2020, 8, 1)) == []

    def test_what_was_held_once_and_has_expired_is_told_as_such(
        self, team: Unit, officer: User
    ) -> None:
        course = Course.objects.get()
        course.valid_months = 1
        journal.save(course, "change", by=None)
        held = make.session(team, course=course, ended_on=date(2020, 1, 2))
        for person in Person.objects.filter(postings__unit=team):
            make.attendance(held, person)
        assert on(date(2020, 7, 1)) == []

    def test_at_closed_projects_and_before_it_is_in_force_nobody_is_told(
        self, team: Unit, officer: User, project: Unit
    ) -> None:
        Requirement.objects.update(valid_from=date(2020, 7, 2))
        assert on(date(2020, 7, 1)) == []
        project.closed_on = date(2020, 7, 2)
        journal.save(project, "change", by=None)
        assert on(date(2020, 7, 3)) == []

    def test_who_works_in_a_company_is_told_to_its_safety_manager(
        self, team: Unit, officer: User, project: Unit
    ) -> None:
        manager = make.user("company_safety", project.parent)
        make.posting(make.person(), project.parent)
        topics = {(officer.pk, deadlines.NEVER, -1), (manager.pk, deadlines.NEVER, -1)}
        assert set(on(date(2020, 7, 1))) == topics
        elsewhere = make.user("safety_officer", make.project())
        key = (deadlines.NEVER, Deadline.objects.latest("pk").pk)
        assert lines_of(elsewhere, [key]) == {}
