"""What the page of a number does once it is in a browser, on a desk and on a phone."""

import pytest
import time_machine
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.axe import sign_in
from tests.indicators.scene import Scene

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCOPE = "?unit=G&period=2019-06"
NUMBER = f"/indicators/workforce.headcount/{SCOPE}"


@pytest.fixture
def reader(page: Page, live_server: LiveServer) -> Page:
    with time_machine.travel("2019-08-01"):
        scene = Scene()
    sign_in(page, scene.hq, live_server.url)
    return page


def test_the_chart_is_drawn_and_the_records_come_by_themselves(reader: Page) -> None:
    reader.goto(NUMBER)
    expect(reader.locator("[data-chart] svg")).to_be_visible()
    expect(reader.locator("#behind tfoot")).to_contain_text("8")
    reader.locator("#behind td a.t").first.click()
    expect(reader.locator("h1")).to_have_text("Hand 0")


def test_the_chart_can_be_read_as_a_table(reader: Page) -> None:
    reader.goto(NUMBER)
    reader.get_by_text("As a table").click()
    june = reader.get_by_role("row", name="Jun")
    expect(june).to_contain_text("8")
