"""What was published changes only when headquarters says so, and everybody sees why."""

from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safety.closing.services import chain, months, restating
from safety.core.months import Month, Period
from safety.indicators import drain, read, registry
from safety.indicators.models import Difference
from safety.indicators.published import COLUMNS
from safety.indicators.reasons import Reason
from safety.journal import write as journal
from safety.records.models import Load, State
from safety.records.services import work_on
from tests import make

pytestmark = [
    pytest.mark.both,
    pytest.mark.usefixtures("in_2019"),
    pytest.mark.django_db,
]
MAY = Period.parse("2019-05")


class Site:
    """A project whose May is closed: a session of three, two of them posted there."""

    def __init__(self) -> None:
        self.group = make.group(code="G")
        self.company = make.company(code="C", parent=self.group)
        self.project = make.project(code="P", parent=self.company)
        self.team = make.team(code="T", parent=self.project)
        self.crew = [make.person(self.team) for _ in range(2)]
        self.guest = make.person()
        day = date(2019, 5, 3)
        self.session = make.session(
            self.project, started_on=day, ended_on=day, hours=Decimal(2)
        )
        self.there = [
            make.attendance(self.session, p) for p in (*self.crew, self.guest)
        ]
        self.hazard = make.hazard(self.team, date(2019, 5, 10))
        drain.drain()
        months.close(self.group, Month.of(2019, 5), by=None, why="Hours come later")


@pytest.fixture
def site() -> Site:
    return Site()


def asked(code: str, unit: Any, period: Period = MAY) -> read.Figure:
    drain.drain()
    return restating.one(registry.indicators()[code], unit, period)


def why(code: str, unit: Any, period: Period = MAY) -> list[list[Reason]]:
    return restating.why(registry.indicators()[code], unit, period)


def proves(code: str, unit: Any, period: Period = MAY) -> list[Reason]:
    """The reasons add up to the difference, for each part of the number."""
    figure, parts = asked(code, unit, period), why(code, unit, period)
    assert figure.live
    sums = [sum((r.difference for r in part), Decimal(0)) for part in parts]
    above = figure.live.numerator - figure.numerator
    if figure.denominator is None or figure.live.denominator is None:
        assert sums == [above]
    else:
        assert sums == [above, figure.live.denominator - figure.denominator]
    return [reason for part in parts for reason in part]


def told(reason: Reason) -> tuple[int, int, int]:
    return reason.key, int(reason.before), int(reason.now)


def test_a_late_record_is_the_reason(site: Site) -> None:
    late = make.hazard(site.team, date(2019, 5, 20))
    (reason,) = proves("hazards.found", site.group)
    assert told(reason) == (late.pk, 0, 1)


def test_a_record_moved_to_another_month_is_the_reason(site: Site) -> None:
    site.hazard.found_on = date(2019, 6, 10)
    site.hazard.due_on = date(2019, 6, 20)
    journal.save(site.hazard, "change", by=None)
    (reason,) = proves("hazards.found", site.company)
    assert told(reason) == (site.hazard.pk, 1, 0)


def test_a_voided_session_is_the_reason_of_its_attendances(site: Site) -> None:
    make.void(site.session)
    assert len(proves("training.hours", site.project)) == 3
    assert {r.label for r in proves("training.persons", site.project)} == {
        "people.person"
    }
    assert len(proves("training.coverage", site.company)) == 2
    (record,) = {
        record for r in proves("training.hours", site.project) for record in r.records
    }
    assert (record.label, record.key) == ("training.session", site.session.pk)


def test_people_who_come_later_are_reasons_below_the_line(site: Site) -> None:
    new = make.posting(make.person(), site.team, start_on=date(2019, 5, 20))
    (reason,) = proves("training.coverage", site.group)
    assert told(reason) == (new.person_id, 0, 1)
    (reason,) = proves("workforce.headcount", site.group)
    assert reason.key == new.person_id
    assert proves("workforce.headcount_end", site.group)


def test_hours_per_person_follow_attendances(site: Site) -> None:
    site.there[0].hours = Decimal("1.50")
    journal.save(site.there[0], "change", by=None)
    (reason,) = proves("training.hours_per_person", site.team)
    assert (reason.before, reason.now) == (Decimal(2), Decimal("1.5"))


def test_own_employees_are_told_from_contractors_workers(site: Site) -> None:
    day = date(2019, 5, 20)
    own = make.posting(make.person(), site.team, start_on=day)
    make.posting(make.person(contractor=make.contractor()), site.team, start_on=day)
    for code in ("workforce.employees", "workforce.employees_end"):
        (reason,) = proves(code, site.group)
        assert told(reason) == (own.person_id, 0, 1)


def test_nobody_may_be_left_of_whom_it_tells(site: Site) -> None:
    for person in site.crew:
        make.void(person)
    above, below = why("training.hours_per_person", site.team)
    assert [reason.now for reason in above + below] == [0, 0, 0, 0]
    assert len(proves("training.hours_per_person", site.team)) == 4


def test_projects_are_counted_once(site: Site) -> None:
    make.inspection(site.team, date(2019, 5, 20))
    make.inspection(site.project, date(2019, 5, 21))
    (reason,) = proves("inspections.projects_covered", site.group)
    assert told(reason) == (site.project.pk, 0, 1)


