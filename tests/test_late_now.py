"""What is late now, on the home page: counted, and led to as a list of just that."""

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import unescape
from re import findall

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inspections.models import Occurrence
from safety.closing.services import months, reminding
from safety.core import paging
from safety.core.months import Month
from safety.journal import write as journal
from safety.org.models import Unit
from tests import make, things
from tests.pages import text
from training.models import PlannedDrill
from training.services import yearly

pytestmark = [
    pytest.mark.both,
    pytest.mark.django_db,
    pytest.mark.usefixtures("in_2019"),
]
TODAY, DAY = date(2019, 8, 1), timedelta(days=1)
ITEM = (
    r'<a class="az-li" href="([^"]+)">\s*<b>([^<]+)</b>\s*<span class="grow">([^<]+)<'
)


@dataclass
class Site:
    """Two companies with a project each; who answers for the first, and for all."""

    group: Unit = field(default_factory=lambda: make.group(code="G"))
    near: Unit = field(default_factory=lambda: make.company(code="NEAR"))
    far: Unit = field(default_factory=lambda: make.company(code="FAR"))

    def __post_init__(self) -> None:
        self.site = make.project(parent=self.near, code="SITE")
        self.yard = make.project(parent=self.far, code="YARD")
        self.manager = make.user("company_safety", self.near)
        self.hq = make.user("hq_safety", self.group)

    @property
    def both(self) -> tuple[Unit, Unit]:
        return self.site, self.yard


@pytest.fixture
def site() -> Site:
    return Site()


def late(client: Client, **query: str) -> dict[str, tuple[str, str]]:
    """The number and the list of each item that the page shows."""
    page = client.get("/", query).content.decode()
    assert "Late now" in page
    panel = page.partition("az-late")[2].partition("</section")[0]
    return {
        unescape(said): (number, unescape(url))
        for url, number, said in findall(ITEM, panel)
    }


def rows(client: Client, url: str) -> list[list[str]]:
    """The rows of a list, as its file has them."""
    answer = client.get(f"{url}&export=csv")
    assert answer.status_code == 200
    body = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.reader(body.splitlines()))[1:]


def hazards(site: Site) -> None:
    for unit in site.both:
        make.hazard(unit, TODAY - DAY)
        make.hazard(unit, TODAY)
        make.hazard(unit, TODAY - DAY, rectified_on=TODAY - DAY)


def grave_hazards(site: Site) -> None:
    for unit in site.both:
        make.hazard(unit, TODAY - DAY, risk="1")
        make.hazard(unit, TODAY, risk="1")


def reports(site: Site) -> None:
    for unit in site.both:
        things.in_triage(unit)


def inspections(site: Site) -> None:
    for unit in site.both:
        make.plan(unit)
        asked = Occurrence.objects.get(plan=make.plan(unit))
        asked.due_at = timezone.now() - DAY
        journal.save(asked, "change", by=None)


def drills(site: Site) -> None:
    for unit in site.both:
        for due in (TODAY - DAY, TODAY):
            planned = PlannedDrill(unit=unit, since_on=due, due_on=due)
            yearly.add(planned, by=None)
        planned = PlannedDrill(
            unit=unit, since_on=TODAY - 9 * DAY, due_on=TODAY - 9 * DAY
        )
        yearly.add(planned, by=None)
        make.drill(unit, held_on=TODAY - 9 * DAY)


def plans(site: Site) -> None:
    for unit in site.both:
        make.emergency_plan(unit, review_on=TODAY - DAY)
        make.emergency_plan(unit, review_on=TODAY)


def certificates(site: Site) -> None:
    for unit in site.both:
        person = make.person(unit)
        make.certificate(person, expires_on=TODAY - DAY)
        make.certificate(
            person, expires_on=TODAY, kind="special_operation", trade="Hoist"
        )
        renewed = make.person(unit)
        make.certificate(renewed, expires_on=TODAY - 9 * DAY)
        make.certificate(renewed, expires_on=TODAY + 9 * DAY)
        left = make.person()
        make.posting(left, unit, end_on=TODAY - DAY)
        make.certificate(left, expires_on=TODAY - DAY)


def sessions(site: Site) -> None:
    for unit in site.both:
        begun = {"status": "draft", "opened_at": timezone.now()}
        make.session(unit, ended_on=TODAY - DAY, **begun)
        make.session(unit, ended_on=TODAY, **begun)
        make.session(unit, ended_on=TODAY - DAY, status="draft")
        make.session(unit, ended_on=TODAY - DAY)


