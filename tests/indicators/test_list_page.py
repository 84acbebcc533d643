"""The page of all numbers of a unit and period."""

import csv
import io
from datetime import date
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from safety.core.months import Period
from safety.indicators import drain, registry, show
from tests import make
from tests.indicators.scene import JUNE, Scene, figure

pytestmark = [
    pytest.mark.both,
    pytest.mark.django_db,
    pytest.mark.usefixtures("in_2019"),
]
URL = "/indicators/"


def lines(client: Client, **query: str) -> dict[str, show.Line]:
    groups = client.get(URL, query).context["groups"]
    return {line.indicator.code: line for _name, some in groups for line in some}


def body(response: Any) -> bytes:
    return b"".join(response)


def test_every_number_is_the_stored_one(client: Client, scene: Scene) -> None:
    for unit in (scene.group, scene.near, scene.far, scene.yard):
        for period in ("2019-06", "2019-Q2", "2019-H1", "2019", "2019-06:ytd"):
            shown = lines(client, unit=unit.code, period=period)
            assert set(shown) == set(registry.indicators())
            for code, line in shown.items():
                assert line.figure == figure(unit, code, Period.parse(period))


def test_the_page_says_value_and_parts(client: Client, scene: Scene) -> None:
    page = client.get(URL, {"unit": "G", "period": "2019-06"}).content.decode()
    assert '<td class="az-num value">1,500.75 h</td>' in page
    assert "3 / 8" in page  # of the made-up coverage


def test_indicators_stand_under_what_they_are_about(
    client: Client, scene: Scene
) -> None:
    groups = [name for name, _some in client.get(URL).context["groups"]]
    assert groups[:3] == ["Workforce", "Contractors", "Projects"]
    assert len(groups) == len(set(groups))


def test_a_ratio_over_nothing_is_a_dash(client: Client, scene: Scene) -> None:
    line = lines(client, unit="G", period="2019-06")["inspections.average_score"]
    assert line.figure.denominator == 0
    assert line.value == "–"


def test_changes_are_to_the_period_before_and_to_the_year_before(
    client: Client, scene: Scene
) -> None:
    make.posting(scene.loner, scene.site, date(2018, 6, 5), date(2018, 6, 20))
    make.person(scene.site)
    make.posting(make.person(), scene.site, date(2019, 6, 30))
    drain.drain()
    line = lines(client, unit="SITE", period="2019-06")["workforce.headcount"]
    assert [str(each.period) for each in line.earlier] == ["2019-05", "2018-06"]
    assert [each.change.amount for each in line.earlier if each.change] == ["1", "8"]
    assert line.value == "9"


def test_of_a_year_to_date_only_the_year_before_is_comparable(
    client: Client, scene: Scene
) -> None:
    make.posting(scene.loner, scene.site, date(2018, 6, 5))
    drain.drain()
    line = lines(client, period="2019-06:ytd")["workforce.headcount"]
    assert [str(each.period) for each in line.earlier] == ["2018-06:ytd"]


def test_nothing_is_compared_with_a_year_without_records(
    client: Client, scene: Scene
) -> None:
    line = lines(client, period="2019-01")["workforce.headcount"]
    assert line.earlier == []


def test_the_line_of_months_ends_with_the_running_month(
    client: Client, scene: Scene
) -> None:
    line = lines(client, unit="SITE", period="2019-06")["workforce.headcount"]
    assert line.spark == [7.0] * 8  # it is 1 August


def test_stale_numbers_say_since_when(client: Client, scene: Scene) -> None:
    assert b"Being worked out" not in client.get(URL).content
    make.person(scene.site)
    page = client.get(URL, {"period": "2019-06"}).content.decode()
    assert "Being worked out: these numbers are as of 1 Aug 2019" in page


def test_a_file_has_the_exact_numbers(client: Client, scene: Scene) -> None:
    query = {"unit": "G", "period": "2019-06", "export": "csv"}
    response = client.get(URL, query)
    rows = list(csv.DictReader(io.StringIO(body(response).decode("utf-8-sig"))))
    by_code = {row["Code"]: row for row in rows}
    assert set(by_code) == set(registry.indicators())
    assert by_code["workforce.hours_worked"]["Value"] == "1500.75"
    coverage = by_code["pauses.coverage"]
    assert (coverage["Numerator"], coverage["Denominator"]) == ("3", "8")
    assert float(coverage["Value"]) == 3 / 8
    assert "indicators-G-2019-06.csv" in response["Content-Disposition"]


def test_a_workbook_can_be_opened(client: Client, scene: Scene) -> None:
    response = client.get(URL, {"period": "2019-06:ytd", "export": "xlsx"})
    assert ZipFile(io.BytesIO(body(response))).testzip() is None


def test_a_unit_that_is_not_mine_is_not_there(client: Client, scene: Scene) -> None:
    client.force_login(scene.reader("project_manager", scene.site))
    assert client.get(URL, {"unit": "SITE"}).status_code == 200
    for code in ("YARD", "NEAR", "G", "NOBODY"):
        assert client.get(URL, {"unit": code}).status_code == 404


def test_a_worker_has_no_numbers(client: Client, scene: Scene) -> None:
    client.force_login(scene.reader("worker", scene.site))
    assert client.get(URL).status_code == 403
    assert b"/indicators/" not in client.get("/").content


def test_without_a_log_in_there_is_nothing(client: Client, scene: Scene) -> None:
    client.logout()
    assert client.get(URL).status_code == 302


@pytest.mark.parametrize(
    ("period", "status", "nearest"),
    [
        ("1950-06", 404, "2019-06"),
        ("2019-13", 400, "2019-08"),
        ("never", 400, "2019-08"),
        ("2030-Q1", 404, "2020-Q1"),
    ],
)
def test_a_period_without_numbers_leads_to_the_nearest_that_has(
    client: Client, scene: Scene, period: str, status: int, nearest: str
) -> None:
    response = client.get(URL, {"unit": "NEAR", "period": period})
    assert response.status_code == status
    first, url = response.context["links"][0]
    assert str(first) == nearest
    assert client.get(URL + url).status_code == 200
    assert all("unit=NEAR" in url for _period, url in response.context["links"])


def questions(client: Client, url: str, **query: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url, query).status_code == 200
    return len(asked)


def test_the_page_costs_the_same_however_many_facts(
    client: Client, scene: Scene
) -> None:
    few = questions(client, URL, unit="G", period="2019-06")
    for _ in range(12):
        make.person(make.team(parent=scene.site), contractor=make.contractor())
    drain.drain()
    assert questions(client, URL, unit="G", period="2019-06") == few == 7


def test_home_and_unit_page_show_the_key_numbers(client: Client, scene: Scene) -> None:
    assert lines(client, unit="NEAR", period=str(JUNE))
    home = client.get("/?unit=NEAR&period=2019-06").content.decode()
    page = client.get("/org/units/NEAR/?period=2019-06").content.decode()
    for code in show.KEY_NUMBERS:
        assert f"/?unit=NEAR&amp;period=2019-06&amp;number={code}#why" in home
        assert f"/indicators/{code}/?unit=NEAR&amp;period=2019-06" in page


def test_no_key_numbers_where_there_are_none_to_see(
    client: Client, scene: Scene
) -> None:
    assert b"az-kpi" not in client.get("/?period=1950").content
    client.force_login(scene.reader("worker", scene.site))
    assert b"az-kpi" not in client.get("/").content
    assert b"az-kpi" not in client.get("/org/units/SITE/").content
