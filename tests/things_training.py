"""Things of training that addresses name, made at a unit; forms that work."""

from typing import Any

from django.utils import timezone

from inspections.models import Status
from safety.org.models import Unit
from safety.people.models import Person
from tests import make
from tests.things import name_at
from training.models import Attendance, HoursRule, Who

GUEST = {"employee_no": "GUEST-1"}
SESSION = {
    "topic": "Edges",
    "kind": "annual",
    "started_on": "2019-06-03",
    "ended_on": "2019-06-03",
    "hours": "2",
}

REQUIREMENT = {"who": "anybody", "valid_from": "2019-01-01"}
HOURS = {
    "who": "staff",
    "every": "year",
    "hours": "21",
    "valid_from": "2021-01-01",
    "source": "New",
    "mark": "P",
}
COURSE = {"code": "NEW", "name": "New", "kind": "special", "hours": "4"}


def session(at: Unit) -> dict[str, Any]:
    """One that has ended, with somebody who attended."""
    made = make.session(at)
    make.attendance(made, make.person(at, name=name_at(at)))
    return {"key": made.pk}


def planned(at: Unit) -> dict[str, Any]:
    return {"key": make.session(at, status=Status.DRAFT).pk}


def course(at: Unit) -> dict[str, Any]:
    return {"key": make.course(at, name=name_at(at)).pk}


def attended(at: Unit) -> dict[str, Any]:
    """One under way, with somebody on its roster who is there."""
    made = make.session(at, status=Status.DRAFT, opened_at=timezone.now())
    make.attendance(made, make.person(at, name=name_at(at)))
    return {"key": made.pk}


def guest_near(at: Unit) -> dict[str, Any]:
    """One under way, and somebody of another unit."""
    if not Person.objects.filter(**GUEST).exists():
        make.person(make.project(), **GUEST)
    return attended(at)


def somebody_there(at: Unit) -> dict[str, Any]:
    key = attended(at)["key"]
    there = Attendance.objects.get(session=key)
    return {"key": key, "person": there.person_id}


def group(at: Unit) -> dict[str, Any]:
    """What a session is started with."""
    return {"group": at.code}


def requirement(at: Unit) -> dict[str, Any]:
    return {"key": make.requirement(at, make.course(at, name=name_at(at))).pk}


def new_requirement(at: Unit) -> dict[str, Any]:
    return {"course": make.course(at, name=name_at(at)).pk}


def hours_rule(_at: Unit) -> dict[str, Any]:
    return {"key": HoursRule.objects.get(who=Who.STAFF).pk}
