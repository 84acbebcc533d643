"""The aggregates of this app, one per file."""

from safety.people.models.contractor import Contractor
from safety.people.models.person import (
    Category,
    Gender,
    Person,
    Posting,
    person_of,
)
from safety.people.models.worked_hours import WorkedHours

__all__ = [
    "Category",
    "Contractor",
    "Gender",
    "Person",
    "Posting",
    "WorkedHours",
    "person_of",
]
