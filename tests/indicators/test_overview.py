"""The home page: numbers, why the chosen one changed, and what else the unit’s say."""

import re
from datetime import date
from fractions import Fraction
from html import unescape
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from safety.closing.services import months
from safety.core.months import Month, Period
from safety.indicators import drain, registry, targets, years
from safety.indicators.models import Weight
from safety.indicators.overview import league, weighing
from safety.indicators.overview.page import Overview
from safety.indicators.overview.sheet import Stored
from safety.org.models import Unit
from tests import make
from tests.indicators.scene import JUNE, Scene, figure
from training.models import PlannedDrill

pytestmark = [
    pytest.mark.both,
    pytest.mark.django_db,
    pytest.mark.usefixtures("in_2019"),
]
HOME = {"period": "2019-06"}


def body(client: Client, **query: str) -> str:
    text = client.get("/", {**HOME, **query}).content.decode()
    return " ".join(unescape(text).split())


def overview(scene: Scene, unit: Unit | None = None, period: Period = JUNE) -> Overview:
    today = timezone.localdate()
    stored = Stored(scene.hq, unit or scene.group, period, years.known(), today)
    return Overview(stored)


def hazards(unit: Unit, due: int, on_time: int, month: int = 6, **more: str) -> None:
    """Hazards due in a month, the first of them put right on their day."""
    for number in range(due):
        day = date(2019, month, 10)
        done = {"rectified_on": day} if number < on_time else {}
        make.hazard(unit, date(2019, month, 3), due_on=day, **done, **more)


def cells(answer: Any) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer)))
    return book.get_sheet_by_index(0).to_python()


# --- tiles ------------------------------------------------------------------------


def test_a_tile_has_value_target_and_both_changes(client: Client, scene: Scene) -> None:
    hazards(scene.site, due=4, on_time=3)
    hazards(scene.site, due=2, on_time=2, month=5)
    make.hazard(
        scene.site,
        date(2018, 6, 3),
        due_on=date(2018, 6, 4),
        rectified_on=date(2018, 6, 9),
    )
    drain.drain()
    on_time = registry.indicators()["hazards.on_time_rate"]
    row = targets.proposed(on_time, scene.group, 2019)
    row.target = 95
    targets.put(row, by=None)
    page = body(client)
    tile = page[page.index("Hazards put right on time") :][:2500]
    assert "75.0" in tile
    assert "25.0 pts" in tile
    assert "on May" in tile
    assert "on June 2018" in tile
    assert '<span class="az-down">target 95.0 %</span>' in tile


def test_a_tile_opens_why_its_number_changed(client: Client, scene: Scene) -> None:
    hazards(scene.site, due=2, on_time=0)
    drain.drain()
    page = body(client)
    assert 'href="/?unit=G&period=2019-06&number=hazards.overdue#why"' in page
    chosen = body(client, number="hazards.overdue")
    assert "1 unit explains +2 of +2 against May 2019" in chosen
    assert 'href="/indicators/hazards.overdue/?unit=NEAR&period=2019-06"' in chosen


def test_a_number_that_nobody_knows_is_not_asked_for(
    client: Client, scene: Scene
) -> None:
    assert client.get("/", {**HOME, "number": "no.such"}).status_code == 200


def test_categories_make_up_a_change(client: Client, scene: Scene) -> None:
    hazards(scene.site, due=3, on_time=0, category="scaffold")
    hazards(scene.site, due=1, on_time=0, category="electricity")
    drain.drain()
    page = body(client, number="hazards.overdue")
    assert "By category: +4 against May 2019" in page
    assert "slice=category%3Dscaffold" in page
    assert page.index("scaffold") < page.index("electricity")


# --- risks ------------------------------------------------------------------------


def test_what_is_open_is_shown_by_risk(client: Client, scene: Scene) -> None:
    for risk in ("1", "1", "3", ""):
        scene.hazard(scene.site, risk)
    drain.drain()
    found = overview(scene).risks
    assert found is not None
    assert [(line.risk, line.open) for line in found.lines] == [
        ("1", 2),
        ("2", 0),
        ("3", 1),
        ("4", 0),
        ("", 1),
    ]
    assert found.total == "4"
    page = body(client)
    assert "slice=risk%3D1" in page
    assert "Not graded" in page


# --- coverage ---------------------------------------------------------------------


def test_coverage_is_shown_by_unit_and_month(client: Client, scene: Scene) -> None:
    session = make.session(scene.site, ended_on=date(2019, 4, 5))
    for person in scene.crew[:5]:
        make.attendance(session, person)
    drain.drain()
    found = overview(scene).heat
    assert found is not None
    near = next(cells for unit, cells in found.rows if unit == scene.near)
    assert [cell.text for cell in near][:6] == ["0", "0", "0", "71", "71", "71"]
    assert [cell.css for cell in near][3:5] == ["q3", "q3"]
    assert "Training coverage since January 2019" in body(client)


