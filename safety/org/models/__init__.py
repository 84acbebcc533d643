"""The aggregates of this app, one per file."""

from safety.org.models.calendar import CalendarDay
from safety.org.models.located import LocatedQuerySet
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
    "PARENT_KIND",
    "Ancestry",
    "CalendarDay",
    "Kind",
    "LocatedQuerySet",
    "Place",
    "ProjectType",
    "Unit",
    "display_name",
]