def test_longer_periods_have_their_own_reasons(site: Site) -> None:
    months.close(site.group, Month.of(2019, 6), by=None, why="Hours come later")
    site.hazard.found_on, site.hazard.due_on = date(2019, 6, 10), date(2019, 6, 20)
    journal.save(site.hazard, "change", by=None)
    assert proves("hazards.found", site.group, Period.parse("2019-06"))
    assert not asked("hazards.found", site.group, Period.parse("2019-Q2")).differs
    assert not why("hazards.found", site.group, Period.parse("2019-Q2"))[0]


def test_a_record_moves_its_month_and_each_longer_period_with_it(site: Site) -> None:
    months.close(site.group, Month.of(2019, 6), by=None, why="Hours come later")
    make.hazard(site.team, date(2019, 5, 20))
    drain.drain()
    found = Difference.objects.filter(unit=site.group.pk, measure="hazards.found")
    rows = found.filter(slice="").order_by("month").values_list("month", *COLUMNS)
    assert list(rows) == [
        (MAY.last_month.index, 1, 0, 0, 0, 1),
        (MAY.last_month.index + 1, 0, 1, 1, 0, 1),
    ]


def test_a_record_of_an_open_month_looks_for_no_difference(site: Site) -> None:
    make.hazard(site.team, date(2019, 6, 20))
    with CaptureQueriesContext(connection) as asked:
        drain.drain()
    said = " ".join(query["sql"] for query in asked)
    assert "indicators_value" in said
    assert "indicators_difference" not in said


def test_what_was_loaded_and_taken_back_is_no_reason(
    site: Site, tmp_path: Path
) -> None:
    head = "number,unit,found_on,level,description,due_on"
    file = tmp_path / "hazards.csv"
    file.write_text(f"{head}\nH9,T,2019-05-20,general,Loose rail,2019-06-20\n")
    call_command("load", "hazards", str(file), restate="Late", stdout=StringIO())
    assert proves("hazards.found", site.group)
    load = Load.objects.get()
    load.move(State.TO_UNDO)
    work_on(load)
    load.refresh_from_db()
    assert load.state == State.UNDONE
    assert proves("hazards.found", site.group) == []


def approve(code: str, unit: Any, period: Period = MAY) -> None:
    drain.drain()
    chosen = [(registry.indicators()[code], unit, period)]
    restating.approve(chosen, by=None, why="Found in a drawer")


def test_approved_it_is_shown_as_restated(site: Site) -> None:
    make.hazard(site.team, date(2019, 5, 20), level="major")
    approve("hazards.found", site.group)
    figure = asked("hazards.found", site.group)
    assert (figure.value, figure.is_restated, figure.differs) == (2, True, False)
    sliced = read.sliced(figure.indicator, site.group.pk, MAY)
    assert sliced["level=major"].value == 1
    assert asked("hazards.found", site.company).value == 1
    entry = restating.history(figure.indicator, site.group, MAY).last()
    assert entry
    assert entry.told == {"was": ["1", None], "now": ["2", None]}
    assert list(chain.faults()) == []


def test_what_changes_after_an_approval_is_another_restatement(site: Site) -> None:
    make.hazard(site.team, date(2019, 5, 20))
    approve("hazards.found", site.group)
    later = make.hazard(site.team, date(2019, 5, 21))
    (reason,) = proves("hazards.found", site.group)
    assert reason.key == later.pk
    assert asked("hazards.found", site.group).value == 2
    approve("hazards.found", site.group)
    assert asked("hazards.found", site.group).value == 3


def test_it_may_go_back_to_what_was_published(site: Site) -> None:
    late = make.hazard(site.team, date(2019, 5, 20))
    approve("hazards.found", site.group)
    make.void(late)
    assert asked("hazards.found", site.group).value == 2
    approve("hazards.found", site.group)
    figure = asked("hazards.found", site.group)
    assert (figure.value, figure.differs) == (1, False)


def test_what_comes_and_goes_leaves_no_difference(site: Site) -> None:
    late = make.hazard(site.team, date(2019, 5, 20))
    drain.drain()
    assert Difference.objects.exists()
    make.void(late)
    drain.drain()
    assert not Difference.objects.exists()


def test_all_computed_anew_finds_the_same_differences(site: Site) -> None:
    make.hazard(site.team, date(2019, 5, 20))
    make.void(site.session)
    drain.drain()
    names = [f.attname for f in Difference._meta.concrete_fields]
    kept = set(Difference.objects.values_list(*names))
    Difference.objects.all().delete()
    drain.drain(rebuild_all=True)
    assert set(Difference.objects.values_list(*names)) == kept


def test_nothing_to_approve_is_refused(site: Site) -> None:
    with pytest.raises(ValidationError, match="does not differ any more"):
        approve("hazards.found", site.group)
    make.hazard(site.team, date(2019, 5, 20))
    drain.drain()
    chosen = [(registry.indicators()["hazards.found"], site.group, MAY)]
    with pytest.raises(ValidationError, match="Say why"):
        restating.approve(chosen, by=None, why=" ")


def test_every_figure_that_differs_is_listed_once(site: Site) -> None:
    make.hazard(site.team, date(2019, 5, 20))
    drain.drain()
    units = [site.group, site.company, site.project, site.team]
    found = restating.restated(units)
    assert len(found) == len({each.key for each in found})
    assert "T|2019-05|hazards.found" in {each.key for each in found}
    assert "G|2019-05:ytd|hazards.found" in {each.key for each in found}
    assert all(each.figure.differs for each in found)
