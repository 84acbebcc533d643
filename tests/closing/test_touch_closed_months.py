"""Records of closed months: files want a reason, people a right, and all shows."""

import csv
import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import transaction

from inspections.models import Hazard
from safety.accounts.models import User
from safety.closing.services import months
from safety.core.months import Month
from safety.indicators import drain
from safety.journal import write as journal
from safety.org.models import Unit
from safety.records.models import Load, State
from safety.records.services import work_on
from tests import make

pytestmark = [
    pytest.mark.both,
    pytest.mark.usefixtures("in_2019"),
    pytest.mark.django_db,
]
HAZARDS = [
    "number",
    "unit",
    "found_on",
    "level",
    "description",
    "due_on",
    "rectified_on",
]
MAY = Month.of(2019, 5)


@pytest.fixture
def site() -> Unit:
    """A project whose May is closed, with a hazard found in April and due in May."""
    group = make.group(code="G")
    site = make.project(code="P", parent=make.company(parent=group))
    make.hazard(site, date(2019, 4, 10), number="H1", due_on=date(2019, 5, 2))
    drain.drain()
    for month in (Month.of(2019, 4), MAY):
        months.close(group, month, by=None, why="Hours come later")
    return site


def load(
    tmp_path: Path, kind: str, head: list[str], *rows: list[str], why: str = ""
) -> Any:
    path = tmp_path / f"{kind}.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    out = StringIO()
    words = ["--restate", why] if why else []
    try:
        call_command("load", kind, str(path), "--json", *words, stdout=out)
    except CommandError:
        assert out.getvalue()
    return json.loads(out.getvalue())


def hazard(number: str, found: str, due: str, rectified: str = "") -> list[str]:
    return [number, "P", found, "general", "Loose rail", due, rectified]


def columns(said: Any) -> list[tuple[int, str]]:
    return sorted((error["row"], error["column"]) for error in said["errors"])


def test_a_row_of_a_closed_month_is_bad(site: Unit, tmp_path: Path) -> None:
    rows = [
        hazard("H2", "2019-06-10", "2019-06-20"),
        hazard("H3", "2019-05-31", "2019-06-20"),
        hazard("H4", "2019-04-30", "2019-05-20", "2019-06-03"),
    ]
    said = load(tmp_path, "hazards", HAZARDS, *rows)
    assert columns(said) == [(3, "found_on"), (4, "due_on"), (4, "found_on")]
    assert "2019-05 is closed for P" in said["errors"][0]["message"]
    assert said["created"] == 0


def test_a_reason_lets_it_in(site: Unit, tmp_path: Path) -> None:
    row = hazard("H3", "2019-05-31", "2019-06-20")
    said = load(tmp_path, "hazards", HAZARDS, row, why="Found in a drawer")
    assert (said["created"], said["errors"]) == (1, [])


def test_a_record_is_bad_for_the_month_that_it_leaves(
    site: Unit, tmp_path: Path
) -> None:
    row = hazard("H1", "2019-06-10", "2019-06-20")
    said = load(tmp_path, "hazards", HAZARDS, row)
    assert columns(said) == [(2, "due_on"), (2, "found_on")]


def test_what_stays_as_it_is_is_not_bad(site: Unit, tmp_path: Path) -> None:
    path = tmp_path / "dump.csv"
    call_command("dump", "hazards", str(path), stdout=StringIO())
    out = StringIO()
    call_command("load", "hazards", str(path), "--json", stdout=out)
    assert json.loads(out.getvalue())["unchanged"] == 1


def test_an_attendance_is_of_the_month_of_its_session(
    site: Unit, tmp_path: Path
) -> None:
    make.person(employee_no="E9")
    of_june = make.session(site, started_on=date(2019, 6, 3), ended_on=date(2019, 6, 3))
    of_may = make.session(site, started_on=date(2019, 5, 3), ended_on=date(2019, 5, 3))
    rows = [[of_june.number, "E9"], [of_may.number, "E9"]]
    said = load(tmp_path, "attendances", ["session", "employee_no"], *rows)
    assert columns(said) == [(3, "session")]


