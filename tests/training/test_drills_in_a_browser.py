"""A drill from Home to its end on two phones, and a gap of it to a hazard, by taps."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from inspections.models import Hazard
from safety.org.models import Unit
from tests import make
from tests.browser.axe import lend_session, violations
from tests.things import photo_upload
from training.models import Drill, Gap

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WHAT = "The east exit was locked"


@pytest.fixture
def project(settings: Any) -> Unit:
    settings.DRILL_NEWS_SECONDS = 1
    project = make.project()
    for name in ("Wang Li", "Zhao Gang"):
        make.person(project, name=name)
    return project


def lend(page: Page, live_server: LiveServer, project: Unit, name: str) -> None:
    """Log a safety officer in on a phone."""
    client = Client()
    person = make.person(project, name=name)
    client.force_login(make.user("safety_officer", project, person=person))
    lend_session(client, page, live_server.url)


def test_two_marshals_tick_one_list_and_one_tap_ends_it(
    phone: Page, page: Page, live_server: LiveServer, project: Unit
) -> None:
    lend(phone, live_server, project, "First marshal")
    lend(page, live_server, project, "Second marshal")
    phone.goto("/")
    phone.get_by_role("link", name="Start drill").tap()
    phone.get_by_role("button", name="Start drill").tap()
    expect(phone.locator("#counts")).to_contain_text("Missing 4")
    page.goto(phone.url)
    page.get_by_role("searchbox", name="Find by name or number").fill("wang")
    expect(page.locator("#muster > li")).to_have_count(1)
    page.get_by_role("button", name="Wang Li").click()
    one = phone.get_by_role("button", name="Wang Li")
    expect(one).to_have_attribute("aria-pressed", "true")
    phone.get_by_role("button", name="Zhao Gang").tap()
    for each in (phone, page):
        expect(each.locator("#counts")).to_contain_text("Present 2")
    assert not violations(phone)
    phone.get_by_role("button", name="End drill").tap()
    expect(phone.get_by_text("has ended and counts")).to_be_visible()
    expect(page).to_have_url(phone.url)
    drill = Drill.objects.get()
    assert (drill.status, drill.participations.counted().count()) == ("final", 2)


def test_two_taps_make_a_gap_a_hazard(
    phone: Page, live_server: LiveServer, project: Unit, tmp_path: Path
) -> None:
    lend(phone, live_server, project, "Zhou Wei")
    drill = make.drill(project)
    phone.goto(drill.get_absolute_url())
    picture = tmp_path / "exit.jpg"
    picture.write_bytes(photo_upload().read())
    phone.get_by_label("What was missing or wrong").fill(WHAT)
    phone.locator("#gaps input[type=file]").first.set_input_files(picture)
    expect(phone.locator("#gaps .az-thumb img")).to_be_visible()
    assert not violations(phone)
    phone.get_by_role("button", name="Add gap").tap()
    phone.get_by_role("link", name=f"Hazard : {WHAT}").tap()
    phone.get_by_role("button", name="Report hazard").tap()
    expect(phone.locator("#gaps").get_by_text("Assigned")).to_be_visible()
    hazard = Hazard.objects.get()
    assert (hazard.description, Gap.objects.get().hazard) == (WHAT, hazard)
    assert hazard.photos.exists()
