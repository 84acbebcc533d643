"""Verbs of a walk: start it, answer, pass a whole section, raise hazards, finish."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from inspections.models import (
    FAIL,
    PASS,
    SCORED,
    Amendment,
    Answer,
    Answering,
    Checklist,
    ChecklistVersion,
    Hazard,
    Inspection,
    Item,
    Level,
    Occurrence,
    Policy,
    Sheet,
    Status,
    next_number,
)
from inspections.scoring import Part
from inspections.services import due, hazards
from inspections.services.guards import Actor, no_person
from inspections.services.hazards import Call
from inspections.services.photos import NO_PICTURES, Pictures
from inspections.walk import Walk
from safety.core import formats
from safety.core.text import seen
from safety.journal import write as journal

LEAST = Decimal(1)  # deducted when something fails, until somebody says how much


def usable(inspection: Inspection) -> "list[ChecklistVersion]":
    """The newest versions of the checklists that its unit uses."""
    lists = Checklist.objects.counted().used_at([inspection.unit_id])
    rows = ChecklistVersion.objects.newest().filter(checklist__in=lists)
    return list(rows.select_related("checklist").order_by("checklist_id"))


def proposed(
    inspection: Inspection, usable: Sequence[ChecklistVersion]
) -> dict[str, Any]:
    """What the last inspection at its unit was done with, as a form takes it."""
    rows = Inspection.objects.filter(unit=inspection.unit, sheets__isnull=False)
    last = rows.exclude(status=Status.VOIDED).order_by("-pk").first()
    if last is None:
        return {}
    lists = set(last.sheets.values_list("version__checklist", flat=True))
    return {
        "programme": last.programme,
        "form": last.form,
        "versions": [each.pk for each in usable if each.checklist_id in lists],
    }


def start(
    inspection: Inspection, versions: Sequence[ChecklistVersion], *, by: int | None
) -> Inspection:
    """Begin a walk with one or several checklists; it counts when it is finished."""
    with transaction.atomic():
        inspection.unit.require_standing()
        known = {version.pk for version in usable(inspection)}
        if not versions or any(version.pk not in known for version in versions):
            raise ValidationError(_("Choose checklists that the unit uses."))
        day = inspection.inspected_on
        number = next_number(Inspection.objects, "I", inspection.unit, day)
        inspection.number, inspection.status = number, Status.DRAFT
        names = ", ".join(str(version.checklist) for version in versions)
        inspection.checklist = names[:200]
        journal.save(inspection, "start", by=by)
        sheets = [
            Sheet(inspection=inspection, version=version, place=place)
            for place, version in enumerate(versions)
        ]
        journal.save_all(sheets, "start", by=by)
    return inspection


def walking(inspection: Inspection) -> Inspection:
    """The inspection, held until the transaction ends; finished ones are locked."""
    found: Inspection = Inspection.objects.locked().get(pk=inspection.pk)
    if found.status != Status.DRAFT:
        raise ValidationError(_("This inspection is finished and locked."))
    return found


def answer(
    inspection: Inspection, item: Item, told: dict[str, str], *, by: int | None
) -> Answer:
    """Keep what was told of an item; what is not told stays as it was."""
    with transaction.atomic():
        walking(inspection)
        rows = Answer.objects.filter(inspection=inspection, item=item)
        found = rows.first() or Answer(inspection=inspection, item=item)
        for name in ("said", "note"):
            if name in told:
                setattr(found, name, seen(told[name]).strip())
        if item.answering in SCORED:
            _judge(found, told)
        else:
            _understand(found)
        found.clean_fields(exclude={"inspection", "item"})
        if found.outcome != FAIL and found.hazard_id:
            raise ValidationError(
                _("A hazard was raised from it. Void the hazard first.")
            )
        journal.save(found, "answer", by=by)
    return found


def _judge(found: Answer, told: dict[str, str]) -> None:
    """Pass, fail or not applicable, and how much a fail costs."""
    if "outcome" in told:
        found.outcome = told["outcome"]
    if found.outcome == FAIL and found.item.answering == Answering.DEDUCTION:
        most = found.item.most or LEAST
        if "deducted" in told:
            found.deducted = _amount(told["deducted"])
        least = min(LEAST, most)
        found.deducted = max(least, min(found.deducted or least, most))
    else:
        found.deducted = None


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation as error:
        raise ValidationError(_("Write a number like 12.50.")) from error
    if not amount.is_finite() or abs(amount) > 10**9:
        raise ValidationError(_("Write a number like 12.50."))
    return amount.quantize(Decimal("0.01"))


def _understand(found: Answer) -> None:
    """What a number, date or option means; ValidationError when it is none."""
    item, is_bad = found.item, False
    if not found.said:
        found.outcome = ""
        return
    if item.answering == Answering.NUMBER:
        number = _amount(found.said)
        found.said = f"{number:f}"
        low, high = item.low, item.high
        is_bad = (low is not None and number < low) or (
            high is not None and number > high
        )
    elif item.answering == Answering.CHOICE:
        options = {option["code"]: option for option in item.options}
        if found.said not in options:
            raise ValidationError(_("Choose one of the options."))
        is_bad = options[found.said]["fails"]
    elif item.answering == Answering.DATE:
        _require_day(found.said)
    if item.answering in (Answering.NUMBER, Answering.CHOICE):
        found.outcome = FAIL if is_bad else PASS


def _require_day(text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise ValidationError(_("Write the day like 2019-06-30.")) from error


def pass_all(inspection: Inspection, section: int, *, by: int | None) -> list[Answer]:
    """Pass what is asked in a section (its number) and not answered yet.

    A bonus is given one by one. Returns the new answers, which `take_back` removes.
    """
    with transaction.atomic():
        walking(inspection)
        walk = Walk(inspection)
        stop = walk.stops[section - 1]
        made = [
            Answer(inspection=inspection, item=item, outcome=PASS)
            for item in walk.asked(stop)
            if item.answering in SCORED
            and item.part != Part.BONUS
            and item.pk not in walk.answers
        ]
        journal.save_all(made, "answer", by=by)
    return made


def last_here(inspection: Inspection) -> Inspection | None:
    """The last finished inspection at its unit that had one of its checklists."""
    versions = inspection.sheets.values("version")
    rows = Inspection.objects.final().filter(unit=inspection.unit_id)
    found: Inspection | None = (
        rows.filter(sheets__version__in=versions)
        .order_by("-inspected_on", "-pk")
        .first()
    )
    return found


def copy_last(inspection: Inspection, *, by: int | None) -> list[Answer]:
    """Begin with what the last inspection here found, where nothing is answered yet.

    Its hazards stay its own: what failed then is reported anew, or has been put right.
    """
    with transaction.atomic():
        walking(inspection)
        last, walk = last_here(inspection), Walk(inspection)
        rows = Answer.objects.filter(inspection=last) if last else ()
        made = [
            Answer(
                inspection=inspection,
                item_id=each.item_id,
                outcome=each.outcome,
                deducted=each.deducted,
                said=each.said,
                note=each.note,
            )
            for each in rows
            if each.item_id in walk.items and each.item_id not in walk.answers
        ]
        journal.save_all(made, "answer", by=by)
    return made


def take_back(inspection: Inspection, keys: Iterable[int], *, by: int | None) -> None:
    """Undo `pass_all`: remove those answers that nobody has changed since."""
    with transaction.atomic():
        walking(inspection)
        rows = Answer.objects.filter(inspection=inspection, pk__in=list(keys))
        for each in rows.filter(outcome=PASS, said="", note=""):
            journal.remove(each, "remove", by=by)


def wrong(inspection: Inspection, item: Item) -> Hazard:
    """The hazard that a failed item proposes, not stored yet."""
    return Hazard(
        unit=inspection.unit,
        inspection=inspection,
        found_on=inspection.inspected_on,
        place=inspection.place,
        description=str(item),
        category=item.hazard_category,
        responsible=hazards.owner_at(inspection.unit),
    )


@dataclass(frozen=True)
class Told:
    """What the form of a failed item says of its hazard."""

    hazard: Hazard
    due_on: date | None = None
    is_fixed: bool = False
    photos: Pictures = NO_PICTURES


def raise_hazard(inspection: Inspection, item: Item, told: Told, call: Call) -> Hazard:
    """Make a failed item a hazard; once.

    Words that are those of the item take its note along; without a day it is due when
    the checklist proposes, and a major one when policy wants it, if that is earlier.
    Raises what `hazards.report` raises.
    """
    with transaction.atomic():
        walking(inspection)
        found = Answer.objects.filter(inspection=inspection, item=item).first()
        if found is None or found.outcome != FAIL:
            raise ValidationError(_("Only what failed is a hazard."))
        if found.hazard:
            return found.hazard
        hazard = told.hazard
        hazard.inspection = inspection
        if hazard.description == str(item) and found.note:
            hazard.description = f"{item}: {found.note}"
        found.hazard = hazards.report(
            hazard,
            call,
            due_on=told.due_on or _day_proposed(hazard, item),
            is_fixed=told.is_fixed,
            photos=told.photos,
        )
        journal.save(found, "answer", by=call.actor.user.pk)
    return found.hazard


def _day_proposed(hazard: Hazard, item: Item) -> date | None:
    if item.days_to_rectify is None:
        return None
    day = due.after(hazard.found_on, item.days_to_rectify)
    if not hazard.criterion_id:
        return day
    policy = Policy.objects.in_force(Level.MAJOR, hazard.found_on)
    return min(day, due.day(policy, hazard.found_on))


def days_proposed(inspection: Inspection, items: Iterable[Item]) -> dict[int, date]:
    """By when a general hazard of each item would be due, by the keys of the items."""
    day = inspection.inspected_on
    usual = Policy.objects.in_force(Level.GENERAL, day).days_to_rectify
    days = {
        item.pk: usual if item.days_to_rectify is None else item.days_to_rectify
        for item in items
    }
    known = due.all_after(day, set(days.values()))
    return {key: known[n] for key, n in days.items()}


def finish(inspection: Inspection, *, by: int | None) -> Inspection:
    """Lock it with its score; from now on it counts. ValidationError says what lacks.

    Finished already, nothing happens.
    """
    with transaction.atomic():
        found = Inspection.objects.locked().get(pk=inspection.pk)
        if found.status == Status.FINAL:
            return found
        walking(found)
        walk = Walk(found)
        lacking = len(list(walk.missing()))
        if lacking:
            said = _("Something is still missing: %(n)s.")
            raise ValidationError(said % {"n": formats.number(lacking)})
        found.score, found.status = walk.score, Status.FINAL
        journal.save(found, "finish", by=by)
        _settle(found, by=by)
    return found


def amend(amendment: Amendment, actor: Actor) -> Amendment:
    """Say what is not right in a finished inspection; it stays as it is, and locked."""
    if actor.person is None:
        raise PermissionDenied(no_person())
    if amendment.inspection.status != Status.FINAL:
        raise ValidationError(_("Only a finished inspection is amended."))
    amendment.by = actor.person
    journal.save(amendment, "amend", by=actor.user.pk)
    return amendment


def _settle(inspection: Inspection, *, by: int | None) -> None:
    """What a plan has asked for is done, unless it was missed."""
    rows = Occurrence.objects.open().filter(inspection=inspection)
    asked, now = rows.locked().first(), timezone.now()
    if asked and now < asked.missed_at:
        asked.state, asked.done_at = Occurrence.State.DONE, now
        journal.save(asked, "finish", by=by)
