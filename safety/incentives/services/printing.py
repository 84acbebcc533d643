"""Paper cards: printed in advance, taken when one is issued, marked as lost."""

from collections.abc import Collection
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safety.core import formats
from safety.core.secrets import kept
from safety.incentives.models import Card, PrintedBatch, PrintedCard
from safety.journal import write as journal
from safety.org.models import Ancestry, Unit

CODE = "/card/"  # in the address that is printed as a QR code


@transaction.atomic
def prepare(
    unit: Unit, amount: Decimal, number: int, *, by: int | None
) -> PrintedBatch:
    """Number so many paper cards of a value for a unit; none of them counts yet."""
    batch = PrintedBatch(unit=unit, amount=amount, number=number)
    journal.save(batch, "add", by=by)
    cards = [
        PrintedCard(batch=batch, serial=f"PP-{unit.code}-{batch.pk}-{nth:03}")
        for nth in range(1, number + 1)
    ]
    for card in cards:
        card.token = kept(card.secret)
    journal.save_all(cards, "add", by=by)
    return batch


def take(said: str, unit: Unit) -> PrintedCard:
    """Hold the paper card that is about to be issued; ValidationError says why not."""
    found = PrintedCard.objects.called(said)
    if found is None:
        raise _refused(_("There is no paper card of this number."))
    PrintedCard.objects.locked().get(pk=found.pk)
    held = PrintedCard.objects.select_related("batch__unit", "card").get(pk=found.pk)
    branch = Ancestry.objects.current().below([held.batch.unit_id])
    if not Unit.objects.filter(pk=unit.pk, pk__in=branch).exists():
        raise _refused(_("It was printed for %(unit)s.") % {"unit": held.batch.unit})
    if held.card:
        day = formats.day(held.card.issued_on)
        raise _refused(_("It was issued already on %(day)s.") % {"day": day})
    if held.lost_at:
        moment = formats.moment(held.lost_at)
        raise _refused(_("It was marked as lost on %(moment)s.") % {"moment": moment})
    return held


def serial_of(said: str) -> str:
    """The serial number that a scanner has read: as it is, or by the paper's code."""
    if CODE not in said:
        return said
    paper = PrintedCard.objects.opened_by(said.rpartition(CODE)[2].strip("/"))
    return paper.serial if paper else said


def _refused(why: str) -> ValidationError:
    return ValidationError({"printed": why})


def give(paper: PrintedCard, card: Card, *, by: int) -> None:
    """A paper card that was taken became a card."""
    paper.card = card
    journal.save(paper, "issue-card", by=by)


@transaction.atomic
def lose(batch: PrintedBatch, serials: Collection[str], *, by: int | None) -> int:
    """Mark paper cards as lost, so that nobody can issue them; how many there were."""
    rows = batch.cards.filter(serial__in=serials, card=None, lost_at=None)
    found = list(rows.order_by("pk").locked())
    for card in found:
        card.lost_at = timezone.now()
    return len(journal.save_all(found, "lose", by=by))
