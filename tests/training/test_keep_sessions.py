"""Sessions on pages: listed, entered, changed while they may be, and voided."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inspections.models import Status
from safety.journal.models import Change
from safety.org.models import Unit
from tests import make, pages
from tests.make import FIRST_DAY
from tests.things_training import SESSION
from training.models import Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Unit:
    return make.project(code="P1")


@pytest.fixture
def teacher(project: Unit, client: Client) -> Client:
    """Somebody of the project's staff who teaches."""
    trainer = make.person(project, employee_no="E7", name="Teacher")
    client.force_login(make.user("project_staff", project, person=trainer))
    return client


@pytest.fixture
def officer(project: Unit) -> Client:
    client = Client()
    person = make.person(project)
    client.force_login(make.user("safety_officer", project, person=person))
    return client


def add(client: Client, **said: Any) -> Any:
    sent = client.post("/training/sessions/add/?unit=P1", SESSION | said)
    return sent if sent.status_code == 200 else client.get(sent["Location"])


def test_a_session_is_planned_by_whoever_teaches_it(
    teacher: Client, project: Unit
) -> None:
    form = pages.fields(teacher.get("/training/sessions/add/?unit=P1"))
    assert form["trainer"] == "E7 Teacher"
    shown = pages.text(add(teacher, trainer=form["trainer"], place="Hall"))
    kept = Session.objects.get()
    assert (kept.unit, kept.status, kept.state) == (project, Status.DRAFT, "planned")
    assert kept.number == "T-P1-19-0001"
    for said in ("Edges", "Annual retraining", "Teacher", "Hall", "Planned"):
        assert said in shown


def test_a_form_offers_the_courses_that_the_unit_uses(
    teacher: Client, project: Unit
) -> None:
    make.course(project.parent, name="Of the company")
    make.course(make.project(parent=project.parent), name="Of somebody else")
    page = pages.text(teacher.get("/training/sessions/add/?unit=P1"))
    assert "Of the company" in page
    assert "Of somebody else" not in page


def test_who_teaches_may_come_from_outside(teacher: Client) -> None:
    shown = pages.text(add(teacher, trainer="", trainer_name="Li Ming, Fire Academy"))
    assert "Li Ming, Fire Academy" in shown
    assert Session.objects.get().trainer is None


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"topic": ""}, "Fill in “Topic”."),
        ({"ended_on": "2019-06-02"}, "The last day is before the first."),
        ({"hours": "24.01"}, "A day has no more than 24 hours."),
        ({"hours": "0.001"}, "no more than 2 decimal places"),
        ({"trainer": "E7", "trainer_name": "A firm"}, "not both"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    teacher: Client, wrong: dict[str, str], says: str
) -> None:
    assert says in pages.text(add(teacher, **wrong))
    assert not Session.objects.exists()


def test_a_form_sent_twice_makes_one_session(teacher: Client) -> None:
    form = pages.fields(teacher.get("/training/sessions/add/?unit=P1"))
    for _ in range(2):
        add(teacher, request_id=form["request_id"])
    assert Session.objects.count() == 1


def test_a_planned_session_is_changed_and_the_history_says_by_whom(
    teacher: Client,
) -> None:
    add(teacher)
    planned = Session.objects.get()
    address = f"/training/sessions/{planned.pk}/change/"
    teacher.post(address, pages.fields(teacher.get(address)) | {"hours": "3.5"})
    planned.refresh_from_db()
    assert planned.hours == Decimal("3.50")
    assert "Changed" in pages.text(teacher.get(planned.get_absolute_url()))


def test_what_has_ended_is_changed_by_who_may_correct_it(
    teacher: Client, officer: Client, project: Unit
) -> None:
    ended = make.session(project)
    make.attendance(ended, make.person(project), hours=Decimal("1.5"))
    address = f"/training/sessions/{ended.pk}/change/"
    assert teacher.get(address).status_code == 403
    form = pages.fields(officer.get(address))
    refused = officer.post(address, form | {"hours": "1"})
    assert "Somebody is credited 1.5 hours" in pages.text(refused)
    officer.post(address, form | {"hours": "1.75"})
    ended.refresh_from_db()
    assert (ended.hours, ended.status) == (Decimal("1.75"), Status.FINAL)
    assert Change.objects.filter(verb="change", key=ended.pk).exists()


def test_a_voided_session_counts_nowhere_and_says_why(
    teacher: Client, officer: Client, project: Unit
) -> None:
    ended = make.session(project)
    address = f"/training/sessions/{ended.pk}/void/"
    assert teacher.post(address, {"reason": "Mine"}).status_code == 403
    assert "Fill in “Reason”." in pages.text(officer.post(address, {"reason": ""}))
    for _ in range(2):
        assert officer.post(address, {"reason": "Typed twice"}).status_code == 302
    ended.refresh_from_db()
    assert (ended.status, ended.state) == (Status.VOIDED, "voided")
    page = officer.get(ended.get_absolute_url())
    assert "Typed twice" in pages.text(page)
    assert not page.context["may_change"]
    assert Change.objects.filter(verb="void", key=ended.pk).count() == 1


def test_the_list_is_narrowed_by_kind_state_and_days(
    officer: Client, project: Unit
) -> None:
    team = make.team(parent=project)
    make.session(team, topic="Ended", kind="toolbox")
    make.session(team, topic="To come", status=Status.DRAFT)
    make.session(team, topic="Void", status=Status.VOIDED)
    make.session(make.project(), topic="Elsewhere")

    def listed(query: str = "") -> set[str]:
        page = officer.get(f"/training/?unit=P1{query}")
        shown = page.content.decode()
        return set(re.findall(r'class="t" href="[^"]+">([^<]+)<', shown))

    assert listed() == {"Ended", "To come"}
    assert listed("&kind=toolbox") == {"Ended"}
    assert listed("&state=planned") == {"To come"}
    assert listed("&state=voided") == {"Void"}
    assert listed(f"&ended_to={FIRST_DAY - timedelta(days=1)}") == set()
    assert listed("&q=come") == {"To come"}


def test_credited_hours_are_of_who_was_there_and_passed(
    officer: Client, project: Unit
) -> None:
    held = make.session(project, has_exam=True)
    for hours, passed, is_present in (
        (None, True, True),
        (Decimal("1.25"), True, True),
        (None, False, True),
        (None, True, False),
    ):
        person = make.person(project)
        told = {"hours": hours, "passed": passed, "is_present": is_present}
        make.attendance(held, person, **told)
    shown = pages.text(officer.get(held.get_absolute_url()))
    assert "Present 3 Credited hours 3.25 Passed 2" in shown


def test_a_page_of_500_asks_no_more_than_one_of_five(
    officer: Client, project: Unit
) -> None:
    held = make.session(project)

    def questions(number: int) -> int:
        for _ in range(number):
            make.attendance(held, make.person(project))
        with CaptureQueriesContext(connection) as asked:
            assert officer.get(held.get_absolute_url()).status_code == 200
        return len(asked)

    few = questions(5)
    assert questions(495) <= few


def test_who_sees_no_person_reads_that_somebody_was_there(
    officer: Client, project: Unit
) -> None:
    held = make.session(project)
    make.attendance(held, make.person(make.project(), name="A guest"))
    shown = pages.text(officer.get(held.get_absolute_url()))
    assert "Somebody outside your units" in shown
    assert "A guest" not in shown
