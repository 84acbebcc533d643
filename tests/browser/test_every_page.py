"""Every page of the site, on a desk and on a phone, in the light and in the dark.

What is walked comes from `tests.permissions.ADDRESSES`, so a new page is covered by
its line there; then come the states of pages that no address has of its own.
"""

from urllib.parse import urlencode

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from safety.accounts.models import User
from safety.indicators import drain
from safety.notices.services import post
from safety.org.models import Unit
from safety.records.models import Load
from tests import make
from tests.browser.axe import lend_session
from tests.browser.look import Look
from tests.permissions import ADDRESSES, PUBLIC, Address
from tests.things import ACCOUNT_EMAIL, furnish, upload

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SECRET = "JBSWY3DPEHPK3PXP"
# Every field of the page's form as if nothing had been typed or chosen.
EMPTIED = """() => {
  for (const field of document.querySelectorAll("main form[method=post] [name]")) {
    if (field.type === "hidden" || field.tagName === "BUTTON") continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = false;
    else field.value = "";
  }
}"""
FORM = "main form[method=post][novalidate]"
NOTHING = "zzzzzz"
SHARES = 3  # of the long walks, which test processes then take side by side
BAD = """employee_no,unit,start_on,end_on
NOBODY,NOWHERE,2019-13-01,
NOBODY,NOWHERE,2019-02-01,2019-01-01
"""


@pytest.fixture
def unit() -> Unit:
    """A project with one of everything, and people whose numbers are counted."""
    unit = make.project(name="Line 3", name_zh="三号线")
    furnish(unit)
    for gender in "ffffff":
        team = make.team(parent=unit)
        make.person(team, contractor=make.contractor(), gender=gender)
    drain.drain()
    return unit


@pytest.fixture
def manager(unit: Unit) -> Client:
    """A client of somebody who may do everything, and who has just said who he is."""
    user = make.user(
        "hq_safety",
        name="Safety manager",
        person=make.person(unit),
        password=make.PASSWORD,
    )
    make.grant(user, "administrator", make.group())
    return identified(user)


def identified(user: User) -> Client:
    """A client of a user who has just entered his password once more."""
    cache.clear()  # no limit of tries is reached
    client = Client()
    client.force_login(user)
    client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})
    return client


@pytest.fixture
def desk(page: Page) -> Look:
    """A window on a desk."""
    page.set_viewport_size({"width": 1440, "height": 900})
    return Look(page, is_phone=False)


@pytest.fixture
def hand(phone: Page) -> Look:
    """The screen of a phone in a hand."""
    return Look(phone, is_phone=True)


@pytest.fixture(params=["desk", "hand"])
def look(request: pytest.FixtureRequest) -> Look:
    """Both, one after the other."""
    found: Look = request.getfixturevalue(request.param)
    return found


def pages(
    client: Client, unit: Unit, *, public: bool = False, share: int | None = None
) -> dict[str, bytes]:
    """The addresses of the table that answer the client with a page, and the page.

    All, or those of one share of a walk.
    """
    urls = [
        address_of(name, address, unit)
        for name, address in ADDRESSES.items()
        if "GET" in address.methods and (address.may == PUBLIC) == public
    ]
    shared = urls if share is None else urls[share::SHARES]
    found = {url: page_at(client, url) for url in shared}
    return {url: page for url, page in found.items() if page}


def address_of(name: str, address: Address, unit: Unit) -> str:
    """Where a page is: about a thing at the unit, and with the unit in its head."""
    query = dict(address.query) | ({"unit": unit.code} if address.is_scoped else {})
    url = reverse(name, kwargs=address.thing(unit) if address.thing else {})
    return f"{url}?{urlencode(query)}" if query else url


def page_at(client: Client, url: str) -> bytes:
    """A whole page; nothing for a file, a part of a page or the way to another one."""
    response = client.get(url)
    if response.streaming:
        response.close()
        return b""
    is_page = response.status_code == 200 and b"<html" in response.content
    return bytes(response.content) if is_page else b""


@pytest.mark.parametrize("share", range(SHARES))
def test_every_page_and_its_list_without_a_row(
    look: Look, manager: Client, unit: Unit, live_server: LiveServer, share: int
) -> None:
    walked = pages(manager, unit, share=share)
    lists = [url for url, page in walked.items() if b"az-tools" in page]
    assert len(walked) > 50 / SHARES
    assert len(lists) > 3 / SHARES
    lend_session(manager, look.page, live_server.url)
    for url in walked:
        look.at(url)
    for url in lists:
        look.at(f"{url}{'&' if '?' in url else '?'}q={NOTHING}")
        expect(look.page.locator(".az-empty")).to_be_visible()
    assert look.wrong == []


@pytest.mark.parametrize("share", range(SHARES))
def test_every_form_left_empty(
    hand: Look, manager: Client, unit: Unit, live_server: LiveServer, share: int
) -> None:
    lend_session(manager, hand.page, live_server.url)
    walked = pages(manager, unit, share=share)
    forms = [url for url, page in walked.items() if b"novalidate" in page]
    refused = [leave_empty(hand, url) for url in forms]
    assert sum(refused) > 12 / SHARES
    assert hand.wrong == []


def leave_empty(look: Look, url: str) -> bool:
    """Send a page's form, if it has one, without anything: whether it comes back.

    Then it says what is to be done, and the keyboard is there.
    """
    look.page.goto(url)
    if not look.page.locator(FORM).count():
        return False
    look.page.evaluate(EMPTIED)
    with look.page.expect_navigation():
        look.page.locator(FORM).last.evaluate("form => form.requestSubmit()")
    summary = look.page.locator("[data-error-summary]")
    if not summary.count():
        return False
    expect(summary).to_be_focused()
    look.here(f"{url} left empty")
    return True


