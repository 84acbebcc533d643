"""Which years have numbers: those of records' dates, this year and the next."""

from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import override_settings

from safety.core.months import Period
from safety.indicators import drain, read, registry, years
from safety.journal import marking
from safety.journal.models import Mark
from safety.org.models import Unit
from tests import make

pytestmark = [
    pytest.mark.both,
    pytest.mark.django_db,
    pytest.mark.usefixtures("in_2019"),
]


@pytest.fixture
def team() -> Unit:
    return make.team()


@pytest.fixture
def from_the_26th() -> Iterator[None]:
    with override_settings(REPORTING_MONTH_STARTS_ON=26):
        yield


def number(code: str, unit: Unit, period: str) -> int:
    asked = years.check(Period.parse(period))
    found = read.figures([unit.pk], [asked], [registry.indicators()[code]])
    return int(next(iter(found.values())).numerator)


def headcount(unit: Unit, period: str) -> int:
    return number("workforce.headcount", unit, period)


def test_from_the_first_record_to_next_year(team: Unit) -> None:
    make.posting(make.person(), team, date(2016, 5, 1), date(2016, 5, 2))
    drain.drain()
    assert years.known() == [2016, 2017, 2018, 2019, 2020]


def test_a_far_end_makes_one_year_and_not_those_between(team: Unit) -> None:
    make.posting(make.person(), team, date(2019, 5, 1), date(2099, 5, 2))
    make.posting(make.person(), team, date(2019, 5, 1))
    drain.drain()
    assert years.known() == [2019, 2020, 2099]
    assert headcount(team, "2099-05") == 2
    assert headcount(team, "2099-06") == 1
    with pytest.raises(ValueError, match="Ask for 2019–2020, 2099"):
        headcount(team, "2050")


def test_what_is_open_counts_in_a_year_that_came_to_be_kept_meanwhile(
    team: Unit,
) -> None:
    drain.drain()
    make.posting(make.person(), team, date(2019, 5, 1))
    late = list(Mark.objects.values("kind", "subject", "year", "month"))
    Mark.objects.all().delete()  # of a transaction that has not ended
    other = make.posting(make.person(), make.team(), date(2035, 1, 1))
    Mark.objects.filter(subject=late[0]["subject"]).delete()
    drain.drain()
    Mark.objects.bulk_create(Mark(**mark) for mark in late)
    drain.drain()
    assert headcount(team, "2035") == 1
    assert headcount(other.unit, "2035") == 1


def test_a_large_load_keeps_the_years_of_all_its_dates(
    team: Unit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marking, "MOST_SUBJECTS", 2)
    lines = ["employee_no,unit,start_on,end_on"]
    for start, end in [("2018-02-01", ""), ("2050-01-01", ""), ("2019-01-01", "")]:
        lines.append(f"{make.person().employee_no},{team.code},{start},{end}")
    file = tmp_path / "postings.csv"
    file.write_text("\n".join(lines))
    call_command("load", "postings", str(file), stdout=StringIO())
    drain.drain()
    assert headcount(team, "2018") == 1
    assert headcount(team, "2019") == 2
    assert headcount(team, "2050") == 3


def test_a_project_closed_long_ago_was_active_until_then() -> None:
    project = make.project(closed_on=date(2015, 6, 30))
    drain.drain()
    assert number("projects.active", project, "2015-06") == 1
    assert number("projects.active", project, "2015-07") == 0


@pytest.mark.usefixtures("from_the_26th")
def test_another_calendar_may_bring_another_year(team: Unit) -> None:
    make.posting(make.person(), team, date(2018, 12, 27), date(2019, 1, 3))
    drain.drain()
    assert headcount(team, "2019-01") == 1
    with override_settings(REPORTING_MONTH_STARTS_ON=1):
        drain.drain()
        assert headcount(team, "2018-12") == 1


@pytest.mark.usefixtures("from_the_26th")
def test_the_reporting_year_begins_in_december() -> None:
    with time_machine.travel(date(2019, 12, 26)):
        assert years.known() == [2020, 2021]


def test_a_year_without_records_is_refused_by_the_commands(team: Unit) -> None:
    drain.drain()
    for command in ("indicators", "records"):
        asked = ["--unit", team.code, "--period", "2030", "--code", "projects.active"]
        with pytest.raises(CommandError, match="no records for 2030"):
            call_command(command, *asked)
