"""Things of training that addresses name, made at a unit; forms that work."""

from typing import Any

from inspections.models import Status
from safety.org.models import Unit
from tests import make
from tests.things import name_at

SESSION = {
    "topic": "Edges",
    "kind": "annual",
    "started_on": "2019-06-03",
    "ended_on": "2019-06-03",
    "hours": "2",
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