def test_every_page_before_the_log_in(look: Look, unit: Unit) -> None:
    for url in pages(Client(), unit, public=True):
        look.at(url)
    assert look.wrong == []


def test_the_menus_above_a_list(
    look: Look, manager: Client, unit: Unit, live_server: LiveServer
) -> None:
    """Saved views, the filters that come when asked for, and what ticked rows open."""
    lend_session(manager, look.page, live_server.url)
    for name in ("inspections:list-hazards", "people:list-people"):
        url = f"{reverse(name)}?unit={unit.code}"
        look.at(url)
        menus = look.page.locator(".az-tools details")
        assert menus.count() == 2
        for number, shown in ((0, "Save what is shown as"), (1, "Show")):
            menus.nth(number).locator("summary").click()
            expect(menus.nth(number).get_by_text(shown)).to_be_visible()
            look.here(f"{url}, menu {number}")
            menus.nth(number).locator("summary").press("Escape")
    if not look.is_phone:
        look.at(reverse("inspections:list-hazards"))
        look.page.get_by_label("Choose all rows of this page").check()
        look.here("hazards, ticked")
    assert look.wrong == []


def test_a_file_on_its_way(
    look: Look, manager: Client, unit: Unit, live_server: LiveServer
) -> None:
    lend_session(manager, look.page, live_server.url)
    bad, good = brought(manager, BAD), brought(manager, posting_of(unit))
    look.at(bad, "a file with bad rows")
    expect(look.page.get_by_text("What is wrong")).to_be_visible()
    look.at(good, "a file that can be loaded")
    manager.post(f"{good}apply/")
    look.at(good, "a file that is loaded")
    look.at(f"{good}undo/", "taking a file back")
    manager.post(f"{good}undo/", {"reason": "The wrong file"})
    look.at(good, "a file that was taken back")
    expect(look.page.get_by_text("as they were before")).to_be_visible()
    under_way = Load.objects.latest("pk")
    Load.objects.filter(pk=under_way.pk).update(state="to_check")
    look.at(good, "a file that waits")
    assert look.wrong == []


def brought(client: Client, rows: str) -> str:
    """The address of a file of postings that was uploaded and checked."""
    form = {"kind": "postings", "file": upload(rows)}
    address = client.post(reverse("records:add-load"), form).headers["Location"]
    heads = rows.splitlines()[0].split(",")
    columns = {f"column-{n}": head for n, head in enumerate(heads)}
    client.post(f"{address}check/", columns)
    return str(address)


def posting_of(unit: Unit) -> str:
    row = f"{make.person().employee_no},{unit.code},2020-01-01"
    return f"employee_no,unit,start_on\n{row}\n"


def test_numbers_of_every_kind(
    look: Look, manager: Client, unit: Unit, live_server: LiveServer
) -> None:
    lend_session(manager, look.page, live_server.url)
    scope = f"unit={unit.code}&period=2019-06"
    for url in (
        f"/?{scope}",
        f"/indicators/?{scope}",
        f"/indicators/pauses.coverage/?{scope}",
        f"/indicators/workforce.headcount/?{scope}&slice=gender%3Df",
        f"/indicators/workforce.headcount/records/?{scope}",
        f"/indicators/workforce.hours_worked/?unit={unit.code}&period=2019",
        "/indicators/?period=1950",
        "/indicators/?period=never",
    ):
        look.at(url)
    assert look.wrong == []


def test_a_letter_that_did_not_leave(
    look: Look, manager: Client, unit: Unit, live_server: LiveServer
) -> None:
    lend_session(manager, look.page, live_server.url)
    user = make.user("worker", unit, email=ACCOUNT_EMAIL)
    message = post("invitation", to=ACCOUNT_EMAIL, user=user)
    message.fail("550 no such mailbox")
    look.at(reverse("notices:view-message", args=[message.pk]))
    expect(look.page.get_by_role("button", name="Send again")).to_be_visible()
    assert look.wrong == []


def test_what_cannot_be_shown(look: Look, unit: Unit, live_server: LiveServer) -> None:
    """Errors, and accounts that cover little or nothing."""
    refused = ["/no/such/page/", "/?period=never", "/accounts/users/"]
    lend_session(identified(make.user("worker", unit)), look.page, live_server.url)
    for url in (*refused, "/", "/org/"):
        look.at(url, f"{url} as a worker")
    lend_session(identified(make.user()), look.page, live_server.url)
    for url in ("/", "/me/", "/org/", "/indicators/"):
        look.at(url, f"{url} without a role")
    assert look.wrong == []


def test_the_second_factor(look: Look, unit: Unit, live_server: LiveServer) -> None:
    user = make.user("hq_safety", password=make.PASSWORD)
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    client = identified(user)
    lend_session(client, look.page, live_server.url)
    for name in ADDRESSES:
        if name.startswith("mfa_") and page_at(client, reverse(name)):
            look.at(reverse(name))
    look.page.context.clear_cookies()
    look.page.goto(reverse("account_login"))
    look.page.fill("[name=login]", user.username)
    look.page.fill("[name=password]", make.PASSWORD)
    look.page.press("[name=password]", "Enter")
    look.page.wait_for_url("**/second-factor/authenticate/")
    look.here("the code after the password")
    assert look.wrong == []
