"""What a month must have of training and drills before it is closed."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from safety.core.declare.closing import Check
from safety.core.months import Month
from training.models import Attendance, Drill, Session
from training.models.session import SessionState


def empty_sessions(month: Month) -> Any:
    """Sessions that ended in the month, count, and have nobody who was there."""
    there = Attendance.objects.filter(session=OuterRef("pk"), is_present=True)
    ended = Session.objects.final().filter(
        ended_on__range=(month.first_day, month.last_day)
    )
    return ended.exclude(Exists(there.counted()))


def open_sessions(month: Month) -> Any:
    """Sessions that were begun, should be over, and that nobody has closed."""
    begun = Session.objects.in_state(SessionState.OPEN)
    return begun.filter(ended_on__lte=month.last_day)


def running_drills(month: Month) -> Any:
    """Drills that were started and that nobody has ended."""
    return Drill.objects.going_on().filter(held_on__lte=month.last_day)


CHECKS = [
    Check(
        code="training.open_sessions",
        says=_("Sessions that nobody has closed"),
        find=open_sessions,
        is_blocking=True,
    ),
    Check(
        code="drills.running",
        says=_("Drills that nobody has ended"),
        find=running_drills,
        is_blocking=True,
    ),
    Check(
        code="training.empty_sessions",
        says=_("Sessions without attendances"),
        find=empty_sessions,
    ),
]
