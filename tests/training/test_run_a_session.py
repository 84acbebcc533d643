"""A session on the trainer's phone: started, ticked, credited, closed."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from inspections.models import Status
from safety.journal.models import Change
from safety.org.models import Unit
from safety.people.models import Person
from tests import make, pages
from training.models import Attendance, Session

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NINE = datetime(2026, 9, 21, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
MONDAY = date(2026, 9, 21)


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(NINE, tick=False) as clock:
        yield clock


@pytest.fixture
def project() -> Unit:
    return make.project(code="P1", name="Line 3")


@pytest.fixture
def team(project: Unit) -> Unit:
    return make.team(code="T1", name="Scaffold crew", parent=project)


@pytest.fixture
def crew(team: Unit) -> list[Person]:
    return [make.person(team, name=f"Crew {n}") for n in range(3)]


@pytest.fixture
def trainer(team: Unit, project: Unit, client: Client, clock: Any) -> Client:
    """Posted to the team, and of the project's staff."""
    person = make.person(team, name="Trainer")
    client.force_login(make.user("project_staff", project, person=person))
    return client


def start(trainer: Client, **said: str) -> Session:
    """With what the page proposes, unless said otherwise."""
    address = "/training/sessions/start/?unit=P1"
    trainer.post(address, pages.fields(trainer.get(address)) | said)
    return Session.objects.latest("pk")


def do(client: Client, session: Session, verb: str, **said: Any) -> Any:
    return client.post(f"/training/sessions/{session.pk}/{verb}/", said, follow=True)


def there(session: Session) -> set[str]:
    rows = session.attendances.present()
    return set(rows.values_list("person__name", flat=True))


def test_the_team_of_the_trainer_and_his_last_topic_are_proposed(
    trainer: Client, team: Unit, crew: list[Person]
) -> None:
    first = start(trainer)
    assert (first.unit, first.kind, first.topic) == (team, "toolbox", "Toolbox talk")
    assert (first.state, first.trainer.name) == ("open", "Trainer")
    again = start(trainer, topic="Edges", kind="annual", place="Hall")
    third = start(trainer)
    assert (third.topic, third.kind, third.place) == ("Edges", "annual", "Hall")
    assert third.started_on == again.ended_on == MONDAY
    shown = pages.text(do(trainer, third, "tick-all"))
    assert "4 of 4 present" in shown


def test_another_team_of_the_project_can_be_chosen(
    trainer: Client, project: Unit
) -> None:
    other = make.team(parent=project, code="T2")
    assert start(trainer, group="T2").unit == other
    make.team(parent=make.project(), code="T9")
    before = Session.objects.count()
    assert start(trainer, group="T9").unit == other
    assert Session.objects.count() == before


def test_a_start_sent_twice_starts_one(trainer: Client) -> None:
    address = "/training/sessions/start/?unit=P1"
    form = pages.fields(trainer.get(address))
    answers = [trainer.post(address, form)["Location"] for _ in range(3)]
    assert len(set(answers)) == Session.objects.count() == 1


def test_one_tap_marks_somebody_and_another_takes_it_back(
    trainer: Client, crew: list[Person]
) -> None:
    held = start(trainer)
    for _ in range(2):  # a tap may come twice
        do(trainer, held, "attend", tick=crew[0].pk)
        do(trainer, held, "attend", tick=crew[1].pk)
    assert there(held) == {"Crew 0", "Crew 1"}
    for _ in range(2):
        do(trainer, held, "attend", untick=crew[0].pk)
    assert there(held) == {"Crew 1"}
    do(trainer, held, "attend", tick=crew[0].pk)
    assert there(held) == {"Crew 0", "Crew 1"}
    assert Attendance.objects.count() == 2


def test_a_tap_brings_the_row_and_the_number_anew(
    trainer: Client, crew: list[Person]
) -> None:
    held = start(trainer)
    address = f"/training/sessions/{held.pk}/attend/"
    tapped = {"tick": crew[0].pk}
    part = trainer.post(address, tapped, headers={"HX-Request": "true"})
    assert "1 of 4 present" in pages.text(part)
    assert b'aria-pressed="true"' in part.content
    assert b"<html" not in part.content


def test_who_is_not_on_the_roster_is_not_ticked(
    trainer: Client, crew: list[Person]
) -> None:
    held = start(trainer)
    gone = make.person(held.unit)
    gone.postings.update(end_on=MONDAY - timedelta(days=1))
    stranger = make.person(make.project())
    for key in (gone.pk, stranger.pk, "x", "9" * 30):
        assert do(trainer, held, "attend", tick=key).status_code == 404
    assert not Attendance.objects.exists()


def test_all_present_is_taken_back(trainer: Client, crew: list[Person]) -> None:
    held = start(trainer)
    do(trainer, held, "attend", tick=crew[0].pk)
    page = do(trainer, held, "tick-all")
    assert "3 persons marked as present." in pages.text(page)
    undo = page.context["undo"]
    do(trainer, held, "untick", undo=".".join(undo))
    assert there(held) == {"Crew 0"}


