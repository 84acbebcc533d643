"""An inspection on the phone, counted in taps, with the score that lives."""

from datetime import time
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from inspections.models import Hazard, Inspection
from tests import make
from tests.browser.axe import lend_session, violations
from tests.browser.look import Look
from tests.files import photos

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TABLE = """scoring: jgj59
category: A03
sections:
  - name: Guarantee
    items:
      - {code: a, text: Rails, answering: deduction, most: 10, part: guarantee,
         raises_hazard: yes, hazard_category: 高处坠落}
      - {code: b, text: Ties, answering: deduction, most: 10, part: guarantee}
  - name: General
    items: [{code: c, text: Boards, answering: deduction, most: 20}]
"""


@pytest.fixture
def camera(tmp_path: Path) -> Path:
    path = tmp_path / "IMG_0001.jpg"
    path.write_bytes(photos.written(photos.picture(800, 600), "JPEG"))
    return path


@pytest.fixture
def walk(phone: Page, live_server: LiveServer) -> Page:
    """A safety officer's phone, at the first item of a table that he has begun."""
    project = make.project()
    make.checklist(project, TABLE, name="Scaffold")
    person = make.person(project)
    client = Client()
    client.force_login(make.user("safety_officer", project, person=person))
    lend_session(client, phone, live_server.url)
    phone.goto(f"/inspections/?unit={project.code}")
    phone.get_by_role("link", name="Start inspection").tap()
    phone.get_by_label("Scaffold").check()
    phone.get_by_role("button", name="Start inspection").tap()
    return phone


def raised(walk: Page, rails: Locator, camera: Path) -> Hazard:
    """Two taps and a photo under an item: nothing is typed, and no page changes."""
    address, form = walk.url, rails.get_by_role("form", name="Hazard from this item")
    expect(form).to_be_visible()  # by itself: this fail must raise a hazard
    rails.get_by_label("Note").fill("Stair side")
    rails.get_by_label("Note").blur()
    form.get_by_label("Take photo").first.set_input_files(camera)
    expect(form.locator(".az-thumb input")).to_have_count(1)
    assert not violations(walk)
    rails.locator(".az-shots").get_by_label("Take photo").set_input_files(camera)
    expect(rails.locator(".az-shots img")).to_have_count(1)
    form.locator("[name=risk][value='2']").tap()
    form.get_by_role("button", name="Report hazard").tap()
    expect(rails.get_by_role("link", name="H-")).to_be_visible()
    assert walk.url == address
    return Hazard.objects.get()


def sign(walk: Page) -> None:
    """Draw a line with a finger, and write whose it is."""
    box = walk.get_by_role("img", name="Sign here").bounding_box()
    assert box
    walk.mouse.move(box["x"] + 20, box["y"] + 20)
    walk.mouse.down()
    walk.mouse.move(box["x"] + 120, box["y"] + 60, steps=5)
    walk.mouse.up()
    walk.get_by_label("Who signs").fill("Wu Jun")
    assert not violations(walk)


def test_a_tap_an_item_and_one_for_a_section(walk: Page, camera: Path) -> None:
    bar = walk.locator("#answer-bar")
    expect(bar).to_contain_text("0 of 3 items")
    rails = walk.locator(".az-answer", has_text="Rails")
    rails.get_by_role("button", name="Fail").tap()
    expect(bar).to_contain_text("90")
    rails.get_by_role("button", name="Deduct more").tap()
    expect(bar).to_contain_text("80")
    expect(rails.get_by_role("button", name="Fail")).to_have_attribute(
        "aria-pressed", "true"
    )
    made = raised(walk, rails, camera)
    assert (made.description, made.category) == ("Rails: Stair side", "高处坠落")
    walk.get_by_role("button", name="All OK").tap()
    expect(walk.get_by_role("status").first).to_contain_text("1 item passed.")
    expect(bar).to_contain_text("2 of 3 items")
    walk.get_by_role("button", name="Undo").tap()
    expect(bar).to_contain_text("1 of 3 items")
    walk.get_by_role("button", name="All OK").tap()
    expect(bar).to_contain_text("2 of 3 items")
    walk.get_by_role("link", name="Next section").tap()
    walk.get_by_role("button", name="Pass").tap()
    expect(bar).to_contain_text("3 of 3 items")
    expect(bar).to_contain_text("Excellent")
    walk.get_by_role("link", name="Finish").tap()
    sign(walk)
    walk.get_by_role("button", name="Finish inspection").tap()
    expect(walk.get_by_role("img", name="Signature")).to_be_visible()
    expect(walk.get_by_text("Boards")).to_be_visible()
    inspection = Inspection.objects.get()
    assert (inspection.status, inspection.score) == ("final", 95)


