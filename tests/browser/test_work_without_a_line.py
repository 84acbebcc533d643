"""A phone without a line: what is kept, what waits, and that all of it arrives once."""

import os
import signal
from collections.abc import Iterator
from datetime import time
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.test import Client
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from inspections.models import (
    Answer,
    AnswerPhoto,
    Checklist,
    ChecklistVersion,
    Hazard,
    HazardPhoto,
    Inspection,
)
from inspections.services import answering
from inspections.walk import Walk
from safety.core.formats import number
from safety.incentives.models import Card
from safety.incentives.services import printing
from safety.people.models import Person
from tests import make
from tests.browser.axe import lend_session, violations
from tests.browser.line import Line, line_to
from tests.browser.look import WIDTH
from tests.conftest import PHONE
from tests.inspections.scene import Scene
from tools.services import system_chromium

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEPT = "[data-kept-pages] a"
OPEN = "[data-records] .az-tag:not(.ok)"
SENT = "[data-records] .az-tag.ok"
ROWS = "[data-records] > li"
MISSING = "[data-missing] li"
# The disk of this machine is not the test's to fill.
FULL = """
navigator.storage.estimate = async () => ({ quota: 1000, usage: 999 });
IDBObjectStore.prototype.put = () => {
  throw new DOMException("", "QuotaExceededError");
};
"""
TABLE = """sections:
  - name: Edges
    items:
      - {code: a, text: Rails, answering: deduction, most: 10, raises_hazard: true,
         photo_on_fail: true, note_on_fail: true}
      - {code: b, text: Nets}
      - {code: c, text: Wind, answering: number, high: 9, asked_if: b, asked_when: pass}
  - name: Boards
    items: [{code: d, text: Planks}]
"""
# A plan that asks its unit for an inspection today.
TODAY: dict[str, Any] = {
    "reach": "unit",
    "due_time": time(23, 59, 59),
    "day_off": "keep",
}
FENCE = "sections: [{name: Fence, items: [{code: e, text: Posts}]}]"

# Two tables of one category, one without guarantee items, and a list with all parts.
SCORED = """sections:
  - name: Guarantee
    items:
      - {code: a, text: A, answering: deduction, most: 10, part: guarantee}
      - {code: b, text: B, answering: deduction, most: 7.5, part: guarantee}
  - name: General
    items:
      - {code: c, text: C, answering: deduction, most: 8.35}
      - {code: d, text: D, most: 3, asked_if: a, asked_when: pass}
"""
PLAIN = """sections:
  - name: General
    items:
      - {code: e, text: E, most: 7}
      - {code: f, text: F, answering: deduction, most: 6}
"""
POINTS = """sections:
  - name: All
    items:
      - {code: g, text: G, answering: deduction, most: 9}
      - {code: h, text: H, part: guarantee}
      - {code: i, text: I, most: 2.5, part: bonus}
      - {code: j, text: J, part: veto}
"""


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.fixture
def camera(tmp_path: Path) -> Path:
    """A photo as a camera takes it."""
    path = tmp_path / "camera.jpg"
    Image.effect_noise((800, 600), 80).convert("RGB").save(path)
    return path


@pytest.fixture
def line(live_server: LiveServer) -> Iterator[Line]:
    with line_to(live_server.url) as line:
        yield line


@pytest.fixture
def site(browser: Browser, line: Line) -> Iterator[BrowserContext]:
    """A phone's browser with its worker and its store."""
    context = browser.new_context(locale="en", base_url=line.url, **PHONE)
    yield context
    context.close()


def cut(site: BrowserContext, line: Line) -> None:
    line.cut()
    site.set_offline(offline=True)


def mend(site: BrowserContext, line: Line) -> None:
    line.mend()
    site.set_offline(offline=False)


def signed_in(site: BrowserContext, client: Client, line: Line) -> Page:
    """A page at the queue, when all that works without a line is kept."""
    page = site.new_page()
    lend_session(client, page, line.url)
    page.goto("/offline/")
    expect(page.locator(KEPT).first).to_be_visible()
    return page


