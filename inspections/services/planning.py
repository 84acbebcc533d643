"""Verbs of plans, what the clock makes of them, and how an inspection is begun.

What the clock does may be done twice, at once or late: each plan is held while it is
looked at, and the database takes each (plan, unit, day, person) once.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from inspections.models import (
    Checklist,
    ChecklistVersion,
    Inspection,
    Occurrence,
    Plan,
    PlanChecklist,
    PlanClock,
    PlanPerson,
    Share,
)
from inspections.services import answering
from inspections.services.guards import Actor, no_person
from inspections.services.repeating import days_of
from safety.core.models import Journalled
from safety.journal import write as journal
from safety.org.models import Ancestry, Unit
from safety.people.models import Person

A_DAY = timedelta(days=1)
FEW = 1000  # rows written at once
OPEN, MISSED = Occurrence.State.OPEN, Occurrence.State.MISSED
WITHDRAWN = Occurrence.State.WITHDRAWN


class Parts(NamedTuple):
    """What a plan says beside its own columns."""

    checklists: Sequence[Checklist]
    people: Sequence[Person]


# --- by people --------------------------------------------------------------


def add(plan: Plan, parts: Parts, *, by: int | None) -> Plan:
    """Make a plan; what is due from now on is asked for at once."""
    with transaction.atomic():
        plan.unit.require_standing()
        plan.since = timezone.now()
        journal.save(plan, "add", by=by)
        _begin_anew(plan)
        _keep(plan, parts, by=by)
        ask(plan)
    return plan


def change(plan: Plan, parts: Parts, *, by: int | None) -> Plan:
    """Change a plan: what is still to come follows the new rule; it runs again."""
    with transaction.atomic():
        Plan.objects.locked().get(pk=plan.pk)
        if plan.state == Plan.State.ENDED:
            plan.state = Plan.State.RUNNING
        plan.since = timezone.now()
        journal.save(plan, "change", by=by)
        _begin_anew(plan)
        _keep(plan, parts, by=by)
        _withdraw(plan, by=by)
        if plan.is_running:
            ask(plan)
    return plan


def pause(plan: Plan, *, by: int | None) -> None:
    """Ask for nothing until it is resumed; what was late or begun stays."""
    _rest(plan, Plan.State.PAUSED, "pause", by=by)


def end(plan: Plan, *, by: int | None) -> None:
    """Ask for nothing more."""
    _rest(plan, Plan.State.ENDED, "end", by=by)


def resume(plan: Plan, *, by: int | None) -> None:
    """Ask again, for what is due from now on."""
    with transaction.atomic():
        found = Plan.objects.locked().get(pk=plan.pk)
        if found.is_running:
            return
        found.state = Plan.State.RUNNING
        found.since = timezone.now()
        journal.save(found, "resume", by=by)
        _begin_anew(found)
        ask(found)


def _rest(plan: Plan, state: str, verb: str, *, by: int | None) -> None:
    with transaction.atomic():
        found = Plan.objects.locked().get(pk=plan.pk)
        if found.state in (state, Plan.State.ENDED):
            return
        found.state = state
        journal.save(found, verb, by=by)
        _withdraw(found, by=by)


def _begin_anew(plan: Plan) -> None:
    """Look at it again from the day on since when it asks."""
    yesterday = timezone.localdate(plan.since, plan.unit.zone) - A_DAY
    told = {"made_until": yesterday, "next_at": plan.since}
    PlanClock.objects.update_or_create(told, plan=plan)


def _keep(plan: Plan, parts: Parts, *, by: int | None) -> None:
    """Store which checklists and persons a plan has."""
    _keep_rows(
        {each.checklist_id: each for each in plan.plan_checklists.all()},
        {k.pk: PlanChecklist(plan=plan, checklist=k) for k in parts.checklists},
        by=by,
    )
    _keep_rows(
        {each.person_id: each for each in plan.plan_people.all()},
        {k.pk: PlanPerson(plan=plan, person=k) for k in parts.people},
        by=by,
    )


def _keep_rows(
    stored: Mapping[int, Journalled],
    wanted: Mapping[int, Journalled],
    *,
    by: int | None,
) -> None:
    for key in stored.keys() - wanted.keys():
        journal.remove(stored[key], "remove", by=by)
    new = [row for key, row in wanted.items() if key not in stored]
    journal.save_all(new, "add", by=by)


def _withdraw(plan: Plan, *, by: int | None) -> None:
    """Take back what is still to come and nobody has begun."""
    rows = plan.occurrences.open().filter(inspection=None, due_at__gt=timezone.now())
    found = list(rows.locked())
    for each in found:
        each.state = WITHDRAWN
    journal.save_all(found, "withdraw-occurrence", by=by)


# --- by the clock -----------------------------------------------------------


def sweep() -> None:
    """Ask for what plans want by now, after any downtime, and mark what is missed."""
    now = timezone.now()
    for plan in Plan.objects.waiting(now).order_by("clock__next_at", "pk"):
        with transaction.atomic():
            held = Plan.objects.waiting(now).locked().filter(pk=plan.pk).first()
            if held:
                ask(held)
    while mark_missed(now) == FEW:
        pass


def mark_missed(now: datetime) -> int:
    """Mark the first thousand that nobody has done in time; how many there were."""
    with transaction.atomic():
        late = Occurrence.objects.open().filter(missed_at__lte=now)
        found = list(late.locked().order_by("pk")[:FEW])
        for each in found:
            each.state = MISSED
        journal.save_all(found, "miss", by=None)
    return len(found)


def ask(plan: Plan) -> None:
    """Make what a plan asks for by now and is not there; what is over is missed.

    The plan is held, in a transaction of the caller's.
    """
    now, clock, zone = timezone.now(), PlanClock.objects.get(plan=plan), plan.unit.zone
    today = timezone.localdate(now, zone)
    until = today + timedelta(days=plan.days_ahead)
    _ask_on(plan, clock.made_until, until, now)
    clock.made_until = max(clock.made_until, until)
    clock.next_at = datetime.combine(today + A_DAY, time(), tzinfo=zone)
    clock.save()


def _ask_on(plan: Plan, after: date, until: date, now: datetime) -> None:
    units, people = list(plan.units), _persons(plan)
    days = days_at(plan, units, after, until)
    if not any(days.values()):
        return
    zones = zones_of(units)
    rows = plan.occurrences.filter(day__in=set().union(*days.values()))
    known = {(each.unit_id, each.day, each.person_id): each for each in rows}
    found = []
    for unit in units:
        for day in days[unit.pk]:
            due_at, missed_at = plan.moments(day, zones[unit.pk])
            if due_at < plan.since or unit.remark_on(day):
                continue
            for person in people:
                blank = Occurrence(plan=plan, unit=unit, day=day, person_id=person)
                blank.state = WITHDRAWN
                each = known.get((unit.pk, day, person), blank)
                if each.state == WITHDRAWN:
                    each.state = MISSED if missed_at <= now else OPEN
                    each.due_at, each.missed_at = due_at, missed_at
                    found.append(each)
    journal.save_all(found, "ask", by=None)


def _persons(plan: Plan) -> list[int | None]:
    """For whom each inspection is asked for: for all together, or for each."""
    if plan.share != Share.EACH:
        return [None]
    return list(plan.plan_people.values_list("person", flat=True)) or [None]


def zones_of(units: Iterable[Unit]) -> dict[int, tzinfo]:
    """The time zone of each of many units, by its key, in one query."""
    keys = [unit.pk for unit in units]
    found = Ancestry.objects.filter(unit__in=keys).nearest("time_zone", "")
    usual = timezone.get_default_timezone()
    return {key: ZoneInfo(found[key]) if key in found else usual for key in keys}


def days_at(
    plan: Plan, units: Iterable[Unit], after: date, until: date
) -> dict[int, list[date]]:
    """The days on which a plan asks, by each unit's own calendar, by its key."""
    keys = [unit.pk for unit in units]
    own = Ancestry.objects.filter(unit__in=keys).nearest("calendar", None)
    found = {
        calendar: days_of(plan, calendar, after, until)
        for calendar in {own.get(key) for key in keys}
    }
    return {key: found[own.get(key)] for key in keys}


