"""Verbs of training sessions: plan, change, void."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from inspections.models import Status, next_number
from safety.core import formats
from safety.journal import write as journal
from training.models import Session


def add(session: Session, *, by: int | None) -> Session:
    """Enter a session that is to be held, or was: it counts when it is closed."""
    with transaction.atomic():
        session.unit.require_standing()
        day = session.ended_on
        session.number = next_number(Session.objects, "T", session.unit, day)
        session.status = Status.DRAFT
        journal.save(session, "add", by=by)
    return session


def change(session: Session, *, by: int | None) -> None:
    """Say otherwise what it is, when, for how long and by whom."""
    with transaction.atomic():
        held = _held(session)
        if held.status == Status.VOIDED:
            raise ValidationError(_("This session is voided."))
        most = held.attendances.counted().aggregate(most=Max("hours"))["most"]
        if most is not None and most > session.hours:
            said = _("Somebody is credited %(hours)s hours of this session already.")
            raise ValidationError({"hours": said % {"hours": formats.number(most)}})
        journal.save(session, "change", by=by)


def void(session: Session, reason: str, *, by: int | None) -> None:
    """Take it out of all numbers; it stays, with the reason.

    Voided already, nothing happens.
    """
    with transaction.atomic():
        held = _held(session)
        if held.status == Status.VOIDED:
            return
        held.status, held.why_voided = Status.VOIDED, reason
        journal.save(held, "void", by=by, is_held=True)


def _held(session: Session) -> Session:
    """The session, held until the transaction ends."""
    found: Session = Session.objects.locked().get(pk=session.pk)
    return found
