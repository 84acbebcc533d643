"""The aggregates of this app, one per file."""

from inspections.models.hazard import Hazard, Level, Risk, State
from inspections.models.inspection import Form, Inspection, Programme, Status

__all__ = [
    "Form",
    "Hazard",
    "Inspection",
    "Level",
    "Programme",
    "Risk",
    "State",
    "Status",
]