# --- league -----------------------------------------------------------------------


def test_a_score_is_the_weighted_mean_of_what_has_a_value(scene: Scene) -> None:
    hazards(scene.site, due=4, on_time=3)
    hazards(scene.yard, due=2, on_time=2)
    make.inspection(scene.yard, date(2019, 6, 5))
    drain.drain()
    table = overview(scene).league
    assert table is not None
    for row in table.rows:
        sums, weight = Fraction(), 0
        for code, counts in {
            "hazards.on_time_rate": 40,
            "hazards.rectification_rate": 20,
            "training.coverage": 20,
            "inspections.coverage": 20,
        }.items():
            share = figure(row.unit, code)
            if share.denominator:
                sums += counts * Fraction(share.numerator) / Fraction(share.denominator)
                weight += counts
        assert row.score.value == 100 * sums / weight
    assert [row.unit for row in table.rows] == [scene.far, scene.near]


def test_places_move_with_the_scores(client: Client, scene: Scene) -> None:
    hazards(scene.site, due=2, on_time=2, month=5)
    hazards(scene.yard, due=2, on_time=0, month=5)
    hazards(scene.site, due=2, on_time=0)
    hazards(scene.yard, due=2, on_time=2)
    drain.drain()
    table = overview(scene).league
    assert table is not None
    assert [(row.unit, row.rose) for row in table.rows] == [
        (scene.far, 1),
        (scene.near, -1),
    ]
    page = body(client)
    assert "▲" in page
    assert 'href="/?unit=NEAR&period=2019-06"' in page


def test_only_units_that_one_may_see_are_compared(client: Client, scene: Scene) -> None:
    client.force_login(scene.reader("company_safety", scene.near))
    page = body(client)
    assert "Site" in page
    assert "Far company" not in page
    assert "Yard" not in page