def a_month(site: Site) -> None:
    months.close(site.group, Month.of(2019, 5), by=None, why="All is in")
    # June is due of projects on 3 July, of companies a day later.
    for day in (date(2019, 7, 3), date(2019, 7, 4)):
        reminding.sweep(day)


Make = Callable[[Site], None]
ITEMS: dict[str, tuple[Make, str, str]] = {
    "hazards": (hazards, "overdue hazard", "overdue hazards"),
    "grave": (
        grave_hazards,
        "overdue hazard of risk I or level major",
        "overdue hazards of risk I or level major",
    ),
    "reports": (
        reports,
        "report from the site to look at",
        "reports from the site to look at",
    ),
    "inspections": (
        inspections,
        "planned inspection not made",
        "planned inspections not made",
    ),
    "drills": (drills, "planned drill not held", "planned drills not held"),
    "plans": (plans, "emergency plan to review", "emergency plans to review"),
    "certificates": (certificates, "expired certificate", "expired certificates"),
    "sessions": (
        sessions,
        "training session left open",
        "training sessions left open",
    ),
    "months": (
        a_month,
        "month not handed in or closed",
        "months not handed in or closed",
    ),
}
every_item = pytest.mark.parametrize(
    ("makes", "one", "many"), ITEMS.values(), ids=ITEMS
)


@every_item
def test_what_is_late_is_counted_and_its_list_has_just_that(
    client: Client, site: Site, makes: Make, one: str, many: str
) -> None:
    makes(site)
    client.force_login(site.manager)
    number, url = late(client, unit="SITE")[one]
    assert number == "1"
    assert len(rows(client, url)) == 1


@every_item
def test_headquarters_sees_that_of_all_and_a_company_its_own(
    client: Client, site: Site, makes: Make, one: str, many: str
) -> None:
    makes(site)
    client.force_login(site.hq)
    number, url = late(client)[many]
    of_all = rows(client, url)
    assert number == str(len(of_all))
    client.force_login(site.manager)
    assert client.get("/", {"unit": "FAR"}).status_code == 404
    own = late(client, unit="NEAR")
    number, url = own.get(one) or own[many]
    assert number == str(len(rows(client, url)))
    assert int(number) < len(of_all)


def test_where_nothing_is_late_one_quiet_line_says_so(
    client: Client, site: Site
) -> None:
    make.hazard(site.site, TODAY)
    client.force_login(site.manager)
    assert late(client) == {}
    page = text(client.get("/"))
    assert "Nothing is late here" in page
    assert "as of 1 Aug 2019" in page


def test_who_sees_none_of_it_gets_no_panel(client: Client, site: Site) -> None:
    hazards(site)
    client.force_login(make.user("worker", site.site))
    assert "Late now" not in text(client.get("/"))


def test_who_decides_about_no_reports_is_not_told_of_them(
    client: Client, site: Site
) -> None:
    reports(site)
    client.force_login(make.user("auditor", site.group))
    assert late(client) == {}


def test_the_gravest_come_first(client: Client, site: Site) -> None:
    hazards(site)
    grave_hazards(site)
    client.force_login(site.manager)
    assert list(late(client)) == [
        "overdue hazard of risk I or level major",
        "overdue hazards",
    ]


def test_what_was_put_right_meanwhile_is_late_no_more(
    client: Client, site: Site
) -> None:
    drills(site)
    a_month(site)
    client.force_login(site.hq)
    assert len(late(client)) == 2
    for unit in site.both:
        make.drill(unit, held_on=TODAY - DAY)
    months.close(site.group, Month.of(2019, 6), by=None, why="All is in")
    assert late(client) == {}


def test_very_many_are_not_counted_to_the_end(
    client: Client, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("safety.core.late.COUNTED", 3)
    for _n in range(5):
        make.hazard(site.site, TODAY - DAY)
    client.force_login(site.manager)
    assert late(client)["overdue hazards"][0] == "3+"
    assert paging.COUNTED == 1000


def test_a_chinese_reader_reads_it_in_chinese(client: Client, site: Site) -> None:
    hazards(site)
    make.hazard(site.site, TODAY - DAY)
    site.manager.language = "zh-hans"
    journal.save(site.manager, "change", by=None)
    client.force_login(site.manager)
    page = text(client.get("/", headers={"accept-language": "zh-hans"}))
    assert "当前超期" in page
    assert "2 项超期隐患" in page


def test_the_number_of_questions_does_not_grow(client: Client, site: Site) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/").status_code == 200
        return len(asked)

    client.force_login(site.hq)
    some = [makes for makes, _one, _many in ITEMS.values()]
    for makes in some:
        makes(site)
    few = questions()
    for makes in [*some[:-1], *some[:-1]]:
        makes(site)
    assert questions() == few
