"""The list of hazards at a desk: rows ticked with the keyboard, assigned, undone."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from inspections.models import Hazard
from tests import make
from tests.browser.axe import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(page: Page, live_server: LiveServer) -> Page:
    """The list of a project's officer, with five hazards that nobody has yet."""
    project = make.project()
    make.person(project, name="Li Wei", employee_no="E7")
    for number in range(5):
        make.hazard(project, description=f"Rail {number} loose")
    officer = make.user("safety_officer", project, person=make.person(project))
    sign_in(page, officer, live_server.url)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/inspections/hazards/")
    return page


def test_numbers_come_after_the_rows(desk: Page) -> None:
    tabs = desk.get_by_role("navigation", name="States of hazards")
    expect(tabs.get_by_role("link", name="Open")).to_contain_text("5")
    expect(desk.locator("#ages")).to_contain_text("d 5")


def test_rows_are_ticked_by_keys_and_by_the_mouse(desk: Page) -> None:
    bar = desk.locator(".az-chosen")
    expect(bar).to_be_hidden()
    desk.keyboard.press("j")
    desk.keyboard.press("x")
    expect(bar).to_contain_text("1 chosen")
    boxes = desk.locator("td input[type=checkbox]")
    boxes.nth(0).click()
    boxes.nth(0).click()
    boxes.nth(2).click(modifiers=["Shift"])
    expect(bar).to_contain_text("3 chosen")
    desk.get_by_role("button", name="Choose none").click()
    expect(bar).to_be_hidden()


def test_many_are_assigned_and_taken_back_with_one_tap(desk: Page) -> None:
    desk.get_by_label("Choose all rows of this page").check()
    desk.locator("td input[type=checkbox]").nth(4).click()
    bar = desk.locator(".az-chosen")
    expect(bar).to_contain_text("4 chosen")
    bar.get_by_role("button", name="Assign").click()
    expect(desk.get_by_text("4 of 4 chosen")).to_be_visible()
    desk.get_by_label("Who rectifies them").fill("E7")
    desk.get_by_role("button", name="Assign").click()
    expect(desk.get_by_text("4 hazards")).to_be_visible()
    assert Hazard.objects.filter(responsible__employee_no="E7").count() == 4
    desk.get_by_role("button", name="Undo").click()
    expect(desk.get_by_text("as they were before")).to_be_visible()
    assert {hazard.state for hazard in Hazard.objects.all()} == {"reported"}
