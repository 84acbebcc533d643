"""A session of several days: who was there on which, and what they are credited."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from inspections.models import Status
from safety.org.models import Unit
from safety.people.models import Person
from tests import make, pages
from tests.training import test_sign_in_at_a_session
from tests.training.test_sign_in_at_a_session import NINE, address, sign
from training.models import AttendedDay, Session, SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.both]
clock = test_sign_in_at_a_session.clock
project = test_sign_in_at_a_session.project
trainer = test_sign_in_at_a_session.trainer
FIRST, SECOND, THIRD = (NINE.date() + timedelta(days=each) for each in range(3))


@pytest.fixture
def held(project: Unit) -> Session:
    """Of sixteen hours, from the first day to the third."""
    return make.session(
        project,
        status=Status.DRAFT,
        opened_at=NINE,
        started_on=FIRST,
        ended_on=THIRD,
        hours=Decimal(16),
    )


def do(trainer: Client, session: Session, verb: str, **said: Any) -> Any:
    return trainer.post(f"/training/sessions/{session.pk}/{verb}/", said, follow=True)


def tick(trainer: Client, session: Session, number: str, day: date) -> None:
    person = Person.objects.get(employee_no=number).pk
    do(trainer, session, "attend", day=day, tick=person)


def roster(trainer: Client, session: Session, day: date) -> Any:
    return trainer.get(f"/training/sessions/{session.pk}/attend/?day={day}")


def present(page: Any) -> set[str]:
    rows = page.context["rows"]
    return {row.person.employee_no for row in rows if row.is_present}


def credited(session: Session) -> dict[str, Decimal]:
    session.refresh_from_db()
    rows = session.attendances.present().select_related("person", "session")
    return {each.person.employee_no: each.credited for each in rows}


def test_who_signs_in_on_each_day_has_one_attendance_of_all_hours(
    held: Session, trainer: Client, clock: Any
) -> None:
    phone = Client()
    for day in range(3):
        sign(phone, address(held), "E0")
        sign(Client(), address(held), "E0")
        if day < 2:
            sign(Client(), address(held), "E1")
        clock.shift(timedelta(days=1))
    assert not SignIn.objects.for_another().exists()
    assert (SignIn.objects.count(), held.attendances.count()) == (5, 2)
    do(trainer, held, "close")
    assert credited(held) == {"E0": Decimal(16), "E1": Decimal("10.67")}
    shown = pages.text(trainer.get(f"/training/sessions/{held.pk}/"))
    assert "21 Sep 2026 · 22 Sep 2026 · 23 Sep 2026" in shown


def test_a_day_on_which_nobody_was_taught_takes_no_share(
    held: Session, trainer: Client
) -> None:
    for number, day in (("E0", FIRST), ("E0", THIRD), ("E1", THIRD)):
        tick(trainer, held, number, day)
    assert present(roster(trainer, held, FIRST)) == {"E0"}
    assert present(roster(trainer, held, SECOND)) == set()
    assert present(roster(trainer, held, THIRD)) == {"E0", "E1"}
    do(trainer, held, "close")
    assert credited(held) == {"E0": Decimal(16), "E1": Decimal(8)}


def test_minutes_of_days_are_added_up_and_rounded_once(
    held: Session, trainer: Client
) -> None:
    for number in ("E0", "E1"):
        for day in (FIRST, SECOND, THIRD):
            tick(trainer, held, number, day)
    person = Person.objects.get(employee_no="E0").pk
    at = f"/training/sessions/{held.pk}/people/{person}/"
    fields = pages.fields(trainer.get(at))
    assert {f"{FIRST}", f"{SECOND}", f"{THIRD}"} <= fields.keys()
    trainer.post(at, fields | {f"{FIRST}": 100, f"{SECOND}": 100, f"{THIRD}": 100})
    do(trainer, held, "close")
    assert credited(held) == {"E0": Decimal(5), "E1": Decimal(16)}
    shown = pages.text(trainer.get(f"/training/sessions/{held.pk}/"))
    assert "21 Sep 2026 (100 minutes)" in shown


def test_all_are_ticked_on_a_day_and_taken_back_on_it_alone(
    held: Session, trainer: Client
) -> None:
    tick(trainer, held, "E0", FIRST)
    page = do(trainer, held, "tick-all", day=SECOND)
    assert present(page) == {"E0", "E1", "E2"}
    page = do(trainer, held, "untick", day=SECOND, undo=".".join(page.context["undo"]))
    assert present(page) == set()
    assert present(roster(trainer, held, FIRST)) == {"E0"}
    assert credited(held).keys() == {"E0"}


def test_who_was_there_throughout_is_taken_off_one_day(
    held: Session, trainer: Client, project: Unit
) -> None:
    """An attendance of a file says nothing of days: it is one of all."""
    person = Person.objects.get(employee_no="E2")
    make.attendance(held, person)
    tick(trainer, held, "E0", FIRST)
    tick(trainer, held, "E0", SECOND)
    assert present(roster(trainer, held, SECOND)) == {"E0", "E2"}
    do(trainer, held, "attend", day=SECOND, untick=person.pk)
    assert present(roster(trainer, held, SECOND)) == {"E0"}
    do(trainer, held, "close")
    assert credited(held) == {"E0": Decimal(16), "E2": Decimal(8)}
    # What is set right after the end is credited anew.
    tick(trainer, held, "E2", SECOND)
    assert credited(held) == {"E0": Decimal(16), "E2": Decimal(16)}
    assert AttendedDay.objects.count() == 4


def test_a_sheet_is_of_one_day(held: Session, trainer: Client) -> None:
    at = f"/training/sessions/{held.pk}/keep-paper/"
    said = {"day": f"{SECOND}", "head_count": 1, "numbers": "E1"}
    page = trainer.post(at, pages.fields(trainer.get(at)) | said, follow=True)
    assert present(page) == {"E1"}
    assert present(roster(trainer, held, FIRST)) == set()
