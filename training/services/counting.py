"""Whether a session counts for hours and for coverage, as its course is counted."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from safety.core import formats
from safety.core.months import Month
from safety.journal import write as journal
from safety.org.models import Unit
from safety.org.services import first_open_month
from training.models import Counting, Course, Session


def settle(session: Session) -> None:
    """Say for what it counts, by the version that holds in the month of its end."""
    held = None
    if session.course_id:
        month = Month.containing(session.ended_on)
        held = Counting.objects.in_month(session.course_id, month)
    session.counts_for_hours = held is None or held.for_hours
    session.counts_for_coverage = held is None or held.for_coverage


def settle_again(keys: Collection[int], *, by: int | None, load: int) -> None:
    """Say it anew of sessions that a load has moved, in the load's transaction."""
    moved = list(Session.objects.locked().filter(pk__in=keys))
    for each in moved:
        settle(each)
    journal.save_all(moved, "count", by=by, load=load)


def count_from(version: Counting, *, by: int | None) -> None:
    """Count a course otherwise from a month on, up to its next version.

    Said again of the same month it takes the place of what was said before.
    ValidationError by field for a month that is closed where the course was taught.
    """
    with transaction.atomic():
        Course.objects.locked().get(pk=version.course_id)
        rows = Session.objects.filter(
            course=version.course_id, ended_on__gte=version.from_month.first_day
        )
        if later := Counting.objects.after(version).first():
            rows = rows.filter(ended_on__lt=later.from_month.first_day)
        taught = list(rows.locked())
        units = Unit.objects.filter(pk__in={each.unit_id for each in taught})
        opened = first_open_month([version.course.unit, *units])
        if version.from_month.index < opened:
            said = _("This is closed; the first open month is %(month)s.")
            month = formats.month(Month.of_index(opened))
            raise ValidationError({"from_month": said % {"month": month}})
        journal.save(_in_place_of_another(version), "count", by=by)
        for each in taught:
            settle(each)
        journal.save_all(taught, "count", by=by)


def _in_place_of_another(version: Counting) -> Counting:
    same = Counting.objects.filter(
        course=version.course_id, from_month=version.from_month
    ).first()
    if same is None:
        return version
    for name in ("for_hours", "for_coverage", "reason"):
        setattr(same, name, getattr(version, name))
    return same
