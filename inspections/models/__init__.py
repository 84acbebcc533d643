"""The aggregates of this app, one per file."""

from inspections.models.hazard import NOT_RECTIFIED, OPEN, Hazard, State, Uncounted
from inspections.models.inspection import Form, Inspection, Programme, Status
from inspections.models.level import Level, Risk
from inspections.models.move import FROM, Move, Verb
from inspections.models.number import Series, next_number
from inspections.models.policy import (
    Category,
    Closer,
    Criterion,
    Mark,
    Policy,
    Scheme,
)

__all__ = [
    "FROM",
    "NOT_RECTIFIED",
    "OPEN",
    "Category",
    "Closer",
    "Criterion",
    "Form",
    "Hazard",
    "Inspection",
    "Level",
    "Mark",
    "Move",
    "Policy",
    "Programme",
    "Risk",
    "Scheme",
    "Series",
    "State",
    "Status",
    "Uncounted",
    "Verb",
    "next_number",
]
