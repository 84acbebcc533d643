"""The end of a walk, and what is amended after it."""

from typing import NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from inspections.models import Amendment, Inspection, Occurrence, Signature, Status
from inspections.services.answering import walking
from inspections.services.guards import Actor, no_person
from inspections.walk import Walk
from safety.core import formats
from safety.files.models import File
from safety.journal import write as journal


class Signed(NamedTuple):
    """Who of the inspected side signs, with what was drawn; or why nobody does."""

    name: str = ""
    file: File | None = None
    why_not: str = ""


def finish(
    inspection: Inspection, signed: Signed | None = None, *, by: int | None
) -> Inspection:
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
        found.ended_at = timezone.now()
        journal.save(found, "finish", by=by)
        if signed:
            _sign(found, signed, by=by)
        _settle(found, by=by)
    return found


def _sign(inspection: Inspection, signed: Signed, *, by: int | None) -> None:
    sha256 = signed.file.sha256 if signed.file else ""
    made = Signature(inspection=inspection, sha256=sha256, by_id=by, **signed._asdict())
    journal.save(made, "sign", by=by)


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
