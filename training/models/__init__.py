"""The aggregates of this app, one per file."""

from training.models.course import Course
from training.models.drill import Drill, DrillKind, Participation
from training.models.session import (
    STATES,
    Attendance,
    Session,
    SessionKind,
    SessionState,
)

__all__ = [
    "STATES",
    "Attendance",
    "Course",
    "Drill",
    "DrillKind",
    "Participation",
    "Session",
    "SessionKind",
    "SessionState",
]
