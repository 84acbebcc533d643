"""`indicators`, `records` and `compute` as other programs use them (FORMATS)."""

import json
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from safety.core.months import Month
from safety.indicators import drain, registry
from safety.people import services as people
from safety.people.models import Person
from tests import make

pytestmark = [
    pytest.mark.both,
    pytest.mark.django_db,
    pytest.mark.usefixtures("in_2019"),
]


def printed(*command: str) -> Any:
    out, err = StringIO(), StringIO()
    call_command(*command, "--json", stdout=out, stderr=err)
    return json.loads(out.getvalue(), parse_float=Decimal)


@pytest.fixture(scope="module")
def team(before: None) -> Any:
    team = make.team()
    for gender in "fffffm":
        make.person(team, gender=gender)
    people.declare_hours(team, Month.of(2019, 6), Decimal("1234.50"), by=None)
    drain.drain()
    return team


def test_every_code_has_a_line_for_every_unit_of_the_tree(team: Any) -> None:
    lines = printed(
        "indicators", "--unit", make.group().code, "--period", "2019", "--tree"
    )
    codes = {(line["code"], line["unit"]) for line in lines}
    assert len(lines) == len(codes) == 4 * len(registry.indicators())


def test_a_line_is_as_the_formats_say(team: Any) -> None:
    command = ["indicators", "--unit", team.code, "--period", "2019-Q2", "--code"]
    count, hours, ratio, empty = printed(
        *command,
        *("workforce.headcount", "workforce.hours_worked", "training.coverage"),
        "inspections.average_score",
    )
    assert count == {
        "code": "workforce.headcount",
        "unit": team.code,
        "period": "2019-Q2",
        "value": 6,
        "numerator": None,
        "denominator": None,
        "closed": False,
        "restated": False,
    }
    assert hours["value"] == Decimal("1234.50")
    assert (ratio["value"], ratio["numerator"], ratio["denominator"]) == (0, 0, 6)
    assert (empty["value"], empty["numerator"], empty["denominator"]) == (None, 0, 0)


def test_a_slice_by_gender_hides_few_people(team: Any) -> None:
    command = ["indicators", "--unit", team.code, "--period", "2019"]
    of = ["--code", "workforce.headcount", "--slice"]
    assert printed(*command, *of, "gender=f")[0]["value"] == 5
    assert printed(*command, *of, "gender=m")[0]["value"] is None
    assert printed(*command, *of, "own=yes")[0]["value"] == 6


def test_a_slice_by_gender_hides_hours_of_few_people(team: Any) -> None:
    persons = list(Person.objects.order_by("pk"))
    held = make.session(team, ended_on=date(2019, 6, 3), hours=Decimal("1.50"))
    for person in persons:
        make.attendance(held, person)
    drain.drain()
    command = ["indicators", "--unit", team.code, "--period", "2019"]
    of = ["--code", "training.hours", "--slice"]
    assert printed(*command, *of, "gender=f")[0]["value"] == Decimal("7.50")
    assert printed(*command, *of, "gender=m")[0]["value"] is None


def test_codes_are_named_together_or_one_by_one(team: Any) -> None:
    command = ["indicators", "--unit", team.code, "--period", "2019"]
    two = ["--code", "workforce.headcount", "projects.active"]
    three = [*two, "--code", "contractors.count"]
    assert [line["code"] for line in printed(*command, *three)] == [
        "workforce.headcount",
        "projects.active",
        "contractors.count",
    ]


def test_without_a_code_a_slice_is_of_all_that_have_it(team: Any) -> None:
    make.contractor(code="K1")
    command = ["indicators", "--unit", team.code, "--period", "2019", "--slice"]
    assert {line["code"] for line in printed(*command, "contractor=K1")} == {
        code
        for code, indicator in registry.indicators().items()
        if "contractor" in registry.dimensions(indicator)
    }


def test_records_add_up_and_carry_the_keys_of_files(team: Any) -> None:
    command = ["records", "--unit", team.code, "--period", "2019-06", "--code"]
    persons = printed(*command, "workforce.headcount")
    assert sum(row["numerator"] for row in persons) == 6
    assert {row["kind"] for row in persons} == {"people"}
    assert all(list(row["key"]) == ["employee_no"] for row in persons)
    assert printed(*command, "workforce.hours_worked") == [
        {
            "kind": "worked_hours",
            "key": {"unit": team.code, "month": "2019-06"},
            "numerator": Decimal("1234.50"),
            "denominator": None,
        }
    ]


@pytest.mark.parametrize("command", ["indicators", "records"])
def test_stale_values_are_said_on_standard_error(command: str, team: Any) -> None:
    asked = [command, "--unit", team.code, "--period", "2019-06", "--json"]
    asked += ["--code", "workforce.headcount"]
    for said in ("", "Some values asked for are stale: run manage.py compute.\n"):
        err = StringIO()
        call_command(*asked, stdout=StringIO(), stderr=err)
        assert err.getvalue() == said
        make.person(team)


OF_2019 = ["--unit", "{team}", "--period", "2019"]


@pytest.mark.parametrize(
    "wrong",
    [
        ["--unit", "NOBODY", "--period", "2019"],
        ["--unit", "{team}", "--period", "2019-13"],
        ["--unit", "{team}", "--period", "1999"],
        [*OF_2019, "--code", "no.such"],
        [*OF_2019, "--code", "projects.active", "--slice", "x=y"],
        [*OF_2019, "--slice", "x=y"],
        [*OF_2019, "--slice", "gender"],
        [*OF_2019, "--slice", "gender=female"],
        [*OF_2019, "--slice", "contractor=NOBODY"],
    ],
)
def test_what_does_not_exist_is_refused_with_a_sentence(
    wrong: list[str], team: Any
) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("indicators", *[word.format(team=team.code) for word in wrong])
    assert str(refused.value).endswith((".", "–."))


def test_a_posting_open_for_years_counts_in_the_year_between(team: Any) -> None:
    make.posting(make.person(), team, date(2015, 3, 1))
    drain.drain()
    command = ["indicators", "--unit", team.code, "--period", "2017", "--code"]
    assert printed(*command, "workforce.headcount")[0]["value"] == 1
