"""A whole load is taken back, unless something has been built on it."""

from datetime import date

import pytest

from safety.journal import write
from safety.journal.models import Change, Mark
from safety.org.models import Ancestry, Unit
from safety.people import services as people
from safety.people.models import Contractor, Person, Posting, WorkedHours
from safety.records.models import Load, State
from safety.records.services import begin, work_on
from tests import make
from tests.records.files import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def undone(kind: str) -> Load:
    """The latest load of a kind, after asking to take it back."""
    load = Load.objects.filter(kind=kind).latest("pk")
    assert begin(load, State.TO_UNDO)
    return load


def test_what_it_created_is_removed_with_its_last_image_kept(staffed: Desk) -> None:
    marks = Mark.objects.count()
    staffed.load("postings", "employee_no,unit,start_on\nE1,P1,2019-01-01")
    load = undone("postings")
    assert load.state == State.UNDONE
    assert not Posting.objects.exists()
    kept = Change.objects.get(label="people.posting", verb="undo")
    assert kept.before["start_on"] == "2019-01-01"
    assert kept.after is None
    assert Mark.objects.count() > marks + 1


def test_what_it_changed_gets_back_what_it_was(staffed: Desk) -> None:
    staffed.load("worked_hours", "unit,month,hours\nP1,2019-06,1.50\nP2,2019-06,2")
    staffed.load("worked_hours", "unit,month,hours\nP1,2019-06,9.99\nP1,2019-07,3")
    assert undone("worked_hours").state == State.UNDONE
    dumped = staffed.dump("worked_hours")[1:]
    assert [row[:3] for row in dumped] == [
        ["P1", "2019-06", "1.50"],
        ["P2", "2019-06", "2.00"],
    ]
    verbs = Change.objects.filter(label="people.workedhours").values_list("verb")
    assert sorted(verb for (verb,) in verbs) == ["load", "undo", "undo"]


def test_a_move_and_a_new_branch_are_taken_back(tree: Desk) -> None:
    text = "code,name,kind,parent\nP1,Line 3,project,C3\nC3,West,company,G"
    tree.load("units", text)
    assert undone("units").state == State.UNDONE
    assert Unit.objects.get(code="P1").parent.code == "C1"
    assert not Unit.objects.filter(code="C3").exists()
    above = Ancestry.objects.current().filter(unit__code="T1")
    assert set(above.values_list("ancestor__code", flat=True)) == {
        "T1",
        "P1",
        "C1",
        "G",
    }


def test_a_parent_of_another_kind_by_now_takes_nothing_back(tree: Desk) -> None:
    heads = "code,name,kind,parent\n"
    tree.load("units", heads + "T1,Team,team,P2")
    load = Load.objects.latest("pk")
    tree.load("units", heads + "P1,Line 3,team,P2")
    assert begin(load, State.TO_UNDO)
    assert load.state == State.LOADED
    assert "cannot be as it was: The parent of a team is a project" in load.message


def test_a_record_that_others_need_stops_it(staffed: Desk) -> None:
    staffed.load("postings", "employee_no,unit,start_on\nE1,P1,2019-01-01")
    load = undone("people")
    assert load.state == State.LOADED
    assert load.message == "There are postings that need what it made."
    assert Person.objects.count() == 3


def test_a_record_that_was_changed_since_stops_it(staffed: Desk) -> None:
    staffed.load("people", "employee_no,name\nE1,Wang Lili")
    load = Load.objects.filter(kind="people").earliest("pk")
    assert begin(load, State.TO_UNDO)
    assert load.message == "A record of it was changed since."
    undone("people")
    assert begin(load, State.TO_UNDO)
    assert (load.state, load.message) == (State.UNDONE, "")


def test_what_came_beside_it_since_stops_it(staffed: Desk) -> None:
    heads = "employee_no,unit,start_on,end_on\n"
    staffed.load("postings", heads + "E1,P1,2019-01-01,")
    staffed.load("postings", heads + "E1,P1,2019-01-01,2019-06-30")
    person, unit = Person.objects.get(employee_no="E1"), Unit.objects.get(code="P1")
    later = Posting(person=person, unit=unit, start_on=date(2019, 7, 1))
    people.post(later, by=None)
    load = undone("postings")
    assert load.state == State.LOADED
    assert "cannot be as it was: There is a posting to this unit from" in load.message
    assert Posting.objects.get(start_on=date(2019, 1, 1)).end_on == date(2019, 6, 30)


def test_both_halves_of_a_change_are_taken_back_together(staffed: Desk) -> None:
    heads = "employee_no,unit,start_on,end_on\n"
    staffed.load("postings", heads + "E1,P1,2019-01-01,")
    text = heads + "E1,P1,2019-01-01,2019-06-30\nE1,P1,2019-07-01,"
    assert staffed.load("postings", text).counts == (1, 1, 0, 0)
    assert undone("postings").state == State.UNDONE
    assert Posting.objects.get().end_on is None


def test_the_last_image_is_that_of_a_form(staffed: Desk) -> None:
    staffed.load("worked_hours", "unit,month,hours\nP1,2019-06,1.50")
    image = write.image(WorkedHours.objects.get())
    undone("worked_hours")
    kept = Change.objects.get(verb="undo", label="people.workedhours")
    assert (kept.before, kept.after) == (image, None)


def test_loads_are_taken_back_from_the_last_on(tree: Desk) -> None:
    tree.load("contractors", "code,name\nK1,Huaxin")
    tree.load("contractors", "code,name\nK1,Huaxin Group")
    first = Load.objects.filter(kind="contractors").earliest("pk")
    assert undone("contractors").state == State.UNDONE
    assert Contractor.objects.get().name == "Huaxin"
    assert begin(first, State.TO_UNDO)
    assert first.state == State.UNDONE
    assert not Contractor.objects.exists()


def test_letters_cannot_be_called_back(staffed: Desk) -> None:
    staffed.load("accounts", "login,role,unit\nwang,worker,P1")
    load = undone("accounts")
    assert load.state == State.LOADED
    assert "cannot be called back" in load.message


def test_a_load_is_taken_back_once(desk: Desk) -> None:
    desk.load("contractors", "code,name\nK1,Huaxin")
    load = undone("contractors")
    assert not Contractor.objects.exists()
    assert not begin(load, State.TO_UNDO)


def test_what_came_otherwise_stays(tree: Desk) -> None:
    make.person(Unit.objects.get(code="P1"))
    tree.load("people", "employee_no,name\nE77,Li")
    undone("people")
    assert Person.objects.count() == 1


def test_many_records_are_taken_back_as_sets(desk: Desk) -> None:
    lines = [f"K{n},Name" for n in range(5200)]
    desk.load("contractors", "code,name\n" + "\n".join(lines))
    lines = [f"K{n},Other" for n in range(5200)]
    desk.load("contractors", "code,name\n" + "\n".join(lines))
    first, second = Load.objects.order_by("pk")
    for load in (second, first):
        assert load.move(State.TO_UNDO)
        work_on(load)
        assert load.state == State.UNDONE, load.message
    assert not Contractor.objects.exists()
