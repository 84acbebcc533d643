"""Courses from files: in the manner of FORMATS, each owned by a unit."""

from decimal import Decimal
from pathlib import Path

import pytest

from safety.accounts.permissions import Role
from tests import make
from tests.records.files import Desk
from training.models import Course

pytestmark = [pytest.mark.django_db, pytest.mark.both]

COURSES = """\
code,unit,name,name_zh,kind,hours,valid_months,has_exam
L-1,C1,Work at height,高处作业,special,24,12,yes
L-2,P1,Toolbox talk,,toolbox,0.25,,
"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    make.project(code="P1", parent=make.company(code="C1"))
    return Desk(tmp_path)


def test_courses_are_as_the_file_says_and_come_back_as_they_were(desk: Desk) -> None:
    assert desk.load("courses", COURSES).counts == (2, 0, 0, 0)
    height, talk = Course.objects.all()
    assert (height.hours, height.valid_months, height.has_exam) == (24, 12, True)
    assert (talk.hours, talk.valid_months, talk.has_exam) == (
        Decimal("0.25"),
        None,
        False,
    )
    head, *rows = desk.dump("courses")
    again = "\n".join(",".join(row) for row in (head, *rows))
    assert desk.load("courses", again).counts == (0, 0, 2, 0)


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        ("L-9,P1,A,,special,1,0,", "valid_months", "1"),
        ("L-9,P1,A,,special,-1,,", "hours", "greater"),
        ("L-9,P1,A,,gossip,1,,", "kind", "one of"),
        ("L-9,P9,A,,special,1,,", "unit", "P9"),
        ("L-9,P1,,,special,1,,", "name", "Fill"),
    ],
)
def test_a_bad_row_is_reported_and_nothing_is_loaded(
    desk: Desk, row: str, column: str, said: str
) -> None:
    outcome = desk.load("courses", f"{COURSES}{row}\n")
    (error,) = outcome.document["errors"]
    assert (error["row"], error["column"]) == (4, column)
    assert said in error["message"]
    assert not Course.objects.exists()


def test_a_course_is_seen_below_its_unit_and_changed_at_it_or_above() -> None:
    here, other = make.project(), make.project()
    above = make.course(here.parent)
    own, elsewhere = make.course(here), make.course(other)
    officer = make.user(Role.SAFETY_OFFICER, here)
    assert set(Course.objects.visible_to(officer)) == {above, own}
    assert set(Course.objects.visible_to(officer, "courses.change")) == {own}
    assert set(Course.objects.used_at([here.pk])) == {above, own}
    assert elsewhere in Course.objects.visible_to(
        make.user(Role.AUDITOR, here.parent.parent)
    )
