"""Units come in any order of rows, and stand and move in the dated tree."""

import pytest

from safety.journal.models import Change, Mark
from safety.org.models import Ancestry, Unit
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
