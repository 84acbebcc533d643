"""Planned drills against those that were held, of many units at once.

Bare rows, for pages about all units of the group. Planned drills are matched within the
year they are due in, as `yearly.of_year` shows them.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter
from typing import Any, Self

from safety.core.planned import Against
from safety.org.models import Ancestry, Unit
from training.models import Drill, PlannedDrill, Rehearsed, Wanted

WANTED = ("pk", "unit", "rule", "rule__what", "plan", "since_on", "due_on")
PLAN = "version__plan"
HELD = ("unit", "pk", "held_on", PLAN, f"{PLAN}__kind", f"{PLAN}__is_fire")
SPAN = timedelta(days=366)  # what was due earlier is history
HELD_ON, BY_DAY = attrgetter("held_on"), attrgetter("held_on", "pk")


def met(
    planned: Iterable[Wanted], held: Mapping[int, Sequence[Rehearsed]]
) -> dict[int, int]:
    """The drill that meets each planned one, by their keys; first due, first served.

    ``held`` are drills at each unit and below it, by day. One drill may meet several
    rules; of one rule it meets one planned drill of a year only.
    """
    taken: set[tuple[int, int | None, int, int]] = set()
    found: dict[int, int] = {}
    for each in planned:
        place = each.unit, each.rule, each.due_on.year
        drills = held.get(each.unit, ())
        for at in range(bisect_left(drills, each.since_on, key=HELD_ON), len(drills)):
            drill = drills[at]
            if drill.held_on > each.due_on:
                break
            if each.is_about(drill) and (*place, drill.pk) not in taken:
                taken.add((*place, drill.pk))
                found[each.pk] = drill.pk
                break
    return found


def against(
    units: Collection[int], first: date, last: date, today: date
) -> dict[int, Against]:
    """How each unit stands with what it and all below it have planned, in today’s tree.

    Three queries, however many units there are.
    """
    found = Found.of(units, _of_years(units, first.year, last.year), (first, last))
    counts = {unit: [0, 0, 0, 0] for unit in units}
    for each in found.planned:
        if first <= each.due_on <= last:
            is_met = each.pk in found.met
            for unit in counts.keys() & found.above[each.unit]:
                count = counts[unit]
                count[0] += 1
                count[1] += is_met
                count[2] += not is_met and each.due_on < today
    for unit, count in counts.items():
        done = found.held.get(unit, ())
        count[3] = sum(first <= each.held_on <= last for each in done)
    return {unit: Against(*count) for unit, count in counts.items()}


def unmet(unit: Unit, today: date) -> list[int]:
    """Keys of planned drills whose day has passed, at a unit and below it.

    Of units that are open, and of the last 366 days; three queries.
    """
    first = today - SPAN
    rows = _of_years([unit.pk], first.year, today.year).filter(due_on__lt=today)
    open_units = Unit.objects.standing().open_on(today)
    found = Found.of([unit.pk], rows.filter(unit__in=open_units), (first, today))
    late = (each for each in found.planned if each.due_on >= first)
    return [each.pk for each in late if each.pk not in found.met]


def _of_years(units: Collection[int], first: int, last: int) -> Any:
    """Planned drills at units and below them that are due in some years."""
    rows = PlannedDrill.objects.counted().below(units)
    return rows.filter(due_on__range=(date(first, 1, 1), date(last, 12, 31)))


@dataclass(frozen=True)
class Found:
    """Planned drills at some units and below, and those held.

    ``above`` are the units, of those asked and those with plans, that each unit is at
    or below; ``held`` are the drills at each of these and below it, by day.
    """

    planned: list[Wanted]
    above: dict[int, set[int]]
    held: dict[int, list[Rehearsed]]
    met: dict[int, int]

    @classmethod
    def of(cls, units: Collection[int], rows: Any, days: tuple[date, date]) -> Self:
        """Read them; drills at least those of some days, from the first to the last."""
        planned = [
            Wanted(pk, unit, rule, what or "", *more)
            for pk, unit, rule, what, *more in rows.order_by(
                "due_on", "pk"
            ).values_list(*WANTED)
        ]
        places = {each.unit for each in planned}
        first = min([days[0], *(each.since_on for each in planned)])
        last = max([days[1], *(each.due_on for each in planned)])
        own = _held(units, first, last)
        tree = Ancestry.objects.current().filter(
            unit__in={*own, *places}, ancestor__in={*units, *places}
        )
        above = defaultdict[int, set[int]](set)
        held = defaultdict[int, list[Rehearsed]](list)
        for unit, ancestor in tree.values_list("unit_id", "ancestor_id"):
            above[unit].add(ancestor)
            held[ancestor] += own.get(unit, ())
        for drills in held.values():
            drills.sort(key=BY_DAY)
        return cls(planned, above, held, met(planned, held))


def _held(
    units: Collection[int], first: date, last: date
) -> dict[int, list[Rehearsed]]:
    """Drills at some units and below, each at its own unit."""
    rows = Drill.objects.final().below(units).filter(held_on__range=(first, last))
    found = defaultdict[int, list[Rehearsed]](list)
    for unit, key, day, plan, kind, is_fire in rows.order_by().values_list(*HELD):
        found[unit].append(Rehearsed(key, day, plan, kind or "", bool(is_fire)))
    return found
