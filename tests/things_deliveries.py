"""Schedules, readers and deliveries for the walks over all pages."""

from typing import Any

from django.utils import timezone

from safety.core.months import Period
from safety.deliveries.models import Delivery, Recipient
from safety.deliveries.services import making
from safety.org.models import Unit
from tests import make
from tests.deliveries import make as made

SCHEDULE_AGAIN = {
    "start": "day",
    "working_day": "3",
    "hour": "8",
    "policy": "attached",
    "has_pdf": "on",
    "is_on": "on",
}
SCHEDULE = SCHEDULE_AGAIN | {"report": "monthly"}


def _recipient(at: Unit) -> Recipient:
    """An address outside, added by an officer of the unit."""
    officer = make.user("safety_officer", at)
    return made.reader(
        made.schedule(at), address="owner@example.org", reason="The owner", by=officer
    )


def _delivery(at: Unit, state: str) -> Delivery:
    recipient, now = _recipient(at), timezone.now()
    return Delivery.objects.create(
        schedule=recipient.schedule,
        recipient=recipient,
        period=Period.parse("2019-06"),
        due_at=now,
        next_at=now,
        state=state,
    )


def schedule(at: Unit) -> dict[str, Any]:
    return {"key": made.schedule(at).pk}


def recipient(at: Unit) -> dict[str, Any]:
    return {"key": _recipient(at).pk}


def delivery(at: Unit) -> dict[str, Any]:
    return {"key": _delivery(at, "sent").pk}


def failed(at: Unit) -> dict[str, Any]:
    return {"key": _delivery(at, "failed").pk}


def opened(at: Unit) -> dict[str, Any]:
    return {"secret": _delivery(at, "sent").secret_key}


def opened_file(at: Unit) -> dict[str, Any]:
    sent = _delivery(at, "sent")
    (file,) = making.files_of(sent)
    return {"secret": sent.secret_key, "key": file.pk}
