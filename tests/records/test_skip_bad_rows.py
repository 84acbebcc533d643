"""With --skip-bad the good rows come in, and the bad ones go out to be mended."""

from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError
from xlsxwriter import Workbook

from safety.people.models import Person
from safety.records import work
from safety.records.models import Load, State
from tests.records.files import Desk, read_csv, run, write_csv, write_xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.both]

TEXT = """
    name,employee_no,gender
    Good,E1,f
    "Bad, one",E2,x
    Twin,E1,f
"""


def test_good_rows_are_loaded_and_bad_ones_written_beside(
    desk: Desk, tmp_path: Path
) -> None:
    outcome = desk.load("people", TEXT, "--skip-bad")
    assert (outcome.status, outcome.counts) == (1, (1, 0, 0, 2))
    assert "2 bad rows. They are in" in outcome.err
    assert [person.name for person in Person.objects.all()] == ["Good"]
    heads, bad, twin = read_csv(tmp_path / "people.bad.csv")
    assert heads == ["name", "employee_no", "gender", "why"]
    assert bad == ["Bad, one", "E2", "x", "gender: Write one of: f, m."]
    assert twin[:3] == ["Twin", "E1", "f"]
    assert Load.objects.get().state == State.LOADED


def test_the_mended_file_is_loaded_with_its_column_of_reasons(
    desk: Desk, tmp_path: Path
) -> None:
    desk.load("people", TEXT, "--skip-bad")
    bad = tmp_path / "people.bad.csv"
    text = bad.read_text().replace(",x,", ",m,").replace("Twin,E1", "Twin,E3")
    mended = write_csv(tmp_path / "mended.csv", text)
    assert run("load", "people", mended, "--json").counts == (2, 0, 0, 0)


def test_the_bad_rows_of_a_workbook_are_a_workbook(desk: Desk, tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["employee_no", "name", "gender"],
        [1, "Li", "x"],
        [2, "Bo", "f"],
    ]
    path = write_xlsx(tmp_path / "people.xlsx", rows)
    assert run("load", "people", path, "--skip-bad", "--json").counts == (1, 0, 0, 1)
    again = run("load", "people", tmp_path / "people.bad.xlsx", "--json")
    assert again.errors == [(2, "gender")]


def test_a_bad_row_stays_bad_until_it_is_mended(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "people.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["employee_no", "name", "phone", "gender"])
        sheet.write_row(1, 0, ["E1", "", 138, "f"])
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
        sheet.write_row(2, 0, ["E2", "Li", "", "f"])
        sheet.write_formula(2, 2, "=A1", None, "")
    assert run("load", "people", path, "--skip-bad", "--json").counts == (0, 0, 0, 2)
    again = run("load", "people", tmp_path / "people.bad.xlsx", "--json")
    assert again.errors == [(2, "name"), (3, "phone")]
    text = b"employee_no,name\nE1,L\x00i\n"
    desk.load_bytes("people.csv", text)
    run("load", "people", tmp_path / "people.csv", "--skip-bad")
    again = run("load", "people", tmp_path / "people.bad.csv", "--json")
    assert again.errors == [(2, "name")]


def test_a_line_end_within_a_cell_stays_within_it(desk: Desk) -> None:
    (desk.folder / "p.csv").write_bytes(b'employee_no,name\nE1,"Wang\rLi"\n')
    assert run("load", "people", desk.folder / "p.csv", "--skip-bad").status == 1
    assert [row[:2] for row in read_csv(desk.folder / "p.bad.csv")] == [
        ["employee_no", "name"],
        ["E1", "Wang\rLi"],
    ]


def test_what_is_refused_leaves_no_file_of_bad_rows(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def quicker(_stage: Any, _verb: str) -> None:
        raise IntegrityError

    monkeypatch.setattr(work, "write", quicker)
    outcome = desk.load("people", TEXT, "--skip-bad")
    assert "Somebody changed the same records meanwhile" in outcome.messages
    assert not (tmp_path / "people.bad.csv").exists()


def test_without_a_place_for_the_bad_rows_nothing_is_loaded(
    desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "people.bad.csv").mkdir()
    outcome = desk.load("people", TEXT, "--skip-bad")
    assert (outcome.status, "cannot be written" in outcome.messages) == (1, True)
    assert not Person.objects.exists()


def test_without_bad_rows_no_file_is_written(desk: Desk, tmp_path: Path) -> None:
    assert desk.load("people", "employee_no,name\nE1,Li", "--skip-bad").status == 0
    assert not (tmp_path / "people.bad.csv").exists()


def test_a_dry_run_says_what_would_be_left_out(desk: Desk, tmp_path: Path) -> None:
    outcome = desk.load("people", TEXT, "--skip-bad", "--dry-run")
    assert (outcome.status, outcome.counts) == (1, (1, 0, 0, 2))
    assert not Person.objects.exists()
    assert not (tmp_path / "people.bad.csv").exists()
