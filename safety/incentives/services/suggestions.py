"""Suggestions: cards given for one, and what became of them."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from safety.accounts.models import User
from safety.incentives.models import About, Behaviour, Card, Review
from safety.incentives.models.card import CardQuerySet
from safety.journal import write as journal


def suggestions() -> CardQuerySet:
    """Cards whose behaviour is about a suggestion."""
    terms = Behaviour.objects.filter(about=About.SUGGESTION).values("term")
    rows: CardQuerySet = Card.objects.counted().filter(behaviour__in=terms)
    return rows


def review(card: Card, said: Review, *, by: User) -> None:
    """Adopt a suggestion or not, with the reason; never one's own."""
    with transaction.atomic():
        held: Card = Card.objects.locked().get(pk=card.pk)
        if held.status == Card.Status.VOIDED:
            raise ValidationError(_("This card was voided."))
        if held.person.user_id == by.pk:
            raise ValidationError(_("Somebody else reviews your own suggestion."))
        said.card, said.reviewed_on = held, held.unit.today
        journal.save(said, "change" if said.pk else "add", by=by.pk)
