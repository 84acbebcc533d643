"""What a month must have of postings and hours before it is closed."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from safety.core.declare.closing import Check
from safety.core.months import Month
from safety.org.models import Ancestry, Kind, Unit
from safety.people.models import Posting, WorkedHours


def without_hours(month: Month) -> Any:
    """Open projects with people in the month for which nobody has declared hours.

    Hours that stand above the project, or at its teams, are its hours.
    """
    tree = Ancestry.objects.in_month(month.index)
    beside = tree.filter(Q(ancestor=OuterRef(OuterRef("pk")))).values("unit")
    above = tree.filter(Q(unit=OuterRef(OuterRef("pk")))).values("ancestor")
    declared = WorkedHours.objects.counted().filter(month=month.index)
    declared = declared.filter(Q(unit__in=beside) | Q(unit__in=above))
    posted = Posting.objects.of_counted().counted().filter(unit__in=beside)
    there = posted.overlapping(month.first_day, month.last_day)
    projects = Unit.objects.counted().filter(kind=Kind.PROJECT)
    projects = projects.not_closed_before(month.first_day)
    return projects.filter(Exists(there)).exclude(Exists(declared))


def left_at_closed(month: Month) -> Any:
    """Postings without an end at projects that have closed by the end of the month."""
    closed = Unit.objects.filter(kind=Kind.PROJECT, closed_on__lte=month.last_day)
    below = Ancestry.objects.in_month(month.index).below(closed)
    return Posting.objects.of_counted().counted().filter(unit__in=below, end_on=None)


CHECKS = [
    Check(
        code="hours.missing",
        says=_("Projects without worked hours"),
        find=without_hours,
        unit="pk",
    ),
    Check(
        code="postings.at_closed_project",
        says=_("Postings without an end at a closed project"),
        find=left_at_closed,
    ),
]