def test_of_many_units_the_first_and_last_are_shown(
    client: Client, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(league, "FIRST", 1)
    monkeypatch.setattr(league, "LAST", 1)
    for number in range(3):
        company = make.company(name=f"Company {number}", code=f"C{number}")
        make.person(make.team(parent=make.project(parent=company)))
    drain.drain()
    page = body(client)
    assert "Places 2 to 4" in page
    assert page.count('href="/?unit=C') == 3 + 1  # the heat map has all of them
    whole = client.get("/indicators/league/", HOME).content.decode()
    assert all(f"Company {number}" in whole for number in range(3))


def test_the_page_of_the_league_says_how_a_score_is_made(
    client: Client, scene: Scene
) -> None:
    hazards(scene.site, due=4, on_time=3)
    drain.drain()
    page = client.get("/indicators/league/", HOME).content.decode()
    assert "The score is the weighted mean" in page
    assert "Hazards put right on time × 40" in page
    assert "75.0 %" in page
    table = client.get("/indicators/league/", {**HOME, "export": "csv"})
    lines = b"".join(table).decode().splitlines()
    assert lines[0].startswith("\ufeffPlace,Unit,Code,Score")
    assert any(",NEAR," in line for line in lines)


def test_headquarters_weighs(client: Client, scene: Scene) -> None:
    form = {each.code: "0" for each in weighing.weighable()}
    sent = {**form, "training.coverage": "100", "request_id": str(uuid4())}
    for _twice in range(2):
        assert client.post("/indicators/league/weights/", sent).status_code in {
            302,
            409,
        }
    assert [
        (indicator.code, weight)
        for indicator, weight in weighing.in_force(Month.of(2019, 6))
    ] == [("training.coverage", 100)]
    assert Weight.objects.count() == len(form)


@pytest.mark.parametrize("text", ["-1", "101", "x", "1.5"])
def test_a_weight_is_a_number_up_to_a_hundred(
    client: Client, scene: Scene, text: str
) -> None:
    form = {each.code: "0" for each in weighing.weighable()}
    answer = client.post(
        "/indicators/league/weights/", {**form, "training.coverage": text}
    )
    assert "is-invalid" in answer.content.decode()
    assert not Weight.objects.filter(weight=0).exists()


def test_something_must_count(client: Client, scene: Scene) -> None:
    form = {each.code: "0" for each in weighing.weighable()}
    answer = client.post("/indicators/league/weights/", form)
    assert "At least one must count." in answer.content.decode()


def test_only_headquarters_weighs(client: Client, scene: Scene) -> None:
    client.force_login(scene.reader("company_safety", scene.near))
    assert client.get("/indicators/league/weights/").status_code == 403
    assert (
        "Change the weights" not in client.get("/indicators/league/").content.decode()
    )


def test_a_closed_month_keeps_the_weights_that_it_had(
    client: Client, scene: Scene
) -> None:
    hazards(scene.site, due=4, on_time=3)
    drain.drain()
    before = overview(scene).league
    months.close(scene.group, Month.of(2019, 6), by=scene.hq, why="said")
    weighing.weigh({"hazards.on_time_rate": 1}, by=scene.hq.pk)
    after = overview(scene).league
    assert before is not None
    assert after is not None
    assert [row.score.value for row in after.rows] == [
        row.score.value for row in before.rows
    ]
    july = overview(scene, period=Period.parse("2019-07")).league
    assert july is not None
    assert [weight for _indicator, weight in july.weights] == [1]
    assert (
        "They hold from July 2019 on"
        in client.get("/indicators/league/weights/").content.decode()
    )


def test_drills_stand_against_the_plan(client: Client, scene: Scene) -> None:
    for day in (5, 20, 29):
        since, due = date(2019, 6, day - 2), date(2019, 6, day)
        PlannedDrill.objects.create(unit=scene.site, since_on=since, due_on=due)
    make.drill(scene.site, held_on=date(2019, 6, 19))
    drain.drain()
    page = body(client)
    assert "3 planned, 1 of them held, 2 late" in page
    table = overview(scene).league
    assert table is not None
    assert {row.unit: row.plan and row.plan[:2] for row in table.rows} == {
        scene.near: (3, 1),
        scene.far: None,
    }
    assert '<span class="az-down">1/3</span>' in page


# --- the head -----------------------------------------------------------------------


def test_the_head_says_what_is_closed(client: Client, scene: Scene) -> None:
    months.close(scene.near, Month.of(2019, 6), by=scene.hq, why="said")
    page = body(client)
    assert "1 of 2 units have closed June 2019" in page
    assert "June 2019 without a work-related death." in page
    closed = body(client, unit="NEAR")
    assert "Closed</span>" in closed


# --- every page ---------------------------------------------------------------------


def test_a_team_has_nothing_below_to_compare(client: Client, scene: Scene) -> None:
    team = make.team(parent=scene.site, code="TEAM")
    make.person(team)
    drain.drain()
    page = body(client, unit="TEAM")
    assert "Drills by month" in page
    assert "League table" not in page
    assert "az-heat" not in page
    answer = client.get("/indicators/league/", {**HOME, "unit": "TEAM"})
    assert "Nothing to compare" in answer.content.decode()


@pytest.mark.parametrize(
    "panel", ["numbers", "why", "risks", "coverage", "league", "drills", "recognition"]
)
def test_every_panel_is_a_workbook(client: Client, scene: Scene, panel: str) -> None:
    hazards(scene.site, due=4, on_time=3)
    drain.drain()
    page = body(client, number="hazards.overdue")
    url = f"/indicators/overview/{panel}/?unit=G&period=2019-06&number=hazards.overdue"
    assert f'href="{url}"' in page
    answer = client.get(url)
    assert f'"{panel}-G-2019-06.xlsx"' in answer["Content-Disposition"]
    rows = cells(answer)
    assert len(rows) > 1
    assert all(rows[0])


def test_a_workbook_has_exact_numbers(client: Client, scene: Scene) -> None:
    hazards(scene.site, due=3, on_time=2)
    drain.drain()
    rows = cells(client.get("/indicators/overview/numbers/", HOME))
    found = {row[0]: row[3:] for row in rows if row[2] == "2019-06"}
    assert found["hazards.on_time_rate"] == [2 / 3, 2, 3]
    assert found["hazards.overdue"][0] == 1


def test_no_other_panel_is(client: Client, scene: Scene) -> None:
    answer = client.get("/indicators/overview/no-such/", HOME)
    assert answer.status_code == 404


def test_a_wall_screen_shows_itself_anew(client: Client, scene: Scene) -> None:
    assert "http-equiv" not in body(client)
    page = body(client, wall="1")
    assert '<meta http-equiv="refresh" content="60">' in page
    assert re.search("az-wide az-onwall", page)
    number = client.get("/indicators/training.coverage/", {**HOME, "wall": "1"})
    assert b'http-equiv="refresh"' in number.content


def test_a_phone_loads_no_charts(client: Client, scene: Scene) -> None:
    assert "charts.js" in body(client)
    phone = client.get("/", HOME, headers={"user-agent": "Android Mobile"})
    assert b"charts.js" not in phone.content
    assert b"tabler.css" not in phone.content


def test_the_number_of_questions_does_not_grow(client: Client, scene: Scene) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            body(client)
        return len(asked)

    few = questions()
    for number in range(6):
        company = make.company(name=f"Company {number}")
        make.person(make.team(parent=make.project(parent=company)))
        scene.hazard(company, "1")
    drain.drain()
    assert questions() == few == 18
