"""Headquarters on a laptop: from the coverage of the group to the names that lack."""

import re
from datetime import date

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from safety.org.models import Unit
from tests import make
from tests.browser.axe import lend_session, violations
from tests.records.files import run

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def group() -> Unit:
    """Of two persons one holds the course that all must hold."""
    group = make.group(name="Group")
    company = make.company(parent=group, name="East company")
    project = make.project(parent=company, name="Bridge")
    course = make.course(group, name="Edges")
    make.requirement(group, course)
    taught = make.person(project, name="Wang Li")
    make.person(project, name="Zhao Gang")
    held = make.session(project, course=course, ended_on=date(2019, 3, 4))
    make.attendance(held, taught)
    assert run("compute").status == 0
    return group


def test_from_the_group_to_the_names_and_to_the_hours(
    page: Page, live_server: LiveServer, group: Unit
) -> None:
    client = Client()
    client.force_login(make.user("hq_safety", group))
    lend_session(client, page, live_server.url)
    page.goto(f"/training/coverage/?unit={group.code}&period=2019-12")
    row = page.get_by_role("row", name=re.compile("East company"))
    expect(row).to_contain_text(re.compile(r"50\s?%"))
    assert not violations(page)
    page.get_by_role("link", name="East company").first.click()
    page.get_by_role("link", name="Bridge").first.click()
    lacking = page.get_by_role("row", name=re.compile("Zhao Gang"))
    expect(lacking).to_contain_text("Missing")
    expect(page.get_by_role("row", name=re.compile("Wang Li"))).to_contain_text("✓")
    assert not violations(page)
    page.get_by_role("link", name="Who lacks what").first.click()
    gaps = {
        name: page.get_by_role("row", name=re.compile(name))
        for name in ("Zhao Gang", "Wang Li")
    }
    expect(gaps["Zhao Gang"]).to_contain_text("Edges was never credited.")
    expect(gaps["Wang Li"]).to_contain_text("of 15 hours before work")
    expect(gaps["Wang Li"]).not_to_contain_text("Edges")
    page.goto(f"/indicators/training.hours/?unit={group.code}&period=2019")
    expect(page.get_by_role("heading", name="Training hours").first).to_be_visible()
    expect(page.get_by_text("Highest in March 2019, 2")).to_be_visible()
