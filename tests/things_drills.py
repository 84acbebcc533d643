"""Drills that addresses and forms name, made at a unit; forms that work."""

from typing import Any

from inspections.models import Status
from safety.org.models import Unit
from tests import make
from tests.make import FIRST_DAY
from tests.things import DAY, name_at
from training.models import DrillRule, EmergencyPlan, EvaluationItem, PlannedDrill
from training.services import yearly

PLAN = {
    "name": "Collapse",
    "kind": "special",
    "valid_from": DAY,
    "review_on": "2022-06-03",
}
SPAN = {"since_on": DAY, "due_on": DAY}
RULE = {
    "what": "any",
    "months": "3",
    "valid_from": "2021-01-01",
    "source": "New",
    "mark": "P",
}
ITEM = {
    "mode": "tabletop",
    "name": "New",
    "valid_from": "2021-01-01",
    "source": "New",
    "mark": "P",
}
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


def to_evaluate(at: Unit) -> dict[str, Any]:
    """One that has ended, and who evaluates it."""
    return {**drill(at), "kind": "team"}


def to_tick(at: Unit) -> dict[str, Any]:
    """Somebody of the unit, as a marshal ticks him."""
    return {"person": make.person(at, name=name_at(at)).employee_no}


def gap(at: Unit) -> dict[str, Any]:
    """One about which nothing is done yet, of a plan that can be revised."""
    version = EmergencyPlan.objects.get(pk=emergency_plan(at)["key"]).versions.get()
    return {"key": make.gap(make.drill(at, version=version), what=name_at(at)).pk}


def reviser(at: Unit) -> dict[str, Any]:
    """Who shall revise it, and which plan."""
    return {"owner": make.person(at).employee_no, "plan": emergency_plan(at)["key"]}


def planned(at: Unit) -> dict[str, Any]:
    """A drill that the unit is to hold."""
    made = PlannedDrill(
        unit=at, plan_id=emergency_plan(at)["key"], since_on=FIRST_DAY, due_on=FIRST_DAY
    )
    yearly.add(made, by=None)
    return {"key": made.pk}


def rule(_at: Unit) -> dict[str, Any]:
    return {"key": DrillRule.objects.get(what="any").pk}


def item(_at: Unit) -> dict[str, Any]:
    return {"key": EvaluationItem.objects.all()[0].pk}


def emergency_plan(at: Unit) -> dict[str, Any]:
    name = f"{name_at(at)} {EmergencyPlan.objects.count()}"
    return {"key": make.emergency_plan(at, name=name).pk}
