"""A worker's own phone in the online school: in by a code, read, examined, credited."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from safety.org.models import Unit
from tests import make
from tests.browser.axe import violations
from training.models import Attendance
from training.services import school_codes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def course(project: Unit) -> None:
    """One lesson, and an exam of one statement."""
    said = {"name": "Heights", "in_school": True, "has_exam": True}
    made = make.course(project, **said)
    make.lesson(made, title="Harness", text="Tie it above your head.")
    make.question(made, text="A harness is tied above.")
    make.exam(made)


def test_a_worker_learns_and_passes_with_a_thumb(
    phone: Page, live_server: LiveServer
) -> None:
    project = make.project()
    course(project)
    worker = make.person(project, employee_no="E7", name="Wang Li")
    code, _kept = school_codes.give(worker, by=None)
    phone.goto(f"{live_server.url}/school/")
    phone.get_by_label("Employee number").fill("E7")
    phone.get_by_label("Code").fill(code)
    assert not violations(phone)
    phone.get_by_role("button", name="Begin").tap()
    course_link = phone.get_by_role("link", name="Heights")
    expect(course_link).to_be_visible()
    assert not violations(phone)
    course_link.tap()
    expect(phone.get_by_text("1 questions in 10 minutes")).to_be_visible()
    assert not violations(phone)
    phone.get_by_role("button", name="Begin").tap()
    expect(phone.get_by_text("Tie it above your head.")).to_be_visible()
    assert not violations(phone)
    phone.get_by_role("button", name="I have read this").tap()
    phone.get_by_role("button", name="Sit the exam").tap()
    expect(phone.get_by_role("timer")).to_have_text("10 min left")
    assert not violations(phone)
    phone.get_by_label("True").tap()
    expect(phone.get_by_text("Kept")).to_be_visible()
    phone.get_by_role("button", name="Hand in").tap()
    expect(phone.get_by_text("1 of 1 right")).to_be_visible()
    assert not violations(phone)
    assert Attendance.objects.get().passed
