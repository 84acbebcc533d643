"""Verbs of gaps: name one, make it a hazard, have a plan revised, take it off."""

from datetime import date
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from inspections.models import Hazard, Level, Policy
from inspections.services import due, hazards
from inspections.services import photos as pictures
from inspections.services.hazards import Call
from inspections.services.photos import NO_PICTURES, NONE, Pictures, as_sent
from safety.files.fields import Sent
from safety.journal import write as journal
from safety.notices import inbox
from safety.notices.inbox import News
from safety.org.models import Unit
from safety.people.models import Person
from training.models import Drill, DrillPhoto, EmergencyPlan, Gap
from training.services.drills import held

REVISE = "drills.revise"


def add(gap: Gap, photos: Sent = NONE, *, by: int | None) -> Gap:
    """Say what a drill has shown to be missing or wrong; photos show it."""
    with transaction.atomic():
        held(gap.drill)
        journal.save(gap, "add", by=by)
        keep_photos(gap.drill, photos, by=by, gap=gap)
    return gap


def keep_photos(
    drill: Drill, sent: Sent, *, by: int | None, gap: Gap | None = None
) -> None:
    """Give a drill photos, each once; with a gap they show that."""
    with transaction.atomic():
        held(drill)
        known = list(drill.photos.all())
        for photo in known:
            if gap and photo.sha256 in sent.by_hash:
                photo.gap = gap
        new = partial(DrillPhoto, drill=drill, gap=gap)
        pictures.keep_photos(known, sent, new, by=by)


def void(gap: Gap, *, by: int | None) -> None:
    """Take it off, as long as nothing is done about it."""
    with transaction.atomic():
        stored = _open(gap)
        stored.status = Gap.Status.VOIDED
        journal.save(stored, "void", by=by, is_held=True)


def day_proposed(unit: Unit) -> date:
    """By when a plan is revised: as a general hazard of today is put right."""
    policy = Policy.objects.in_force(Level.GENERAL, unit.today)
    return due.day(unit, policy, unit.today)


def raise_hazard(
    gap: Gap,
    hazard: Hazard,
    call: Call,
    *,
    due_on: date | None = None,
    is_fixed: bool = False,
    photos: Pictures = NO_PICTURES,
) -> Hazard:
    """Make it a hazard of the drill's unit, found today. Raises what `report` does.

    Without photos of its own it has those of the gap.
    """
    with transaction.atomic():
        stored = _open(gap)
        if not photos.before.hashes:
            photos = photos._replace(before=as_sent(stored.photos.counted()))
        made = hazards.report(
            hazard, call, due_on=due_on, is_fixed=is_fixed, photos=photos
        )
        stored.hazard = made
        journal.save(stored, "raise", by=call.actor.user.pk, is_held=True)
    return made


def have_revised(
    gap: Gap, plan: EmergencyPlan, owner: Person, due_on: date, *, by: int | None
) -> None:
    """Have somebody revise a plan by a day; it is done in a version of the plan."""
    with transaction.atomic():
        stored = _open(gap)
        if due_on < stored.drill.unit.today:
            raise ValidationError({"due_on": _("That day has passed.")})
        stored.hazard, stored.plan = None, plan
        stored.owner, stored.due_on = owner, due_on
        journal.save(stored, "revise", by=by, is_held=True)
        user = owner.user
        if user and user.pk != by and user.may("training.view", plan.unit_id):
            inbox.tell([News(REVISE, stored.pk, user.pk)])


def _open(gap: Gap) -> Gap:
    """The gap, held until the transaction ends, with nothing done about it yet."""
    stored: Gap = Gap.objects.locked().get(pk=gap.pk)
    held(stored.drill)
    if stored.status == Gap.Status.VOIDED or not stored.is_open:
        raise ValidationError(_("Something is done about this gap already."))
    return stored
