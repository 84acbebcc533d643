"""Voiding a card that was issued by mistake."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from safety.incentives.models import Card, CardState
from safety.incentives.services import ledger
from safety.journal import write as journal

MAY = "incentives.change"


@transaction.atomic
def void(card: Card, reason: str, *, by: int) -> None:
    """Take a card out of all numbers; it stays, with the reason, and is never redeemed.

    Its budget has its value back. Voided already, nothing happens. ValidationError for
    one that was redeemed, whose money is paid, and for one that has expired.
    """
    held = Card.objects.locked().get(pk=card.pk)
    if held.state == CardState.VOIDED:
        return
    if held.state == CardState.REDEEMED:
        raise ValidationError(_("It was redeemed: its money is paid. It stays so."))
    if held.state == CardState.EXPIRED:
        raise ValidationError(_("It has expired already, and is worth nothing."))
    held.status, held.void_reason = Card.Status.VOIDED, reason
    journal.save(held, "void", by=by, is_held=True)
    ledger.post([held.pk], by)
