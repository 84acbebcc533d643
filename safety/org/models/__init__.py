"""The aggregates of this app, one per file."""

from safety.org.models.calendar import FAR, WEEKDAYS, Calendar, CalendarDay, Days
from safety.org.models.closed import ClosedMonth
from safety.org.models.located import LocatedQuerySet, SharedQuerySet
from safety.org.models.place import Place
from safety.org.models.unit import (
    BEGINNING,
    CHILD_KIND,
    END,
    PARENT_KIND,
    Ancestry,
    Kind,
    ProjectType,
    Unit,
    display_name,
)

__all__ = [
    "BEGINNING",
    "CHILD_KIND",
    "END",
    "FAR",
    "PARENT_KIND",
    "WEEKDAYS",
    "Ancestry",
    "Calendar",
    "CalendarDay",
    "ClosedMonth",
    "Days",
    "Kind",
    "LocatedQuerySet",
    "Place",
    "ProjectType",
    "SharedQuerySet",
    "Unit",
    "display_name",
]
