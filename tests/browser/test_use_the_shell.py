"""What people do with the frame around every page, on a desk and on a phone."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from safety.accounts.permissions import Role
from safety.org.models import Unit
from tests import make
from tests.browser.axe import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(page: Page, live_server: LiveServer) -> Page:
    """A manager's browser on a desk."""
    group = make.group(code="G", name="Group")
    for number in range(1, 4):
        make.company(parent=group, code=f"C{number}", name=f"Company {number}")
    user = make.user(Role.HQ_SAFETY, group, name="Safety manager")
    sign_in(page, user, live_server.url)
    page.set_viewport_size({"width": 1440, "height": 900})
    return page


def test_a_slash_finds_and_escape_closes(desk: Page) -> None:
    desk.goto("/")
    desk.keyboard.press("/")
    desk.keyboard.type("company 2")
    found = desk.locator("#found")
    expect(found.get_by_role("link", name="Company 2")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(found).to_be_empty()


def test_a_unit_and_a_period_are_picked_from_the_bar(desk: Page) -> None:
    desk.goto("/")
    bar = desk.get_by_role("banner")
    bar.get_by_text("Group", exact=True).click()
    bar.get_by_role("link", name="Company 3").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Company 3")
    bar.locator("details").nth(1).locator("summary").click()
    bar.get_by_role("link", name="Year before").click()
    bar.get_by_role("link", name="Q2").click()
    assert "unit=C3" in desk.url
    assert "-Q2" in desk.url


def test_the_theme_changes_at_once_and_stays(desk: Page) -> None:
    desk.goto("/")
    desk.get_by_role("navigation", name="Main").first.locator("summary").click()
    desk.get_by_role("button", name="Dark").click()
    expect(desk.locator("html")).to_have_attribute("data-bs-theme", "dark")
    desk.goto("/search/")
    expect(desk.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_the_language_is_switched_and_kept(desk: Page) -> None:
    desk.goto("/search/")
    desk.get_by_role("button", name="中文").click()
    expect(desk.locator("html")).to_have_attribute("lang", "zh-hans")
    desk.goto("/")
    expect(desk.locator("html")).to_have_attribute("lang", "zh-hans")


def test_a_failed_log_in_says_why_where_one_looks(page: Page) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("User name or employee number").fill("nobody")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_focused()


def test_a_list_is_counted_and_filtered_without_a_new_page(desk: Page) -> None:
    group = Unit.objects.get(code="G")
    for number in range(60):
        make.person(group, name=f"Worker {number}")
    desk.goto("/people/")
    pages = desk.get_by_role("navigation", name="Pages")
    expect(pages).to_contain_text("1 to 50 of 60")
    desk.get_by_text("Filter", exact=True).click()
    desk.get_by_label("Employer").select_option("Own employees")
    desk.get_by_role("button", name="Show").click()
    box = desk.get_by_role("searchbox", name="Find in this list")
    box.fill("Worker 59")
    box.press("Enter")
    expect(desk.get_by_role("link", name="Worker 59")).to_be_visible()
    assert "employer=own" in desk.url
