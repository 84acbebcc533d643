"""The closed loop as people on site do it: with a thumb, and few taps (FEATURES, 3)."""

import pytest
from django.test import Client
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from inspections.models import Hazard
from tests.browser.axe import lend_session
from tests.inspections.scene import Scene, again, url

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# By the clock of the phone, as its owner reads it.
TOMORROW = "new Date(Date.now() + 864e5).toLocaleDateString('sv')"


class Thumb:
    """Taps what is in reach, and counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps = page, 0

    def tap(self, what: Locator) -> None:
        what.tap()
        self.taps += 1

    def button(self, name: str) -> Locator:
        """The visible button, or link that looks like one."""
        found = self.page.get_by_role("button", name=name, exact=True)
        links = self.page.get_by_role("link", name=name, exact=True)
        return found.or_(links).locator("visible=true").first


@pytest.fixture
def scene() -> Scene:
    return Scene()


def thumb(phone: Page, client: Client, live_server: LiveServer) -> Thumb:
    lend_session(client, phone, live_server.url)
    return Thumb(phone)


def test_a_hazard_is_reported_with_four_taps(
    phone: Page, scene: Scene, live_server: LiveServer
) -> None:
    scene.hazard("assigned")  # who is proposed next
    staff = thumb(phone, scene.client("project_staff"), live_server)
    phone.goto("/")
    staff.tap(staff.button("Report hazard"))
    phone.get_by_label("What is wrong").fill("Edge open")
    staff.tap(phone.locator("input[name=risk][value='2']"))
    staff.tap(staff.button("Tomorrow"))
    tomorrow = phone.get_by_label("Due on").input_value()
    assert tomorrow == phone.evaluate(TOMORROW)
    staff.tap(staff.button("Report hazard"))
    expect(phone.get_by_role("heading", name="Edge open")).to_be_visible()
    assert staff.taps <= 4
    hazard = Hazard.objects.get(description="Edge open")
    assert (hazard.risk, hazard.state) == ("2", "assigned")
    assert hazard.due_on.isoformat() == tomorrow


def test_a_fix_is_submitted_with_three_taps(
    phone: Page, scene: Scene, live_server: LiveServer
) -> None:
    hazard = scene.hazard("assigned")
    staff = thumb(phone, scene.client("project_staff"), live_server)
    phone.goto(hazard.get_absolute_url())
    staff.tap(staff.button("Report as rectified"))
    phone.get_by_label("Measures").fill("Rails set")
    staff.tap(staff.button("Report as rectified"))
    expect(phone.get_by_text("It waits for somebody else")).to_be_visible()
    assert staff.taps <= 3
    assert again(hazard).state == "awaiting"


def test_the_queue_takes_one_tap_to_accept_and_two_to_send_back(
    phone: Page, scene: Scene, live_server: LiveServer
) -> None:
    one, other = scene.hazard("awaiting"), scene.hazard("awaiting")
    officer = thumb(phone, scene.client("safety_officer"), live_server)
    phone.goto("/inspections/hazards/verify/")
    officer.tap(officer.button("Verify and close"))
    expect(phone.get_by_text(other.description)).to_be_visible()
    assert officer.taps == 1
    officer.tap(phone.locator("summary:visible", has_text="Send back"))
    officer.tap(officer.button("That is another spot."))
    expect(phone.get_by_text("Nothing waits for you")).to_be_visible()
    assert officer.taps == 3
    assert (again(one).state, again(other).state) == ("closed", "rectifying")


def test_what_was_typed_is_still_there_when_somebody_was_faster(
    phone: Page, scene: Scene, live_server: LiveServer
) -> None:
    hazard = scene.hazard("awaiting")
    officer = thumb(phone, scene.client("safety_officer"), live_server)
    phone.goto(url(hazard, "send-back"))
    phone.get_by_label("In your own words").fill("Half a rail is missing")
    scene.client("project_manager").post(url(hazard, "verify"))
    officer.tap(officer.button("Send back"))
    expect(phone.get_by_role("alert")).to_contain_text("Verified and closed")
    words = phone.get_by_label("In your own words")
    expect(words).to_have_value("Half a rail is missing")
