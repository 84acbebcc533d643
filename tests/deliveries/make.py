"""Builders of schedules and readers."""

from typing import Any

from safety.accounts.models import User
from safety.deliveries.models import Recipient, Schedule
from safety.deliveries.services import keeping
from safety.org.models import Unit


def schedule(unit: Unit, **fields: Any) -> Schedule:
    """The monthly report, in Excel, on the third working day at eight."""
    values = {"report": "monthly", "has_pdf": False, "has_excel": True, **fields}
    return keeping.save(Schedule(unit=unit, **values), "add", by=None)


def reader(schedule: Schedule, *, by: User, **fields: Any) -> Recipient:
    """Who gets the report of a schedule."""
    return keeping.add(Recipient(schedule=schedule, **fields), by=by)
