"""The counter on a clerk's phone, from the scan of a badge, counted in taps."""

from decimal import Decimal

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from safety.incentives.models import Badge, Card, Redemption
from safety.incentives.services import badges, ledger
from tests import make
from tests.browser.axe import sign_in, violations
from tests.inspections.test_hazards_on_a_phone import Thumb

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def draw(phone: Page) -> None:
    """A line with a finger where the worker signs."""
    box = phone.get_by_role("img", name="Sign here").bounding_box()
    assert box
    phone.mouse.move(box["x"] + 20, box["y"] + 20)
    phone.mouse.down()
    phone.mouse.move(box["x"] + 120, box["y"] + 60, steps=5)
    phone.mouse.up()


def test_a_scan_and_two_taps_redeem_what_a_worker_has(
    phone: Page, live_server: LiveServer
) -> None:
    cache.clear()
    project = make.project(name="Baiyinhua")
    worker = make.person(project, name="Wang Li")
    amounts = (Decimal(5), Decimal(10), Decimal("10.50"), Decimal(3))
    cards = [make.card(project, worker, amount=amount) for amount in amounts]
    ledger.post([card.pk for card in cards], by=None)
    badges.give([worker.pk], by=None)
    sign_in(phone, make.user("clerk", project), live_server.url)
    thumb, bar = Thumb(phone), phone.locator("#counter-bar")
    phone.goto(f"/badge/{Badge.objects.get().secret}/")  # what a scan opens
    expect(phone.get_by_text("4 of 4 chosen")).to_be_visible()
    expect(bar).to_contain_text("RMB 28.50")
    assert not violations(phone)
    # What stays in the wallet is one more tap.
    phone.get_by_role("checkbox").last.uncheck()
    expect(phone.get_by_text("3 of 4 chosen")).to_be_visible()
    expect(bar).to_contain_text("RMB 25.50")
    expect(bar).to_contain_text("RMB 3 left after")
    expect(phone.locator("#sign")).to_be_hidden()
    thumb.tap(thumb.button("Worker confirms"))
    draw(phone)
    assert not violations(phone)
    thumb.tap(phone.locator("#sign").get_by_role("button", name="Redeem"))
    said = phone.get_by_text("3 cards are redeemed: pay RMB 25.50. RMB 3 is left.")
    expect(said).to_be_visible()
    assert thumb.taps == 2
    assert Redemption.objects.get().person == worker
    assert Card.objects.filter(redemption__isnull=False).count() == 3