def test_two_taps_lead_to_the_first_item(phone: Page, live_server: LiveServer) -> None:
    """From Home, from the page of a QR code; and one where a plan asks for it."""
    project = make.project()
    table = make.checklist(project, TABLE, name="Scaffold")
    gate = make.place(project)
    plan: dict[str, Any] = {
        "reach": "unit",
        "due_time": time(23, 59, 59),
        "day_off": "keep",
    }
    make.plan(project, table, name="Daily round", **plan)
    client = Client()
    person = make.person(project)
    client.force_login(make.user("safety_officer", project, person=person))
    lend_session(client, phone, live_server.url)
    for start in ("/", gate.get_absolute_url()):
        phone.goto(start)
        phone.get_by_role("link", name="Start inspection").tap()
        phone.get_by_role("button", name="Start inspection").tap()
        expect(phone.locator(".az-answer", has_text="Rails")).to_be_visible()
    phone.goto("/")
    phone.get_by_role("button", name="Start", exact=True).tap()
    expect(phone.locator(".az-answer", has_text="Rails")).to_be_visible()
    assert Inspection.objects.count() == 3


# What a tap waits for: that the page shows it, by the clock of the phone.
TAP = """button => new Promise(done => {
  const start = performance.now();
  button.addEventListener("click", () => {
    const look = () => button.getAttribute("aria-pressed") === "true"
      ? requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)))
      : requestAnimationFrame(look);
    look();
  }, { once: true });
  button.click();
})"""
SLOWED, MOST_MS = 4, 100
MOST_SCRIPT = 35_000  # bytes on the wire, of SPEED


@pytest.mark.alone
def test_a_tap_shows_at_once_on_a_slow_phone_and_scripts_are_light(
    phone: Page, live_server: LiveServer
) -> None:
    """Of sixty items in one section, on a processor slowed four times."""
    look = Look(phone, is_phone=True)
    project = make.project()
    items = ", ".join(f"{{text: T{n}}}" for n in range(60))
    make.checklist(project, f"sections: [{{name: S, items: [{items}]}}]")
    client = Client()
    person = make.person(project)
    client.force_login(make.user("safety_officer", project, person=person))
    lend_session(client, phone, live_server.url)
    phone.goto(f"/inspections/start/?unit={project.code}")
    phone.get_by_role("button", name="Start inspection").tap()
    expect(phone.locator(".az-answer")).to_have_count(60)
    look.here("walk")
    assert not look.wrong
    scripts = [url for url in look.scripts() if "/static/" in url]
    assert sum(look.bytes_of(url) for url in scripts) <= MOST_SCRIPT
    session = phone.context.new_cdp_session(phone)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    taken = []
    for n in range(5):
        for name in ("Pass", "Fail"):
            card = phone.locator(".az-answer").nth(n)
            with phone.expect_response("**/answer/"):
                button = card.get_by_role("button", name=name)
                taken.append(button.evaluate(TAP))
            expect(card.get_by_role("button", name=name)).to_be_enabled()
    assert sorted(taken)[len(taken) // 2] <= MOST_MS, taken
