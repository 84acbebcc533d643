"""A file that cannot be read is refused with a sentence that says how to mend it."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook

from safety.people.models import Contractor, Person
from safety.records.models import Load, State
from tests.records.files import Desk, run, write_xlsx

pytestmark = pytest.mark.django_db

PEOPLE = "employee_no,name\nE1,王丽\n"


def workbook(path: Path) -> bytes:
    return write_xlsx(
        path / "made.xlsx", [["employee_no", "name"], ["E1", "Li"]]
    ).read_bytes()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("p.csv", b"", "The file is empty."),
        ("p.csv", b"\n\n", "The first row must name the columns"),
        ("p.csv", b"employee_no,name\n", "There are no rows below"),
        ("p.csv", b"employee_no,name\n,\n\n", "There are no rows below"),
        ("p.csv", PEOPLE.encode("gb18030"), "in GB18030 (GBK), not in UTF-8. In Excel"),
        ("p.csv", PEOPLE.encode("utf-16"), "in UTF-16, not in UTF-8. In Excel"),
        ("p.csv", b"employee_no,name\nE1,caf\xe9\n", "not text in UTF-8"),
        ("p.csv", b"employee_no,name\nE1,L\x00i\n", "characters that cannot be seen"),
        ("p.csv", b'employee_no,name\nE1,"Wang\rLi"\n', "cannot be seen"),
        ("p.csv", "employee_no,name\nE\u200b1,Li\n".encode(), "cannot be seen"),
        ("p.csv", PEOPLE.encode("utf-16-le"), "not text in UTF-8"),
        ("p.csv", b"employee_no,name\nE1," + b"x" * 140_000, "more than 131,072 char"),
        ("p.csv", b"employee_no;name\nE1;Li\n", "commas between the cells"),
        ("p.csv", b"employee_no\tname\nE1\tLi\n", "commas between the cells"),
        ("p.csv", b'employee_no,name\nE1,"Li\n', "quotation marks do not match"),
        ("p.csv", b'employee_no,name\nE1,"Li" Bo\n', "quotation marks do not match"),
        ("p.csv", b"name\nLi\n", "The column “employee_no” is missing"),
        ("p.csv", b"employee_no,name,nom\nE1,Li,x\n", "There is no column “nom”"),
        ("p.csv", b"Roster 2019,\nemployee_no,name\n", "Take out what stands above"),
        ("p.csv", b"employee_no,name,name\nE1,Li,x\n", "two columns “name”"),
        ("p.csv", b"employee_no,,name\nE1,Li,x\n", "Column 2 has no name"),
        ("p.xlsx", b"", "The file is empty."),
        ("p.xlsx", b"employee_no,name\nE1,Li\n", "no Excel workbook"),
        ("p.xlsx", b"PK\x03\x04 and then nothing", "no Excel workbook"),
        ("p.xlsx", b"\xd0\xcf\x11\xe0 old", "an old Excel file (.xls)"),
        ("p.csv", b"\xd0\xcf\x11\xe0 old", "an Excel workbook, not CSV"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_file_is_said(
    desk: Desk, name: str, content: bytes, sentence: str
) -> None:
    outcome = desk.load_bytes(name, content)
    assert outcome.status == 1
    assert sentence in outcome.messages
    assert not Person.objects.exists()
    assert Load.objects.get().state == State.REFUSED


def test_a_workbook_named_csv_is_told_apart(desk: Desk, tmp_path: Path) -> None:
    outcome = desk.load_bytes("p.csv", workbook(tmp_path))
    assert "an Excel workbook, not CSV" in outcome.messages


def test_a_strict_workbook_is_one_too(desk: Desk, tmp_path: Path) -> None:
    made, path = tmp_path / "made.xlsx", tmp_path / "strict.xlsx"
    write_xlsx(made, [["employee_no", "name"], ["E1", "Li"]])
    with zipfile.ZipFile(made) as book, zipfile.ZipFile(path, "w") as strict:
        for name in book.namelist():
            text = book.read(name).replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            )
            strict.writestr(name, text)
    assert run("load", "people", path, "--json").counts == (1, 0, 0, 0)


def test_another_kind_of_zip_is_no_workbook(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "p.xlsx"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("word/document.xml", "<x/>")
    assert "no Excel workbook" in run("load", "people", path, "--json").messages


def test_a_damaged_workbook_is_refused(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "p.xlsx"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("xl/workbook.xml", "<workbook")
    assert (
        "cannot be read: it is damaged"
        in run("load", "people", path, "--json").messages
    )


def test_merged_heads_have_no_name(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "p.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 1, "employee_no")
        sheet.write(0, 2, "name")
        sheet.write_row(1, 0, ["E1", "", "Li"])
    outcome = run("load", "people", path, "--json")
    assert "Column 2 has no name. Names cannot be in merged cells." in outcome.messages


def test_formulas_give_their_values_and_errors_are_named(
    desk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "k.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["code", "name", "qualification"])
        sheet.write(1, 0, "K1")
        sheet.write_formula(1, 1, '="A"&"B"', None, "AB")
        sheet.write(2, 0, "K2")
        sheet.write_formula(2, 1, "=1/0", None, "#DIV/0!")
        sheet.write(3, 0, "K3")
        sheet.write(3, 1, "C")
        sheet.write_formula(3, 2, "=A1", None, "")
    outcome = run("load", "contractors", path, "--json", "--skip-bad")
    assert outcome.errors == [(3, "name"), (4, "qualification")]
    assert "gives an error" in outcome.messages
    assert "is not stored. Save it in Excel" in outcome.messages
    assert Contractor.objects.get().name == "AB"


def test_the_errors_of_formulas_are_told_in_text_too(desk: Desk) -> None:
    outcome = desk.load_bytes("p.csv", b"employee_no,name\nE1,#N/A\nE2,#REF!\n")
    assert outcome.errors == [(2, "name"), (3, "name")]
    assert "gives an error" in outcome.messages


def test_numbers_that_have_lost_digits_are_told(desk: Desk, tmp_path: Path) -> None:
    lines: list[list[Any]] = [
        ["employee_no", "name", "phone"],
        [999_999_999_999_999, "Li"],
        [1e15, "Li"],
        ["E1", "Li", 1.23e17],
    ]
    outcome = run("load", "people", write_xlsx(tmp_path / "p.xlsx", lines), "--json")
    assert outcome.errors == [(3, "employee_no"), (4, "phone")]
    assert "Excel has shortened this number" in outcome.messages
    outcome = desk.load("people", "employee_no,name,phone\nE1,Li,1.23E+17")
    assert outcome.errors == [(2, "phone")]


def test_a_sheet_that_nobody_sees_is_not_loaded(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "p.xlsx"
    with Workbook(path) as book:
        hidden, shown = book.add_worksheet(), book.add_worksheet()
        hidden.write_column(0, 0, ["employee_no", "E1"])
        hidden.write_column(0, 1, ["name", "Li"])
        shown.activate()
        hidden.hide()
    outcome = run("load", "people", path, "--json")
    assert "The first sheet of the workbook is hidden" in outcome.messages


def test_a_row_with_quotation_marks_amiss_is_counted_as_rows_are(desk: Desk) -> None:
    text = b'employee_no,name\nE1,"two\nlines"\nE2,"Bo\nE3,Li\n'
    assert desk.load_bytes("p.csv", text).errors == [(3, None)]


def test_rows_are_numbered_as_excel_shows_them(desk: Desk, tmp_path: Path) -> None:
    lines = [["employee_no", "name"], [], ["E1", ""], ["E2", "Li"], [], []]
    path = write_xlsx(tmp_path / "p.xlsx", lines)
    assert run("load", "people", path, "--json").errors == [(3, "name")]
    text = b'employee_no,name\nE1,"two\nlines"\n\nE2,\n'
    assert desk.load_bytes("p.csv", text).errors == [(4, "name")]


@pytest.mark.parametrize("word", ["合计", "总计", "Total", "合 计:"])
def test_the_total_row_is_compared_and_is_no_record(tree: Desk, word: str) -> None:
    text = f"unit,month,hours\nP1,2019-06,10.5\nP2,2019-06,1\n{word},,11.50\n,,"
    outcome = tree.load("worked_hours", text)
    assert (outcome.status, outcome.counts) == (0, (2, 0, 0, 0))
    assert outcome.err == ""
    text = f'unit,month,hours\nP1,2019-06,10.5\nP2,2019-06,1\n{word},,"1,011.50"'
    outcome = tree.load("worked_hours", text)
    assert (outcome.status, outcome.counts) == (0, (0, 0, 2, 0))
    assert "The total row says hours 1,011.50; 11.50 was read." in outcome.err


def test_a_row_that_only_begins_like_a_total_is_a_record(desk: Desk) -> None:
    text = "code,name\nK2,Li\nTotal,A company of this name"
    assert desk.load("contractors", text).counts == (2, 0, 0, 0)


def test_too_many_columns_are_refused(desk: Desk) -> None:
    heads = ",".join(f"c{n}" for n in range(201))
    outcome = desk.load_bytes("p.csv", f"{heads}\n1".encode())
    assert "too many columns" in outcome.messages


def test_a_head_that_is_an_error_is_named_like_any_other(
    desk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "p.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["employee_no", "name"])
        sheet.write_formula(0, 2, "=1/0", None, "#DIV/0!")
        sheet.write_row(1, 0, ["E1", "Li"])
    outcome = run("load", "people", path, "--json")
    assert "There is no column “#DIV/0!”" in outcome.messages


@pytest.mark.parametrize("flags", [(), ("--dry-run",)])
def test_a_file_that_is_not_there_is_refused_like_any_other(
    tmp_path: Path, flags: tuple[str, ...]
) -> None:
    folder = tmp_path / "folder.csv"
    folder.mkdir()
    for path in (tmp_path / "none.csv", folder):
        outcome = run("load", "people", path, "--json", *flags)
        assert (outcome.status, outcome.counts) == (1, (0, 0, 0, 0))
        assert f"There is no file {path}" in outcome.messages
    assert not Load.objects.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("load", "planets", "p.csv"),
        ("load", "people", "people.txt"),
        ("load", "people"),
        ("load", "people", "p.csv", "--loud"),
        ("dump", "people", "people.txt"),
        ("dump", "planets", "p.csv"),
    ],
)
def test_wrong_usage_is_2(arguments: tuple[str, ...]) -> None:
    outcome = run(*arguments)
    assert outcome.status in (1, 2)
    assert outcome.out == ""
    assert outcome.err
