"""Records come in from files: created, updated, left alone; journalled and marked."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from safety.core.months import Month
from safety.journal.models import Change, Mark
from safety.people.models import Contractor, Person, Posting, WorkedHours
from safety.records.models import Load, State
from tests.records.files import Desk, run, write_csv

pytestmark = [pytest.mark.django_db, pytest.mark.both]

CONTRACTORS = """
    code,name,qualification,qualified_until
    K1,Huaxin,Grade 1,2026-06-30
    K2,"Li, Sons",,
"""


def test_a_file_creates_records(desk: Desk) -> None:
    outcome = desk.load("contractors", CONTRACTORS)
    assert (outcome.status, outcome.counts) == (0, (2, 0, 0, 0))
    stored = Contractor.objects.values_list("code", "name", "qualified_until", "status")
    assert list(stored) == [
        ("K1", "Huaxin", date(2026, 6, 30), "counted"),
        ("K2", "Li, Sons", None, "counted"),
    ]


def test_the_document_has_what_the_contract_says(desk: Desk) -> None:
    assert desk.load("contractors", CONTRACTORS).document == {
        "kind": "contractors",
        "rows": 2,
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "rejected": 0,
        "errors": [],
    }


def test_the_same_file_changes_nothing_the_second_time(desk: Desk) -> None:
    desk.load("contractors", CONTRACTORS)
    changes, marks = Change.objects.count(), Mark.objects.count()
    outcome = desk.load("contractors", CONTRACTORS)
    assert outcome.counts == (0, 0, 2, 0)
    assert Change.objects.exclude(label="records.load").count() <= changes
    assert Mark.objects.count() == marks


def test_a_known_key_is_updated_with_its_image_before_and_after(desk: Desk) -> None:
    desk.load("contractors", CONTRACTORS)
    text = "code,name,qualified_until\nK1,Huaxin,\nK2,Li,2027-01-01"
    assert desk.load("contractors", text).counts == (0, 2, 0, 0)
    load = Load.objects.latest("pk").pk
    changes = Change.objects.filter(label="people.contractor", load=load, verb="load")
    assert list(changes.order_by("key").values_list("before", "after")) == [
        ({"qualified_until": "2026-06-30"}, {"qualified_until": None}),
        (
            {"name": "Li, Sons", "qualified_until": None},
            {"name": "Li", "qualified_until": "2027-01-01"},
        ),
    ]


def test_created_records_know_their_load(desk: Desk) -> None:
    desk.load("contractors", CONTRACTORS)
    load = Load.objects.get()
    assert (load.state, load.created, load.by) == (State.LOADED, 2, None)
    assert set(Contractor.objects.values_list("created_in_load", flat=True)) == {
        load.pk
    }


def test_an_absent_column_leaves_and_an_empty_cell_empties(desk: Desk) -> None:
    desk.load("contractors", CONTRACTORS)
    desk.load("contractors", "name,code\nHuaxin Group,K1")
    first = Contractor.objects.get(code="K1")
    assert (first.name, first.qualification) == ("Huaxin Group", "Grade 1")
    desk.load("contractors", "name,code,qualification\nHuaxin Group,K1,")
    assert Contractor.objects.get(code="K1").qualification == ""


def test_status_voids_and_counts_again(staffed: Desk) -> None:
    desk = staffed
    desk.load("people", "employee_no,name,status\nE1,Wang Li,voided")
    assert Person.objects.get(employee_no="E1").status == "voided"
    desk.load("people", "employee_no,name\nE1,Wang Li")
    assert Person.objects.get(employee_no="E1").status == "voided"
    desk.load("people", "employee_no,name,status\nE1,Wang Li,")
    assert Person.objects.get(employee_no="E1").status == "counted"


def test_a_byte_order_mark_blanks_and_carriage_returns_do_no_harm(desk: Desk) -> None:
    content = "\ufeffcode, name \r\n K1 , 华新 \r\n\r\n,\r\nK2,Li\r\n,,\r\n"
    outcome = desk.load_bytes("k.csv", content.encode(), "contractors")
    assert outcome.counts == (2, 0, 0, 0), outcome.messages
    assert Contractor.objects.get(code="K1").name == "华新"


def test_postings_find_persons_and_units(staffed: Desk) -> None:
    text = """
        unit,employee_no,start_on,end_on
        P1,E1,2019-01-01,2019-06-30
        T1,E1,2019-01-01,
        P1,E1,2019-07-01,
    """
    assert staffed.load("postings", text).counts == (3, 0, 0, 0)
    assert Posting.objects.filter(person__employee_no="E1").count() == 3
    assert Mark.objects.filter(kind="people.person").exists()


def test_hours_are_exact(tree: Desk) -> None:
    text = "unit,month,hours\nP1,2019-06,1250.5\nP1,2019-07,0.01\nP2,2019-06,7.00"
    assert tree.load("worked_hours", text).counts == (3, 0, 0, 0)
    stored = WorkedHours.objects.order_by("unit__code", "month")
    assert list(stored.values_list("month", "hours")) == [
        (Month.parse("2019-06"), Decimal("1250.50")),
        (Month.parse("2019-07"), Decimal("0.01")),
        (Month.parse("2019-06"), Decimal("7.00")),
    ]
    change = "unit,month,hours\nP1,2019-06,1250.51"
    assert tree.load("worked_hours", change).counts == (0, 1, 0, 0)
    kept = Change.objects.get(label="people.workedhours", verb="load")
    assert (kept.before, kept.after) == ({"hours": "1250.50"}, {"hours": "1250.51"})


def test_a_workbook_has_dates_numbers_and_words(staffed: Desk) -> None:
    staffed.load_sheet("people", ["employee_no", "name"], [1001, "Number"])
    assert Person.objects.filter(employee_no="1001").exists()
    outcome = staffed.load_sheet(
        "postings",
        ["employee_no", "unit", "start_on", "end_on"],
        [1001, "P1", date(2019, 1, 1), "2019-06-30"],
        ["E1", "P1", datetime(2019, 1, 1), None],  # noqa: DTZ001
        [None, None, None, None],
    )
    assert outcome.counts == (2, 0, 0, 0), outcome.messages
    outcome = staffed.load_sheet(
        "worked_hours",
        ["unit", "month", "hours"],
        ["P1", date(2019, 6, 1), 0.1 + 0.2],
        ["P2", "2019-06", 5.0],
    )
    assert outcome.counts == (2, 0, 0, 0), outcome.messages
    assert WorkedHours.objects.get(unit__code="P1").hours == Decimal("0.30")


def test_a_dry_run_says_and_does_nothing(desk: Desk) -> None:
    outcome = desk.load("contractors", CONTRACTORS, "--dry-run")
    assert (outcome.status, outcome.counts) == (0, (2, 0, 0, 0))
    assert not Contractor.objects.exists()
    assert not Load.objects.exists()


def test_a_reason_to_restate_is_kept(desk: Desk) -> None:
    desk.load("contractors", CONTRACTORS, "--restate", "The register was wrong.")
    assert Load.objects.get().restate == "The register was wrong."


def test_people_read_what_was_done(desk: Desk, tmp_path: Path) -> None:
    outcome = run("load", "contractors", write_csv(tmp_path / "k.csv", CONTRACTORS))
    assert "2 rows: 2 created, 0 updated, 0 unchanged, 0 rejected." in outcome.out
    assert outcome.err == ""


def test_many_records_are_loaded_and_marked_as_years(staffed: Desk) -> None:
    heads = "employee_no,name\n"
    names = [f"M{n},Name {n}" for n in range(6000)]
    assert staffed.load("people", heads + "\n".join(names)).counts[0] == 6000
    heads = "employee_no,unit,start_on,end_on\n"
    lines = [f"M{n},P1,2019-02-01,2020-03-31" for n in range(6000)]
    assert staffed.load("postings", heads + "\n".join(lines)).counts[0] == 6000
    marks = Mark.objects.filter(kind="", subject=None).values_list("year", flat=True)
    assert {2019, 2020} <= set(marks)
