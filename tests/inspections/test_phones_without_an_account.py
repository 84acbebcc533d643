"""What people without an account do with a thumb: few taps, light pages."""

from pathlib import Path

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from inspections.models import Hazard
from safety.files.models import File
from tests import make
from tests.browser.look import Look
from tests.files import photos
from tests.inspections.scene import Scene
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
