"""Keeping schedules and who gets their reports."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safety.accounts.models import User
from safety.core.months import Month, Period
from safety.deliveries.models import Recipient, Schedule
from safety.deliveries.services.making import require_seen
from safety.journal import write as journal
from safety.reports import registry
from safety.reports.document import NotSeen


def save(schedule: Schedule, verb: str, *, by: int | None) -> Schedule:
    """Save a schedule. A new one, or one that is set otherwise, begins from now on.

    Raises ValidationError.
    """
    if not registry.find(schedule.report).is_for(schedule.unit):
        said = _("This report is not for a unit like this one.")
        raise ValidationError({"report": said})
    with transaction.atomic():
        if _is_new_rhythm(schedule):
            schedule.next_period = Period.month(_next_month(schedule))
        journal.save(schedule, verb, by=by)
    return schedule


def _is_new_rhythm(schedule: Schedule) -> bool:
    if schedule._state.adding:
        return True
    names = ("start", "working_day", "hour", "is_on")
    was = schedule.stored
    return schedule.is_on and any(
        getattr(was, name) != getattr(schedule, name) for name in names
    )


def _next_month(schedule: Schedule) -> Month:
    """The first month whose report leaves after this moment, or did not leave yet."""
    month = Month.containing(timezone.localdate()) - 2
    while schedule.due_at(Period.month(month)) <= timezone.now():
        month += 1
    if schedule._state.adding:
        return month
    planned: Month = schedule.next_period.last_month
    return max(month, planned)


def add(recipient: Recipient, *, by: User) -> Recipient:
    """Somebody gets the report from now on. Raises ValidationError."""
    recipient.added_by = by
    try:
        require_seen(recipient, recipient.schedule.unit)
    except NotSeen as refusal:
        said = _("The numbers of the unit are not shown to this reader.")
        raise ValidationError(said) from refusal
    journal.save(recipient, "add", by=by.pk)
    return recipient


def end(recipient: Recipient, *, by: int) -> None:
    """Somebody gets it no more; what was sent stays in the archive."""
    recipient.is_ended = True
    journal.save(recipient, "end", by=by)
