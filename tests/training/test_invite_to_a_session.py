"""Who shall come to a session is asked before; who did not come stays on the list."""

from datetime import date

import pytest
from django.test import Client

from inspections.models import Status
from safety.accounts.models import User
from safety.notices.models import Telling
from safety.notices.topics import Line, lines_of
from safety.org.models import Unit
from tests import make, pages
from training.models import Session

pytestmark = [pytest.mark.django_db, pytest.mark.both]
MONDAY = date(2026, 9, 21)


@pytest.fixture
def project() -> Unit:
    return make.project(code="P1")


@pytest.fixture
def trainer(project: Unit, client: Client) -> Client:
    client.force_login(make.user("project_staff", project))
    return client


@pytest.fixture
def session(project: Unit) -> Session:
    """Planned, of a course that everybody must hold."""
    course = make.course(project, name="Edges", valid_months=12)
    make.requirement(project, course)
    planned = {"started_on": MONDAY, "ended_on": MONDAY, "status": Status.DRAFT}
    return make.session(project, course=course, topic="Edges", **planned)


def invite(trainer: Client, session: Session, **said: str) -> str:
    address = f"/training/sessions/{session.pk}/invite/"
    fields = pages.fields(trainer.get(address)) | said
    return pages.text(trainer.post(address, fields, follow=True))


def expected(session: Session) -> set[str]:
    return set(session.attendances.invited().values_list("person__name", flat=True))


def test_who_lacks_the_course_is_proposed_and_others_come_by_number(
    trainer: Client, session: Session, project: Unit
) -> None:
    new, held, late = (make.person(project, name=n) for n in ("New", "Held", "Late"))
    guest = make.person(make.project(), name="Guest")
    for person, day in ((held, date(2026, 1, 5)), (late, date(2025, 1, 6))):
        days = {"started_on": day, "ended_on": day}
        make.attendance(make.session(project, course=session.course, **days), person)
    asked = pages.text(trainer.get(f"/training/sessions/{session.pk}/invite/"))
    assert "Who lacks “Edges” (2)" in asked
    assert "All of the unit (3)" in asked
    assert "3 persons invited." in invite(trainer, session, numbers=guest.employee_no)
    assert expected(session) == {"New", "Late", "Guest"}
    assert "0 persons invited." in invite(trainer, session)
    assert new.attendances.get().is_present is False


def test_all_present_are_the_invited_and_who_stays_away_is_absent(
    trainer: Client, session: Session, project: Unit
) -> None:
    people = [make.person(project, name=name) for name in ("Ann", "Bo", "Cy")]
    numbers = "\n".join(each.employee_no for each in people[:2])
    invite(trainer, session, whom="", numbers=numbers)
    trainer.post(f"/training/sessions/{session.pk}/open/")
    address = f"/training/sessions/{session.pk}/attend/"
    shown = pages.text(trainer.get(address))
    assert "0 of 2 present" in shown
    assert shown.index("Invited") < shown.index("Bo") < shown.index("Not invited")
    trainer.post(f"/training/sessions/{session.pk}/tick-all/")
    trainer.post(address, {"untick": people[1].pk})
    trainer.post(address, {"tick": people[2].pk})
    assert "2 of 3 present" in pages.text(trainer.get(address))
    trainer.post(f"/training/sessions/{session.pk}/close/")
    record = pages.text(trainer.get(f"/training/sessions/{session.pk}/"))
    assert record.count("Absent") == 1
    assert session.attendances.present().count() == 2


def test_whoever_is_not_expected_after_all_is_off_the_list(
    trainer: Client, session: Session, project: Unit
) -> None:
    person = make.person(project, name="Ann")
    invite(trainer, session, whom="roster")
    address = f"/training/sessions/{session.pk}/uninvite/"
    for _again in range(2):
        trainer.post(address, {"person": person.pk})
    assert expected(session) == set()
    assert session.attendances.counted().count() == 0
    invite(trainer, session, whom="roster")
    assert expected(session) == {"Ann"}


def test_nobody_is_invited_by_no_name_a_wrong_one_or_when_it_is_over(
    trainer: Client, session: Session, project: Unit
) -> None:
    person = make.person(project)
    assert "Say who shall come." in invite(trainer, session, whom="")
    refused = invite(trainer, session, whom="", numbers="NOBODY")
    assert "There is no person NOBODY." in refused
    assert expected(session) == set()
    invite(trainer, session, whom="roster")
    here = f"/training/sessions/{session.pk}"
    trainer.post(f"{here}/attend/", {"tick": person.pk})
    trainer.post(f"{here}/close/")
    assert trainer.get(f"{here}/invite/").status_code == 403
    trainer.force_login(make.user("project_manager", project))
    assert trainer.get(f"{here}/invite/").headers["Location"] == f"{here}/"
    said = trainer.post(f"{here}/uninvite/", {"person": person.pk}, follow=True)
    assert "This session has ended." in pages.text(said)
    assert len(expected(session)) == 1


def test_who_has_an_account_is_told_once_and_the_trainer_sees_who_is_not(
    trainer: Client, session: Session, project: Unit
) -> None:
    told = make.person(project, name="Told")
    reader = Client()
    reader.force_login(make.user("worker", make.project(), person=told))
    make.person(project, name="Untold")
    shown = invite(trainer, session, whom="roster")
    assert "1 of them has no account and gets no notice" in shown
    invite(trainer, session, whom="roster")
    assert Telling.objects.filter(topic="training.invited").count() == 1
    (line,) = notices(reader)
    assert (line.text, line.url, line.stands) == ("Edges", "/training/mine/", True)
    assert "21 Sep 2026" in line.sub
    address = f"/training/sessions/{session.pk}/uninvite/"
    trainer.post(address, {"person": told.pk})
    (line,) = notices(reader)
    assert not line.stands


def notices(reader: Client) -> list[Line]:
    """What the inbox of somebody says of invitations."""
    user = User.objects.get(pk=reader.session["_auth_user_id"])
    (telling,) = Telling.objects.filter(user=user)
    shown = pages.text(reader.get(f"/notices/{telling.notice_id}/"))
    assert "Training you are invited to" in shown
    told = [(telling.topic, telling.key)]
    return list(lines_of(user, told).values())


def test_a_long_roster_is_searched(
    trainer: Client, session: Session, project: Unit
) -> None:
    for n in range(12):
        make.person(project, name=f"Worker {n}")
    address = f"/training/sessions/{session.pk}/attend/"
    found = pages.text(trainer.get(address, {"q": "Worker 11"}))
    assert "Worker 11" in found
    assert "Worker 3" not in found
    for nobody in ("xyz", "a\0b"):
        shown = pages.text(trainer.get(address, {"q": nobody}))
        assert ("Nobody of the roster fits." in shown) == (nobody == "xyz")