def report(page: Page, words: str, *photos: Path, risk: str = "") -> None:
    """Fill in the form that is open, and send it."""
    page.get_by_label("What is wrong").fill(words)
    if risk:
        page.locator(f"input[name=risk][value='{risk}']").check()
    for photo in photos:
        page.locator(".az-add:visible input").first.set_input_files(photo)
        expect(page.locator(".az-thumb[aria-busy=false]")).to_be_visible()
    page.get_by_role("button", name="Report hazard").tap()


def test_hazards_wait_on_the_phone_and_arrive_once(
    scene: Scene, site: BrowserContext, camera: Path, line: Line, tmp_path: Path
) -> None:
    page = signed_in(site, scene.client("project_staff"), line)
    cut(site, line)
    page.goto("/?unit=P01&period=2019-12")
    expect(page.get_by_text("Offline", exact=True)).to_be_visible()
    page.get_by_role("link", name="Report hazard").tap()
    page.locator("[name=responsible]").fill(str(scene.foreman))
    expect(page.locator("#id_responsible-options option").first).to_be_attached()
    page.locator("[name=responsible]").fill(scene.foreman.employee_no)
    report(page, "Edge open", camera, risk="1")
    row = page.locator(ROWS)
    expect(row).to_contain_text("Hazard · Edge open")
    expect(row).to_contain_text("waiting")
    expect(row).to_contain_text("phone your safety officer")
    assert not violations(page)
    page.goto("/inspections/hazards/")
    expect(page.get_by_role("heading", name="No line")).to_be_visible()
    page.goto("/inspections/hazards/report/?unit=P01")
    report(page, "Edge open")  # again, which the server would ask about
    expect(row).to_have_count(2)  # the form has given way to the queue
    expect(page.get_by_text("Offline · 2 records saved here")).to_be_visible()
    lose_and_load_the_queue(page, save_the_queue(page, tmp_path))
    mend(site, line)
    expect(page.locator(SENT)).to_have_count(2)
    expect(page.get_by_text("records saved here")).to_be_hidden()
    assert Hazard.objects.filter(description="Edge open").count() == 2
    photo = HazardPhoto.objects.get()
    assert photo.file is not None
    assert (photo.hazard.risk, photo.hazard.responsible) == ("1", scene.foreman)


def give_card(page: Page, worker: Person, paper: str = "") -> None:
    """Give somebody a card at the form of a project that is open."""
    page.goto("/incentives/cards/issue/?unit=P01")
    page.locator("[name=worker]").fill(worker.employee_no)
    page.get_by_role("radio", name="Stopped unsafe work").check()
    page.get_by_label("Number of the paper card").fill(paper)
    page.get_by_role("button", name="Give card").tap()


def test_cards_given_without_a_line_arrive_once_or_are_refused(
    scene: Scene, site: BrowserContext, line: Line
) -> None:
    """One is on paper; another is of a worker who has just got one."""
    project = scene.project
    make.budget(project, 12, str(project.today.year))
    make.card_rule(project, of_pair_a_week=1)
    first, second = (make.person(project, category="worker") for _ in range(2))
    paper = printing.prepare(project, Decimal(5), 1, by=None).cards.get().serial
    page = signed_in(site, scene.client("safety_officer"), line)
    cut(site, line)
    give_card(page, first, paper)
    expect(page.locator(ROWS)).to_have_count(1)
    expect(page.get_by_text("Offline · 1 record saved here")).to_be_visible()
    for number_kept in (2, 3):
        give_card(page, second)
        expect(page.locator(ROWS)).to_have_count(number_kept)
    mend(site, line)
    expect(page.locator(SENT)).to_have_count(2)
    expect(page.locator(OPEN)).to_have_count(1)
    arrived = page.locator(ROWS, has_text=f"is given to {second}")
    expect(arrived).to_contain_text("is used up to 83.3 %")
    refused = page.locator(ROWS, has_text="as many cards as are allowed in a week")
    expect(refused).to_contain_text(f"Prize card · {second.employee_no}")
    cards = Card.objects.order_by("pk")
    assert [(card.person, card.serial == paper) for card in cards] == [
        (first, True),
        (second, False),
    ]


