"""The list of hazards of a unit: tabs, filters, order and who sees what."""

import csv
import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from inspections.models import Escalation, Hazard, Rung
from safety.accounts.models import User
from safety.core import paging
from safety.journal import write as journal
from safety.org.models import Unit
from tests import make
from tests.pages import text

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.both,
    pytest.mark.usefixtures("today"),
]
LIST = "/inspections/hazards/"
FOUND, DUE = date(2019, 6, 3), date(2019, 6, 10)


@pytest.fixture
def today() -> Any:
    with time_machine.travel(date(2019, 6, 12), tick=False):
        yield


@pytest.fixture
def project() -> Unit:
    return make.project(code="P01", name="Baiyinhua")


@pytest.fixture
def officer(client: Client, project: Unit) -> User:
    user = make.user("safety_officer", project)
    client.force_login(user)
    return user


def hazard(unit: Unit, words: str, **fields: Any) -> Hazard:
    return make.hazard(unit, FOUND, description=words, **{"due_on": DUE, **fields})


def listed(client: Client, **query: str) -> list[str]:
    rows = client.get(LIST, query).context["list"].page.rows
    return [row["description"] for row in rows]


def test_the_list_has_what_is_open_at_the_unit_or_below_it(
    client: Client, officer: User, project: Unit
) -> None:
    hazard(project, "A")
    hazard(make.team(parent=project), "B")
    hazard(project, "Closed", rectified_on=FOUND, verified_on=FOUND)
    hazard(project, "Voided", status="voided")
    hazard(make.project(), "Elsewhere")
    assert listed(client) == ["A", "B"]


def test_what_is_due_first_stands_on_top(
    client: Client, officer: User, project: Unit
) -> None:
    hazard(project, "Later")
    hazard(project, "First", due_on=FOUND)
    assert listed(client) == ["First", "Later"]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("open", ["Late", "Soon", "Waiting"]),
        ("overdue", ["Late"]),
        ("awaiting", ["Waiting"]),
        ("closed", ["Closed"]),
        ("any", ["Late", "Soon", "Waiting", "Closed"]),
        ("nonsense", ["Late", "Soon", "Waiting"]),
    ],
)
def test_a_tab_has_the_hazards_of_a_state(
    client: Client, officer: User, project: Unit, state: str, words: list[str]
) -> None:
    hazard(project, "Late", due_on=date(2019, 6, 11))
    hazard(project, "Soon", due_on=date(2019, 6, 12))
    hazard(project, "Waiting", rectified_on=FOUND, due_on=date(2019, 6, 13))
    hazard(
        project,
        "Closed",
        rectified_on=FOUND,
        verified_on=FOUND,
        due_on=date(2019, 6, 14),
    )
    assert listed(client, state=state) == words


HTMX = {"HX-Request": "true"}


def tallies(client: Client, **query: str) -> dict[str, str]:
    page = client.get(LIST, {"tally": "yes", **query}, headers=HTMX)
    return {tab: count.label for tab, _label, count in page.context["tabs"]}


