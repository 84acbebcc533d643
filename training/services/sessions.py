"""Verbs of training sessions: plan, open, change, close, void."""

from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from inspections.models import Status, next_number
from safety.core import formats
from safety.journal import write as journal
from training.models import Session
from training.services import certificates, counting, days

# A session that was left open for longer has been forgotten: somebody says its hours.
LONGEST = timedelta(hours=12)
HUNDREDTH = Decimal("0.01")


def add(session: Session, *, by: int | None) -> Session:
    """Enter a session that is to be held, or was: it counts when it is closed."""
    return _added(session, "add", by=by)


def start(session: Session, *, by: int | None) -> Session:
    """Begin a session now. Without hours it lasts until it is closed."""
    session.opened_at = timezone.now()
    return _added(session, "start", by=by)


def open_planned(session: Session, *, by: int | None) -> None:
    """Begin a session that was planned; begun already, nothing happens."""
    with transaction.atomic():
        held = _held(session)
        if held.status != Status.DRAFT:
            raise ValidationError(_("This session has ended."))
        if held.opened_at is None:
            held.opened_at = timezone.now()
            journal.save(held, "start", by=by, is_held=True)


def change(session: Session, *, by: int | None) -> None:
    """Say otherwise what it is, when, for how long and by whom."""
    with transaction.atomic():
        held = _held(session)
        if held.status == Status.VOIDED:
            raise ValidationError(_("This session is voided."))
        most = held.attendances.counted().aggregate(most=Max("hours"))["most"]
        is_known = session.hours or held.status == Status.FINAL
        if is_known and most is not None and most > session.hours:
            said = _("Somebody is credited %(hours)s hours of this session already.")
            raise ValidationError({"hours": said % {"hours": formats.number(most)}})
        _ask_what_its_course_asks(session)
        counting.settle(session)
        journal.save(session, "change", by=by)
        if session.status == Status.FINAL:
            days.credit(session, by=by)
        certificates.settle(session, by=by)


def close(session: Session, *, by: int | None) -> Session:
    """End it, so that it counts. Ended already, nothing happens.

    ValidationError says what is missing.
    """
    with transaction.atomic():
        held = _held(session)
        if held.status == Status.FINAL:
            return held
        if held.status == Status.VOIDED:
            raise ValidationError(_("This session is voided."))
        if not held.attendances.present().exists():
            raise ValidationError(_("Nobody is marked as present yet."))
        _require_agreement(held)
        held.closed_at = timezone.now()
        held.hours = held.hours or _lasted(held.opened_at, held.closed_at)
        held.status = Status.FINAL
        journal.save(held, "close", by=by, is_held=True)
        longer = list(held.attendances.filter(hours__gt=held.hours))
        for each in longer:
            each.hours = held.hours
        journal.save_all(longer, "credit", by=by)
        days.credit(held, by=by)
        certificates.settle(held, by=by)
    return held


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
        certificates.settle(held, by=by)


def in_hours(minutes: int) -> Decimal:
    """Credited hours of minutes: rounded once, half to even (INDICATORS)."""
    return (Decimal(minutes) / 60).quantize(HUNDREDTH, ROUND_HALF_EVEN)


def _added(session: Session, verb: str, *, by: int | None) -> Session:
    with transaction.atomic():
        session.unit.require_standing()
        day = session.ended_on
        session.number = next_number(Session.objects, "T", session.unit, day)
        session.status = Status.DRAFT
        _ask_what_its_course_asks(session)
        counting.settle(session)
        journal.save(session, verb, by=by)
    return session


def _ask_what_its_course_asks(session: Session) -> None:
    """A course with an exam is credited to nobody who has not passed one."""
    if session.course and session.course.has_exam:
        session.has_exam = True


def _require_agreement(session: Session) -> None:
    """As many on the list as heads on the sheet, or a reason."""
    listed = session.attendances.present().count()
    if session.head_count in (None, listed) or session.why_differs:
        return
    said = _(
        "The sheet has %(heads)s heads and the list %(listed)s. Complete the list, or "
        "say on the paper sheet why they differ."
    )
    heads = formats.number(session.head_count)
    raise ValidationError(said % {"heads": heads, "listed": formats.number(listed)})


def _lasted(opened_at: datetime | None, closed_at: datetime) -> Decimal:
    if opened_at is None:
        raise ValidationError(_("Say first how many hours it had."))
    lasted = closed_at - opened_at
    if lasted > LONGEST:
        said = _("It has been open for %(hours)s hours. Say first how many it had.")
        hours = formats.number(lasted // timedelta(hours=1))
        raise ValidationError(said % {"hours": hours})
    return max(in_hours(round(lasted / timedelta(minutes=1))), HUNDREDTH)


def _held(session: Session) -> Session:
    """The session, held until the transaction ends."""
    found: Session = Session.objects.locked().get(pk=session.pk)
    return found
