"""Hazards of failed items: what is proposed, and what is made of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from inspections.models import (
    FAIL,
    Answer,
    Hazard,
    Inspection,
    Item,
    Level,
    PolicyQuerySet,
)
from inspections.services import due, hazards
from inspections.services.answering import walking
from inspections.services.hazards import Call
from inspections.services.photos import NO_PICTURES, Pictures, as_sent
from safety.journal import write as journal


def wrong(inspection: Inspection, item: Item) -> Hazard:
    """The hazard that a failed item proposes, not stored yet; its owner apart."""
    return Hazard(
        unit=inspection.unit,
        inspection=inspection,
        found_on=inspection.inspected_on,
        place=inspection.place,
        description=str(item),
        category=item.hazard_category,
    )


@dataclass(frozen=True)
class Told:
    """What the form of a failed item says of its hazard."""

    hazard: Hazard
    due_on: date | None = None
    is_fixed: bool = False
    photos: Pictures = NO_PICTURES
    note: str = ""


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
        if found.raised:
            return found.raised
        hazard = told.hazard
        hazard.inspection = inspection
        photos = told.photos
        if not photos.before.hashes:
            photos = photos._replace(before=as_sent(found.photos.counted()))
        note = told.note or found.note
        if hazard.description == str(item) and note:
            hazard.description = f"{item}: {note}"
        made = found.hazard = hazards.report(
            hazard,
            call,
            due_on=told.due_on or _day_proposed(hazard, item, call.policies),
            is_fixed=told.is_fixed,
            photos=photos,
        )
        journal.save(found, "answer", by=call.actor.user.pk, is_held=True)
    return made


def _day_proposed(hazard: Hazard, item: Item, policies: PolicyQuerySet) -> date | None:
    if item.days_to_rectify is None:
        return None
    day = due.after(hazard.unit, hazard.found_on, item.days_to_rectify)
    if not hazard.criterion_id:
        return day
    policy = policies.in_force(Level.MAJOR, hazard.found_on)
    return min(day, due.day(hazard.unit, policy, hazard.found_on))


def days_proposed(
    inspection: Inspection,
    items: Iterable[Item],
    policies: PolicyQuerySet,
) -> dict[int, date]:
    """By when a general hazard of each item would be due, by the keys of the items."""
    day = inspection.inspected_on
    usual = policies.in_force(Level.GENERAL, day).days_to_rectify
    days = {
        item.pk: usual if item.days_to_rectify is None else item.days_to_rectify
        for item in items
    }
    known = due.all_after(inspection.unit, day, set(days.values()))
    return {key: known[n] for key, n in days.items()}
