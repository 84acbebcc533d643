"""Settling what the counter of a unit has paid: once for each card, for good."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from safety.accounts.models import User
from safety.files.models import File
from safety.incentives.models import (
    Card,
    Good,
    HandedOut,
    Settlement,
    SettlementSignature,
)
from safety.journal import write as journal
from safety.org.models import Unit

MAY = "incentives.redeem"


class Signed(NamedTuple):
    """Who has signed, and what he has drawn."""

    name: str
    drawn: File


def waiting(at: Unit) -> Any:
    """Cards that were redeemed at the counter of a unit and are in no settlement."""
    redeemed = Card.objects.counted().filter(redeemed_on__isnull=False)
    return redeemed.filter(redeemed_in=at, settlement=None)


class Goods(NamedTuple):
    """So many of one good, handed out at one price."""

    good: Good
    number: int
    amount: Decimal


def goods_of(settlement: Settlement) -> list[Goods]:
    """What was handed out for the cards of a settlement instead of money."""
    rows = HandedOut.objects.filter(redemption__cards__settlement=settlement)
    found = rows.distinct().select_related("good").order_by("good__name", "pk")
    sums: dict[tuple[Good, Decimal], int] = defaultdict(int)
    for row in found:
        sums[row.good, row.price] += row.number
    return [Goods(good, n, price * n) for (good, price), n in sums.items()]


def in_money(settlement: Any, goods: Sequence[Goods]) -> Decimal:
    """What was paid in money for its cards, which come ``with_sums``."""
    rest: Decimal = settlement.amount - sum(each.amount for each in goods)
    return rest


@transaction.atomic
def settle(
    at: Unit, until: date, signed: Mapping[str, Signed], *, by: User
) -> Settlement:
    """Settle what was redeemed at a counter up to a day, signed by clerk and another.

    ``signed`` is by `Signer`. ValidationError where nothing waits, where the day is to
    come, and where one person signs twice.
    """
    if until > at.today:
        raise ValidationError({"until": _("That day is to come.")})
    if len({each.name.casefold() for each in signed.values()}) < len(signed):
        said = _("Two persons sign: give the name of somebody else.")
        raise ValidationError({"second": said})
    rows = waiting(at).filter(redeemed_on__lte=until)
    cards = list(rows.order_by("pk").locked())
    if not cards:
        raise ValidationError(_("No card waits to be settled here up to that day."))
    first = min(card.redeemed_on for card in cards)
    made = Settlement(unit=at, since_on=first, until_on=until, by=by)
    journal.save(made, "settle", by=by.pk)
    signatures = [
        SettlementSignature(
            settlement=made,
            signer=signer,
            name=name,
            file=drawn,
            sha256=drawn.sha256,
            by=by,
        )
        for signer, (name, drawn) in signed.items()
    ]
    journal.save_all(signatures, "sign", by=by.pk)
    for card in cards:
        card.settlement = made
    journal.save_all(cards, "settle", by=by.pk)
    return made
