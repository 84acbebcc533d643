"""Units come in any order of rows, and stand and move in the dated tree."""

import pytest
from django.test import Client

from safety.journal.models import Change, Mark
from safety.org.models import Ancestry, Unit
from safety.people.models import Person
from tests import make
from tests.records.conftest import UNITS
from tests.records.files import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def above(code: str) -> set[str]:
    rows = Ancestry.objects.current().filter(unit__code=code)
    return set(rows.values_list("ancestor__code", flat=True))


def test_rows_may_stand_before_their_parents(tree: Desk) -> None:
    assert above("T1") == {"T1", "P1", "C1", "G"}
    assert above("G") == {"G"}
    assert Unit.objects.get(code="T1").parent.code == "P1"
    assert Mark.objects.filter(kind="", year=2019).exists()


def test_the_same_tree_again_moves_and_marks_nothing(tree: Desk) -> None:
    marks = Mark.objects.count()
    assert tree.load("units", UNITS).counts == (0, 0, 6, 0)
    assert Mark.objects.count() == marks


def test_another_parent_moves_the_unit_with_all_below(tree: Desk) -> None:
    text = "code,name,kind,parent\nP1,Line 3,project,C2"
    assert tree.load("units", text).counts == (0, 1, 0, 0)
    assert above("T1") == {"T1", "P1", "C2", "G"}
    change = Change.objects.get(label="org.unit", verb="move")
    assert change.after == {"parent_id": Unit.objects.get(code="C2").pk}


def test_a_unit_may_move_under_one_that_the_file_makes(tree: Desk) -> None:
    text = "code,name,kind,parent\nP1,Line three,project,C3\nC3,West,company,G"
    assert tree.load("units", text).counts == (1, 1, 0, 0)
    assert above("T1") == {"T1", "P1", "C3", "G"}
    verbs = Change.objects.filter(label="org.unit").values_list("verb", flat=True)
    assert set(verbs) == {"load", "move"}


def test_with_bad_rows_skipped_what_hangs_below_them_is_left_out(tree: Desk) -> None:
    text = """
        code,name,kind,parent,opened_on
        T5,Team,team,P5,
        P5,Works,project,C5,
        C5,East,company,G,no day
        C6,West,company,G,
    """
    outcome = tree.load("units", text, "--skip-bad")
    assert (outcome.status, outcome.counts) == (1, (1, 0, 0, 3))
    assert outcome.errors == [(2, "parent"), (3, "parent"), (4, "opened_on")]
    assert above("C6") == {"C6", "G"}


def test_codes_and_numbers_may_be_in_the_letters_of_the_company(
    tree: Desk, client: Client
) -> None:
    unit, number = "华北_3标", "外协-001/б"
    units = f"code,name,kind,parent\n{unit},Line 4,project,C1"
    assert tree.load("units", units).counts == (1, 0, 0, 0)
    assert tree.load("people", f"employee_no,name\n{number},Li").counts == (1, 0, 0, 0)
    postings = f"employee_no,unit,start_on\n{number},{unit},2019-01-01"
    assert tree.load("postings", postings).counts == (1, 0, 0, 0)
    client.force_login(make.user("hq_safety"))
    for record in (Unit.objects.get(code=unit), Person.objects.get(employee_no=number)):
        page = client.get(record.get_absolute_url())
        assert "Line 4" in page.content.decode()
