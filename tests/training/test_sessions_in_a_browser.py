"""A trainer's phone: from Home to a ticked roster and its end, counted in taps."""

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from inspections.models import Status
from tests import make
from tests.browser.axe import lend_session, violations
from training.models import Session, SignIn
from training.services import signing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SMALLEST = 48  # pixels: what a gloved finger hits


def test_a_worker_signs_in_with_a_number_and_a_finger(
    phone: Page, live_server: LiveServer
) -> None:
    project = make.project()
    make.person(project, employee_no="E7", name="Wang Li")
    held = make.session(
        project,
        status=Status.DRAFT,
        opened_at=timezone.now(),
        ended_on=timezone.localdate(),
    )
    phone.goto(f"{live_server.url}/sign-in/{signing.code_of(held)}/")
    phone.get_by_label("Employee number").fill("E7")
    box = phone.get_by_role("img", name="Sign here").bounding_box()
    assert box
    phone.mouse.move(box["x"] + 20, box["y"] + 20)
    phone.mouse.down()
    phone.mouse.move(box["x"] + 120, box["y"] + 60, steps=5)
    phone.mouse.up()
    assert not violations(phone)
    phone.get_by_role("button", name="Sign in").tap()
    expect(phone.get_by_text("Wang Li is signed in.")).to_be_visible()
    assert SignIn.objects.get().file


def test_two_taps_start_a_session_and_one_ends_it(
    phone: Page, live_server: LiveServer
) -> None:
    project = make.project()
    team = make.team(parent=project, name="Scaffold crew")
    for name in ("Wang Li", "Zhao Gang"):
        make.person(team, name=name)
    client = Client()
    trainer = make.person(team, name="Trainer")
    client.force_login(make.user("project_staff", project, person=trainer))
    lend_session(client, phone, live_server.url)
    phone.goto("/")
    phone.get_by_role("link", name="Start session").tap()
    phone.get_by_role("button", name="Start session").tap()
    number = phone.locator("#session-count")
    expect(number).to_contain_text("0 of 3 present")
    expect(phone.get_by_text("Scaffold crew").first).to_be_visible()
    for row in phone.locator(".az-roll button, .az-roll a").all():
        box = row.bounding_box()
        assert box
        assert min(box["height"], box["width"]) >= SMALLEST
    phone.get_by_role("button", name="Wang Li").tap()
    expect(number).to_contain_text("1 of 3 present")
    expect(phone.get_by_role("button", name="Wang Li")).to_have_attribute(
        "aria-pressed", "true"
    )
    phone.get_by_role("button", name="All present").tap()
    expect(number).to_contain_text("3 of 3 present")
    assert not violations(phone)
    phone.get_by_role("button", name="Undo").tap()
    expect(number).to_contain_text("1 of 3 present")
    phone.get_by_role("button", name="Close session").tap()
    expect(phone.get_by_text("is closed and counts")).to_be_visible()
    held = Session.objects.get()
    assert (held.status, held.unit) == ("final", team)
    assert held.attendances.present().get().person.name == "Wang Li"
