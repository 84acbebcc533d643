"""Records go out in the format they come in: dumped, emptied, loaded, the same."""

from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from python_calamine import CalamineWorkbook

from safety.accounts import services as accounts
from safety.accounts.models import User
from safety.core.months import Month
from safety.org import services
from safety.org.models import Unit
from safety.people.models import Contractor, Person, Posting, WorkedHours
from tests.records.files import Desk, run

pytestmark = [pytest.mark.django_db, pytest.mark.both]

RECORDS = {
    "contractors": """code,name,qualified_until,status
        K1,=1+1,2026-01-01,
        K-2,@x,,voided""",
    "people": """employee_no,name,phone,gender,contractor,status
        E7,"Li, Bo",+86 138,f,K1,
        E8,王五,,,,voided""",
    "postings": """employee_no,unit,start_on,end_on,status
        E7,P1,2019-01-01,2019-06-30,
        E7,T1,2019-01-01,,voided""",
    "worked_hours": """unit,month,hours,status
        P1,2019-06,0.10,
        P2,2019-06,7,voided""",
}
KINDS = ["units", *RECORDS]


@pytest.fixture
def filled(tree: Desk) -> Desk:
    for kind, text in RECORDS.items():
        outcome = tree.load(kind, text)
        assert outcome.status == 0, outcome.messages
    return tree


def forget_everything() -> None:
    with connection.cursor() as cursor:
        for model in (WorkedHours, Posting, Person, Contractor):
            cursor.execute(f"DELETE FROM {model._meta.db_table}")
        cursor.execute("DELETE FROM org_ancestry")
    for kind in ("team", "project", "company", "group"):
        Unit.objects.filter(kind=kind).delete()


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_dump_loaded_into_nothing_gives_the_same_records(
    filled: Desk, suffix: str
) -> None:
    before = {kind: filled.dump(kind) for kind in KINDS}
    for kind in KINDS:
        run("dump", kind, filled.folder / f"{kind}.{suffix}")
    forget_everything()
    for kind in KINDS:
        outcome = run("load", kind, filled.folder / f"{kind}.{suffix}", "--json")
        assert outcome.counts == (len(before[kind]) - 1, 0, 0, 0), outcome.messages
    assert {kind: filled.dump(kind) for kind in KINDS} == before


def test_rows_stand_in_the_order_of_what_they_say(tree: Desk) -> None:
    tree.load("people", "employee_no,name\nE2,Zhao\nE1,Wang")
    heads = "employee_no,unit,start_on\n"
    tree.load("people", "employee_no,name\nE0,Li")
    text = "E2,P1,2019-01-01\nE0,P2,2019-01-01\nE0,P1,2019-02-01\nE1,P1,2019-01-01"
    tree.load("postings", heads + text)
    assert [row[:2] for row in tree.dump("postings")[1:]] == [
        ["E0", "P1"],
        ["E0", "P2"],
        ["E1", "P1"],
        ["E2", "P1"],
    ]


def test_a_dump_has_the_columns_of_the_contract_and_voided_rows(filled: Desk) -> None:
    heads, *rows = filled.dump("postings")
    assert heads == ["employee_no", "unit", "start_on", "end_on", "status"]
    assert sorted(rows) == [
        ["E7", "P1", "2019-01-01", "2019-06-30", ""],
        ["E7", "T1", "2019-01-01", "", "voided"],
    ]
    assert filled.dump("worked_hours")[1:] == [
        ["P1", "2019-06", "0.10", ""],
        ["P2", "2019-06", "7.00", "voided"],
    ]


def test_what_looks_like_a_formula_stays_what_it_is(filled: Desk) -> None:
    assert filled.dump("contractors")[1][:2] == ["K-2", "@x"]
    assert filled.dump("contractors")[2][:2] == ["K1", "=1+1"]
    path = filled.folder / "k.xlsx"
    run("dump", "contractors", path)
    lines = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert lines[2][:2] == ["K1", "=1+1"]


def test_a_dump_of_a_unit_has_what_is_at_or_below_it(filled: Desk) -> None:
    assert [row[0] for row in filled.dump("units", "u.csv", "--unit", "P1")[1:]] == [
        "P1",
        "T1",
    ]
    assert len(filled.dump("worked_hours", "h.csv", "--unit", "P1")) == 2
    assert [row[0] for row in filled.dump("people", "p.csv", "--unit", "P2")[1:]] == []


