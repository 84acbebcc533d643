"""The home page: key numbers, the months and slices of the first, the units below."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from safety.indicators import drain, league, show
from tests import make
from tests.indicators.scene import JUNE, Scene, figure

pytestmark = [
    pytest.mark.both,
    pytest.mark.django_db,
    pytest.mark.usefixtures("in_2019"),
]
HOME = {"period": "2019-06"}


def body(client: Client, **query: str) -> str:
    return client.get("/", {**HOME, **query}).content.decode()


def test_units_below_stand_beside_each_other_the_largest_first(scene: Scene) -> None:
    make.hazard(scene.site, date(2019, 6, 3), rectified_on=date(2019, 6, 3))
    drain.drain()
    key = show.key_indicators()
    found = league.league(scene.hq, scene.group, JUNE, key)
    assert found is not None
    assert [unit for unit, _line in found.rows] == [scene.near, scene.far]
    for unit, line in found.rows:
        stored = [figure(unit, indicator.code) for indicator in key]
        assert [cell.figure for cell in line] == stored


def test_every_number_of_a_unit_below_opens(client: Client, scene: Scene) -> None:
    page = body(client)
    assert 'href="/?unit=NEAR&amp;period=2019-06"' in page
    for code in show.KEY_NUMBERS:
        assert f'href="/indicators/{code}/?unit=FAR&amp;period=2019-06"' in page


def test_only_units_that_one_may_see_are_compared(client: Client, scene: Scene) -> None:
    client.force_login(scene.reader("company_safety", scene.near))
    page = body(client)
    assert "Site" in page
    assert "Far company" not in page
    assert "Yard" not in page


def test_more_units_than_have_room_are_in_the_tree(
    client: Client, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(league, "SHOWN", 1)
    make.hazard(scene.site, date(2019, 6, 3), rectified_on=date(2019, 6, 3))
    drain.drain()
    page = body(client)
    assert "and 1 more unit <" in " ".join(page.split())
    assert "/?unit=FAR" not in page


def test_a_team_has_nothing_below_to_compare(client: Client, scene: Scene) -> None:
    team = make.team(parent=scene.site, code="TEAM")
    make.person(team)
    drain.drain()
    page = body(client, unit="TEAM")
    assert "Slices" in page
    assert "Units below" not in page


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
    drain.drain()
    assert questions() == few == 17
