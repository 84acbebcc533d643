"""What people without an account do with a thumb: few taps, light pages."""

from pathlib import Path

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from inspections.models import Hazard, Policy
from inspections.services import links
from inspections.services.guards import Actor
from safety.files.models import File
from tests import make
from tests.browser.look import Look
from tests.files import photos
from tests.inspections.scene import Scene, again
from tests.inspections.test_fix_by_link import photo as photo_of
from tests.inspections.test_hazards_on_a_phone import Thumb

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def scene() -> Scene:
    cache.clear()
    return Scene()


@pytest.fixture
def camera(tmp_path: Path) -> Path:
    path = tmp_path / "IMG_0001.jpg"
    path.write_bytes(photos.written(photos.picture(3000, 4000), "JPEG"))
    return path


def test_whoever_passes_by_reports_with_a_photo_and_two_taps(
    phone: Page, scene: Scene, live_server: LiveServer, camera: Path
) -> None:
    gate = make.place(scene.project, name="Safety observation point 7, north gate")
    look, thumb = Look(phone, is_phone=True), Thumb(phone)
    # What the camera of the phone opens from the code.
    look.at(f"{live_server.url}{gate.get_absolute_url()}", "the report")
    phone.locator("input[capture]").set_input_files(camera)
    expect(phone.locator(".az-thumb img")).to_be_visible()
    thumb.tap(phone.get_by_text("Electric"))
    look.here("the report with a photo")
    thumb.tap(thumb.button("Send report"))
    expect(phone.get_by_text("The safety officer has it")).to_be_visible()
    look.here("what became of it")
    assert thumb.taps == 2
    assert look.wrong == []
    assert Hazard.objects.get().category == "触电"
    sent = File.objects.get()
    assert max(sent.width or 0, sent.height or 0) <= 1600
    assert sent.sha256 != ""


def test_a_foreman_without_an_account_submits_a_fix_with_three_taps_and_a_photo(
    phone: Page, scene: Scene, live_server: LiveServer, camera: Path
) -> None:
    Policy.objects.update(photo_to_submit=True)
    hazard = scene.hazard("assigned", measures="Rails and toe board")
    photo_of(hazard)
    link = links.make(hazard, Actor.of(scene.users["safety_officer"]))
    look, thumb = Look(phone, is_phone=True), Thumb(phone)
    look.at(f"{live_server.url}{reverse('fix-by-link', args=[link.secret])}", "the fix")
    thumb.taps += 1  # the message that has the link
    phone.locator("input[capture]").set_input_files(camera)
    thumb.taps += 1  # the button that takes the photo
    expect(phone.locator(".az-thumb img")).to_be_visible()
    look.here("the fix with a photo")
    thumb.tap(thumb.button("Report as rectified"))
    expect(phone.get_by_text("Somebody else checks it now")).to_be_visible()
    look.here("the thanks")
    assert thumb.taps == 3
    assert look.wrong == []
    fixed = again(hazard)
    assert (fixed.state, fixed.rectified_by) == ("awaiting", scene.foreman)
    assert fixed.photos.filter(purpose="after", file__isnull=False).count() == 1
