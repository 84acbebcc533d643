"""Awards and settlements on paper."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from inspections.printed import Said, shot, told
from safety.core import formats
from safety.core.paper import Facts, Paper, Pictures, Rows
from safety.incentives.models import Award


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


def settlement(settlement: Any, *, facts: Said, cards: Iterable[Any]) -> Paper:
    """What a counter has paid: each card, the sum, and both signatures."""
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
            Pictures(_("Signatures"), drawn, height=26, across=2),
        ],
    )