def lose_and_load_the_queue(page: Page, file: Path) -> None:
    """What is in the file and on the phone is there once; what is lost comes back."""
    loaded, row = page.locator("[data-load-queue]"), page.locator(ROWS)
    row.get_by_role("button", name="Discard").last.tap()
    page.get_by_role("dialog").get_by_role("button", name="Discard").tap()
    expect(row).to_have_count(1)
    loaded.set_input_files(file)
    expect(row).to_have_count(2)
    expect(page.get_by_text("Offline · 2 records saved here")).to_be_visible()


class Phone:
    """A phone whose browser is killed and opened again, with what is on its disk."""

    def __init__(self, browser: Browser, folder: Path, address: str) -> None:
        self.browser, self.folder, self.address = browser, folder, address
        self.site = self.started()

    def started(self) -> BrowserContext:
        return self.browser.browser_type.launch_persistent_context(
            self.folder,
            executable_path=system_chromium(),
            args=["--no-sandbox"],
            locale="en",
            base_url=self.address,
            **PHONE,
        )

    def killed(self) -> Page:
        """The same address after the browser was killed, still without a line."""
        address = self.site.pages[-1].url
        # Chromium locks its folder with a link to its machine and its process.
        lock = (self.folder / "SingletonLock").readlink()
        with self.site.expect_event("close"):
            os.killpg(int(lock.name.rpartition("-")[2]), signal.SIGKILL)
        self.site = self.started()
        self.site.set_offline(offline=True)
        page = self.site.new_page()
        page.goto(address)
        return page


def test_a_whole_walk_without_a_line_survives_the_browser(
    scene: Scene,
    browser: Browser,
    tmp_path: Path,
    camera: Path,
    line: Line,
) -> None:
    make.checklist(scene.project, TABLE, name="Scaffold", scoring="points")
    fence = make.checklist(scene.project, FENCE, name="Fence")
    make.plan(scene.project, fence, name="Daily round", **TODAY)
    client = scene.client("project_staff")
    phone = Phone(browser, tmp_path / "phone", line.url)
    page = signed_in(phone.site, client, line)
    cut(phone.site, line)
    begin_and_fail(page)
    raise_hazard_and_go_on(phone.killed(), camera)
    walk_on_to_the_end(phone.killed())
    do_what_a_plan_asks(phone.site.pages[-1])
    # The session went with the browser: with a line it asks for the log-in first.
    page = phone.site.pages[-1]
    mend(phone.site, line)
    expect(page.get_by_text("Sign in again to send")).to_be_visible()
    assert not Inspection.objects.exists()
    lend_session(client, page, line.url)
    page.goto("/offline/")
    expect(page.locator(SENT)).not_to_have_count(0, timeout=30_000)
    expect(page.locator(OPEN)).to_have_count(0, timeout=30_000)
    expect(page.locator("[data-kept-pages]")).not_to_contain_text("Scaffold")
    phone.site.close()
    all_came_once()


def all_came_once() -> None:
    inspection, planned = Inspection.objects.order_by("pk")
    assert (inspection.status, planned.status) == ("final", "final")
    assert (inspection.checklist, planned.checklist) == ("Scaffold, Fence", "Fence")
    assert inspection.score == Decimal("83.33")
    assert planned.occurrence.state == "done"
    assert (inspection.weather, inspection.terms) == ("rain", ["承包商"])
    assert str(inspection.members.get()) == "Safety officer"
    told = Answer.objects.order_by("inspection", "item__code")
    assert list(told.values_list("item__code", "outcome", "said", "note")) == [
        ("a", "fail", "", "Axis 2"),
        ("b", "pass", "", ""),
        ("c", "fail", "12", ""),
        ("d", "pass", "", ""),
        ("e", "pass", "", ""),
        ("e", "pass", "", ""),
    ]
    photo = HazardPhoto.objects.get()
    assert photo.file is not None
    assert photo.hazard.inspection == inspection
    assert AnswerPhoto.objects.get().file == photo.file


