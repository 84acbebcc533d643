"""The sample group keeps books: closed months, restatements, reports that leave."""

from typing import Any

import pytest

from inspections import demo as inspections
from safety import demo
from safety.closing.models import Entry, Evidence, Return, Verb
from safety.closing.services import chain, handing_in, months, restating
from safety.core.months import Month, Period
from safety.deliveries.models import Delivery
from safety.incidents import demo as incidents
from safety.indicators import drain, registry, targets
from safety.org.models import Kind, Unit
from safety.people import demo as people
from safety.people.sample.cast import SITE
from safety.people.sample.plan import GROUP
from tests.people.test_demo import values
from tests.training.test_demo import silent
from training import demo as training

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.slow]
PUBLISHED = ("training.hours", "drills.count", "drills.person_times")
FATAL = "incidents.fatalities"


@pytest.fixture(scope="module")
def before(module_db: None) -> dict[str, Any]:
    """The sample with its books; what 2019 said before there were any."""
    for each in (people, incidents, inspections, training):
        each.load(small=True, progress=silent)
    drain.drain()
    found = values(GROUP, "2019", *PUBLISHED, FATAL)
    demo.close(silent)
    drain.drain()
    return found


@pytest.fixture
def group(before: dict[str, Any], db: None) -> Unit:
    return Unit.objects.get(code=GROUP)


def test_the_group_has_targets_in_every_month(group: Unit) -> None:
    for month in (1, 11, 12):
        lines = targets.lines(
            group, Period.parse(f"2019-{month:02}"), registry.indicators().values()
        )
        aims = {code: line.target for code, line in lines.items() if line.row}
        assert aims == {
            "hazards.on_time_rate": "95.0 %",
            "hazards.overdue": "10",
            "drills.count": "340",
        }


def test_all_months_but_the_last_are_closed(group: Unit) -> None:
    assert months.state_of(group, demo.LAST) == "closed"
    assert months.state_of(group, demo.LAST + 1) == "open"
    assert not list(chain.faults())


def test_what_was_published_of_the_year_is_the_same(
    before: dict[str, Any], group: Unit
) -> None:
    assert values(GROUP, "2019", *before) == before


def test_the_drill_is_restated_and_the_incident_waits(group: Unit) -> None:
    approved = Entry.objects.filter(verb=Verb.RESTATE)
    assert {each.code.split(".")[0] for each in approved} == {"drills"}
    waiting = restating.restated(list(Unit.objects.all()))
    assert {each.figure.indicator.code for each in waiting} >= {"incidents.count"}
    assert not any(e.figure.indicator.code.startswith("drills") for e in waiting)
    (asked,) = Evidence.objects.waiting()
    assert asked.unit.code == SITE


def test_some_have_handed_in_december_and_some_companies_reviewed(group: Unit) -> None:
    december: Month = demo.LAST + 1
    assert SITE in {each.code for each in handing_in.missing(group, december)}
    signed = Return.objects.signed().filter(month=december.index)
    kinds = {each.unit.kind for each in signed}
    assert kinds == {Kind.PROJECT, Kind.COMPANY}


def test_reports_of_the_last_closed_month_are_on_their_way(group: Unit) -> None:
    found = Delivery.objects.filter(schedule__unit=group)
    assert {each.schedule.language for each in found} == {"en", "zh-hans"}
    assert {each.period.last_month for each in found} == {demo.LAST}


def test_a_second_time_changes_nothing(group: Unit) -> None:
    models = (Entry, Return, Delivery, Evidence)
    counts = [model._default_manager.count() for model in models]
    demo.close(silent)
    assert [model._default_manager.count() for model in models] == counts
