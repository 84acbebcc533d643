"""Redeeming cards at a counter: each card once, and all of them or none."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safety.accounts.models import User
from safety.core import formats
from safety.files.models import File
from safety.incentives.models import Card, Good, HandedOut, Redemption
from safety.incentives.services import ledger
from safety.journal import write as journal
from safety.journal.models import Change
from safety.org.models import Unit
from safety.people.models import Person

MAY = "incentives.redeem"


class Signed(NamedTuple):
    """Whose cards they are, what was drawn for them, and which goods are taken.

    Goods cost no more than the cards are worth; the rest is paid in money.
    """

    person: Person
    drawn: File
    goods: Mapping[Good, int] = MappingProxyType({})

    @property
    def cost(self) -> Decimal:
        """What the goods cost."""
        costs = (good.price * number for good, number in self.goods.items())
        return sum(costs, Decimal(0))


@transaction.atomic
def redeem(
    serials: Sequence[str], at: Unit, *, by: User, signed: Signed | None = None
) -> list[Card]:
    """Redeem cards at the counter of a unit today; those of one person are signed.

    Holds them first, so that of many who try at once one succeeds and the others read
    what he did. Raises ValidationError that says of each card why it is refused.
    """
    rows = Card.objects.filter(serial__in=serials).order_by("pk").locked()
    beside = ("person", "issued_by", "redeemed_in")
    cards = {card.serial: card for card in rows.prefetch_related(*beside)}
    own = Card.objects.visible_to(by, MAY).filter(serial__in=serials)
    near = set(own.values_list("serial", flat=True))
    refused = list[str]()
    for serial in serials:
        card = cards.get(serial) if serial in near else None
        why = why_not(card, by, at.today) if card else _unknown(serial in cards)
        if card and not why and signed and card.person_id != signed.person.pk:
            why = _("It is a card of somebody else: each signs for his own.")
        if why:
            refused.append(_("%(card)s: %(why)s") % {"card": serial, "why": why})
    if refused:
        raise ValidationError(refused)
    if signed:
        _require_enough(signed, cards.values())
    redemption = _signed(signed, at, by) if signed else None
    for card in cards.values():
        card.redeemed_on, card.redeemed_at = at.today, timezone.now()
        card.redeemed_in, card.redemption = at, redemption
    redeemed = list(cards.values())
    journal.save_all(redeemed, "redeem", by=by.pk)
    ledger.post([card.pk for card in redeemed], by.pk)
    return redeemed


def _signed(signed: Signed, at: Unit, by: User) -> Redemption:
    person, drawn = signed.person, signed.drawn
    made = Redemption(person=person, unit=at, by=by)
    made.file, made.sha256 = drawn, drawn.sha256
    journal.save(made, "sign", by=by.pk)
    goods = [
        HandedOut(redemption=made, good=good, price=good.price, number=number)
        for good, number in signed.goods.items()
    ]
    journal.save_all(goods, "add", by=by.pk)
    return made


def _require_enough(signed: Signed, cards: Collection[Card]) -> None:
    """Nobody pays the rest of a good in money: the till takes none."""
    worth = sum((card.amount for card in cards), Decimal(0))
    if signed.cost > worth:
        said = _("The goods cost %(cost)s, and the cards are worth %(worth)s.")
        sums = {"cost": formats.money(signed.cost), "worth": formats.money(worth)}
        raise ValidationError(said % sums)


def _unknown(is_foreign: bool) -> str:  # noqa: FBT001 (its name says it)
    if is_foreign:
        return _("It is a card of another unit, and is redeemed there.")
    return _("There is no such card.")


def why_not(card: Card, by: User, today: date) -> str:
    """Why somebody redeems no such card; empty where he does."""
    if ended := _ended(card, today):
        return ended
    if card.issued_on > today:
        return _("It is issued on %(day)s.") % {"day": formats.day(card.issued_on)}
    if card.issued_by and card.issued_by.user_id == by.pk:
        return _("You have issued it yourself: somebody else redeems it.")
    if card.person.user_id == by.pk:
        return _("It is your own card: somebody else redeems it.")
    return ""


def _ended(card: Card, today: date) -> str:
    """What ended its life; empty where nothing did."""
    if card.status == Card.Status.VOIDED:
        return _voided(card)
    if card.redeemed_on:
        return _redeemed_before(card)
    if card.over_on and card.over_on <= today:
        return _("It expired on %(day)s.") % {"day": formats.day(card.over_on)}
    return ""


def _voided(card: Card) -> str:
    """Since when, and why; a card of a file was voided elsewhere."""
    label = Card._meta.label_lower
    changes = Change.objects.filter(label=label, key=card.pk, verb="void")
    change = changes.order_by("-pk").first()
    if change is None:
        return _("It was voided.")
    said = {"moment": formats.moment(change.at), "why": card.void_reason}
    return _("It was voided on %(moment)s: %(why)s") % said


def _redeemed_before(card: Card) -> str:
    if card.counter:
        return _("It was redeemed on %(moment)s at %(unit)s.") % {
            "moment": formats.moment(card.redeemed_at),
            "unit": card.counter,
        }
    return _("It was redeemed on %(day)s.") % {"day": formats.day(card.redeemed_on)}
