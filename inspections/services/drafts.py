"""Drafts: hazards that somebody has begun to report, and that nobody else sees.

A draft counts nowhere, has no moves and asks nobody for anything. Reporting it makes it
a hazard like any other, with a number of its own from then on.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from inspections.models import Hazard, Uncounted, next_number
from inspections.models.hazard import HazardQuerySet
from inspections.services import hazards
from inspections.services import photos as pictures
from inspections.services.guards import Actor
from inspections.services.hazards import Call
from inspections.services.photos import Pictures
from safety.journal import write as journal


def of(actor: Actor) -> HazardQuerySet:
    """The drafts of an actor, the latest first."""
    rows = Hazard.objects.untaken(Uncounted.DRAFT)
    return rows.filter(found_by=actor.person).order_by("-pk")


def keep(
    hazard: Hazard, call: Call, photos: Pictures, *, due_on: date | None = None
) -> Hazard:
    """Keep what is typed so far, with the photos taken before.

    Raises what `hazards.begin_report` raises; ValidationError where another page of
    the actor has reported or discarded it meanwhile.
    """
    by = call.actor.user.pk
    with transaction.atomic():
        _hold(hazard, call.actor)
        hazards.begin_report(hazard, call, due_on)
        hazard.status, hazard.uncounted = Hazard.Status.VOIDED, Uncounted.DRAFT
        if hazard._state.adding:
            day = hazard.found_on
            hazard.number = next_number(Hazard.objects, "D", hazard.unit, day)
        journal.save(hazard, "draft", by=by)
        pictures.attach_all(hazard, photos, by=by)
    return hazard


def report(
    hazard: Hazard,
    call: Call,
    *,
    due_on: date | None = None,
    is_fixed: bool = False,
    photos: Pictures,
) -> Hazard:
    """Make a draft a hazard that counts; raises what `hazards.report` raises.

    The same request sent again gives the hazard it made.
    """
    with transaction.atomic():
        if done := call.made():
            return done.hazard
        _hold(hazard, call.actor)
        return hazards.report(
            hazard, call, due_on=due_on, is_fixed=is_fixed, photos=photos
        )


def discard(draft: Hazard, actor: Actor) -> bool:
    """Throw a draft away with its photos; the journal keeps what it said.

    False when there is none any more.
    """
    by = actor.user.pk
    with transaction.atomic():
        found: Hazard | None = of(actor).locked().filter(pk=draft.pk).first()
        if found is None:
            return False
        for photo in found.photos.all():
            journal.remove(photo, "discard", by=by)
        journal.remove(found, "discard", by=by)
    return True


def _hold(hazard: Hazard, actor: Actor) -> None:
    hazard.contractor = None  # that of whoever rectifies it
    is_new = hazard._state.adding
    if not is_new and not of(actor).locked().filter(pk=hazard.pk).exists():
        raise ValidationError(_("This draft is reported or discarded already."))