# --- on the site ------------------------------------------------------------


def may_begin(occurrence: Occurrence, person: Person | None) -> bool:
    """Whether a person is one whom it asks: who is named, or anybody."""
    if person is None:
        return False
    if occurrence.person_id:
        return occurrence.person_id == person.pk
    named = {each.person_id for each in occurrence.plan.plan_people.all()}
    return not named or person.pk in named


def versions(
    occurrence: Occurrence, inspection: Inspection
) -> "list[ChecklistVersion]":
    """The checklists with which what a plan asks for is done."""
    plan = occurrence.plan
    wanted = set(plan.plan_checklists.values_list("checklist", flat=True))
    usable = answering.usable(inspection)
    return [each for each in usable if each.checklist_id in wanted]


def begin(occurrence: Occurrence, actor: Actor) -> Inspection:
    """Start the inspection that it asks for, once.

    PermissionDenied for who is not asked, ValidationError when it is too late.
    """
    if actor.person is None:
        raise PermissionDenied(no_person())
    by = actor.user.pk
    with transaction.atomic():
        found: Occurrence = Occurrence.objects.locked().get(pk=occurrence.pk)
        if found.inspection:
            return found.inspection
        if not may_begin(found, actor.person):
            raise PermissionDenied(_("Somebody else is asked to do this inspection."))
        if found.state != OPEN:
            said = _("This planned inspection is over. Start one of its own.")
            raise ValidationError(said)
        inspection = Inspection(
            unit=found.unit,
            inspected_on=found.unit.today,
            lead=actor.person,
            programme=found.plan.programme,
            form=found.plan.form,
        )
        wanted = versions(found, inspection)
        if not wanted:
            raise ValidationError(_("The plan has no checklist that the unit uses."))
        answering.start(inspection, wanted, by=by)
        found.inspection = inspection
        journal.save(found, "start", by=by)
    return inspection
