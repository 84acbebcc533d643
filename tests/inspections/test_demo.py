"""The sample group inspects: a year in files, and a site at work these days."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.utils import timezone

from inspections import demo
from inspections.models import (
    Amendment,
    Answer,
    Escalation,
    Hazard,
    HazardPhoto,
    Inspection,
    Move,
    Occurrence,
    PublicReport,
    Status,
    Watch,
)
from inspections.sample import history, published
from inspections.sample.staff import Staff
from safety.files.models import File
from safety.indicators import drain
from safety.people import demo as people
from safety.people.sample import plan
from safety.people.sample.cast import SITE
from tests.people.test_demo import values

COUNTED = (Hazard, HazardPhoto, Inspection, Move, Occurrence, PublicReport, File)


def silent(_what: str, _done: int, _total: int) -> None:
    """Nobody looks on."""


def stored() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in COUNTED}


@pytest.fixture
def sample(db: None) -> None:
    people.load(small=True, progress=silent)
    demo.load(small=True, progress=silent)


@pytest.mark.both
@pytest.mark.slow
def test_the_pages_of_the_sample_have_something_to_show(sample: None) -> None:
    here = Hazard.objects.filter(unit__code=SITE)
    states = Counter(here.values_list("state", flat=True))
    assert {"triage", "declined", "reported", "assigned"} <= states.keys()
    assert {"rectifying", "awaiting", "closed"} <= states.keys()
    assert here.filter(sent_back=1, state="rectifying").exists()
    assert here.overdue(here[0].unit.today).exists()
    assert here.exclude(extension_asked=None).exists()
    both = here.filter(state="awaiting", photos__purpose="after")
    assert both.filter(photos__file__isnull=False).exists()
    answered = Inspection.objects.filter(pk__in=Answer.objects.values("inspection"))
    finished = Counter(answered.values_list("status", flat=True))
    assert finished == {Status.FINAL: 3, Status.DRAFT: 1}
    assert Hazard.objects.filter(answers__isnull=False).count() == 3
    signed = answered.get(signature__file__isnull=False)
    assert signed.members.count() == 2
    amended = Amendment.objects.get()
    assert amended.at.date() > amended.inspection.inspected_on
    assert amended.before["score"] == amended.after["score"]
    # Moves are of their days, and nobody is told of what is late before he asks for it.
    assert Move.objects.earliest("at").at < timezone.now() - timedelta(days=8)
    assert not Watch.objects.exists()
    assert not Escalation.objects.exists()
    before = stored()
    demo.load(small=True, progress=silent)
    assert stored() == before


@pytest.mark.slow
def test_numbers_are_those_of_the_files(sample: None) -> None:
    goal = published.SMALL
    rows = history.records(plan.small(), Staff(), goal, date(2026, 11, 30))
    found = [row for row in rows.hazards if str(row[3])[:4] == "2019"]
    drain.drain()
    year = values(plan.GROUP, "2019", "hazards.found", "inspections.count")
    inspected = [row for row in rows.inspections if str(row[4])[:4] == "2019"]
    assert year == {"hazards.found": len(found), "inspections.count": len(inspected)}
    assert 0.8 < values(plan.GROUP, "2019")["hazards.on_time_rate"] < 1


@pytest.mark.slow
def test_what_was_published_of_inspections_comes_out(sample: None) -> None:
    drain.drain()
    goal = published.SMALL
    june, september = values(plan.GROUP, "2019-06"), values(plan.GROUP, "2019-09")
    assert values(plan.GROUP, "2019")["inspections.by_group"] == 11
    assert (june["leaders.persons"], june["leaders.units_entered"]) == (
        goal.leaders,
        goal.entered,
    )
    assert june["leaders.problems"] == goal.problems
    assert september["quality.projects_design"] == goal.design
    assert september["quality.projects_construction"] == goal.construction
    assert september["quality.problems"] == goal.quality_problems
    months = dict.fromkeys((3, 4), goal.special_in_spring)
    months |= dict.fromkeys((7, 8, 9, 10), goal.special_in_summer)
    code = "inspections.special_projects"
    for month in range(1, 13):
        found = values(plan.GROUP, f"2019-{month:02}", code)
        assert found == {code: months.get(month, 0)}, month
    visited = Hazard.objects.filter(
        inspection__programme="leader_visit", found_on__year=2019, found_on__month=6
    )
    assert not visited.filter(rectified_on=None).exists()
