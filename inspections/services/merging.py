"""Doubles: one of two becomes part of the other, with its words and photos."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from inspections.models import NOT_RECTIFIED, Hazard, HazardPhoto, Move, Verb
from inspections.services.guards import Case
from inspections.services.hazards import Call, carry
from safety.journal import write as journal
from safety.org.models import Ancestry, Unit

OFFERED, LOOKED_AT = 6, 60


def targets(hazard: Hazard) -> "QuerySet[Hazard]":
    """Hazards of the same project that nobody has put right yet."""
    above = Ancestry.objects.current().above([hazard.unit_id])
    project = Unit.objects.projects().filter(pk__in=above).first() or hazard.unit
    here = Hazard.objects.counted().below([project.pk]).filter(state__in=NOT_RECTIFIED)
    found: QuerySet[Hazard] = here.exclude(pk=hazard.pk)
    return found


def likely(hazard: Hazard) -> list[Hazard]:
    """The few that it may be the double of: those of its place and category first."""
    latest = list(targets(hazard).order_by("-found_on", "-pk")[:LOOKED_AT])
    here = hazard.place.lower()

    def unlike(other: Hazard) -> int:
        is_here = bool(here) and other.place.lower() == here
        return -(
            is_here + (bool(hazard.category) and other.category == hazard.category)
        )

    return sorted(latest, key=unlike)[:OFFERED]


def merge(hazard: Hazard, call: Call, *, into: Hazard) -> Move:
    """Make a hazard part of another one: it counts nowhere from now on.

    Raises PermissionDenied where the actor may not say what happens to the other one,
    ValidationError where that has been put right or merged meanwhile.
    """

    def change(stored: Hazard) -> None:
        target = targets(stored).filter(pk=into.pk).first()
        if target is None:
            said = _("%(number)s cannot take it in any more. Choose another one.")
            raise ValidationError({"into": said % {"number": into.number}})
        if not Case(target, call.actor).assigns():
            raise PermissionDenied
        _move_photos(stored, target, by=call.actor.user.pk)
        note = f"{stored.number}: {stored.description}"
        _take_in(target, call, note)
        stored.merged_into = target
        stored.status, stored.uncounted = Hazard.Status.VOIDED, ""

    return carry(hazard, Verb.MERGE, call, change, also=[into.pk])


def _take_in(target: Hazard, call: Call, note: str) -> None:
    by, user = call.actor.person, call.actor.user.pk
    Move(hazard=target, verb=Verb.TAKE_IN, by=by, user_id=user, note=note).save()


def _move_photos(double: Hazard, target: Hazard, *, by: int | None) -> None:
    """Show a double's photos where it is part of; those that are there stay."""
    known = {(photo.purpose, photo.sha256) for photo in target.photos.all()}
    names: Any = ("purpose", "sha256", "file_id", "by_id", "at")
    new = [
        HazardPhoto(hazard=target, **{name: getattr(photo, name) for name in names})
        for photo in double.photos.counted()
        if (photo.purpose, photo.sha256) not in known
    ]
    journal.save_all(new, "add-photo", by=by)