def begin_and_fail(page: Page) -> None:
    page.goto("/inspections/start/?unit=P01&period=2019-12")
    for name in ("Scaffold", "Fence"):
        page.get_by_label(name).check()
    page.get_by_role("button", name="Start inspection").tap()
    rails = page.locator("[data-item]", has_text="Rails")
    rails.get_by_role("button", name="Fail").tap()
    rails.get_by_role("button", name="Deduct more").tap()
    at_the_end(
        page,
        "Rails failed, and has no note",
        "Rails failed, and has no photo",
        "Rails failed, and no hazard is raised",
        "Nets not answered yet",
        "Planks not answered yet",
        "Posts not answered yet",
    )
    expect(page.get_by_role("button", name="Finish inspection")).to_be_hidden()
    assert not violations(page)
    page.locator(MISSING, has_text="Nets").tap()
    rails.get_by_label("Note").fill("Axis 2")
    rails.get_by_label("Note").blur()
    # The phone has kept it: what is missing is drawn from that.
    expect(page.locator(MISSING).first).to_have_text("Rails failed, and has no photo")
    expect(page.get_by_text("1 of 4 items")).to_be_visible()
    expect(page.locator("[data-score]")).to_have_text("80 /100")
    assert not violations(page)
    assert page.evaluate(WIDTH) == [390, 390]


def at_the_end(page: Page, *missing: str) -> None:
    """What the end of the walk says is missing."""
    page.get_by_role("link", name="Finish inspection").tap()
    expect(page.locator(MISSING)).to_have_text(list(missing))


def raise_hazard_and_go_on(page: Page, camera: Path) -> None:
    rails = page.locator("[data-item]", has_text="Rails")
    expect(rails.locator("output")).to_have_text("2")
    rails.get_by_role("link", name="Report as hazard").tap()
    rails.locator("input[name=risk][value='1']").check()
    form = rails.locator(".az-hazard")
    form.locator(".az-add:visible input").first.set_input_files(camera)
    expect(form.locator(".az-thumb[aria-busy=false]")).to_be_visible()
    form.get_by_role("button", name="Report").tap()
    expect(rails.get_by_text("phone your safety officer")).to_be_visible()
    open_items = [f"{item} not answered yet" for item in ("Nets", "Planks", "Posts")]
    at_the_end(page, *open_items)  # its photo is that of its hazard
    page.locator(MISSING, has_text="Nets").tap()
    rails.locator(".az-shots .az-add:visible input").first.set_input_files(camera)
    expect(rails.locator("[data-kept] img")).to_be_visible()
    page.get_by_role("button", name="All OK").tap()
    wind = page.get_by_label("Wind", exact=True)
    for typed, has_failed in (("9", False), ("9.004", True), ("9,5", False)):
        wind.fill(typed)
        wind.blur()
        card = page.locator("[data-item]", has_text="Wind")
        expect(card).to_have_attribute("data-said", typed)
        assert ("has-failed" in (card.get_attribute("class") or "")) == has_failed
    at_the_end(page, "Wind is no number like 12.50", *open_items[1:])
    page.locator(MISSING, has_text="Wind").tap()
    expect(page.get_by_text("2 of 5 items")).to_be_visible()
    wind.fill("12")
    wind.blur()
    expect(page.get_by_text("3 of 5 items")).to_be_visible()  # the phone has kept it


