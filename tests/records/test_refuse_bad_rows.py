"""What makes a row bad: all of it is said at once, and nothing is loaded."""

import pytest

from safety.people.models import Person, Posting, WorkedHours
from safety.records.models import Load, State
from tests.records.files import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.both]

# By kind and heads: a row | the column that is wrong | a part of what would be right.
BAD_CELLS = """
people employee_no,name
    ,Nobody | employee_no | Fill in
    E9, | name | Fill in
    E 9,Li | employee_no | letters, digits
    E9,L\x07i | name | cannot be seen
    E9,Li,Bo | - | more cells than columns
people employee_no,name,gender
    E9,Li,x | gender | Write one of: f, m.
    E9,Li,F | gender | Write one of: f, m.
people employee_no,name,phone
    E9,Li,11111111111111111111111111111111111111111 | phone | at most 40
people employee_no,name,email
    E9,Li,li at home | email | email
people employee_no,name,contractor
    E9,Li,K9 | contractor | no contractor
people employee_no,name,status
    E9,Li,final | status | counted, voided
contractors code,name,qualified_until
    K9,Li,2019-02-29 | qualified_until | day of the calendar
    K9,Li,2019-2-1 | qualified_until | day of the calendar
    K9,Li,20190201 | qualified_until | day of the calendar
    K9,Li,9999-12-31 | qualified_until | Leave the cell empty
    K9,Li,0001-01-01 | qualified_until | from 1900-01-01
postings employee_no,unit,start_on
    E1,P1, | start_on | Fill in
    E1,P1,1899-12-31 | start_on | from 1900-01-01
    E9,P1,2019-01-01 | employee_no | no person
    E1,X1,2019-01-01 | unit | no unit
postings employee_no,unit,start_on,end_on
    E1,P1,2019-02-01,2019-01-31 | end_on | before the first
    E1,P1,2019-02-01,9999-12-31 | end_on | Leave the cell empty
worked_hours unit,month,hours
    P1,2019-06,-1 | hours | greater than or equal to 0
    P1,2019-06,1.005 | hours | two decimals
    P1,2019-06,1.500 | hours | two decimals
    P1,2019-06,1e3 | hours | number with a point
    P1,2019-06,"1,000" | hours | number with a point
    P1,2019-06,10000000000000000000000000000000000000000 | hours | less than
    P1,2019-06,NaN | hours | number with a point
    P1,2019-06, | hours | Fill in
    P1,2019-13,1 | month | no month
    P1,2019-06-01,1 | month | no month
    P1,2019-Q2,1 | month | no month
units code,name,kind,parent
    C3,West,company, | parent | Only the group
    C3,West,branch,G | kind | Write one of
    P3,West,project,G | parent | a project is a company
    P3,West,project,X | parent | no unit
    T3,West,team,C1 | parent | a team is a project
    G2,West,group, | kind | a group already
    C1,North,project,C2 | kind | would not fit
units code,name,kind,parent,time_zone
    C3,West,company,G,Mars/Base | time_zone | no time zone
units code,name,kind,parent,opened_on,closed_on
    C3,West,company,G,2019-02-01,2019-01-01 | closed_on | before the opening
"""


def bad_cells() -> list[tuple[str, str, str, str | None, str]]:
    """Kind, heads, row, column and what would be right of each line of the table."""
    found, kind, heads = [], "", ""
    for line in BAD_CELLS.strip().splitlines():
        if not line.startswith(" "):
            kind, heads = line.split()
            continue
        row, column, right = line.strip().split(" | ")
        found.append((kind, heads, row, None if column == "-" else column, right))
    return found


@pytest.mark.parametrize(("kind", "heads", "row", "column", "right"), bad_cells())
def test_a_bad_cell_is_named(
    staffed: Desk, kind: str, heads: str, row: str, column: str | None, right: str
) -> None:
    outcome = staffed.load(kind, f"{heads}\n{row}")
    assert outcome.status == 1
    assert outcome.errors == [(2, column)]
    assert right in outcome.messages
    assert outcome.counts == (0, 0, 0, 1)


def test_all_that_is_wrong_is_said_in_one_go(staffed: Desk) -> None:
    text = """
        employee_no,name,gender,contractor
        E7,Good,f,
        E8,,x,K9
        E7,Again,m,
        ,,,K9
    """
    outcome = staffed.load("people", text)
    assert outcome.errors == [
        (3, "name"),
        (3, "gender"),
        (3, "contractor"),
        (4, "employee_no"),
        (5, "employee_no"),
        (5, "name"),
        (5, "contractor"),
    ]
    assert outcome.counts == (0, 0, 0, 3)
    assert not Person.objects.filter(employee_no="E7").exists()
    load = Load.objects.latest("pk")
    assert (load.state, load.rows, load.rejected) == (State.REFUSED, 4, 3)


def test_an_error_has_row_column_value_and_what_is_right(staffed: Desk) -> None:
    outcome = staffed.load("people", "employee_no,name,gender\n\nE7,Li,x")
    assert outcome.document["errors"] == [
        {
            "row": 3,
            "column": "gender",
            "value": "x",
            "message": "Write one of: f, m.",
        }
    ]


