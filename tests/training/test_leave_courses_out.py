"""A course is left out of hours or coverage from a month on, and taken in again."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

from safety.closing.services import months
from safety.core.months import Month
from safety.indicators import drain
from safety.org.models import Unit
from safety.records.models import Load, State
from safety.records.services import begin
from tests import make, pages
from tests.records.files import Desk, run
from tests.training.test_edge_cases import numbers
from training.models import Course
from training.services import sessions

pytestmark = [pytest.mark.django_db, pytest.mark.both]
MAY, JUNE, JULY = "2019-05", "2019-06", "2019-07"


@pytest.fixture(autouse=True)
def _then() -> Any:
    with time_machine.travel(date(2019, 8, 1), tick=False):
        yield


@pytest.fixture
def project() -> Unit:
    return make.project()


@pytest.fixture
def talk(project: Unit) -> Course:
    """Taught for two hours to one of two persons, in May, June and July."""
    course = make.course(project, code="TALK")
    person = make.person(project)
    make.person(project)
    for month in (5, 6, 7):
        held = make.session(project, course=course, ended_on=date(2019, month, 3))
        make.attendance(held, person)
    return course


@pytest.fixture
def headquarters(client: Client, project: Unit) -> Client:
    client.force_login(make.user("hq_safety", project.parent.parent))
    return client


def count(headquarters: Client, course: Course, month: str, **said: str) -> str:
    address = f"/training/courses/{course.pk}/count/"
    fields = pages.fields(headquarters.get(address))
    for box in ("for_hours", "for_coverage"):
        fields.pop(box, None)
    said = {"from_month": month, "reason": "Talks", **said}
    return pages.text(headquarters.post(address, fields | said, follow=True))


def counted(unit: Unit, period: str) -> tuple[Any, ...]:
    found = numbers(unit, period)
    coverage: Any = found["coverage"]
    return found["hours"], found["person_times"], found["persons"], coverage[0]


def test_from_the_month_on_it_counts_no_more_and_before_as_ever(
    headquarters: Client, talk: Course, project: Unit
) -> None:
    assert counted(project, JUNE) == (2, 1, 1, 1)
    shown = count(headquarters, talk, JUNE, for_coverage="on")
    assert "From June 2019" in shown
    assert counted(project, MAY) == (2, 1, 1, 1)
    assert counted(project, JUNE) == (0, 1, 1, 1)
    assert counted(project, "2019") == (2, 3, 1, 1)
    count(headquarters, talk, JULY)
    assert counted(project, JUNE) == (0, 1, 1, 1)
    assert counted(project, JULY) == (0, 1, 0, 0)
    kept = {month: counted(project, month) for month in (MAY, JUNE, JULY, "2019")}
    assert run("compute", "--all").status == 0
    assert kept == {month: counted(project, month) for month in kept}


def test_an_earlier_version_ends_where_the_next_begins(
    headquarters: Client, talk: Course, project: Unit
) -> None:
    count(headquarters, talk, JULY, for_hours="on", for_coverage="on")
    count(headquarters, talk, MAY)
    assert counted(project, JUNE) == (0, 1, 0, 0)
    assert counted(project, JULY) == (2, 1, 1, 1)
    count(headquarters, talk, MAY, for_hours="on")
    assert counted(project, JUNE) == (2, 1, 0, 0)
    assert talk.countings.count() == 2


def test_a_session_that_is_planned_or_moved_counts_as_its_month_says(
    headquarters: Client, talk: Course, project: Unit
) -> None:
    count(headquarters, talk, JUNE)
    held = talk.sessions.get(ended_on=date(2019, 5, 3))
    held.started_on = held.ended_on = date(2019, 6, 4)
    sessions.change(held, by=None)
    assert counted(project, MAY)[:2] == (0, 0)
    assert counted(project, JUNE)[:2] == (0, 2)
    held.course = None
    sessions.change(held, by=None)
    assert counted(project, JUNE)[:2] == (2, 2)


def test_a_session_that_a_file_moves_counts_as_its_new_month_says(
    headquarters: Client, talk: Course, project: Unit, tmp_path: Path
) -> None:
    count(headquarters, talk, JUNE)
    held = talk.sessions.get(ended_on=date(2019, 5, 3))
    head = "number,unit,topic,kind,started_on,ended_on,hours"
    row = f"{held.number},{project.code},Talk,annual"
    desk = Desk(tmp_path)
    moved = desk.load("sessions", f"{head}\n{row},2019-06-04,2019-06-04,2")
    assert moved.counts == (0, 1, 0, 0)
    assert counted(project, MAY) == (0, 0, 0, 0)
    assert counted(project, JUNE) == (0, 2, 0, 0)
    shown = pages.text(headquarters.get(f"/training/sessions/{held.pk}/"))
    assert "Counted otherwise" in shown
    assert begin(Load.objects.get(), State.TO_UNDO)
    assert counted(project, MAY) == (2, 1, 1, 1)
    assert counted(project, JUNE) == (0, 1, 0, 0)


def test_it_is_counted_otherwise_from_an_open_month_only(
    headquarters: Client, talk: Course, project: Unit
) -> None:
    drain.drain()
    group = project.parent.parent
    months.close(group, Month.parse(MAY), by=None, why="Hours come later")
    said = count(headquarters, talk, MAY)
    assert "This is closed; the first open month is" in said
    assert not talk.countings.exists()
    count(headquarters, talk, JUNE)
    assert talk.countings.exists()
