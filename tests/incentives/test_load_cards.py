"""Prize cards and awards from files, as FORMATS writes them, and what they count."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from safety.incentives.models import Award, Card
from safety.records.models import Load, State
from safety.records.services import work_on
from tests import make
from tests.records.files import Desk, run

pytestmark = [pytest.mark.django_db, pytest.mark.both]

CARDS = """\
serial,unit,issued_on,employee_no,issued_by,behaviour,amount,redeemed_on,status
A-1,P1,2019-06-03,E1,E2,Clipped on all day,5,2019-06-03,
A-2,T1,2019-06-30,E1,,Stopped unsafe work,2.50,2019-07-01,counted
A-3,C1,2019-06-30,E2,E1,Kept the area clean,0.01,,
A-4,P1,2019-06-30,E2,E1,Useful suggestion,20,2019-06-30,voided
"""
AWARDS = """\
unit,title,period,employee_no,amount,status
P1,Star,2019-06,E1,150,
P1,Star,2019-Q2,E1,250.05,
C1,Star,2019-H1,E2,0,
P1,Star,2019-06,E2,150,voided
"""
FILES = {"cards": CARDS, "awards": AWARDS}


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


def numbers(unit: str, period: str) -> dict[str, Decimal]:
    run("compute")
    shown = run("indicators", "--unit", unit, "--period", period, "--json")
    rows = json.loads(shown.out, parse_float=Decimal)
    return {
        row["code"]: row["value"]
        for row in rows
        if row["code"].startswith(("cards.", "awards."))
    }


def test_records_are_as_the_files_say(loaded: Desk) -> None:
    found = Card.objects.order_by("serial").values_list(
        "unit__code", "person__employee_no", "issued_by__employee_no", "amount"
    )
    assert list(found) == [
        ("P1", "E1", "E2", Decimal("5.00")),
        ("T1", "E1", None, Decimal("2.50")),
        ("C1", "E2", "E1", Decimal("0.01")),
        ("P1", "E2", "E1", Decimal("20.00")),
    ]
    states = [card.state for card in Card.objects.order_by("serial")]
    assert states == ["redeemed", "redeemed", "issued", "voided"]
    periods = {str(award.period) for award in Award.objects.all()}
    assert periods == {"2019-06", "2019-Q2", "2019-H1"}


def test_issued_and_redeemed_count_on_their_own_days(loaded: Desk) -> None:
    assert numbers("C1", "2019-06") == {
        "cards.issued": 3,
        "cards.amount_issued": Decimal("7.51"),
        "cards.redeemed": 1,
        "cards.amount_redeemed": 5,
        "awards.count": 3,
        "awards.amount": Decimal("400.05"),
    }
    july = numbers("C1", "2019-07")
    assert july["cards.issued"] == july["awards.count"] == 0
    assert july["cards.redeemed"] == 1
    assert july["cards.amount_redeemed"] == Decimal("2.5")
    assert numbers("P1", "2019-Q2")["awards.amount"] == Decimal("400.05")
    assert numbers("T1", "2019")["cards.amount_issued"] == Decimal("2.5")


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
        ("cards", "A-9,P9,2019-06-03,E1,,Tidy,5,,", "unit", "P9"),
        ("cards", "A-9,P1,2019-06-31,E1,,Tidy,5,,", "issued_on", "calendar"),
        ("cards", "A-9,P1,,E1,,Tidy,5,,", "issued_on", "Fill"),
        ("cards", "A-9,P1,2019-06-03,E9,,Tidy,5,,", "employee_no", "E9"),
        ("cards", "A-9,P1,2019-06-03,E1,E9,Tidy,5,,", "issued_by", "E9"),
        ("cards", "A-9,P1,2019-06-03,E1,,,5,,", "behaviour", "Fill"),
        ("cards", "A-9,P1,2019-06-03,E1,,Tidy,,,", "amount", "Fill"),
        ("cards", "A-9,P1,2019-06-03,E1,,Tidy,-0.01,,", "amount", "greater"),
        ("cards", "A-9,P1,2019-06-03,E1,,Tidy,5.001,,", "amount", "two"),
        ("cards", "A-9,P1,2019-06-03,E1,,Tidy,much,,", "amount", "number"),
        ("cards", "A-9,P1,2019-06-03,E1,,Tidy,5,2019-06-02,", "redeemed_on", "before"),
        ("cards", "A-9,P1,2019-06-03,E1,,Tidy,5,,lost", "status", "one of"),
        ("cards", ",P1,2019-06-03,E1,,Tidy,5,,", "serial", "Fill"),
        ("awards", "P9,Star,2019-07,E1,5,", "unit", "P9"),
        ("awards", "P1,,2019-07,E1,5,", "title", "Fill"),
        ("awards", "P1,Star,July,E1,5,", "period", "period"),
        ("awards", "P1,Star,2019-06:ytd,E1,5,", "period", "quarter"),
        ("awards", "P1,Star,2019-07,E9,5,", "employee_no", "E9"),
        ("awards", "P1,Star,2019-07,E1,,", "amount", "Fill"),
        ("awards", "P1,Star,2019-07,E1,-5,", "amount", "greater"),
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


@pytest.mark.parametrize("kind", FILES)
def test_a_key_stands_in_a_file_once(desk: Desk, kind: str) -> None:
    head, row, *_rest = FILES[kind].splitlines()
    outcome = desk.load(kind, f"{head}\n{row}\n{row}\n")
    assert outcome.status == 1
    assert outcome.errors[0][0] == 3


def test_a_load_is_taken_back(loaded: Desk) -> None:
    head = CARDS.splitlines()[0]
    rows = "A-3,C1,2019-06-30,E2,E1,Tidy,7,,\nB-1,P1,2019-06-03,E1,,Tidy,5,,"
    assert loaded.load("cards", f"{head}\n{rows}\n").counts == (1, 1, 0, 0)
    assert numbers("C1", "2019-06")["cards.amount_issued"] == Decimal("19.50")
    load = Load.objects.latest("pk")
    load.move(State.TO_UNDO)
    work_on(load)
    assert numbers("C1", "2019-06")["cards.amount_issued"] == Decimal("7.51")
    assert not Card.objects.filter(serial="B-1").exists()
