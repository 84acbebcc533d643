"""Cards expire when their last day has passed.

A counter refuses them from that day on by what they say; `sweep` lets their state and
the ledger follow. It may be killed at any point, run late or twice.
"""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from safety.incentives.models import Card
from safety.incentives.services import ledger
from safety.journal import write as journal

AT_ONCE = 1000  # cards of one transaction


def sweep(today: date | None = None) -> int:
    """Let cards expire that are over everywhere; returns how many there were.

    A day later than here: where the sun sets later their last day goes on.
    """
    day = (today or timezone.localdate()) - timedelta(days=1)
    expired = 0
    while number := _expire_some(day):
        expired += number
    return expired


@transaction.atomic
def _expire_some(day: date) -> int:
    cards = list(Card.objects.to_expire(day).order_by("pk").locked()[:AT_ONCE])
    for card in cards:
        card.expired_on = card.over_on
    journal.save_all(cards, "expire", by=None)
    ledger.post([card.pk for card in cards], by=None)
    return len(cards)
