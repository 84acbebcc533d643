"""A card is given with a phone in three taps, and the worker sees it with his own."""

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from safety.incentives.models import Badge, Card
from safety.incentives.services import badges
from tests import make
from tests.browser.axe import sign_in, violations
from tests.browser.look import Look
from tests.inspections.test_hazards_on_a_phone import Thumb

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_three_taps_after_the_scan_give_a_card(
    phone: Page, live_server: LiveServer
) -> None:
    cache.clear()
    project = make.project(name="Baiyinhua")
    make.budget(project, 12, str(project.today.year))
    worker = make.person(project, name="Wang Li", category="worker")
    badges.give([worker.pk], by=None)
    officer = make.user("safety_officer", project, person=make.person(project))
    sign_in(phone, officer, live_server.url)
    thumb = Thumb(phone)
    phone.goto(f"/badge/{Badge.objects.get().secret}/")  # what a scan opens
    expect(phone.get_by_text("Wang Li has got 0 cards this month")).to_be_visible()
    assert not violations(phone)
    thumb.tap(phone.get_by_role("radio", name="Stopped unsafe work"))
    thumb.tap(phone.get_by_role("radio", name="RMB 10"))
    thumb.tap(thumb.button("Give card"))
    expect(phone.get_by_role("heading", name="PC-")).to_be_visible()
    # The phone has sent the form by itself; what the page tells is for who waits.
    expect(phone.get_by_text("worth RMB 10, is given to Wang Li")).to_be_visible()
    expect(phone.get_by_text("is used up to 83.3 %")).to_be_visible()
    assert not violations(phone)
    assert thumb.taps == 3
    card = Card.objects.get()
    assert card.behaviour == "制止违章作业"
    # The worker scans his badge with a phone of his own, and has no account.
    phone.context.clear_cookies()
    look = Look(phone, is_phone=True)
    look.at(f"/badge/{Badge.objects.get().secret}/", "the wallet")
    expect(phone.get_by_text(card.serial)).to_be_visible()
    expect(phone.get_by_text("RMB 10").first).to_be_visible()
    expect(phone.get_by_text("Wang Li")).to_have_count(0)  # whoever else scans it
    assert look.wrong == []