@pytest.mark.parametrize(
    ("kind", "head", "row", "column"),
    [
        (
            "postings",
            ["employee_no", "unit", "start_on", "end_on"],
            ["E9", "P", "2019-05-31", ""],
            "start_on",
        ),
        (
            "postings",
            ["employee_no", "unit", "start_on", "end_on"],
            ["E9", "P", "2019-01-31", "2019-05-01"],
            "end_on",
        ),
        ("worked_hours", ["unit", "month", "hours"], ["P", "2019-05", "12"], "month"),
        (
            "awards",
            ["unit", "title", "period", "employee_no", "amount"],
            ["P", "Star", "2019-05", "E9", "5"],
            "period",
        ),
        (
            "units",
            ["code", "name", "kind", "parent", "opened_on"],
            ["P", "P", "project", "{parent}", "2019-05-03"],
            "opened_on",
        ),
    ],
)
def test_every_kind_knows_its_months(
    site: Unit, tmp_path: Path, kind: str, head: list[str], row: list[str], column: str
) -> None:
    make.person(employee_no="E9")
    assert site.parent
    filled = [cell.format(parent=site.parent.code) for cell in row]
    said = load(tmp_path, kind, head, filled)
    assert (2, column) in columns(said)
    assert load(tmp_path, kind, head, filled, why="Late")["errors"] == []


def test_who_may_not_is_told_why(site: Unit) -> None:
    staff = make.user("project_staff", site)
    record = make.hazard(site, date(2019, 6, 10))
    record.found_on = date(2019, 5, 10)
    refused = pytest.raises(PermissionDenied, match="2019-05 is closed for")
    with refused, transaction.atomic():
        journal.save(record, "change", by=staff.pk)
    record.refresh_from_db()
    assert record.found_on == date(2019, 6, 10)


def test_who_may_changes_it(site: Unit) -> None:
    officer = make.user("safety_officer", site)
    record = make.hazard(site, date(2019, 6, 10))
    record.found_on = date(2019, 5, 10)
    assert journal.save(record, "change", by=officer.pk)


@pytest.mark.parametrize(
    ("role", "state"), [("clerk", State.LOADED), ("safety_officer", State.UNDONE)]
)
def test_who_may_not_takes_no_load_back(
    site: Unit, tmp_path: Path, role: str, state: str
) -> None:
    row = hazard("H3", "2019-05-31", "2019-06-20")
    load_of(tmp_path, row, why="Found in a drawer")
    assert undone(by=make.user(role, site)) == state
    assert Hazard.objects.filter(number="H3").exists() is (state == State.LOADED)


def test_what_a_load_moved_out_of_a_closed_month_stays_out(
    site: Unit, tmp_path: Path
) -> None:
    load_of(tmp_path, hazard("H1", "2019-06-10", "2019-06-20"), why="Wrong day")
    assert undone(by=make.user("clerk", site)) == State.LOADED
    assert Hazard.objects.get(number="H1").found_on == date(2019, 6, 10)


def test_a_load_of_open_months_is_taken_back_by_who_loads(
    site: Unit, tmp_path: Path
) -> None:
    load_of(tmp_path, hazard("H3", "2019-06-10", "2019-06-20"))
    assert undone(by=make.user("clerk", site)) == State.UNDONE


def load_of(tmp_path: Path, row: list[str], why: str = "") -> None:
    assert load(tmp_path, "hazards", HAZARDS, row, why=why)["errors"] == []


def undone(by: User) -> str:
    """What became of the last load when somebody has taken it back."""
    last = Load.objects.latest("pk")
    last.move(State.TO_UNDO, undone_by=by)
    work_on(last)
    last.refresh_from_db()
    return last.state