def test_two_hundred_mistakes_in_many_rows_are_all_found(staffed: Desk) -> None:
    lines = ["employee_no,name,gender"]
    for number in range(5000):
        gender = "x" if number % 25 == 0 else "f"
        lines.append(f"M{number},Name,{gender}")
    outcome = staffed.load("people", "\n".join(lines))
    assert outcome.errors == [(number + 2, "gender") for number in range(0, 5000, 25)]
    mended = [line.replace(",x", ",m") for line in lines]
    assert staffed.load("people", "\n".join(mended)).counts == (5000, 0, 0, 0)
    assert staffed.load("people", "\n".join(mended)).counts == (0, 0, 5000, 0)


def test_a_key_twice_in_a_file_is_bad_from_the_second_row_on(staffed: Desk) -> None:
    text = """
        unit,month,hours
        P1,2019-06,1
        P2,2019-06,2
        P1,2019-06,3
        P1,2019-06,1
    """
    outcome = staffed.load("worked_hours", text)
    assert outcome.errors == [(4, "unit"), (5, "unit")]
    assert "Row 2 has the same unit and month." in outcome.messages


HEADS = "employee_no,unit,start_on,end_on,status\n"


@pytest.mark.parametrize(
    ("rows", "bad"),
    [
        ("E1,P1,2019-01-01,2019-03-31,\nE1,P1,2019-03-31,,", [3]),
        ("E1,P1,2019-01-01,2019-03-31,\nE1,P1,2019-04-01,,", []),
        ("E1,P1,2019-05-01,,\nE1,P1,2019-01-01,,", [3]),
        ("E1,P1,2019-01-01,,\nE1,P2,2019-01-01,,", []),
        ("E1,P1,2019-01-01,,\nE2,P1,2019-01-01,,", []),
        ("E1,P1,2019-01-01,,voided\nE1,P1,2019-02-01,,", []),
        (
            "E1,P1,2019-01-01,,\nE1,P1,2019-02-01,2019-03-01,\nE1,P1,2019-04-01,,",
            [3, 4],
        ),
        ("E1,P1,2019-02-01,2019-02-28,\nE1,P1,2019-01-01,,\nE1,P1,2019-03-01,,", [3]),
    ],
)
def test_postings_to_one_unit_do_not_overlap(
    staffed: Desk, rows: str, bad: list[int]
) -> None:
    outcome = staffed.load("postings", HEADS + rows)
    assert outcome.errors == [(row, "start_on") for row in bad]


def test_nor_do_they_overlap_stored_ones(staffed: Desk) -> None:
    staffed.load("postings", HEADS + "E1,P1,2019-01-01,2019-06-30,\nE2,P1,2019-01-01,,")
    outcome = staffed.load("postings", HEADS + "E1,P1,2019-06-30,,\nE3,P1,2019-01-01,,")
    assert outcome.errors == [(2, "start_on")]
    assert "from 2019-01-01 to 2019-06-30 (stored)" in outcome.messages


def test_what_the_file_changes_is_compared_as_it_will_be(staffed: Desk) -> None:
    staffed.load("postings", HEADS + "E1,P1,2019-01-01,,")
    text = HEADS + "E1,P1,2019-07-01,,\nE1,P1,2019-01-01,2019-06-30,"
    assert staffed.load("postings", text).counts == (1, 1, 0, 0)
    text = HEADS + "E1,P1,2019-01-01,2019-07-01,"
    assert staffed.load("postings", text).errors == [(2, "start_on")]
    text = HEADS + "E1,P1,2019-07-01,,voided\nE1,P1,2019-01-01,,"
    assert staffed.load("postings", text).counts == (0, 2, 0, 0)
    assert Posting.objects.counted().get().end_on is None


def test_hours_are_declared_at_one_level(tree: Desk) -> None:
    text = "unit,month,hours\nP1,2019-06,1\nT1,2019-06,2\nC1,2019-06,3\nT1,2019-07,4"
    outcome = tree.load("worked_hours", text)
    assert outcome.errors == [(3, "unit"), (4, "unit")]
    assert not WorkedHours.objects.exists()


def test_nor_above_or_below_stored_hours_unless_they_are_voided(tree: Desk) -> None:
    tree.load("worked_hours", "unit,month,hours\nP1,2019-06,1")
    outcome = tree.load("worked_hours", "unit,month,hours\nG,2019-06,1\nT1,2019-06,1")
    assert outcome.errors == [(2, "unit"), (3, "unit")]
    assert (
        "P1, above or below it, has hours for this month (stored)" in outcome.messages
    )
    text = "unit,month,hours,status\nT1,2019-06,1,\nP1,2019-06,1,voided"
    assert tree.load("worked_hours", text).counts == (1, 1, 0, 0)


@pytest.mark.parametrize(
    ("rows", "errors"),
    [
        ("C3,A,company,G\nC3,B,company,G", [(3, "code")]),
        ("P3,A,project,C3\nC3,B,company,P3", [(2, "parent"), (3, "parent")]),
        ("P3,A,project,P3", [(2, "parent")]),
        ("C1,North,company,P1", [(2, "parent")]),
        ("T3,A,team,P3\nP3,B,project,C9", [(3, "parent")]),
        ("T3,A,team,C3\nC3,B,company,G", [(2, "parent")]),
    ],
)
def test_the_tree_stays_a_tree(
    tree: Desk, rows: str, errors: list[tuple[int, str]]
) -> None:
    outcome = tree.load("units", f"code,name,kind,parent\n{rows}")
    assert outcome.errors == errors


def test_a_loop_is_shown(tree: Desk) -> None:
    rows = "P3,A,project,P4\nP4,B,project,P3"
    outcome = tree.load("units", f"code,name,kind,parent\n{rows}")
    assert "The unit would be above itself: P3 > P4 > P3." in outcome.messages
