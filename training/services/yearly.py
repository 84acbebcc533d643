"""The drills of a unit's year: proposed from the legal minimum, against those held."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from safety.core.months import months_later
from safety.journal import write as journal
from safety.org.models import Unit
from training.models import (
    Drill,
    DrillRule,
    EmergencyPlan,
    PlannedDrill,
    Rehearsal,
    Rehearsed,
)
from training.services import matching

MONTHS = 12


class Against(NamedTuple):
    """A planned drill, and the one that was held for it."""

    planned: PlannedDrill
    held: Drill | None
    is_late: bool


def of_year(unit: Unit, year: int) -> list[Against]:
    """What a unit has planned for a year, each with the first drill that meets it."""
    return of_units([unit.pk], year, unit.today)


def of_units(units: Collection[int], year: int, today: date) -> list[Against]:
    """The same of several units.

    One drill may meet several rules; of one rule it meets one planned drill only.
    """
    rows = PlannedDrill.objects.counted().filter(unit__in=units).in_year(year)
    planned = list(rows.select_related("unit", "rule", "plan"))
    first = min((each.since_on for each in planned), default=date(year, 1, 1))
    held = _held(units, first, date(year, 12, 31))
    rows_held = {at: [Rehearsed.of(each) for each in some] for at, some in held.items()}
    met = matching.met([each.wanted for each in planned], rows_held)
    drills = {each.pk: each for some in held.values() for each in some}
    found = []
    for each in planned:
        drill = drills.get(met.get(each.pk, 0))
        found.append(Against(each, drill, drill is None and each.due_on < today))
    return found


def _held(units: Collection[int], first: date, last: date) -> dict[int, list[Drill]]:
    """Drills that were held at each of some units and below it, by day."""
    rows = Drill.objects.final().filter(held_on__range=(first, last))
    # A drill comes once for each of the units that it is at or below.
    drills: Any = rows.joined_within(units).annotate(at=F("unit__ancestries__ancestor"))
    found: dict[int, list[Drill]] = {}
    for drill in drills.select_related("version__plan").order_by("held_on", "pk"):
        found.setdefault(drill.at, []).append(drill)
    return found


def propose(unit: Unit, year: int, *, by: int | None) -> int:
    """Plan what rules ask of a unit in a year and is not planned yet; how many."""
    with transaction.atomic():
        unit.require_standing()
        Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        rows = PlannedDrill.objects.filter(unit=unit).in_year(year)
        known = set(rows.values_list("rule", "plan", "due_on"))
        last = date(year, 12, 31)
        plans = list(EmergencyPlan.objects.counted().used_at([unit.pk]))
        new = [
            each
            for rule in DrillRule.objects.in_force(last)
            for each in _asked(rule, unit, year, plans)
            if (each.rule_id, each.plan_id, each.due_on) not in known
        ]
        journal.save_all(new, "propose", by=by)
    return len(new)


def add(planned: PlannedDrill, *, by: int | None) -> None:
    """Plan a drill beside those that are asked."""
    planned.unit.require_standing()
    journal.save(planned, "plan", by=by)


def change(planned: PlannedDrill, *, by: int | None) -> None:
    """Hold it at another time."""
    if planned.status == PlannedDrill.Status.VOIDED:
        raise ValidationError(_("This drill is not planned any more."))
    journal.save(planned, "change", by=by)


def void(planned: PlannedDrill, *, by: int | None) -> None:
    """Plan it no more; what rules ask is not proposed again."""
    planned.status = PlannedDrill.Status.VOIDED
    journal.save(planned, "void", by=by)


def _asked(
    rule: DrillRule, unit: Unit, year: int, plans: Sequence[EmergencyPlan]
) -> Iterator[PlannedDrill]:
    """What a rule asks of a unit in a year, slice by slice."""
    if rule.what == Rehearsal.REVIEW or rule.months > MONTHS:
        return
    subjects: Sequence[EmergencyPlan | None] = [None]
    if rule.per_plan:
        subjects = [plan for plan in plans if rule.is_about(plan)]
    for begun in range(0, MONTHS - rule.months + 1, rule.months):
        since = months_later(date(year, 1, 1), begun)
        due = months_later(since, rule.months) - timedelta(days=1)
        for plan in subjects:
            yield PlannedDrill(
                unit=unit, rule=rule, plan=plan, since_on=since, due_on=due
            )
