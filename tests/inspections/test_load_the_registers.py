"""Inspections and hazards from files, as FORMATS writes them."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from inspections.models import Hazard, Inspection, State
from safety.journal.models import Change
from safety.org.models import Unit
from safety.people.models import Person
from safety.records.models import Load
from safety.records.models import State as LoadState
from safety.records.services import work_on
from tests import make
from tests.records.files import Desk, run

pytestmark = [pytest.mark.django_db, pytest.mark.both]

INSPECTIONS = """\
number,unit,programme,form,inspected_on,lead,checklist,score,scope,status
I-1,P1,qhse,self,2019-06-03,E1,Daily patrol,87.5,scaffold,
检2019（2）,T1,leader_visit,spot_check,2019-06-04,E2,,0,,final
I-3,C1,special,supervision,2019-06-05,E1,,,,draft
"""
HAZARDS = """\
number,unit,inspection,found_on,level,risk,category,description,contractor,\
responsible,due_on,rectified_on,rectified_by,verified_on,verified_by,measures,status
H-1,P1,I-1,2019-06-03,general,3,scaffold,"Edge open,
6th floor",K1,E1,2019-06-05,2019-06-04,E1,2019-06-05,E2,Two rails,
H-2,T1,,2019-06-04,major,1,,Crane limiter bypassed,,,2019-06-04,2019-06-09,,,,,
H-3,P1,,2019-06-05,general,,,Cable in water,,E1,2019-06-12,,,,,,
H-4,P1,,2019-06-05,general,,,No hose,,,2019-06-12,,,,,,
H-5,P1,,2019-06-05,general,,,Double,,E1,2019-06-12,2019-06-06,,2019-06-06,,,voided
"""


@pytest.fixture
def people() -> None:
    project = make.project(code="P1", parent=make.company(code="C1"))
    make.team(code="T1", parent=project)
    make.contractor(code="K1")
    for number in ("E1", "E2"):
        make.person(project, employee_no=number)


@pytest.fixture
def desk(people: None, tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_inspections_are_as_the_file_says(desk: Desk) -> None:
    desk.load("inspections", INSPECTIONS)
    first = Inspection.objects.get(number="I-1")
    assert (first.unit, first.lead) == (
        Unit.objects.get(code="P1"),
        Person.objects.get(employee_no="E1"),
    )
    assert (first.score, first.status) == (Decimal("87.50"), "final")
    scores = Inspection.objects.order_by("pk").values_list("score", flat=True)
    assert set(scores) == {Decimal("87.50"), Decimal(0), None}


def test_the_state_of_a_hazard_follows_from_its_dates(desk: Desk) -> None:
    desk.load("inspections", INSPECTIONS)
    desk.load("hazards", HAZARDS)
    states = dict(Hazard.objects.values_list("number", "state"))
    assert states == {
        "H-1": State.CLOSED,
        "H-2": State.AWAITING,
        "H-3": State.ASSIGNED,
        "H-4": State.REPORTED,
        "H-5": State.VOIDED,
    }
    assert Hazard.objects.get(number="H-1").description == "Edge open,\n6th floor"


def test_the_same_files_change_nothing_the_second_time(desk: Desk) -> None:
    for kind, text, rows in (("inspections", INSPECTIONS, 3), ("hazards", HAZARDS, 5)):
        assert desk.load(kind, text).counts == (rows, 0, 0, 0)
        assert desk.load(kind, text).counts == (0, 0, rows, 0)


def test_a_dump_loaded_into_nothing_gives_the_same_records(desk: Desk) -> None:
    desk.load("inspections", INSPECTIONS)
    desk.load("hazards", HAZARDS)
    dumped = {kind: desk.dump(kind) for kind in ("inspections", "hazards")}
    Hazard.objects.all()._raw_delete("default")
    Inspection.objects.all()._raw_delete("default")
    for kind, lines in dumped.items():
        assert run("load", kind, desk.folder / f"{kind}.out.csv").status == 0
        assert desk.dump(kind) == lines
        assert len(lines) > 3


def test_a_changed_row_is_in_the_history_and_can_be_taken_back(desk: Desk) -> None:
    row = "H-9,P1,2019-06-03,general,Edge open,2019-06-04"
    heads = "number,unit,found_on,level,description,due_on"
    desk.load("hazards", f"{heads}\n{row}")
    desk.load("hazards", f"{heads},rectified_on\n{row},2019-06-05")
    hazard = Hazard.objects.get()
    assert hazard.state == State.AWAITING
    change = Change.objects.get(label="inspections.hazard")
    assert change.before == {"rectified_on": None}
    assert change.after == {"rectified_on": "2019-06-05"}
    load = Load.objects.latest("pk")
    load.move(LoadState.TO_UNDO)
    work_on(load)
    hazard.refresh_from_db()
    assert (hazard.state, hazard.rectified_on) == (State.REPORTED, None)


# A row | the column that is wrong | a part of what would be right.
HEADS = (
    "number,unit,found_on,level,risk,description,due_on,rectified_on,rectified_by,"
    "verified_on,verified_by,inspection,contractor,responsible,status"
)
BAD = """
H,P1,2019-06-03,general,,Edge,2019-06-02,,,,,,,, | due_on | before it was found
H,P1,2019-06-03,general,,Edge,2019-06-03,2019-06-02,,,,,,, | rectified_on | before it
H,P1,2019-06-03,general,,Edge,2019-06-03,,,2019-06-04,,,,, | verified_on | without
H,P1,2019-06-03,general,,E,2019-06-03,2019-06-05,,2019-06-04,,,,, | verified_on | put
H,P1,2019-06-03,major,,E,2019-06-03,2019-06-05,E1,2019-06-05,E1,,,, | verified_by | Who
H,P1,2019-06-03,grave,,Edge,2019-06-03,,,,,,,, | level | general, major
H,P1,2019-06-03,,,Edge,2019-06-03,,,,,,,, | level | Fill in
H,P1,2019-06-03,general,5,Edge,2019-06-03,,,,,,,, | risk | 1, 2, 3, 4
H,P1,2019-06-03,general,,,2019-06-03,,,,,,,, | description | Fill in
H,P1,,general,,Edge,2019-06-03,,,,,,,, | found_on | Fill in
H,P1,2019-06-03,general,,Edge,,,,,,,,, | due_on | Fill in
H,P1,2019-06-03,general,,Edge,2019-06-03,,,,,I-9,,, | inspection | no inspection
H,P1,2019-06-03,general,,Edge,2019-06-03,,,,,,K9,, | contractor | no contractor
H,P1,2019-06-03,general,,Edge,2019-06-03,,,,,,,E9, | responsible | no person
H,P1,2019-06-03,general,,Edge,2019-06-03,,,,,,,,draft | status | counted, voided
"""


@pytest.mark.parametrize("line", BAD.strip().splitlines())
def test_a_bad_row_is_said_with_its_column(desk: Desk, line: str) -> None:
    row, column, right = line.split(" | ")
    outcome = desk.load("hazards", f"{HEADS}\n{row}")
    assert outcome.status == 1
    (error,) = outcome.document["errors"]
    assert error["column"] == column
    assert right in error["message"]
    assert not Hazard.objects.exists()


def test_the_database_itself_lets_nobody_verify_his_own_work() -> None:
    someone = make.person()
    day = date(2019, 6, 3)
    with pytest.raises(IntegrityError), transaction.atomic():
        make.hazard(
            make.project(),
            day,
            rectified_on=day,
            rectified_by=someone,
            verified_on=day,
            verified_by=someone,
        )
