"""Photos are taken in place on a phone, made small there, and looked at large."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from PIL import Image
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from inspections.models import Hazard, HazardPhoto
from safety.accounts.permissions import Role
from safety.files.models import File
from tests.browser.axe import lend_session, violations
from tests.files import photos
from tests.inspections.scene import Scene

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TAKE, CHOOSE = "Take photo", "Choose photos"


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.fixture
def hazard(scene: Scene) -> Hazard:
    return scene.hazard("rectifying")


@pytest.fixture
def camera(tmp_path: Path) -> Path:
    """What a phone's camera gives: large, lying on its side, and telling."""
    lying = photos.picture(4000, 3000).transpose(Image.Transpose.ROTATE_90)
    path = tmp_path / "IMG_0001.jpg"
    path.write_bytes(photos.written(lying, "JPEG", exif=photos.exif(6)))
    return path


@pytest.fixture
def officer(scene: Scene, phone: Page, live_server: LiveServer) -> Page:
    client: Client = scene.client(Role.SAFETY_OFFICER)
    lend_session(client, phone, live_server.url)
    return phone


def tile(page: Page, label: str, nth: int = 0) -> Any:
    return page.get_by_label(label).nth(nth)


def test_a_photo_taken_on_the_page_of_a_hazard_is_there(
    officer: Page, hazard: Hazard, camera: Path
) -> None:
    officer.goto(hazard.get_absolute_url())
    with officer.expect_navigation(), officer.expect_request("**/files/") as sent:
        tile(officer, TAKE, 1).set_input_files(camera)
    assert len(sent.value.post_data_buffer or b"") < camera.stat().st_size
    figure = officer.locator("figure.az-ph", has_text="After")
    expect(figure).to_contain_text("16 Dec 2019")
    file = File.objects.get()
    assert (file.width, file.height) == (1600, 1200)
    with file.content.open() as kept:
        upright = Image.open(BytesIO(kept.read()))
        left, right = upright.getpixel((80, 80)), upright.getpixel((1500, 80))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert left[0] > left[2]
    assert right[2] > right[0]
    assert HazardPhoto.objects.get().purpose == "after"


def test_photos_are_sent_while_one_types_and_go_with_the_fix(
    officer: Page, hazard: Hazard, camera: Path
) -> None:
    officer.goto(f"{hazard.get_absolute_url()}submit/")
    tile(officer, CHOOSE).set_input_files(camera)
    expect(officer.locator(".az-thumb img")).to_be_visible()
    assert not violations(officer)
    officer.get_by_role("button", name="Take off").click()
    expect(officer.locator(".az-thumb")).to_have_count(0)
    tile(officer, CHOOSE).set_input_files([camera, camera])
    officer.fill("[name=measures]", "Rails set")
    officer.get_by_role("button", name="Report as rectified").click()
    expect(officer.get_by_text("Awaiting verification").first).to_be_visible()
    assert HazardPhoto.objects.get().purpose == "after"


def test_what_cannot_be_sent_now_goes_with_the_form(
    officer: Page, hazard: Hazard, camera: Path
) -> None:
    def cut(route: Route) -> None:
        route.abort()

    officer.goto(f"{hazard.get_absolute_url()}submit/")
    officer.route("**/files/", cut)
    tile(officer, CHOOSE).set_input_files(camera)
    expect(officer.get_by_text("it goes with the form")).to_be_visible()
    assert not File.objects.exists()
    officer.fill("[name=measures]", "Rails set")
    officer.get_by_role("button", name="Report as rectified").click()
    expect(officer.get_by_text("Awaiting verification").first).to_be_visible()
    assert HazardPhoto.objects.get().file == File.objects.get()


def test_without_script_a_plain_form_does(
    scene: Scene, browser: Any, hazard: Hazard, camera: Path, live_server: LiveServer
) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    page = context.new_page()
    lend_session(scene.client(Role.SAFETY_OFFICER), page, live_server.url)
    page.goto(hazard.get_absolute_url())
    page.locator("#before-photos").set_input_files([camera])
    page.locator("form[data-now] button").first.click()
    expect(page.get_by_text("The photos are here.")).to_be_visible()
    assert HazardPhoto.objects.get().purpose == "before"
    context.close()


def test_a_photo_opens_over_the_page(
    officer: Page, hazard: Hazard, camera: Path
) -> None:
    officer.goto(hazard.get_absolute_url())
    for nth in range(2):
        with officer.expect_navigation():
            tile(officer, TAKE, nth).set_input_files(camera)
        officer.wait_for_load_state()
    officer.locator("a[data-photo]").first.click()
    light = officer.get_by_role("dialog", name="Photo")
    expect(light.locator("img")).to_have_attribute(
        "alt", f"Before: {hazard.description}"
    )
    assert not violations(officer)
    officer.keyboard.press("ArrowRight")
    expect(light.locator("img")).to_have_attribute(
        "alt", f"After: {hazard.description}"
    )
    officer.get_by_role("button", name="Next photo").click()
    expect(light).to_contain_text("16 Dec 2019")
    officer.keyboard.press("Escape")
    expect(light).to_be_hidden()
