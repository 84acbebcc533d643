"""The end of a walk: who signs, the score, and what a plan has asked for."""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from inspections.models import Inspection, Occurrence, Signature, Status
from inspections.services.answering import walking
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
    with journal.together():
        found = Inspection.objects.locked().get(pk=inspection.pk)
        if found.status == Status.FINAL:
            return found
        if found.status != Status.DRAFT:
            raise ValidationError(_("This inspection is finished and locked."))
        walk = Walk(found)
        lacking = len(list(walk.missing()))
        if lacking:
            said = _("Something is still missing: %(n)s.")
            raise ValidationError(said % {"n": formats.number(lacking)})
        found.score, found.status = walk.score, Status.FINAL
        found.ended_at = timezone.now()
        journal.save(found, "finish", by=by, is_held=True)
        if signed:
            _sign(found, signed, by=by)
        _settle(found, by=by)
    return found


def discard(inspection: Inspection, *, by: int | None) -> None:
    """Give up a walk that was begun in error: it counts nowhere.

    What a plan has asked for can be begun anew; hazards that were raised stay.
    """
    with transaction.atomic():
        found = walking(inspection)
        found.status = Status.VOIDED
        journal.save(found, "void", by=by, is_held=True)
        ask_anew(found, by=by)


def ask_anew(inspection: Inspection, *, by: int | None) -> None:
    """Let what a plan has asked for be begun once more; what is past is missed."""
    for asked in Occurrence.objects.filter(inspection=inspection).locked():
        asked.inspection = None
        if asked.state == Occurrence.State.DONE:
            is_past = asked.missed_at <= timezone.now()
            asked.state = Occurrence.State.MISSED if is_past else Occurrence.State.OPEN
            asked.done_at = None
        journal.save(asked, "change", by=by, is_held=True)


def _sign(inspection: Inspection, signed: Signed, *, by: int | None) -> None:
    sha256 = signed.file.sha256 if signed.file else ""
    made = Signature(inspection=inspection, sha256=sha256, by_id=by, **signed._asdict())
    journal.save(made, "sign", by=by)


def _settle(inspection: Inspection, *, by: int | None) -> None:
    """What a plan has asked for is done, unless it was missed."""
    rows = Occurrence.objects.open().filter(inspection=inspection)
    asked, now = rows.locked().first(), timezone.now()
    if asked and now < asked.missed_at:
        asked.state, asked.done_at = Occurrence.State.DONE, now
        journal.save(asked, "finish", by=by, is_held=True)