def walk_on_to_the_end(page: Page) -> None:
    expect(page.get_by_label("Wind", exact=True)).to_have_value("12")
    page.get_by_role("button", name="Next section").tap()
    pass_the_section(page, "Boards")
    expect(page.locator("[data-score] b")).to_have_text("83.33")  # 10 of 12
    pass_the_section(page, "Fence")
    page.get_by_text("About this inspection").tap()
    page.get_by_label("Rain").check()
    page.get_by_label("Contractors").check()
    page.get_by_label("Safety officer").check()
    finish(page)
    expect(page.locator(ROWS)).to_have_count(2)  # its start, and all the rest


def do_what_a_plan_asks(page: Page) -> None:
    page.goto("/?unit=P01&period=2019-12")
    page.get_by_role("button", name="Start", exact=True).tap()
    pass_the_section(page, "Fence")
    finish(page)
    expect(page.locator(ROWS)).to_have_count(4)


def pass_the_section(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", name=name, level=2)).to_be_visible()
    page.get_by_role("button", name="Pass").tap()
    page.get_by_role("button", name="Next section").tap()


def finish(page: Page) -> None:
    page.get_by_label("Nobody of theirs was there").check()
    page.get_by_role("button", name="Finish inspection").tap()


def test_a_phone_scores_as_the_server_does(
    scene: Scene, phone: Page, live_server: LiveServer
) -> None:
    """JGJ 59 and points, whatever is answered: the same figure and grade."""
    lists = [
        make.checklist(scene.project, text, scoring="jgj59", category=category)
        for text, category in ((SCORED, "A03"), (SCORED, "A03"), (PLAIN, "A10"))
    ]
    by_points = make.checklist(scene.project, POINTS, scoring="points")
    lend_session(scene.client("project_staff"), phone, live_server.url)
    chance, told = Random(59), set()
    for each in (lists, [by_points]):
        walk = begun(scene, each)
        for _time in range(8):
            answer_by(chance, walk)
            phone.goto(f"/inspections/{walk.pk}/whole/")
            state = Walk(walk)
            score = number(state.score)
            done, demanded = state.counts
            grade = state.grade if done == demanded else ""
            told.add(grade)
            expect(phone.locator("[data-score] b")).to_have_text(score)
            expect(phone.locator("[data-score] .az-tag")).to_have_text(grade)
    assert told == {"", "Excellent", "Qualified", "Unqualified"}


def begun(scene: Scene, lists: list[Checklist]) -> Inspection:
    blank = Inspection(
        unit=scene.project,
        inspected_on=scene.today,
        lead=scene.person("project_staff"),
        programme="qhse",
        form="self",
    )
    versions = [each.versions.get() for each in lists]
    return answering.start(blank, versions, by=None)


def answer_by(chance: Random, walk: Inspection) -> None:
    """Answer most of what is asked, now well, now badly."""
    good, left = chance.choice([4, 30, 90]), chance.choice([0, 0, 0, 1])
    for item in Walk(walk).items.values():
        outcome = chance.choices(["pass", "fail", "na", ""], [good, 4, 2, left])[0]
        deducted = str(chance.choice(["0.5", "1.25", "3", "9.99"]))
        answer = {"outcome": outcome, "deducted": deducted}
        answering.answer(walk, item, answer, by=None)


def test_a_queue_is_of_one_user_and_overwrites_nothing(
    scene: Scene, site: BrowserContext, tmp_path: Path, line: Line
) -> None:
    make.checklist(scene.project, TABLE, name="Scaffold")
    page = signed_in(site, scene.client("project_staff"), line)
    address = begin_with_a_line(page).replace("answer/", "")
    cut(site, line)
    page.get_by_role("button", name="Pass").tap()  # the line goes at this tap
    expect(page.locator(".az-whole").get_by_text("1 of 3 items")).to_be_visible()
    planks = page.locator("[data-item]", has_text="Planks")
    expect(planks.locator("[aria-pressed=true]")).to_have_text("Pass")
    page.goto(f"{address}finish/")  # the last tap that the server's page offers
    expect(page.locator(MISSING)).to_have_count(2)  # Rails and Nets
    file = save_the_queue(page, tmp_path)
    # Meanwhile somebody else has failed the same item.
    item = ChecklistVersion.objects.get().items[-1]
    answering.answer(Inspection.objects.get(), item, {"outcome": "fail"}, by=None)
    mend(site, line)
    row = page.locator(ROWS, has_text="needs you")
    expect(row.locator("[data-yours]")).to_have_text("Pass")
    expect(row.locator("[data-theirs]")).to_have_text("Fail")
    assert Answer.objects.get().outcome == "fail"
    assert not violations(page)
    sign_out_and_leave_it(page)
    nothing_for_another(page, scene.client("safety_officer"), line, file)
    lend_session(scene.client("project_staff"), page, line.url)
    page.goto("/offline/")
    row.get_by_role("button", name="Discard").tap()
    page.get_by_role("dialog").get_by_role("button", name="Discard").tap()
    expect(row).to_have_count(0)
    page.locator("[data-load-queue]").set_input_files(file)
    row.get_by_role("button", name="Try again").tap()
    expect(page.locator(OPEN)).to_have_count(0)
    assert Answer.objects.get().outcome == "pass"


def test_what_the_server_refuses_is_mended_and_a_full_phone_says_so(
    scene: Scene, site: BrowserContext, line: Line, settings: Any
) -> None:
    settings.OUTBOX_RETRY_SECONDS = [1]
    page = signed_in(site, scene.client("project_staff"), line)
    page.goto("/inspections/hazards/report/?unit=P01")
    line.cut()  # the phone itself does not notice
    report(page, "")
    expect(page.get_by_text("Offline · 1 record saved here")).to_be_visible()
    line.mend()
    row = page.locator(ROWS, has_text="needs you")
    expect(row).to_contain_text("Fill in “What is wrong”.")
    row.get_by_role("button", name="Open").tap()
    report(page, "Edge open")
    expect(page.get_by_role("heading", name="Edge open")).to_be_visible()
    page.goto("/inspections/hazards/report/?unit=P01")
    expect(page.locator("[data-banner]")).to_be_hidden()
    page.add_init_script(FULL)
    page.reload()
    expect(page.get_by_text("This phone is nearly full")).to_be_visible()
    report(page, "Ladder broken")
    expect(page.get_by_text("this phone has no room left")).to_be_visible()
    expect(page.get_by_label("What is wrong")).to_have_value("Ladder broken")
    assert Hazard.objects.get().description == "Edge open"


def begin_with_a_line(page: Page) -> str:
    """Begin an inspection, and go to its second section when it is kept.

    Returns its address.
    """
    page.goto("/inspections/start/?unit=P01")
    page.get_by_label("Scaffold").check()
    page.get_by_role("button", name="Start inspection").tap()
    expect(page.get_by_text("0 of 3 items")).to_be_visible()
    address = page.url
    page.goto("/offline/")
    expect(page.locator(KEPT, has_text="Scaffold")).to_be_visible(timeout=15_000)
    page.goto(f"{address}?at=2")
    return address


def save_the_queue(page: Page, folder: Path) -> Path:
    page.goto("/offline/")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the queue").tap()
    saved.value.save_as(folder / "queue.json")
    return folder / "queue.json"


def nothing_for_another(page: Page, other: Client, line: Line, file: Path) -> None:
    """Another user of the phone sees no queue, nor loads it from the file."""
    lend_session(other, page, line.url)
    page.goto("/offline/")
    expect(page.get_by_text("Nothing waits")).to_be_visible()
    page.locator("[data-load-queue]").set_input_files(file)
    expect(page.get_by_text("This queue is of somebody else")).to_be_visible()


def sign_out_and_leave_it(page: Page) -> None:
    """Signing out asks first; then nobody finds a page of the one who left."""
    page.goto("/me/")
    page.get_by_role("button", name="Sign out").tap()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("1 record is not sent yet")
    dialog.get_by_role("button", name="Sign out").tap()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    names = page.evaluate("caches.keys()")
    assert not [name for name in names if name.startswith("pages-")]
