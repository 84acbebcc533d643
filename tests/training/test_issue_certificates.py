"""Own certificates: issued by a session, printed, verified by anybody, withdrawn."""

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import urlparse

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from inspections.models import Status
from safety.accounts.permissions import Role
from safety.org.models import Unit
from safety.people.models import Person
from safety.records.models import Load, State
from safety.records.services import begin
from tests import make
from tests.pages import text
from tests.records.files import Desk
from training.models import Certificate, Course, Session
from training.services import attending, certificates, sessions
from training.services.attending import Result
from training.services.clearance import clearance
from training.views.certificate import verified_at

pytestmark = [pytest.mark.django_db, pytest.mark.both]
DAY = date(2019, 6, 3)


@pytest.fixture
def project() -> Unit:
    return make.project()


def course_of(project: Unit, **fields: object) -> Course:
    given = {"gives_certificate": True, "valid_months": 12, **fields}
    return make.course(project, name="Work at height", **given)


def session_of(course: Course, *people: Person, **fields: object) -> Session:
    """One that is open, with these people there."""
    given = {"status": Status.DRAFT, "ended_on": DAY, "course": course, **fields}
    made = make.session(course.unit, has_exam=course.has_exam, **given)
    attending.tick(made, people, by=None)
    return made


def holders() -> list[str]:
    rows = Certificate.objects.counted().order_by("person__employee_no")
    return list(rows.values_list("person__name", flat=True))


def test_closing_a_session_issues_one_to_everybody_credited(project: Unit) -> None:
    worker = make.person(project, name="Li")
    course = course_of(project)
    session = session_of(course, worker)
    assert holders() == []
    for _again in range(2):
        sessions.close(session, by=None)
    made = Certificate.objects.get()
    assert (made.person, made.course, made.unit) == (worker, course, project)
    assert (made.issued_on, made.expires_on) == (DAY, date(2020, 6, 3))
    assert made.number == f"C-{project.code}-19-0001"


def test_who_is_loaded_into_a_closed_session_gets_one_and_keeps_it_while_credited(
    project: Unit, tmp_path: Path
) -> None:
    there, late = (make.person(project, name=name) for name in ("Li", "Wu"))
    session = sessions.close(session_of(course_of(project), there), by=None)
    desk, head = Desk(tmp_path), "session,employee_no,present"
    rows = [f"{session.number},{late.employee_no},yes"]
    desk.load("attendances", "\n".join([head, *rows]))
    assert holders() == ["Li", "Wu"]
    load = Load.objects.latest("pk")
    rows = [f"{session.number},{there.employee_no},no"]
    desk.load("attendances", "\n".join([head, *rows]))
    assert holders() == ["Wu"]
    assert begin(load, State.TO_UNDO)
    assert holders() == []


def test_a_session_voided_by_a_file_withdraws_what_it_gave(
    project: Unit, tmp_path: Path, client: Client
) -> None:
    session = session_of(course_of(project), make.person(project, name="Li"))
    session = sessions.close(session, by=None)
    made = Certificate.objects.get()
    desk = Desk(tmp_path)
    head, *rows = desk.dump("sessions")
    place = head.index("status")
    (row,) = rows
    row[place] = "voided"
    outcome = desk.load("sessions", "\n".join(",".join(r) for r in (head, row)))
    assert outcome.document["errors"] == []
    assert holders() == []
    made.refresh_from_db()
    shown = text(client.get(urlparse(verified_at(made)).path))
    assert "Withdrawn: this certificate does not hold" in shown


def test_who_fails_gets_none_until_he_passes(project: Unit) -> None:
    passed, failed = make.person(project, name="Li"), make.person(project, name="Wu")
    session = session_of(course_of(project, has_exam=True), passed, failed)
    attending.grade(session, [passed.pk], passed=True, by=None)
    closed = sessions.close(session, by=None)
    assert holders() == ["Li"]
    attending.credit(closed, failed, Result(None, passed=True), by=None)
    assert holders() == ["Li", "Wu"]


def test_what_the_session_no_longer_credits_is_withdrawn(project: Unit) -> None:
    stays, goes = make.person(project, name="Li"), make.person(project, name="Wu")
    closed = sessions.close(session_of(course_of(project), stays, goes), by=None)
    attending.untick(closed, [goes.pk], by=None)
    assert holders() == ["Li"]
    sessions.void(closed, "Never held", by=None)
    assert holders() == []
    assert all(each.why_voided for each in Certificate.objects.all())


def test_a_session_that_ended_on_another_day_has_other_certificates(
    project: Unit,
) -> None:
    closed = sessions.close(
        session_of(course_of(project), make.person(project)), by=None
    )
    closed.started_on = closed.ended_on = DAY + timedelta(days=1)
    sessions.change(closed, by=None)
    (held,) = Certificate.objects.counted()
    assert held.issued_on == DAY + timedelta(days=1)


def test_a_course_gives_none_unless_it_says_so(project: Unit) -> None:
    course = course_of(project, gives_certificate=False)
    sessions.close(session_of(course, make.person(project)), by=None)
    assert certificates.issue(make.person(), course, DAY, by=None) is None
    assert holders() == []


