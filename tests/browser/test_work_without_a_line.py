"""A phone without a line: what is kept, what waits, and that all of it arrives once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from inspections.models import Hazard, HazardPhoto
from tests.browser.axe import lend_session, violations
from tests.conftest import PHONE
from tests.inspections.scene import Scene

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEPT = "[data-kept-pages] a"
SENT = "[data-records] .az-tag.ok"
ROWS = "[data-records] > li"


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.fixture
def camera(tmp_path: Path) -> Path:
    """A photo as a camera takes it."""
    path = tmp_path / "camera.jpg"
    Image.effect_noise((800, 600), 80).convert("RGB").save(path)
    return path


@pytest.fixture
def site(browser: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    """A phone's browser with its worker and its store."""
    context = browser.new_context(locale="en", base_url=live_server.url, **PHONE)
    context.set_default_timeout(10_000)
    yield context
    context.close()


def signed_in(site: BrowserContext, client: Client, live_server: LiveServer) -> Page:
    """A page at the queue, when all that works without a line is kept."""
    page = site.new_page()
    lend_session(client, page, live_server.url)
    page.goto("/offline/")
    expect(page.locator(KEPT).first).to_be_visible()
    return page


def report(page: Page, words: str, *photos: Path, risk: str = "") -> None:
    """Fill in the form that is open, and send it."""
    page.get_by_label("What is wrong").fill(words)
    if risk:
        page.locator(f"input[name=risk][value='{risk}']").check()
    for photo in photos:
        page.locator(".az-add:visible input").first.set_input_files(photo)
        expect(page.locator(".az-thumb[aria-busy=false]")).to_be_visible()
    page.get_by_role("button", name="Report hazard").tap()


def test_hazards_wait_on_the_phone_and_arrive_once(
    scene: Scene, site: BrowserContext, camera: Path, live_server: LiveServer
) -> None:
    page = signed_in(site, scene.client("project_staff"), live_server)
    site.set_offline(offline=True)
    page.goto("/?unit=P01&period=2019-12")
    expect(page.get_by_text("Offline", exact=True)).to_be_visible()
    page.get_by_role("link", name="Report hazard").tap()
    report(page, "Edge open", camera, risk="1")
    row = page.locator(ROWS)
    expect(row).to_contain_text("Hazard · Edge open")
    expect(row).to_contain_text("waiting")
    expect(row).to_contain_text("phone your safety officer")
    assert not violations(page)
    page.goto("/inspections/hazards/")
    expect(page.get_by_role("heading", name="No line")).to_be_visible()
    page.goto("/inspections/hazards/report/?unit=P01")
    report(page, "Edge open")  # again, which the server would ask about
    expect(page.get_by_text("Offline · 2 records saved here")).to_be_visible()
    site.set_offline(offline=False)
    expect(page.locator(SENT)).to_have_count(2)
    expect(page.get_by_text("records saved here")).to_be_hidden()
    assert Hazard.objects.filter(description="Edge open").count() == 2
    photo = HazardPhoto.objects.get()
    assert photo.file is not None
    assert photo.hazard.risk == "1"
