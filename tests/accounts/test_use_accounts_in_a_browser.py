"""Inviting somebody and setting a first password, as people do it, desk and phone."""

import re

import pytest
from django.core import mail
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from safety.accounts.models import User
from safety.notices import sending
from tests import make
from tests.browser.axe import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def office(page: Page, live_server: LiveServer) -> Page:
    """The browser of a group's administrator."""
    group = make.group(code="G", name="Group")
    make.company(parent=group, code="C1", name="North")
    sign_in(page, make.user("administrator", group, name="Chief"), live_server.url)
    return page


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_somebody_is_invited_and_gets_in(
    office: Page, live_server: LiveServer, size: ViewportSize
) -> None:
    office.set_viewport_size(size)
    office.goto("/accounts/users/")
    office.get_by_role("link", name="Invite").click()
    office.get_by_label("Name", exact=False).first.fill("Zhao Min")
    office.get_by_label("User name").fill("zhao.min")
    office.get_by_label("E-mail").fill("zhao@example.com")
    office.get_by_label("Role").select_option("safety_officer")
    office.get_by_label("Unit", exact=False).fill("C1")
    office.get_by_role("button", name="Send invitation").click()
    expect(
        office.get_by_text("An invitation goes to zhao@example.com.")
    ).to_be_visible()
    sending.send_due()
    found = re.search(r"/accounts/password/reset/key/\S+", str(mail.outbox[0].body))
    assert found
    office.context.clear_cookies()
    office.goto(f"{live_server.url}{found[0]}")
    for field in office.locator("input[type=password]").all():
        field.fill("a quite good one")
    office.locator("form button").last.click()
    office.goto("/accounts/login/")
    office.get_by_label("User name or employee number").fill("zhao.min")
    office.locator("input[type=password]").fill("a quite good one")
    office.get_by_role("button", name="Sign in").click()
    office.wait_for_url(f"{live_server.url}/")
    assert User.objects.get(username="zhao.min").last_login
