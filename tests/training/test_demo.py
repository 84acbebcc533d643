"""The sample group teaches and rehearses as much as it has published."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Count
from django.utils import timezone

from safety.indicators import drain
from safety.org.models import Unit
from safety.people import demo as people
from safety.people.models import Person, Posting
from safety.people.sample.cast import SITE
from safety.people.sample.plan import GROUP
from tests.people.test_demo import values
from training import demo
from training.models import (
    Attendance,
    Certificate,
    Course,
    Drill,
    EmergencyPlan,
    Evaluation,
    Gap,
    Participation,
    PlannedDrill,
    Question,
    Requirement,
    Session,
)
from training.sample import drills, history
from training.services import yearly
from training.services.holding import Standing

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.slow]
COUNTED = (
    *(Session, Attendance, Drill, Participation),
    *(EmergencyPlan, PlannedDrill, Evaluation, Gap),
    *(Course, Requirement, Certificate, Question),
)


def silent(_what: str, _done: int, _total: int) -> None:
    """Nobody looks on."""


@pytest.fixture(scope="module")
def loaded(module_db: None) -> None:
    people.load(small=True, progress=silent)
    demo.load(small=True, progress=silent)
    drain.drain()


@pytest.fixture
def sample(loaded: None, db: None) -> None:
    """The sample as it was loaded once."""


def test_the_numbers_are_the_published_ones(sample: None) -> None:
    found = values(
        GROUP,
        "2019",
        *("training.hours", "training.coverage"),
        *("drills.count", "drills.person_times"),
    )
    assert Decimal(str(found["training.hours"])) == history.SMALL.hours
    assert round(found["training.coverage"], 2) == 1 - history.UNREACHED
    assert found["drills.count"] == drills.SMALL.drills
    assert found["drills.person_times"] == drills.SMALL.person_times


def test_the_school_of_one_company_teaches_online(sample: None) -> None:
    codes = ("training.online_sessions", "training.online_person_times")
    found = values(history.SCHOOL, "2019", *codes)
    assert found == {
        "training.online_sessions": history.SMALL.online_sessions,
        "training.online_person_times": history.SMALL.online_person_times,
    }


def test_auditors_and_the_conference_have_as_many_as_came(sample: None) -> None:
    of_group = Session.objects.filter(unit__code=GROUP, ended_on__month=5)
    came = of_group.filter(kind__in=["auditor", "warning"], ended_on__year=2019)
    counted = came.annotate(Count("attendances")).values_list(
        "kind", "attendances__count"
    )
    assert dict(counted) == {
        "auditor": history.SMALL.auditors,
        "warning": history.SMALL.conference,
    }


def test_it_goes_on_to_this_year(sample: None) -> None:
    today = timezone.localdate()
    this_year = date(today.year, 1, 1)
    assert Session.objects.filter(ended_on__gte=this_year).exists() or today.month == 1
    assert not Session.objects.final().filter(ended_on__gt=today).exists()
    assert not Drill.objects.filter(held_on__gt=today).exists()


def test_plans_are_reviewed_in_time_soon_and_too_late(sample: None) -> None:
    today = timezone.localdate()
    rows: Any = EmergencyPlan.objects.with_newest()
    days = rows.values_list("review_on", flat=True)
    left = sorted((day - today).days for day in days)
    assert left[0] < 0
    assert 0 < left[1] <= 30
    assert left[-1] > 365


@pytest.mark.parametrize("year", [2019, timezone.localdate().year])
def test_the_site_plans_its_drills_of_both_years(sample: None, year: int) -> None:
    planned = yearly.of_year(Unit.objects.get(code=SITE), year)
    assert len(planned) > 5
    assert any(each.planned.plan for each in planned)


def test_a_drill_was_run_live_and_its_gaps_are_in_every_state(sample: None) -> None:
    drill = Drill.objects.get(started_at__isnull=False)
    assert (drill.status, drill.evaluations.count()) == ("final", 3)
    assert drill.participations.exclude(role="").count() == 3
    assert drill.steps.exists()
    assert drill.photos.exists()
    told = [(each.is_closed, each.is_open) for each in drill.gaps.with_results()]
    assert told == [(True, False), (True, False), (False, False), (False, True)]


def test_courses_are_held_by_some_and_lacked_by_others(sample: None) -> None:
    here = Posting.objects.in_force_on(timezone.localdate()).below(
        [Unit.objects.get(code=SITE).pk]
    )
    people = list(Person.objects.filter(pk__in=here.values("person")))
    standing = Standing(people, timezone.localdate())
    held = {
        each.is_held
        for person in people
        for each in standing.holdings(person.pk)
        if not each.course.in_school
    }
    assert held == {True, False}
    days = Certificate.objects.values_list("expires_on", flat=True)
    left = sorted((day - timezone.localdate()).days for day in days if day)
    assert left[0] < 0 < left[1] <= 7


def test_some_are_invited_and_the_school_has_a_course(sample: None) -> None:
    (planned,) = Session.objects.in_state("planned")
    assert planned.attendances.invited().exists()
    course = Course.objects.get(in_school=True)
    assert course.lessons.count() == 2
    assert course.questions.count() == 3
    assert course.exam.statements == 2


def test_a_second_time_changes_nothing(sample: None) -> None:
    before = [model._default_manager.count() for model in COUNTED]
    demo.load(small=True, progress=silent)
    assert [model._default_manager.count() for model in COUNTED] == before
