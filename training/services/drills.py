"""Verbs of a drill: enter or start it, tick who is there, end it, void it."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from inspections.models import Status, next_number
from safety.journal import write as journal
from safety.org.models import Kind, Unit
from safety.people.models import Person, Posting
from training.models import Drill, DrillKind, DrillStep, Participation, PlanVersion

ALONE = (Kind.GROUP, Kind.COMPANY)
COUNTED, VOIDED = Participation.Status.COUNTED, Participation.Status.VOIDED


def add(drill: Drill, *, by: int | None) -> Drill:
    """Enter a drill that was held: its participants are ticked next, then it ends."""
    return _made(drill, "add", by=by)


def start(drill: Drill, *, by: int | None) -> Drill:
    """Begin a drill now: from here marshals tick, and the clock runs."""
    drill.held_on, drill.started_at = drill.unit.today, timezone.now()
    return _made(drill, "start", by=by)


def proposed(unit: Unit, versions: Iterable[PlanVersion]) -> dict[str, Any]:
    """What the last drill of the unit rehearsed, and how; else its first plan.

    ``versions`` are the newest of the plans that it may rehearse.
    """
    rows = Drill.objects.filter(unit=unit).exclude(status=Status.VOIDED)
    last = rows.order_by("-held_on", "-pk").select_related("version__plan").first()
    if last is None:
        first = next(iter(versions), None)
        plan = "" if first else _("Emergency evacuation")
        return {"version": first, "plan": plan, "kind": DrillKind.FUNCTIONAL}
    found = {"plan": last.plan, "kind": last.kind}
    if last.version is None:
        return found
    again = last.version.plan
    newest = next((each for each in versions if each.plan_id == again.pk), None)
    if newest and last.plan == again.name:
        found["plan"] = ""
    return {"version": newest, **found}


def note(drill: Drill, what: str, *, by: int | None) -> None:
    """Keep what has just happened, with its moment."""
    with transaction.atomic():
        found = held(drill)
        if not found.goes_on:
            raise ValidationError(_("This drill does not go on any more."))
        step = DrillStep(drill=found, what=what, at=timezone.now())
        journal.save(step, "add", by=by)


def count(drill: Drill, outsiders: int, *, by: int | None) -> None:
    """Say how many people from outside are there: a head-count apart."""
    with transaction.atomic():
        found = held(drill)
        found.outsiders = outsiders
        journal.save(found, "change", by=by, is_held=True)


def change(drill: Drill, *, by: int | None) -> None:
    """Keep what is said of it otherwise; final ones, too, and all numbers follow."""
    with transaction.atomic():
        held(drill)
        _require_past(drill)
        journal.save(drill, "change", by=by)


def muster(drill: Drill) -> "QuerySet[Posting]":
    """Who is to be accounted for: the postings of its unit on its day.

    With those of teams below a project; of a company's or the group's many the people
    of its own office, and whoever else comes is typed in.
    """
    rows = Posting.objects.in_force_on(drill.held_on).of_counted()
    if drill.unit.kind in ALONE:
        return rows.filter(unit=drill.unit_id)
    return rows.below([drill.unit_id])


def tick(
    drill: Drill, person: Person, *, is_here: bool, by: int | None
) -> Participation | None:
    """Say that somebody takes part, or does not after all; again, nothing happens.

    Whoever ticks the same person at the same moment waits for the other.
    """
    with transaction.atomic():
        held(drill)
        found = drill.participations.filter(person=person).first()
        if found is None and not is_here:
            return None
        wanted = COUNTED if is_here else VOIDED
        row = found or Participation(drill=drill, person=person)
        if found and found.status == wanted:
            return found
        row.status, row.ticked_at = wanted, timezone.now()
        journal.save(row, "tick" if is_here else "untick", by=by, is_held=True)
    return row


def give_role(drill: Drill, person: Person, role: str, *, by: int | None) -> None:
    """Say what somebody has to do in it; whoever has a role takes part."""
    with transaction.atomic():
        row = tick(drill, person, is_here=True, by=by)
        if row and row.role != role:
            row.role = role
            journal.save(row, "change", by=by)


def finish(drill: Drill, *, by: int | None) -> Drill:
    """End it: from now on it counts. Ended already, nothing happens."""
    with transaction.atomic():
        found = held(drill)
        if found.status == Status.FINAL:
            return found
        if not found.participations.counted().exists():
            raise ValidationError(_("Nobody is ticked yet: say who takes part."))
        found.status = Status.FINAL
        if found.started_at:
            found.ended_at = timezone.now()
        journal.save(found, "finish", by=by, is_held=True)
    return found


def void(drill: Drill, reason: str, *, by: int | None) -> None:
    """Take it out of all numbers; it stays, with the reason."""
    with transaction.atomic():
        found = held(drill)
        found.status, found.void_reason = Status.VOIDED, reason
        journal.save(found, "void", by=by, is_held=True)


def held(drill: Drill) -> Drill:
    """The drill, held until the transaction ends; a voided one stays as it is."""
    found: Drill = Drill.objects.locked().get(pk=drill.pk)
    if found.status == Status.VOIDED:
        raise ValidationError(_("This drill is voided and stays as it is."))
    return found


def _made(drill: Drill, verb: str, *, by: int | None) -> Drill:
    with transaction.atomic():
        drill.unit.require_standing()
        _require_past(drill)
        drill.number = next_number(Drill.objects, "D", drill.unit, drill.held_on)
        drill.status = Status.DRAFT
        journal.save(drill, verb, by=by)
    return drill


def _require_past(drill: Drill) -> None:
    if drill.held_on > drill.unit.today:
        said = _("A drill is entered when it has been held.")
        raise ValidationError({"held_on": said})