def test_one_day_of_one_course_is_one_certificate(project: Unit) -> None:
    person, course = make.person(project), course_of(project)
    first, again = (certificates.issue(person, course, DAY, by=None) for _ in "ab")
    assert first == again
    later = certificates.issue(person, course, DAY + timedelta(days=1), by=None)
    assert later != first


def test_a_session_on_its_page_is_of_a_course_and_asks_its_exam(
    client: Client, project: Unit
) -> None:
    course = course_of(project, has_exam=True)
    elsewhere = make.course(make.project())
    client.force_login(make.user(Role.SAFETY_OFFICER, project))
    address = reverse("training:add-session", query={"unit": project.code})
    sent = {"topic": "Nets", "kind": "annual", "hours": "2"}
    sent |= {"started_on": "2019-06-03", "ended_on": "2019-06-03"}
    refused = client.post(address, sent | {"course": str(elsewhere.pk)})
    assert refused.status_code == 200
    assert client.post(address, sent | {"course": str(course.pk)}).status_code == 302
    made = Session.objects.get()
    assert (made.course, made.has_exam) == (course, True)


def verify(certificate: Certificate, day: date) -> str:
    path = urlparse(verified_at(certificate)).path
    with time_machine.travel(day, tick=False):
        answer = Client().get(path)
    assert answer.status_code == 200
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    return text(answer)


def issued(project: Unit) -> Certificate:
    person = make.person(
        project, name="Li Na", phone="13900001111", employee_no="E-7788"
    )
    made = certificates.issue(person, course_of(project), DAY, by=None)
    assert made
    return made


def test_anybody_sees_whether_it_is_valid_expired_or_withdrawn(project: Unit) -> None:
    made = issued(project)
    valid = verify(made, date(2020, 6, 3))
    assert "Valid: this certificate was issued here" in valid
    for part in ("Li Na", "Work at height", made.number, str(project)):
        assert part in valid, part
    for part in ("13900001111", "E-7788"):
        assert part not in valid, part
    assert "Expired: this certificate was genuine" in verify(made, date(2020, 6, 4))
    certificates.void(made, "Somebody else sat the exam", by=None)
    withdrawn = verify(made, DAY)
    assert "Withdrawn: this certificate does not hold" in withdrawn
    assert "Somebody else" not in withdrawn


def test_a_code_cannot_be_guessed(project: Unit) -> None:
    made = issued(project)
    assert len(made.secret) == 43
    for guess in (str(made.pk), made.number, made.token, str(made.nonce)):
        address = reverse("verify-certificate", args=[guess])
        assert Client().get(address).status_code == 404


def test_its_page_tells_nothing_of_what_the_code_is_made_of(
    client: Client, project: Unit
) -> None:
    made = issued(project)
    client.force_login(make.user(Role.SAFETY_OFFICER, project))
    page = client.get(made.get_absolute_url()).content.decode()
    assert verified_at(made) in page
    assert made.token not in page
    assert str(made.nonce) not in page


@pytest.mark.parametrize(
    ("language", "parts"),
    [("en", ["Certificate", "To verify"]), ("zh-hans", ["证书", "查验"])],
)
def test_it_is_printed_with_its_code(
    client: Client, project: Unit, language: str, parts: list[str]
) -> None:
    made = issued(project)
    client.force_login(make.user(Role.AUDITOR, project))
    address = reverse("training:print-certificate", args=[made.pk])
    answer = client.get(address, {"language": language})
    assert answer["Content-Type"] == "application/pdf"
    pages = PdfReader(BytesIO(answer.content)).pages
    said = "".join(page.extract_text() for page in pages)
    wanted = [*parts, "Li Na", made.number]
    assert [part for part in wanted if part not in said] == []
    other = make.certificate(made.person)
    address = reverse("training:print-certificate", args=[other.pk])
    assert client.get(address).status_code == 404


def test_an_own_one_is_not_entered_changed_or_loaded(
    client: Client, project: Unit, tmp_path: Path
) -> None:
    made = issued(project)
    client.force_login(make.user(Role.SAFETY_OFFICER, project))
    add = reverse("training:add-certificate", args=[made.person.employee_no])
    sent = {"kind": "own", "number": "X", "issued_on": "2019-06-03"}
    assert client.post(add, sent).status_code == 200
    change = reverse("training:change-certificate", args=[made.pk])
    client.post(change, sent | {"expires_on": "2030-01-01"})
    made.refresh_from_db()
    assert made.expires_on == date(2020, 6, 3)
    desk = Desk(tmp_path)
    head, row = desk.dump("certificates")
    file = "\n".join(",".join(cells) for cells in (head, row))
    assert desk.load("certificates", file).counts == (0, 0, 1, 0)
    for was, becomes in (("2020-06-03", "2029-06-03"), (made.number, "X-1")):
        forged = file.replace(was, becomes)
        assert desk.load("certificates", forged).counts == (0, 0, 0, 1)
    assert holders() == ["Li Na"]


def test_an_older_one_does_not_stand_against_work(project: Unit) -> None:
    """Of others, too: what was renewed under another number has not expired."""
    person = make.person(project, category="technical")
    make.certificate(person, expires_on=date(2019, 12, 31))
    make.certificate(person, expires_on=date(2022, 12, 31))
    certificates.issue(person, course_of(project), DAY, by=None)
    assert clearance(person, date(2021, 1, 1)).is_given