def test_a_guest_is_added_by_number(trainer: Client) -> None:
    held = start(trainer)
    make.person(make.project(), employee_no="G1", name="Guest of ours")
    make.person(employee_no="G2")
    page = do(trainer, held, "add-guest", employee_no="G1")
    assert there(held) == {"Guest of ours"}
    assert "G1 · Guest" in pages.text(page)
    assert "Guest of ours" not in pages.text(page)  # not of the trainer's units
    for number, says in (
        ("G2", "G2 is posted nowhere on that day."),
        ("G3", "There is no person G3."),
        ("", "Fill in “Employee number”."),
    ):
        assert says in pages.text(do(trainer, held, "add-guest", employee_no=number))


@pytest.mark.parametrize(
    ("minutes", "hours"),
    [
        ("", "2"),
        ("90", "1.5"),
        ("1", "0.02"),  # 0.01666…
        ("3", "0.05"),
        ("50", "0.83"),
        ("121", "2"),  # never more than the session had
    ],
)
def test_minutes_are_credited_as_hours_rounded_once(
    trainer: Client, crew: list[Person], minutes: str, hours: str
) -> None:
    held = start(trainer, hours="2")
    do(trainer, held, "attend", tick=crew[0].pk)
    do(trainer, held, f"people/{crew[0].pk}", minutes=minutes)
    do(trainer, held, "close")
    assert Attendance.objects.get().credited == Decimal(hours)


def test_without_hours_a_session_had_those_it_lasted(
    trainer: Client, crew: list[Person], clock: Any
) -> None:
    held = start(trainer)
    do(trainer, held, "tick-all")
    do(trainer, held, f"people/{crew[0].pk}", minutes="10")
    do(trainer, held, f"people/{crew[1].pk}", minutes="59")
    clock.shift(timedelta(minutes=25))
    page = do(trainer, held, "close")
    held.refresh_from_db()
    assert (held.status, held.hours) == (Status.FINAL, Decimal("0.42"))
    assert "is closed and counts: 0.42 h" in pages.text(page)
    credited = {each.person.name: each.credited for each in held.attendances.all()}
    assert credited["Crew 0"] == Decimal("0.17")
    assert credited["Crew 1"] == credited["Crew 2"] == Decimal("0.42")


def test_closing_again_does_nothing(trainer: Client, crew: list[Person]) -> None:
    held = start(trainer, hours="1")
    do(trainer, held, "tick-all")
    for _ in range(3):
        do(trainer, held, "close")
    assert Change.objects.filter(verb="close").count() == 1


def test_what_is_missing_keeps_a_session_open(
    trainer: Client, crew: list[Person], clock: Any
) -> None:
    held = start(trainer)
    said = pages.text(do(trainer, held, "close"))
    assert "Nobody is marked as present yet." in said
    do(trainer, held, "tick-all")
    clock.shift(timedelta(hours=30))
    said = pages.text(do(trainer, held, "close"))
    assert "It has been open for 30 hours." in said
    planned = make.session(
        held.unit, status=Status.DRAFT, hours=Decimal(0), ended_on=MONDAY
    )
    make.attendance(planned, crew[0])
    said = pages.text(do(trainer, planned, "close"))
    assert "Say first how many hours it had." in said


def test_whoever_passes_an_exam_is_credited(
    trainer: Client, crew: list[Person]
) -> None:
    held = start(trainer, hours="4", has_exam="on")
    do(trainer, held, "tick-all")
    do(trainer, held, "attend", **{"pass": crew[0].pk})
    do(trainer, held, "attend", **{"pass": crew[1].pk})
    do(trainer, held, "attend", fail=crew[1].pk)
    do(trainer, held, f"people/{crew[2].pk}", minutes="60", passed="yes")
    shown = pages.text(do(trainer, held, "close"))
    assert "Present 4 Credited hours 5 Passed 2" in shown


def test_after_the_end_only_who_may_correct_changes_the_list(
    trainer: Client, crew: list[Person], project: Unit
) -> None:
    held = start(trainer, hours="1")
    do(trainer, held, "attend", tick=crew[0].pk)
    do(trainer, held, "close")
    assert do(trainer, held, "attend", tick=crew[1].pk).status_code == 403
    officer = Client()
    officer.force_login(make.user("safety_officer", project))
    do(officer, held, "attend", tick=crew[1].pk)
    assert there(held) == {"Crew 0", "Crew 1"}
    shown = pages.text(officer.get(held.get_absolute_url()))
    assert "Marked as present" in shown


def test_a_planned_session_is_opened_from_the_page_of_today(
    trainer: Client, team: Unit
) -> None:
    planned = make.session(team, status=Status.DRAFT, ended_on=MONDAY, topic="Rails")
    make.session(
        team, status=Status.DRAFT, ended_on=MONDAY + timedelta(days=1), topic="Later"
    )
    shown = pages.text(trainer.get("/training/sessions/start/?unit=P1"))
    assert "Rails" in shown
    assert "Later" not in shown
    for _ in range(2):
        do(trainer, planned, "open")
    planned.refresh_from_db()
    assert planned.state == "open"
    assert Change.objects.filter(verb="start").count() == 1
