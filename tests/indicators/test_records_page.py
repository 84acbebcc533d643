"""The list behind a number, which adds up to it."""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from safety.core.declare.indicators import Indicator, Ratio
from safety.core.months import Month, Period
from safety.indicators import drain, registry, subjects
from safety.indicators.lineage import Question
from safety.org import services as org
from safety.org.models import Unit
from safety.people.models import Person
from tests import make
from tests.indicators.scene import JUNE, Scene, figure

pytestmark = [
    pytest.mark.both,
    pytest.mark.django_db,
    pytest.mark.usefixtures("in_2019"),
]
GROUP = {"unit": "G", "period": "2019-06"}


def url(code: str) -> str:
    return f"/indicators/{code}/records/"


def behind(client: Client, code: str, **query: str) -> Any:
    return client.get(url(code), {**GROUP, **query}).context["behind"]


def walked(client: Client, code: str, **query: str) -> list[subjects.Subject]:
    """The lines of every page."""
    page = behind(client, code, **query)
    found = list(page.rows)
    while page.next_url:
        page = client.get(page.next_url).context["behind"]
        found += page.rows
    return found


def table(client: Client, code: str, **query: str) -> list[dict[str, str]]:
    response: Any = client.get(url(code), {**GROUP, "export": "csv", **query})
    text = b"".join(response).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


CODES = [
    "workforce.headcount",
    "workforce.employees_end",
    "workforce.hours_worked",
    "contractors.count",
    "projects.active",
    "pauses.taken",
    "pauses.coverage",
    "hazards.found",
    "hazards.rectification_rate",
    "training.hours_per_person",
]


def test_lines_and_file_add_up_to_the_number(client: Client, scene: Scene) -> None:
    for _ in range(30):
        scene.hazard(scene.site, "1")
        scene.hazard(scene.far, "2")
        make.person(make.project(parent=scene.far))
    drain.drain()
    for code in CODES:
        for unit in (scene.group, scene.near):
            number = figure(unit, code)
            lines = walked(client, code, unit=unit.code)
            assert len(lines) == len({line.key for line in lines})
            rows = table(client, code, unit=unit.code)
            assert len(rows) == len(lines)
            assert sum(line.numerator for line in lines) == number.numerator
            assert sum(Decimal(row["Numerator"]) for row in rows) == number.numerator
            below = sum(line.denominator or 0 for line in lines)
            assert below == (number.denominator or 0)


def test_the_page_says_both_sums(client: Client, scene: Scene) -> None:
    for _ in range(60):
        make.person(scene.yard)
    drain.drain()
    page = behind(client, "workforce.headcount")
    (column,) = page.columns
    assert (len(page.rows), column.here, column.whole) == (50, 50, 68)
    assert not page.is_whole
    assert behind(client, "workforce.headcount", unit="NEAR").is_whole


def test_a_person_has_number_and_page(client: Client, scene: Scene) -> None:
    first = walked(client, "workforce.headcount", unit="SITE")[0]
    person = scene.crew[0]
    assert (first.name, first.code) == ("Hand 0", person.employee_no)
    assert first.url == person.get_absolute_url()
    assert client.get(first.url).status_code == 200


def test_a_record_has_unit_and_day(client: Client, scene: Scene) -> None:
    (pause, *_) = walked(client, "pauses.taken")
    assert (pause.name, pause.place, pause.day) == ("P0", "Site", "10 Jun 2019")
    (hours, *_) = walked(client, "workforce.hours_worked")
    assert (hours.place, hours.day) == ("Site", "June 2019")
    assert hours.numerator == Decimal("1200.50")


def test_htmx_gets_the_list_alone(client: Client, scene: Scene) -> None:
    whole = client.get(url("pauses.taken"), GROUP)
    part = client.get(url("pauses.taken"), GROUP, headers={"HX-Request": "true"})
    assert b"<html" in whole.content
    assert b"<html" not in part.content
    assert b"P0" in part.content
    assert "HX-Request" in part["Vary"]


def lost(scene: Scene) -> None:
    """The site leaves the near company after June."""
    org.move(scene.site, scene.far, by=None, from_month=Month.of(2019, 7))
    drain.drain()


def test_people_outside_my_units_are_elsewhere(client: Client, scene: Scene) -> None:
    lost(scene)
    client.force_login(scene.reader("company_safety", scene.near))
    code = "workforce.headcount"
    lines = walked(client, code, unit="NEAR")
    assert {(line.name, line.code, line.url) for line in lines} == {
        ("Elsewhere", "", "")
    }
    assert sum(line.numerator for line in lines) == 7
    page = client.get(url(code), {**GROUP, "unit": "NEAR"}).content.decode()
    file = str(table(client, code, unit="NEAR"))
    assert "Hand" not in page + file
    assert all(hand.employee_no not in file for hand in scene.crew)


