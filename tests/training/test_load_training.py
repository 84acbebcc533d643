"""Sessions, drills and who was there from files, as FORMATS writes them."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests import make
from tests.records.files import Desk, run
from training.models import Attendance, Drill, Session

pytestmark = [pytest.mark.django_db, pytest.mark.both]

SESSIONS = """\
number,unit,topic,kind,started_on,ended_on,hours,has_exam,status
T-1,P1,Work at height,annual,2019-06-03,2019-06-04,16,yes,
T-2,T1,Edges,toolbox,2019-06-04,2019-06-04,0.25,,final
T-3,C1,Auditors,auditor,2019-06-05,2019-06-05,8,no,draft
"""
ATTENDANCES = """\
session,employee_no,hours,passed,present
T-1,E1,,yes,
T-1,E2,12.5,no,yes
T-2,E1,,,no
"""
DRILLS = """\
number,unit,plan,kind,held_on,status
D-1,P1,Fire,tabletop,2019-06-03,
D-2,T1,Fall from height,full_scale,2019-06-04,final
"""
PARTICIPATIONS = """\
drill,employee_no
D-1,E1
D-1,E2
D-2,E1
"""
FILES = {
    "sessions": SESSIONS,
    "attendances": ATTENDANCES,
    "drills": DRILLS,
    "participations": PARTICIPATIONS,
}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    project = make.project(code="P1", parent=make.company(code="C1"))
    make.team(code="T1", parent=project)
    for number in ("E1", "E2"):
        make.person(project, employee_no=number)
    return Desk(tmp_path)


@pytest.fixture
def loaded(desk: Desk) -> Desk:
    for kind, text in FILES.items():
        assert not desk.load(kind, text).status
    return desk


def test_records_are_as_the_files_say(loaded: Desk) -> None:
    sessions = Session.objects.order_by("number")
    assert [(row.has_exam, row.hours, row.status) for row in sessions] == [
        (True, Decimal(16), "final"),
        (False, Decimal("0.25"), "final"),
        (False, Decimal(8), "draft"),
    ]
    listed = Attendance.objects.order_by("session__number", "person__employee_no")
    assert [(row.hours, row.passed, row.is_present) for row in listed] == [
        (None, True, True),
        (Decimal("12.50"), False, True),
        (None, None, False),
    ]
    assert Drill.objects.get(number="D-1").participations.count() == 2


@pytest.mark.parametrize("kind", FILES)
def test_the_same_file_changes_nothing_the_second_time(loaded: Desk, kind: str) -> None:
    rows = len(FILES[kind].splitlines()) - 1
    assert loaded.load(kind, FILES[kind]).counts == (0, 0, rows, 0)


@pytest.mark.parametrize("kind", FILES)
def test_what_is_dumped_is_what_was_loaded(loaded: Desk, kind: str) -> None:
    head, *rows = loaded.dump(kind)
    again = "\n".join(",".join(row) for row in (head, *rows))
    assert loaded.load(kind, again).counts == (0, 0, len(rows), 0)


@pytest.mark.parametrize(
    ("kind", "row", "column", "said"),
    [
        ("sessions", "T-9,P1,A,annual,2019-06-03,2019-06-02,1,,", "ended_on", "before"),
        ("sessions", "T-9,P1,A,annual,2019-06-03,2019-06-03,24.01,,", "hours", "24"),
        ("sessions", "T-9,P1,A,annual,2019-06-03,2019-06-04,48.01,,", "hours", "24"),
        ("sessions", "T-9,P1,A,annual,2019-06-03,2019-06-03,-1,,", "hours", "greater"),
        ("sessions", "T-9,P1,A,gossip,2019-06-03,2019-06-03,1,,", "kind", "one of"),
        ("sessions", "T-9,P1,A,annual,2019-06-03,2019-06-03,1.005,,", "hours", "two"),
        (
            "sessions",
            "T-9,P1,A,annual,2019-06-03,2019-06-03,1,maybe,",
            "has_exam",
            "no",
        ),
        ("sessions", "T-1,P1,A,annual,2019-06-03,2019-06-04,12,yes,", "hours", "12.5"),
        ("attendances", "T-1,E9,,,", "employee_no", "E9"),
        ("attendances", "T-9,E1,,,", "session", "T-9"),
        ("attendances", "T-2,E2,0.5,,", "hours", "0.25"),
        ("attendances", "T-2,E2,-0.5,,", "hours", "greater"),
        ("attendances", "T-2,E2,,perhaps,", "passed", "yes or no"),
        ("drills", "D-9,P1,Fire,dance,2019-06-03,", "kind", "one of"),
        ("drills", "D-9,P1,,tabletop,2019-06-03,", "plan", "Fill"),
        ("participations", "D-9,E1", "drill", "D-9"),
    ],
)
def test_a_bad_row_is_reported_and_nothing_is_loaded(
    loaded: Desk, kind: str, row: str, column: str, said: str
) -> None:
    head = FILES[kind].splitlines()[0]
    outcome = loaded.load(kind, f"{head}\n{row}\n")
    assert outcome.status == 1
    (error,) = outcome.document["errors"]
    assert (error["row"], error["column"]) == (2, column)
    assert said in error["message"]
    assert outcome.counts[:2] == (0, 0)


def test_a_session_may_have_all_hours_of_its_days(desk: Desk) -> None:
    head = SESSIONS.splitlines()[0]
    row = "T-9,P1,A,annual,2019-02-28,2019-03-01,48,,"
    assert desk.load("sessions", f"{head}\n{row}\n").counts == (1, 0, 0, 0)


def test_a_voided_session_counts_nowhere_and_is_kept(loaded: Desk) -> None:
    loaded.load("sessions", SESSIONS.replace("16,yes,", "16,yes,voided"))
    assert Session.objects.get(number="T-1").status == "voided"
    run("compute")
    shown = run("indicators", "--unit", "C1", "--period", "2019-06", "--json")
    values = {row["code"]: row["value"] for row in json.loads(shown.out)}
    assert values["training.sessions"] == 1
    assert values["training.person_times"] == 0