def test_tabs_say_how_many_hazards_they_have(
    client: Client, officer: User, project: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        hazard(project, "Late", risk="1")
    hazard(project, "Waiting", rectified_on=FOUND)
    hazard(project, "Closed", rectified_on=FOUND, verified_on=FOUND)
    hazard(make.project(), "Elsewhere")
    plain = client.get(LIST)
    assert [count for *_rest, count in plain.context["tabs"]] == [None] * 8
    assert f'hx-get="{plain.context["tally_url"]}"' in plain.content.decode()
    numbers = {"open": "4", "overdue": "3", "reported": "3", "awaiting": "1"}
    empty = {"assigned": "0", "rectifying": "0"}
    all_of_them = {**numbers, **empty, "closed": "1", "any": "5"}
    assert tallies(client) == all_of_them
    assert tallies(client, state="closed") == all_of_them
    assert tallies(client, risk="1", state="closed")["any"] == "3"
    assert set(tallies(client, contractor="nobody").values()) == {"0"}
    monkeypatch.setattr(paging, "COUNTED", 3)
    assert tallies(client)["any"] == "3+"
    assert tallies(client)["overdue"] == "3"
    without_a_script = client.get(LIST, {"tally": "yes"}).content.decode()
    assert "<b>3+</b>" in without_a_script


def test_open_hazards_are_told_by_age(
    client: Client, officer: User, project: Unit
) -> None:
    today = date(2019, 6, 12)
    for days, times in ((0, 1), (3, 2), (4, 1), (7, 1), (8, 3), (14, 1), (15, 2)):
        for _ in range(times):
            found = today - timedelta(days)
            make.hazard(project, found, due_on=today)
    hazard(project, "Closed", rectified_on=FOUND, verified_on=FOUND)
    page = client.get(LIST, {"tally": "yes"}, headers=HTMX)
    assert re.findall(r"<span>(.*?) <b>(.*?)</b>", str(page.context["ages"])) == [
        ("0–3 d", "3"),
        ("4–7 d", "2"),
        ("8–14 d", "4"),
        ("15+ d", "2"),
    ]


@pytest.mark.parametrize(
    ("due", "said"),
    [
        ("2019-06-03", "9 days over"),
        ("2019-06-11", "1 day over"),
        ("2019-06-12", "today"),
        ("2019-06-13", "tomorrow"),
        ("2019-06-20", "8 days left"),
    ],
)
def test_a_row_says_how_much_time_is_left(
    client: Client, officer: User, project: Unit, due: str, said: str
) -> None:
    hazard(project, "A", due_on=due)
    assert said in text(client.get(LIST))


def test_only_who_may_do_it_can_tick_rows(
    client: Client, officer: User, project: Unit
) -> None:
    made = hazard(project, "A <b>")
    page = client.get(LIST).content.decode()
    assert f'name="row" value="{made.pk}" aria-label="Choose A &lt;b&gt;"' in page
    assert 'formaction="/inspections/hazards/many/assign/"' in page
    client.force_login(make.user("auditor", project))
    assert 'name="row"' not in client.get(LIST).content.decode()


def test_names_are_for_who_sees_these_people(
    client: Client, officer: User, project: Unit
) -> None:
    own, stranger = make.person(project, name="Li Wei"), make.person(name="Mr Chen")
    hazard(project, "A", responsible=own)
    hazard(project, "B", responsible=stranger)
    hazard(
        project, "C", rectified_on=FOUND, verified_on=FOUND, verified_by=own, number="C"
    )
    hazard(project, "D", sent_back=1)
    assert "Li Wei" in text(client.get(LIST))
    assert "Mr Chen" not in text(client.get(LIST))
    response: Any = client.get(LIST, {"export": "csv", "state": "any"})
    lines = csv.DictReader(b"".join(response).decode("utf-8-sig").splitlines())
    found = {line["Hazard"]: line for line in lines}
    assert found["A"]["Who rectifies it"] == "Li Wei"
    assert found["B"]["Who rectifies it"] == ""
    closed = found["C"]
    assert closed["Recheck result"] == "Put right"
    assert closed["Rechecked on"] == "2019-06-03"
    assert closed["Rechecked by"] == "Li Wei"
    assert found["D"]["Recheck result"] == "Sent back"
    assert found["A"]["Deadline"] == "2"
    assert found["A"]["Age"] == "9"


def test_filters_narrow_the_list(client: Client, officer: User, project: Unit) -> None:
    firm = make.contractor()
    visit = make.inspection(project, programme="leader_visit")
    hazard(project, "Plain", category="electric")
    hazard(project, "Grave", level="major", risk="1")
    hazard(project, "Firm’s", contractor=firm)
    hazard(project, "Leader’s", inspection=visit)
    assert listed(client, level="major") == ["Grave"]
    assert listed(client, risk="1") == ["Grave"]
    assert listed(client, contractor=firm.code) == ["Firm’s"]
    assert listed(client, programme="leader_visit") == ["Leader’s"]
    assert listed(client, category="Electric") == ["Plain"]
    make.hazard(project, date(2019, 6, 5), description="New", due_on=DUE)
    assert listed(client, found_from="2019-06-04") == ["New"]
    assert len(listed(client, found_to="2019-06-04")) == 4
    assert listed(client, found_to="yesterday") == []


def test_what_has_been_escalated_is_found(
    client: Client, officer: User, project: Unit
) -> None:
    hazard(project, "Plain")
    for who, after in (
        ("company_leader", "due"),
        ("owner", "due"),
        ("project_manager", "fixed"),
    ):
        rung = Rung(level="general", who=who, after=after, hours=1, valid_from=DUE)
        journal.save(rung, "add", by=None)
        made = hazard(project, f"{who} {after}")
        Escalation(hazard=made, rung=rung, day=DUE, moment=timezone.now()).save()
    for asked in ("any", "company_leader"):
        assert listed(client, escalated=asked) == ["company_leader due"]
    assert listed(client, escalated="headquarters") == []


def test_a_hazard_is_found_by_number_and_by_words(
    client: Client, officer: User, project: Unit
) -> None:
    hazard(project, "塔吊限位器失效", number="H-19-7")
    hazard(project, "Cable in water", number="H-19-8")
    assert listed(client, q="h-19-7") == ["塔吊限位器失效"]
    assert listed(client, q="限位") == ["塔吊限位器失效"]
    assert listed(client, q="water") == ["Cable in water"]


def test_a_file_has_what_the_page_has(
    client: Client, officer: User, project: Unit
) -> None:
    hazard(project, "A")
    hazard(project, "Closed", rectified_on=FOUND, verified_on=FOUND)
    response: Any = client.get(LIST, {"export": "csv"})
    written = b"".join(response).decode("utf-8-sig")
    assert "A" in written
    assert "Closed" not in written


def test_a_file_has_what_a_register_on_paper_has_in_the_readers_words(
    client: Client, officer: User, project: Unit
) -> None:
    told = {"place": "Stair 3", "category": "高处坠落", "measures": "Two rails"}
    hazard(project, "A", level="major", rectified_on=FOUND, **told)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    response: Any = client.get(LIST, {"export": "csv", "state": "any"})
    [line] = csv.DictReader(b"".join(response).decode("utf-8-sig").splitlines())
    assert {*told.values(), "重大", "待复查"} <= set(line.values())
    assert [line["发现日期"], line["整改完成日期"]] == ["2019-06-03"] * 2


def test_the_search_box_finds_hazards_of_my_units_only(
    client: Client, officer: User, project: Unit
) -> None:
    hazard(project, "Mine", number="H-19-7")
    hazard(make.project(), "Theirs", number="H-19-8")
    page = client.get("/search/", {"q": "H-19"}).content.decode()
    assert "Mine" in page
    assert "Theirs" not in page


def test_a_worker_sees_no_hazards(client: Client, project: Unit) -> None:
    client.force_login(make.user("worker", project))
    assert client.get(LIST).status_code == 403
