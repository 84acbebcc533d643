"""What a worker has: cards that can be redeemed, and what became of the others."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Min, Q, Sum

from safety.incentives.models import STATES, Card, CardState
from safety.incentives.models.card import CardQuerySet
from safety.org.models import Unit

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
    is_valid = Q(expires_on=None) | Q(expires_on__gte=today)
    return cards.in_state(CardState.ISSUED).filter(is_valid, issued_on__lte=today)


def wallet_of(cards: CardQuerySet, today: date) -> Wallet:
    """The wallet that some cards of one person make."""
    ready = redeemable(cards, today)
    all_of_it = ready.aggregate(number=Count("pk"), amount=Sum("amount"))
    ever = cards.counted().aggregate(earned=Sum("amount"), since=Min("issued_on"))
    beside = ("unit", "person", "issued_by")
    shown = ready.worded().select_related(*beside).order_by("issued_on", "serial")
    return Wallet(
        list(shown[:MOST]),
        all_of_it["number"],
        all_of_it["amount"] or Decimal(0),
        ever["earned"] or Decimal(0),
        ever["since"],
    )


class Money(NamedTuple):
    """What cards of a unit have come to: issued, redeemed, still to be redeemed."""

    number: int
    issued: Decimal
    redeemed: Decimal
    kept: Decimal
    paid: Decimal


def money_of(unit: Unit) -> Money:
    """The cards of a unit and below, and what its counter has paid today."""
    here = Card.objects.at_or_below(unit).counted()
    paid = Q(redeemed_in=unit, redeemed_on=unit.today, redeemed_at__isnull=False)
    found = here.aggregate(
        number=Count("pk"),
        issued=Sum("amount"),
        redeemed=Sum("amount", filter=STATES[CardState.REDEEMED]),
        kept=Sum("amount", filter=STATES[CardState.ISSUED]),
        paid=Sum("amount", filter=paid),
    )
    sums = {name: value or Decimal(0) for name, value in found.items()}
    return Money(found["number"], *(sums[name] for name in Money._fields[1:]))


def earlier(cards: CardQuerySet, today: date) -> list[Card]:
    """Cards that are redeemed or otherwise over, the latest first."""
    over = cards.exclude(pk__in=redeemable(cards, today).values("pk"))
    beside = ("unit", "redeemed_in")
    return list(
        over.worded().select_related(*beside).order_by("-issued_on", "-pk")[:SHOWN]
    )
