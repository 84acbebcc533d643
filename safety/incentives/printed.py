"""Awards and settlements on paper."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from inspections.printed import Said, shot, told
from safety.core import formats
from safety.core.paper import Facts, Paper, Pictures, Rows
from safety.incentives.models import Award
from safety.incentives.services.settling import Goods, in_money


def award(award: Award) -> Paper:
    """The certificate of somebody who stood out; its code leads to the award."""
    facts = [
        (_("Person"), str(award.person)),
        (_("Employee number"), award.person.employee_no),
        (_("Period"), formats.period(award.period)),
        (_("Prize money"), formats.money(award.amount)),
    ]
    return Paper(
        above=str(award.unit),
        title=_("Certificate of honour"),
        sub=award.title,
        address=f"{settings.SITE_ADDRESS}{award.get_absolute_url()}",
        blocks=[Facts(_("For working safely, and seeing to it that others do"), facts)],
        signatures=[_("Issued by, seal, date")],
    )


def settlement(
    settlement: Any, *, facts: Said, cards: Iterable[Any], goods: Sequence[Goods]
) -> Paper:
    """What a counter has paid: each card, the sum, goods, and both signatures."""
    rows: list[Sequence[str]] = [
        (
            card.serial,
            formats.day(card.redeemed_on),
            card.person_name or formats.DASH,
            formats.money(card.amount),
        )
        for card in cards
    ]
    rows.append((_("Sum"), "", "", formats.money(settlement.amount)))
    head = [_("Serial number"), _("Redeemed on"), _("Person"), _("Face value")]
    signed = settlement.signatures.select_related("file")
    drawn = [
        (kept[0], f"{each.get_signer_display()}: {each.name}")
        for each in signed
        if (kept := shot(each))
    ]
    return Paper(
        above=str(settlement.unit),
        title=_("Settlement of prize cards"),
        sub=str(settlement),
        address=f"{settings.SITE_ADDRESS}{settlement.get_absolute_url()}",
        blocks=[
            told(_("Facts"), facts),
            Rows(_("Cards"), head, [4, 3, 4, 3], rows),
            *([_goods(settlement, goods)] if goods else []),
            Pictures(_("Signatures"), drawn, height=26, across=2),
        ],
    )


def _goods(settlement: Any, goods: Sequence[Goods]) -> Rows:
    """What was handed out for the cards, and what was paid in money."""
    rows: list[Sequence[str]] = [
        (str(each.good), formats.number(each.number), formats.money(each.amount))
        for each in goods
    ]
    rest = formats.money(in_money(settlement, goods))
    rows.append((_("Paid in money"), "", rest))
    head = [pgettext("goods", "Good"), pgettext("goods", "Number"), _("Amount")]
    return Rows(pgettext("settlement", "Goods"), head, [6, 2, 3], rows)
