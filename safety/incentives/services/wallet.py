"""What a worker has: cards that can be redeemed, and what became of the others."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Min, Sum

from safety.incentives.models import Card, CardState
from safety.incentives.models.card import CardQuerySet

MOST = 100  # cards that are shown, and redeemed at once
SHOWN = 30  # of those that are redeemed, expired or voided


class Wallet(NamedTuple):
    """Cards to redeem, the first issued first, and what all of them are worth.

    ``earned`` is what was ever given, since ``since``.
    """

    cards: list[Card]
    number: int
    amount: Decimal
    earned: Decimal
    since: date | None


def redeemable(cards: CardQuerySet, today: date) -> CardQuerySet:
    """Those that a counter redeems today."""
    return cards.in_state(CardState.ISSUED).filter(issued_on__lte=today)


def wallet_of(cards: CardQuerySet, today: date) -> Wallet:
    """The wallet that some cards of one person make."""
    ready = redeemable(cards, today)
    all_of_it = ready.aggregate(number=Count("pk"), amount=Sum("amount"))
    ever = cards.counted().aggregate(earned=Sum("amount"), since=Min("issued_on"))
    shown = ready.select_related("unit", "issued_by").order_by("issued_on", "serial")
    return Wallet(
        list(shown[:MOST]),
        all_of_it["number"],
        all_of_it["amount"] or Decimal(0),
        ever["earned"] or Decimal(0),
        ever["since"],
    )


def earlier(cards: CardQuerySet) -> list[Card]:
    """Cards that are redeemed or otherwise over, the latest first."""
    over = cards.exclude(pk__in=cards.in_state(CardState.ISSUED).values("pk"))
    beside = ("unit", "redeemed_in")
    return list(over.select_related(*beside).order_by("-issued_on", "-pk")[:SHOWN])