def test_a_dump_of_a_unit_names_nobody_whom_its_people_lack(filled: Desk) -> None:
    filled.load("people", "employee_no,name\nE9,Zhao")
    postings = """employee_no,unit,start_on,status
        E9,P1,2019-01-01,voided
        E9,P2,2019-01-01,"""
    assert filled.load("postings", postings).status == 0
    people = {row[0] for row in filled.dump("people", "p.csv", "--unit", "P1")[1:]}
    posted = {row[0] for row in filled.dump("postings", "q.csv", "--unit", "P1")[1:]}
    assert people == posted == {"E7"}


def test_a_dump_says_what_it_did(filled: Desk, tmp_path: Path) -> None:
    outcome = run("dump", "people", tmp_path / "p.csv", "--json")
    assert outcome.document == {"kind": "people", "rows": 2}
    assert "2 rows in" in run("dump", "people", tmp_path / "p.csv").out


def test_a_dump_says_what_it_leaves_out(staffed: Desk, tmp_path: Path) -> None:
    path = tmp_path / "dump.csv"
    assert run("dump", "units", path).err == ""
    of_line = run("dump", "units", path, "--unit", "P1").err
    assert of_line == "C1, above, is not in the file: load it first.\n"
    south, line = (Unit.objects.get(code=code) for code in ("C2", "P1"))
    services.move(line, south, by=None, from_month=Month.of(2019, 7))
    assert "2 units hung elsewhere in earlier months." in run("dump", "units", path).err
    heads = "login,role,unit"
    staffed.load("accounts", f"{heads}\nwang,worker,P1\nzhao,worker,P1")
    assert run("dump", "accounts", path).err == ""
    staffed.load("accounts", f"{heads}\nwang,auditor,C1")
    accounts.leave(User.objects.get(username="zhao"), date(2199, 1, 1), by=None)
    said = run("dump", "accounts", path).err
    assert "1 account has more roles than the one in the file" in said
    assert "1 account has a leaving date to come" in said


def test_a_dump_of_nothing_says_that_load_takes_no_such_file(tree: Desk) -> None:
    path = tree.folder / "hours.csv"
    outcome = run("dump", "worked_hours", path)
    assert outcome.status == 0
    assert outcome.err == "No records are in the file: do not load it.\n"
    assert run("load", "worked_hours", path).status == 1


def test_a_dump_says_which_hours_would_not_come_in_again(tree: Desk) -> None:
    path = tree.folder / "dump.csv"
    tree.load(
        "worked_hours", "unit,month,hours\nP2,2019-03,7\nC2,2019-03,5\nC2,2019-04,5"
    )
    assert run("dump", "worked_hours", path).err == ""
    tree.load("units", "code,name,kind,parent\nP2,Tower,project,C2")
    said = run("dump", "worked_hours", path).err
    assert said.startswith("1 row has hours of a unit that has moved below one")


def test_an_unknown_unit_or_folder_is_refused(filled: Desk, tmp_path: Path) -> None:
    outcome = run("dump", "people", tmp_path / "p.csv", "--unit", "X9")
    assert (outcome.status, "X9" in outcome.err) == (1, True)
    for name in ("p.csv", "p.xlsx"):
        outcome = run("dump", "people", tmp_path / "nowhere" / name)
        assert (outcome.status, outcome.out) == (1, "")
        assert f"nowhere/{name} cannot be written: No such file" in outcome.err


def test_accounts_come_back_as_they_were(staffed: Desk) -> None:
    text = """
        login,employee_no,email,role,unit,status
        wang,E1,wang@example.com,safety_officer,P1,
        zhao,,,company_safety,C1,voided
    """
    assert staffed.load("accounts", text).counts == (2, 0, 0, 0)
    assert staffed.load("accounts", text).counts == (0, 0, 2, 0)
    heads, *rows = staffed.dump("accounts")
    assert heads == ["login", "employee_no", "email", "role", "unit", "status"]
    assert rows == [
        ["wang", "E1", "wang@example.com", "safety_officer", "P1", ""],
        ["zhao", "", "", "company_safety", "C1", "voided"],
    ]
    assert Person.objects.get(employee_no="E1").user.username == "wang"
    assert not User.objects.get(username="zhao").is_active
