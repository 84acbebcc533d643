"""A trainer's phone: from Home to a ticked roster and its end, counted in taps."""

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import make
from tests.browser.axe import lend_session, violations
from training.models import Session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SMALLEST = 48  # pixels: what a gloved finger hits


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