def teach(unit: Unit, person: Person, hours: str) -> None:
    held = make.session(unit, ended_on=date(2019, 6, 3), hours=Decimal(hours))
    make.attendance(held, person)


def test_what_my_people_got_elsewhere_says_only_day_and_hours(
    client: Client, scene: Scene
) -> None:
    pupil = scene.crew[0]
    teach(scene.site, pupil, "1")
    teach(scene.yard, pupil, "2.50")
    teach(scene.yard, scene.loner, "8")
    drain.drain()
    said = {"training.coverage": "", "training.hours_per_person": ": 2.5"}
    for code, hours in said.items():
        away = f"Elsewhere, on 3 Jun 2019{hours}"
        near = {"unit": "NEAR"}
        client.force_login(scene.reader("company_safety", scene.near))
        lines = {x.name: x.place for x in walked(client, code, **near) if x.place}
        assert lines == {pupil.name: away}
        page = client.get(url(code), {**GROUP, **near}).content.decode()
        assert f"<small>{away}</small>" in page
        assert "Yard" not in page + str(table(client, code, **near))
        assert away in [row["Unit"] for row in table(client, code, **near)]
        client.force_login(scene.hq)
        assert not any(line.place for line in walked(client, code))


def test_records_outside_my_units_say_only_the_day(
    client: Client, scene: Scene
) -> None:
    lost(scene)
    client.force_login(scene.reader("company_safety", scene.near))
    lines = walked(client, "pauses.taken", unit="NEAR")
    assert {(x.name, x.place) for x in lines} == {("Elsewhere, on 10 Jun 2019", "")}
    (hours,) = walked(client, "workforce.hours_worked", unit="NEAR")
    assert (hours.name, hours.place) == ("Elsewhere, on June 2019", "")
    assert hours.numerator == Decimal("1200.50")


def test_a_slice_lists_its_own(client: Client, scene: Scene) -> None:
    lines = walked(client, "workforce.headcount", slice="own=no")
    assert [line.name for line in lines] == ["Hand 1", "Hand 3", "Hand 5"]


def test_who_is_in_a_slice_by_gender_is_for_those_who_see_gender(
    client: Client, scene: Scene
) -> None:
    for _ in range(3):
        make.person(scene.site, gender="f")  # five: neither group is too small
    drain.drain()
    query = {"unit": "NEAR", "period": "2019-06", "slice": "gender=m"}
    assert len(walked(client, "workforce.headcount", **query)) == 5
    client.force_login(scene.reader("company_leader", scene.near))
    for more in ({}, {"export": "csv"}):
        page = client.get(url("workforce.headcount"), {**query, **more})
        assert page.context["behind"] is None
        assert b"personal data" in page.content


def test_nobody_sees_who_is_in_a_group_too_small_to_show(
    client: Client, scene: Scene
) -> None:
    query = {"unit": "NEAR", "slice": "gender=f"}
    for more in ({}, {"export": "csv"}):
        page = client.get(url("workforce.headcount"), {**GROUP, **query, **more})
        assert page.context["behind"] is None
        assert b"too small" in page.content


def test_a_period_without_records_says_so(client: Client, scene: Scene) -> None:
    page = client.get(url("pauses.taken"), {"unit": "G", "period": "2019-02"})
    assert b"Nothing is counted here" in page.content


def test_a_ratio_over_two_kinds_of_records_has_two_lists(
    client: Client, scene: Scene
) -> None:
    scene.hazard(scene.site, "1")
    declared = registry.indicators()
    above, below = declared["hazards.found"], declared["workforce.hours_worked"]
    ratio = Indicator(
        code="hazards.per_hour",
        name="Faults per hour",
        definition="",
        shape=Ratio(above.shape, below.shape),  # type: ignore[arg-type]
    )
    parts = subjects.parts(ratio)
    question = Question(Unit.objects.get(code="G"), JUNE)
    listed = {
        name: [each.numerator for each in subjects.everyone(scene.hq, part, question)]
        for name, part in parts.items()
    }
    assert listed == {
        "numerator": [1],
        "denominator": [Decimal("1200.50"), Decimal("300.25")],
    }


def test_the_records_are_those_of_the_whole_period(
    client: Client, scene: Scene
) -> None:
    make.posting(
        make.person(name="Guest"), scene.site, date(2019, 2, 1), date(2019, 2, 3)
    )
    drain.drain()
    names = {x.name for x in walked(client, "workforce.headcount", period="2019-Q1")}
    assert "Guest" in names
    assert (
        len(names)
        == figure(scene.group, "workforce.headcount", Period.parse("2019-Q1")).numerator
    )
