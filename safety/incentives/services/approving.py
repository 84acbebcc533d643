"""A proposed card is answered by a leader, or taken back by its proposer."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from safety.accounts.models import User
from safety.incentives.models import Answer, Card, CardPhoto, CardRule, Proposal
from safety.incentives.services import budgets, ledger, printing
from safety.incentives.services.issuing import card_of
from safety.journal import write as journal
from safety.notices.inbox import News, tell
from safety.org.models import Unit
from safety.people.models import Person

MAY = "incentives.approve"
REJECTED = "cards.rejected"  # topic of what is told


@transaction.atomic
def approve(keys: Collection[int], *, by: User) -> list[str]:
    """Issue proposed cards on the days of their deeds, all of them or none.

    What was answered meanwhile stays as it is. Says which budgets are nearly used up.
    ValidationError that says of each card why not.
    """
    rows = _held(keys, by)
    refused = [
        _("%(card)s: %(why)s") % {"card": said.person, "why": why}
        for said in rows
        if (why := _why_not_by(said, by))
    ]
    if refused:
        raise ValidationError(refused)
    warnings = list[str]()
    for day in sorted({said.issued_on for said in rows}):
        warnings += _approve_day(
            [said for said in rows if said.issued_on == day], day, by
        )
    return warnings


def _held(keys: Collection[int], by: User) -> Sequence[Proposal]:
    rows = Proposal.objects.visible_to(by, MAY).waiting().filter(pk__in=keys)
    beside = ("unit", "person", "issued_by")
    return list(rows.order_by("pk").locked().prefetch_related(*beside))


def _why_not_by(said: Proposal, by: User) -> str:
    """Why somebody may not approve a card; empty where he may."""
    if by.pk == said.issued_by.user_id:
        return _("You have proposed it yourself: somebody else approves it.")
    if by.pk == said.person.user_id:
        return _("It is your own card: somebody else approves it.")
    if said.person.status == Person.Status.VOIDED:
        return _("The worker is voided, and counts nowhere. Reject the card.")
    return ""


def _approve_day(rows: Sequence[Proposal], day: date, by: User) -> list[str]:
    amounts = defaultdict[Unit, Decimal](Decimal)
    for said in rows:
        amounts[said.unit] += said.amount
    warnings = budgets.commit(amounts, day)
    papers = [
        printing.take(said.printed, said.unit) if said.printed else None
        for said in rows
    ]
    rules = {unit: CardRule.objects.in_force_at(unit) for unit in amounts}
    cards = [card_of(said, rules[said.unit]) for said in rows]
    journal.save_all(cards, "issue-card", by=by.pk)
    for said, card, paper in zip(rows, cards, papers, strict=True):
        said.card, said.answer = card, Answer.APPROVED
        if paper:
            printing.give(paper, card, by=by.pk)
    journal.save_all(rows, "approve-card", by=by.pk)
    photos = list(CardPhoto.objects.filter(proposal__in=rows))
    given: dict[int | None, Card] = {
        said.pk: card for said, card in zip(rows, cards, strict=True)
    }
    for photo in photos:
        photo.card = given[photo.proposal_id]
    journal.save_all(photos, "approve-card", by=by.pk)
    ledger.post([card.pk for card in cards], by.pk)
    return warnings


@transaction.atomic
def reject(keys: Collection[int], why: str, *, by: User) -> int:
    """Refuse proposed cards, and tell who proposed them why; how many still waited."""
    rows = _held(keys, by)
    for said in rows:
        said.answer, said.why = Answer.REJECTED, why
    rejected = journal.save_all(rows, "reject-card", by=by.pk)
    users = {said.pk: said.issued_by.user_id for said in rows}
    tell([News(REJECTED, key, user) for key, user in users.items() if user])
    return len(rejected)


@transaction.atomic
def withdraw(said: Proposal, why: str, *, by: User) -> None:
    """Take back what one has proposed oneself, as long as nobody has answered it.

    ValidationError for who has not proposed it, and for what was answered meanwhile.
    """
    said = Proposal.objects.locked().get(pk=said.pk)
    if said.issued_by.user_id != by.pk:
        raise ValidationError(_("Only who has proposed a card takes it back."))
    if said.answer == Answer.WITHDRAWN:
        return
    if said.answer != Answer.WAITING:
        raise ValidationError(_("It was answered already."))
    said.answer, said.why = Answer.WITHDRAWN, why
    journal.save(said, "withdraw-card", by=by.pk)
