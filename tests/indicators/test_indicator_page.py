"""The page of one number."""

import csv
import io
import json
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from safety.core.months import Month
from safety.indicators import drain
from safety.org import services as org
from safety.people import services as people
from tests import make
from tests.indicators.scene import Scene, figure
from tests.indicators.test_list_page import questions

pytestmark = [
    pytest.mark.both,
    pytest.mark.django_db,
    pytest.mark.usefixtures("in_2019"),
]
PEOPLE = "/indicators/workforce.headcount/"
HOURS = "/indicators/workforce.hours_worked/"
COVERAGE = "/indicators/pauses.coverage/"
GROUP = {"unit": "G", "period": "2019-06"}
DESK = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64)"}


def context(client: Client, url: str, **query: str) -> Any:
    return client.get(url, {**GROUP, **query}).context


def chart(client: Client, url: str, **query: str) -> Any:
    page = client.get(url, {**GROUP, **query}, headers=DESK).content.decode()
    found = re.search(r'<script id="by-month" [^>]*>(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


def units(client: Client, url: str, **query: str) -> dict[str, str]:
    below = context(client, url, **query)["below"]
    return {line.unit.code: line.value for line in below.lines}


def test_value_and_formula_are_the_stored_ones(client: Client, scene: Scene) -> None:
    explained = context(client, COVERAGE)["explained"]
    stored = figure(scene.group, "pauses.coverage")
    assert explained.figure == stored
    assert explained.parts == ["3", "8"]
    assert explained.names == ("Numerator", "People on the rosters")
    page = client.get(COVERAGE, GROUP).content.decode()
    assert "<span>3</span><span>8</span>" in page


def test_a_number_that_is_no_ratio_has_no_line(client: Client, scene: Scene) -> None:
    page = client.get(PEOPLE, GROUP).content.decode()
    assert '<div class="az-fml well big"><span>8</span></div>' in page


def test_units_below_are_largest_first_and_keep_the_scope(
    client: Client, scene: Scene
) -> None:
    assert list(units(client, PEOPLE).items()) == [("NEAR", "7"), ("FAR", "1")]
    page = client.get(PEOPLE, GROUP).content.decode()
    assert f"{PEOPLE}?unit=NEAR&amp;period=2019-06" in page


def test_what_makes_up_the_change_adds_up_to_it(client: Client, scene: Scene) -> None:
    people.declare_hours(scene.site, Month.of(2019, 5), Decimal(1000), by=None)
    drain.drain()
    why = context(client, HOURS)["why"]
    assert [(bar.piece and bar.piece.label, bar.text) for bar in why.bars] == [
        ("Far company", "+300.25 h"),
        ("Near company", "+200.5 h"),
    ]
    assert why.title == "2 units explain +500.75 h of +500.75 h against May 2019"
    page = client.get(HOURS, GROUP).content.decode()
    assert "Why it changed" in page


def test_a_closed_project_stands_there_only_with_a_number(
    client: Client, scene: Scene
) -> None:
    make.project(parent=scene.near, code="OLD", closed_on=date(2018, 3, 1))
    make.project(parent=scene.near, code="NEW", opened_on=date(2019, 7, 1))
    make.project(parent=scene.near, code="IDLE")
    assert list(units(client, PEOPLE, unit="NEAR")) == ["SITE", "IDLE"]


def test_the_tree_is_that_of_the_period(client: Client, scene: Scene) -> None:
    org.move(scene.site, scene.far, by=None, from_month=Month.of(2019, 7))
    drain.drain()
    assert units(client, PEOPLE, period="2019-06") == {"NEAR": "7", "FAR": "1"}
    assert units(client, PEOPLE, period="2019-07") == {"NEAR": "0", "FAR": "8"}
    assert list(units(client, PEOPLE, unit="NEAR", period="2019-06")) == ["SITE"]


def test_a_unit_that_moved_away_is_not_shown_to_who_lost_it(
    client: Client, scene: Scene
) -> None:
    org.move(scene.site, scene.far, by=None, from_month=Month.of(2019, 7))
    drain.drain()
    client.force_login(scene.reader("company_safety", scene.near))
    assert units(client, PEOPLE, unit="NEAR", period="2019-06") == {}
    assert context(client, PEOPLE, unit="NEAR")["explained"].value == "7"


def test_what_no_unit_below_has_is_said(client: Client, scene: Scene) -> None:
    below = context(client, HOURS, unit="FAR")["below"]
    assert [line.value for line in below.lines] == ["0 h"]
    assert below.rest_value == "300.25 h"
    page = client.get(HOURS, {**GROUP, "unit": "FAR"}).content.decode()
    assert "In none of these units" in page
    assert not context(client, HOURS)["below"].rest


def test_many_units_come_in_pages(client: Client, scene: Scene) -> None:
    for _ in range(60):
        make.project(parent=scene.near)
    first = context(client, PEOPLE, unit="NEAR")["below"]
    second = context(client, PEOPLE, unit="NEAR", page="2")["below"]
    assert (len(first.lines), len(second.lines), first.pages) == (50, 11, 2)
    assert not {x.unit for x in first.lines} & {x.unit for x in second.lines}
    last = context(client, PEOPLE, unit="NEAR", page="999")["below"]
    assert last.number == 2


def test_slices_are_the_stored_ones_and_open(client: Client, scene: Scene) -> None:
    found = {d.name: d for d in context(client, PEOPLE, unit="NEAR")["dimensions"]}
    assert set(found) == {"gender", "own"}  # nobody has a category
    own = {cut.key: cut.value for cut in found["own"].cuts}
    assert own == {"own=yes": "4", "own=no": "3"}
    for key, value in own.items():
        page = context(client, PEOPLE, unit="NEAR", slice=key)
        assert page["explained"].value == value
        stored = figure(scene.near, "workforce.headcount", cut=key)
        assert page["explained"].figure == stored


@pytest.mark.parametrize("cut", ["gender=f", "gender=m"])
def test_a_slice_by_gender_of_few_people_is_hidden_everywhere(
    client: Client, scene: Scene, cut: str
) -> None:
    """And so is the other, less which the whole would be the first."""
    cuts = context(client, PEOPLE, unit="NEAR")["dimensions"][0].cuts
    assert [each.value for each in cuts] == ["–", "–"]
    page = client.get(PEOPLE, {**GROUP, "unit": "NEAR", "slice": cut})
    text = page.content.decode()
    assert "Not shown: a group here has fewer than 5 people" in text
    assert page.context["explained"].value == "–"
    assert {line.value for line in page.context["below"].lines} == {"–"}
    drawn = chart(client, PEOPLE, unit="NEAR", slice=cut)
    assert {datum["value"] for datum in drawn["series"][0]["data"]} == {None}
    records = f"{PEOPLE}records/"
    listed = client.get(records, {**GROUP, "unit": "NEAR", "slice": cut})
    assert "too small to be shown" in listed.content.decode()


def test_groups_by_gender_of_five_and_more_are_shown(
    client: Client, scene: Scene
) -> None:
    for _ in range(3):
        make.person(scene.site, gender="f")
    drain.drain()
    cuts = context(client, PEOPLE, unit="NEAR")["dimensions"][0].cuts
    assert [each.value for each in cuts] == ["5", "5"]
    for cut in ("gender=f", "gender=m"):
        page = context(client, PEOPLE, unit="NEAR", slice=cut)
        assert page["explained"].value == "5"


def test_where_there_is_one_gender_alone_it_is_shown(
    client: Client, scene: Scene
) -> None:
    for _ in range(4):
        make.person(scene.yard, gender="m")
    drain.drain()
    (male,) = context(client, PEOPLE, unit="FAR")["dimensions"][0].cuts
    assert (male.key, male.value) == ("gender=m", "5")
    page = context(client, PEOPLE, unit="FAR", slice="gender=m")
    assert page["explained"].value == "5"


def test_a_slice_of_references_has_their_names(client: Client, scene: Scene) -> None:
    for risk in ("1", "1", "2"):
        scene.hazard(scene.site, risk, scene.firm if risk == "1" else None)
    drain.drain()
    _levels, risks, firms = context(client, "/indicators/hazards.found/")["dimensions"]
    named = [(cut.label, cut.value) for cut in risks.cuts]
    assert named == [("1 · red", "2"), ("2 · orange", "1")]
    assert firms.label == "Contractor"
    assert [(cut.label, cut.value) for cut in firms.cuts] == [("Firm", "2")]
    assert firms.cuts[0].key == f"contractor={scene.firm.code}"


def test_the_chart_has_a_month_for_each_that_has_begun(
    client: Client, scene: Scene
) -> None:
    drawn = chart(client, PEOPLE)
    points = drawn["series"][0]["data"]
    assert [point["value"] for point in points] == [8] * 8
    assert "\nopen" in points[-1]["label"]["formatter"]
    assert points[-1]["itemStyle"]["color"] == "--az-surface"
    assert not any("itemStyle" in point for point in points[:-1])
    assert chart(client, PEOPLE, period="2020")["series"][0]["data"] == []


def test_a_phone_loads_no_charts(client: Client, scene: Scene) -> None:
    phone = client.get(PEOPLE, GROUP, headers={"User-Agent": "Mobi"}).content
    assert b"charts.js" not in phone
    assert phone.count(b"az-pb") >= 8
    assert b"charts.js" in client.get(PEOPLE, GROUP, headers=DESK).content


def test_a_file_has_the_units_below(client: Client, scene: Scene) -> None:
    response: Any = client.get(COVERAGE, {**GROUP, "export": "csv"})
    text = b"".join(response).decode("utf-8-sig")
    rows = {row["Unit"]: row for row in csv.DictReader(io.StringIO(text))}
    assert (rows["NEAR"]["Numerator"], rows["NEAR"]["Denominator"]) == ("3", "7")
    assert (rows["FAR"]["Value"], rows["FAR"]["Denominator"]) == ("0.0", "1")


def test_access_is_by_the_unit(client: Client, scene: Scene) -> None:
    client.force_login(scene.reader("project_staff", scene.site))
    for url in (PEOPLE, f"{PEOPLE}records/"):
        assert client.get(url, {"unit": "SITE"}).status_code == 200
        assert client.get(url, {"unit": "NEAR"}).status_code == 404
    client.force_login(scene.reader("worker", scene.site))
    for url in (PEOPLE, f"{PEOPLE}records/"):
        assert client.get(url, {"unit": "SITE"}).status_code == 403


def test_there_is_no_such_indicator_or_slice(client: Client, scene: Scene) -> None:
    for url in (
        "/indicators/no.such/",
        "/indicators/%00/",
        "/indicators/no.such/records/",
    ):
        assert client.get(url).status_code == 404
    response = client.get(PEOPLE, {"slice": "shoe=42"})
    assert response.status_code == 404
    assert "category, gender, own" in response.content.decode()


HOSTILE: list[str | bytes] = [
    "\0",
    "\ud800".encode("utf-16", "surrogatepass"),
    b"\xff\xfe",
    "-1",
    "9" * 40,
    "1e40",
    "²",
    "gender=",
    "gender=\0",
    "drink=" + "x" * 500,
    "own=' OR 1=1 --",
    "0000",
    "9999-12",
    "2019-06:ytd:ytd",
    "../../etc/passwd",
    "<script>",
]
# Of the number, hours, a ratio, and the list behind a number.
BUDGET = [11, 10, 11, 8]
PARAMETERS = ["unit", "period", "page", "after", "slice", "part", "export"]


@pytest.mark.slow
@pytest.mark.parametrize("page", ["", "workforce.headcount/", "pauses.taken/records/"])
def test_no_query_string_breaks_a_page(client: Client, scene: Scene, page: str) -> None:
    for name in PARAMETERS:
        for value in HOSTILE:
            status = client.get(f"/indicators/{page}", {name: value}).status_code
            assert status in {200, 400, 404}, (name, value)


def test_the_pages_cost_the_same_however_many_facts(
    client: Client, scene: Scene
) -> None:
    urls = [PEOPLE, HOURS, COVERAGE, f"{PEOPLE}records/"]
    few = [questions(client, url, **GROUP) for url in urls]
    for _ in range(12):
        project = make.project(parent=scene.near)
        make.person(make.team(parent=project), contractor=make.contractor(), gender="f")
        scene.declare(project, "10")
    drain.drain()
    assert [questions(client, url, **GROUP) for url in urls] == few == BUDGET
