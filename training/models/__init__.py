"""The aggregates of this app, one per file."""

from training.models.course import Course
from training.models.drill import Drill, DrillKind, Participation
from training.models.session import Attendance, Session, SessionKind

__all__ = [
    "Attendance",
    "Course",
    "Drill",
    "DrillKind",
    "Participation",
    "Session",
    "SessionKind",
]
