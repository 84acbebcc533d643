"""The aggregates of this app, one per file."""

from training.models.drill import Drill, DrillKind, Participation
from training.models.session import Attendance, Session, SessionKind

__all__ = [
    "Attendance",
    "Drill",
    "DrillKind",
    "Participation",
    "Session",
    "SessionKind",
]
