"""Drills that addresses and forms name, made at a unit; forms that work."""

from typing import Any

from inspections.models import Status
from safety.org.models import Unit
from tests import make
from tests.things import DAY, name_at

DRILL = {"plan": "Fire", "kind": "functional", "held_on": DAY, "outsiders": "0"}


def drill(at: Unit) -> dict[str, Any]:
    """One that counts, in which somebody took part."""
    made = make.drill(at, plan=name_at(at))
    make.participation(made, make.person(at, name=name_at(at)))
    return {"key": made.pk}


def open_drill(at: Unit) -> dict[str, Any]:
    """The same, before its end."""
    made = make.drill(at, plan=name_at(at), status=Status.DRAFT)
    make.participation(made, make.person(at, name=name_at(at)))
    return {"key": made.pk}


def to_tick(at: Unit) -> dict[str, Any]:
    """Somebody of the unit, as a marshal ticks him."""
    return {"person": make.person(at, name=name_at(at)).employee_no}
