"""A leader approves the cards of a day, and a committee elects the star of a month."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from safety.core.months import Month
from safety.incentives.models import Card, Payment, Proposal, Selection
from safety.journal import write as journal
from tests import make
from tests.browser.axe import sign_in, violations
from tests.browser.look import WIDTH
from tests.incentives.test_counter_in_a_browser import draw
from tests.inspections.test_hazards_on_a_phone import Thumb

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_one_tap_approves_the_cards_of_a_day(
    phone: Page, live_server: LiveServer
) -> None:
    cache.clear()
    project = make.project(name="Baiyinhua")
    make.budget(project, 500, str(project.today.year))
    for _ in range(12):
        make.proposal(project, issued_on=project.today)
    leader = make.user("project_manager", project, person=make.person(project))
    sign_in(phone, leader, live_server.url)
    thumb = Thumb(phone)
    phone.goto("/incentives/cards/approve/")
    expect(phone.get_by_role("checkbox", checked=True)).to_have_count(12)
    assert not violations(phone)
    thumb.tap(thumb.button("Approve"))
    expect(phone.get_by_text("No card waits for approval")).to_be_visible()
    assert thumb.taps == 1
    assert Card.objects.counted().count() == 12
    assert not Proposal.objects.waiting().exists()


@pytest.fixture(params=["phone", "page"])
def here(request: pytest.FixtureRequest) -> Page:
    """A phone, then a desk."""
    found: Page = request.getfixturevalue(request.param)
    return found


def test_a_star_is_elected_and_paid(here: Page, live_server: LiveServer) -> None:
    """Begun, picked, published, confirmed when the days are over, signed for."""
    cache.clear()
    project = make.project(name="Baiyinhua")
    month = Month(Month.containing(project.today).index - 1)
    star = make.person(project, name="Wang Li")
    for _ in range(2):
        giver = make.person(project)
        make.card(project, star, issued_by=giver, issued_on=month.first_day)
    officer, member = (
        make.user(role, project, person=make.person(project))
        for role in ("safety_officer", "project_staff")
    )
    sign_in(here, officer, live_server.url)
    begin(here, month, member.person.employee_no)
    sign_in(here, member, live_server.url)
    pick(here)
    sign_in(here, officer, live_server.url)
    publish_and_confirm(here)
    pay(here)
    assert here.evaluate(WIDTH)[0] <= here.viewport_size["width"]
    assert Payment.objects.get().pick.person == star


def begin(here: Page, month: Month, member: str) -> None:
    here.goto("/incentives/selections/add/")
    here.get_by_label("Title").fill("Safety star")
    here.get_by_label("Period").fill(str(month))
    here.get_by_label("Number of stars").fill("1")
    here.get_by_label("Prize money of each").fill("150")
    here.get_by_label("Committee").fill(member)
    here.get_by_role("button", name="Save selection").click()
    expect(here.get_by_role("heading", name="Safety star")).to_be_visible()
    assert not violations(here)


def pick(here: Page) -> None:
    here.reload()
    here.get_by_role("link", name="Wang Li").click()
    expect(here.get_by_role("heading", name="What counts")).to_be_visible()
    assert not violations(here)
    here.get_by_role("link", name="Pick as star").click()
    here.get_by_label("Reason").fill("Stopped the crane in time")
    here.get_by_role("button", name="Pick as star").click()
    expect(here.get_by_text("Stopped the crane in time").first).to_be_visible()


def publish_and_confirm(here: Page) -> None:
    here.reload()
    here.get_by_role("button", name="Publish").click()
    expect(here.get_by_text("Objections are taken until")).to_be_visible()
    selection = Selection.objects.get()
    assert selection.published_on
    assert selection.objections_until
    days = timedelta(days=4)  # go by
    selection.published_on -= days
    selection.objections_until -= days
    journal.save(selection, "change", by=None)
    here.reload()
    here.get_by_role("button", name="Confirm").click()


def pay(here: Page) -> None:
    here.get_by_role("link", name="Pay prize").click()
    draw(here)
    assert not violations(here)
    here.get_by_role("button", name="Prize is paid").click()
    expect(here.get_by_text("Paid", exact=True).first).to_be_visible()
