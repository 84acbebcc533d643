"""From a plan to the verified fix, by phone and at the desk, and what it counts."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from inspections.models import Hazard, Inspection
from safety.indicators import drain
from tests import make
from tests.browser.axe import sign_in
from tests.browser.test_walk_an_inspection import sign
from tests.conftest import PHONE
from tests.files import photos
from tests.inspections.scene import Scene
from tests.inspections.test_hazards_on_a_phone import Thumb

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ITEMS = """sections:
  - name: Edges
    items:
      - {code: a, text: Rails, raises_hazard: yes, hazard_category: 高处坠落}
      - {code: b, text: Covers, raises_hazard: yes}
      - {code: c, text: Boards}
      - {code: d, text: Ties}
"""
COUNTED = ("inspections.count", "hazards.found", "hazards.closed", "hazards.open")


class Way:
    """The project manager at his desk, two phones, and the site between them."""

    def __init__(
        self, desk: Page, phone: Page, foreman: Page, site: LiveServer
    ) -> None:
        self.desk, self.phone, self.foreman = desk, phone, foreman
        self.scene = Scene()
        make.checklist(self.scene.project, ITEMS, name="Edge round")
        desk.set_viewport_size({"width": 1440, "height": 900})
        sign_in(desk, self.scene.users["project_manager"], site.url)
        sign_in(phone, self.scene.users["project_staff"], site.url)

    def numbers(self) -> dict[str, str]:
        """What the pages of the indicators say of this month."""
        drain.drain()
        found = {}
        for code in COUNTED:
            self.desk.goto(f"/indicators/{code}/?unit=P01")
            found[code] = self.desk.locator(".az-formula .big").inner_text()
        return found

    def plan(self) -> None:
        """At the desk: once today."""
        self.desk.goto("/inspections/plans/add/?unit=P01")
        self.desk.get_by_label("Name").fill("Daily round")
        self.desk.get_by_label("Edge round").check()
        self.desk.get_by_label("Programme").select_option("qhse")
        self.desk.get_by_role("combobox", name="Form").select_option("self")
        self.desk.get_by_label("Repeats").select_option("daily")
        self.desk.get_by_label("On days off").select_option("keep")
        self.desk.get_by_label("Due at").fill("23:59")
        self.desk.get_by_role("button", name="Save plan").click()
        expect(self.desk.get_by_role("heading", name="Daily round")).to_be_visible()

    def inspect(self) -> None:
        """On the phone, from Home: 1 tap to the first item, 1 for each, 2 to send."""
        thumb = Thumb(self.phone)
        self.phone.goto("/")
        thumb.tap(thumb.button("Start"))
        rails, covers = self.item("Rails"), self.item("Covers")
        expect(rails).to_be_visible()
        assert thumb.taps == 1
        for item, words in ((rails, "Rail open"), (covers, "Cover loose")):
            self.fail(thumb, item, words)
        thumb.tap(thumb.button("All OK"))
        expect(self.phone.locator("#answer-bar")).to_contain_text("4 of 4 items")
        assert thumb.taps == 1 + 2 * 2 + 1
        thumb.tap(thumb.button("Finish"))
        sign(self.phone)
        thumb.tap(thumb.button("Finish inspection"))
        expect(self.phone.get_by_text("is finished and counts")).to_be_visible()
        assert thumb.taps == 8

    def item(self, text: str) -> Locator:
        return self.phone.locator(".az-answer", has_text=text)

    def fail(self, thumb: Thumb, item: Locator, words: str) -> None:
        """Two taps and two words: the rest of the hazard is proposed."""
        thumb.tap(item.get_by_role("button", name="Fail"))
        form = item.get_by_role("form", name="Hazard from this item")
        expect(form).to_be_visible()  # by itself: such a fail must raise a hazard
        item.get_by_label("Note").fill(words)
        with self.phone.expect_response("**/answer/"):
            item.get_by_label("Note").blur()
        thumb.tap(form.get_by_role("button", name="Report hazard"))
        expect(item.get_by_role("link", name="H-")).to_be_visible()

    def hand_over(self, hazard: Hazard) -> str:
        """At the desk: to the foreman, who has no account, by a link; its address."""
        self.desk.goto(hazard.get_absolute_url())
        if not hazard.responsible_id:
            self.press("Assign")
            owner = self.desk.get_by_label("Who rectifies it")
            owner.fill(self.scene.foreman.employee_no)
            self.desk.get_by_label("Measures").fill("Rails and toe board")
            self.press("Assign")
            expect(self.desk.get_by_text("Assigned.")).to_be_visible()
        self.desk.goto(f"{hazard.get_absolute_url()}link/")
        self.press("Make a link")
        address = self.desk.get_by_role("link", name="Open it here")
        return urlsplit(address.get_attribute("href") or "").path

    def press(self, name: str) -> None:
        Thumb(self.desk).button(name).click()

    def fix(self, address: str, camera: Path) -> None:
        """The foreman: the message's link, the camera, and one button."""
        self.foreman.goto(address)
        thumb = Thumb(self.foreman)
        self.foreman.locator("input[capture]").set_input_files(camera)
        expect(self.foreman.locator(".az-thumb img")).to_be_visible()
        with self.foreman.expect_navigation():
            thumb.tap(thumb.button("Report as rectified"))
        expect(self.foreman.get_by_text("Somebody else checks it now")).to_be_visible()
        assert thumb.taps + 2 == 3  # with the link, and the button of the camera

    def judge(self, name: str, *, why: str = "") -> None:
        """The manager: before and after side by side; 1 click, or 2 with a reason."""
        self.desk.goto("/inspections/hazards/verify/?unit=P01")
        expect(self.desk.get_by_text("Rail open").first).to_be_visible()
        if why:
            self.desk.locator("summary:visible", has_text=name).click()
        self.press(why or name)
        expect(self.desk.get_by_text("Nothing waits for you")).to_be_visible()


@pytest.fixture
def way(
    page: Page, phone: Page, browser: Browser, live_server: LiveServer
) -> Iterator[Way]:
    outside = browser.new_context(locale="en", base_url=live_server.url, **PHONE)
    yield Way(page, phone, outside.new_page(), live_server)
    outside.close()


def test_what_is_planned_is_inspected_put_right_verified_and_counted(
    way: Way, tmp_path: Path
) -> None:
    camera = tmp_path / "IMG_0001.jpg"
    camera.write_bytes(photos.written(photos.picture(1200, 900), "JPEG"))
    before = way.numbers()
    way.plan()
    way.inspect()
    open_edge = Hazard.objects.get(description__contains="Rail open")
    way.fix(way.hand_over(open_edge), camera)
    way.judge("Send back", why="Only a part of it is put right.")
    open_edge.refresh_from_db()
    assert (open_edge.state, open_edge.sent_back) == ("rectifying", 1)
    other = tmp_path / "IMG_0002.jpg"
    other.write_bytes(photos.written(photos.picture(900, 1200), "JPEG"))
    way.fix(way.hand_over(open_edge), other)
    way.judge("Verify and close")
    open_edge.refresh_from_db()
    assert open_edge.state == "closed"
    assert open_edge.rectified_by == way.scene.foreman
    assert open_edge.verified_by == way.scene.person("project_manager")
    assert Inspection.objects.get().hazards.count() == 2
    after = way.numbers()
    moved = {code: (before[code], after[code]) for code in COUNTED}
    assert moved == {
        "inspections.count": ("0", "1"),
        "hazards.found": ("0", "2"),
        "hazards.closed": ("0", "1"),
        "hazards.open": ("0", "1"),
    }
