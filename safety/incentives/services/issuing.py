"""Issuing cards: to whom the rule of the unit lets, within its budgets.

What the rule wants a leader to approve is a `Proposal` until he has.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from math import ceil
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inspections.models import Who, next_number
from inspections.services.audience import About, Audience
from inspections.services.photos import NONE, keep_photos
from safety.accounts.models import User
from safety.core import formats
from safety.core.months import Month
from safety.files.fields import Sent
from safety.incentives.models import (
    Behaviour,
    Card,
    CardPhoto,
    CardRule,
    Proposal,
)
from safety.incentives.services import budgets, ledger, printing
from safety.journal import write as journal
from safety.notices.inbox import News, tell
from safety.org.models import Kind, Unit
from safety.people.models import Category, Person, Posting, person_of

MAY = "incentives.issue"
WAITING = "cards.waiting"  # topic of what is told
WORKPLACES = (Kind.PROJECT, Kind.TEAM)
AHEAD = timedelta(minutes=10)  # that a phone's clock may be


class Deed(NamedTuple):
    """What somebody did right, where, and what it is worth.

    ``printed`` names the paper card that is handed out, which has a value of its own.
    ``kept_at`` is when a phone has kept the form, which may have had no line for days.
    """

    unit: Unit
    worker: Person
    behaviour: Behaviour
    amount: Decimal
    note: str = ""
    printed: str = ""
    kept_at: datetime | None = None


def workers_at(unit: Unit) -> Any:
    """Who may be given a card at a unit today."""
    people = Person.objects.counted().filter(category=Category.WORKER)
    return people.posted_in(unit, unit.today)


@transaction.atomic
def issue(
    deed: Deed, photos: Sent = NONE, *, by: User
) -> tuple[Card | Proposal, list[str]]:
    """Give a card on the day of the deed; says also which budgets are nearly used up.

    Where the rule asks for approval the card is only proposed.

    Both persons are held first, so that the cards of each are counted one after the
    other, whatever comes at the same time. ValidationError that says why not.
    """
    unit, worker = deed.unit, deed.worker
    issuer = person_of(by)
    if issuer is None:
        raise ValidationError(nobody())
    both = Person.objects.filter(pk__in=(issuer.pk, worker.pk))
    list(both.order_by("pk").locked())
    paper = printing.take(deed.printed, unit) if deed.printed else None
    if paper:
        deed = deed._replace(amount=paper.batch.amount)
    rule = CardRule.objects.in_force_at(unit)
    day = _day_of(deed, rule)
    refused = [
        *_why_not(deed, rule, issuer, by, day),
        *_too_many(worker, rule, issuer, day),
    ]
    if refused:
        raise ValidationError(refused)
    warnings = budgets.commit({unit: deed.amount}, day)
    said = Proposal(
        unit=unit,
        issued_on=day,
        person=worker,
        issued_by=issuer,
        behaviour=deed.behaviour.term,
        amount=deed.amount,
        note=deed.note,
        printed=paper.serial if paper else "",
    )
    if paper and Proposal.objects.waiting().filter(printed=paper.serial).exists():
        raise ValidationError({"printed": _("It waits for approval already.")})
    if rule.asks_approval(deed.amount):
        journal.save(said, "propose-card", by=by.pk)
        keep_photos([], photos, partial(CardPhoto, proposal=said), by=by.pk)
        _tell(said)
        return said, warnings
    card = card_of(said, rule)
    journal.save(card, "issue-card", by=by.pk)
    if paper:
        printing.give(paper, card, by=by.pk)
    keep_photos([], photos, partial(CardPhoto, card=card), by=by.pk)
    ledger.post([card.pk], by.pk)
    return card, warnings


def _day_of(deed: Deed, rule: CardRule) -> date:
    """The day on which a card was given; today unless a phone has kept the form.

    ValidationError for one that was kept longer than the rule lets, or is to come.
    """
    today, now = deed.unit.today, timezone.now()
    if deed.kept_at is None:
        return today
    if deed.kept_at > now + AHEAD:
        raise ValidationError(_("The clock of the phone is fast: set it, and repeat."))
    if deed.kept_at > now - timedelta(days=rule.days_late + 1):
        day = min(deed.kept_at.astimezone(deed.unit.zone).date(), today)
        if (today - day).days <= rule.days_late:
            return day
    raise ValidationError(
        ngettext(
            "A card that a phone has kept is taken up to %(days)s day later, and this "
            "one was given before. Give a new one if it is still deserved.",
            "A card that a phone has kept is taken up to %(days)s days later, and this "
            "one was given before. Give a new one if it is still deserved.",
            rule.days_late,
        )
        % {"days": formats.number(rule.days_late)}
    )


def card_of(said: Proposal, rule: CardRule) -> Card:
    """The card, not saved yet, that is given today for what was done."""
    serial = said.printed or next_number(
        Card.objects, "PC", said.unit, said.issued_on, column="serial"
    )
    return Card(
        serial=serial,
        unit=said.unit,
        issued_on=said.issued_on,
        person=said.person,
        issued_by=said.issued_by,
        behaviour=said.behaviour,
        amount=said.amount,
        note=said.note,
        expires_on=_last_day(rule, said.unit.today),
    )


def _tell(said: Proposal) -> None:
    """Tell whoever manages the unit that a card waits."""
    about = About(said.unit_id, None, None, said.unit.kind)
    told = Audience({said.unit_id}).told(Who.PROJECT_MANAGER, about)
    own = (said.issued_by.user_id, said.person.user_id)
    tell([News(WAITING, said.pk, user) for user in told if user not in own])


def _last_day(rule: CardRule, day: date) -> date | None:
    """The last day on which a card of a day is redeemed, if there is one."""
    return day + timedelta(days=rule.days_valid) if rule.days_valid else None


def nobody() -> str:
    """Why an account without a person gives no cards."""
    return _(
        "Your account is linked to no person of the register, and a card is given by a "
        "person. Ask your company’s administrator to link it."
    )


def _why_not(
    deed: Deed, rule: CardRule, issuer: Person, by: User, day: date
) -> Iterator[str]:
    """Why this worker gets no card of this value from this person here that day."""
    unit, worker = deed.unit, deed.worker
    names = {"person": worker, "unit": unit, "day": formats.day(day)}
    if unit.kind not in WORKPLACES:
        yield _("Cards are given at a project: choose one.")
    remark = unit.remark_on(day) if unit.stands else _("Voided")
    if remark:
        yield _("No cards are given at %(unit)s: %(why)s.") % {
            "unit": unit,
            "why": remark,
        }
    if not rule.lets_issue(by, unit):
        yield _("The rule of %(unit)s does not let your role give cards.") % names
    if worker.pk == issuer.pk:
        yield _("Nobody gives a card to himself.")
    if worker.status == Person.Status.VOIDED:
        yield _("%(person)s is voided, and counts nowhere.") % names
    if not worker.category:
        yield (
            _(
                "Cards are for workers only, and what %(person)s works as is not "
                "recorded."
            )
            % names
        )
    elif worker.category != Category.WORKER:
        yield _("Cards are for workers only, and %(person)s is not one.") % names
    here = Posting.objects.in_force_on(day).below([unit.pk])
    if not here.filter(person=worker).exists():
        yield _("%(person)s has no posting at %(unit)s on %(day)s.") % names
    if deed.amount not in rule.amounts:
        yield _("Cards of %(amount)s are not given at %(unit)s.") % {
            "amount": formats.money(deed.amount),
            "unit": unit,
        }


def _too_many(
    worker: Person, rule: CardRule, issuer: Person, day: date
) -> Iterator[str]:
    """Which limits of the rule one more card of a day would break."""
    monday = day - timedelta(days=day.weekday())
    week = Q(issued_on__range=(monday, monday + timedelta(days=6)))
    counted = _counted(
        Q(issued_by=issuer) | Q(person=worker),
        today=Q(issued_by=issuer, issued_on=day),
        week=Q(issued_by=issuer, person=worker) & week,
        got=Q(person=worker, issued_on=day),
    )
    limits = (
        (
            counted["today"],
            rule.of_issuer_a_day,
            _("You have given as many cards as are allowed in a day: %(number)s."),
        ),
        (
            counted["week"],
            rule.of_pair_a_week,
            _(
                "You have given %(person)s as many cards as are allowed in a week: "
                "%(number)s."
            ),
        ),
        (
            counted["got"],
            rule.of_worker_a_day,
            _("%(person)s has got as many cards as are allowed in a day: %(number)s."),
        ),
    )
    for number, most, said in limits:
        if number >= most:
            yield said % {"person": worker, "number": formats.number(number)}
    mates = _team_of(issuer, day)
    if mates.filter(pk=worker.pk).exists():
        yield from _too_many_to_own_team(rule, issuer, mates, day)


def _counted(where: Q, **which: Q) -> dict[str, int]:
    """How many cards are given, or wait, of each sort."""
    counts = {name: Count("pk", filter=sort) for name, sort in which.items()}
    given = Card.objects.counted().filter(where).aggregate(**counts)
    waiting = Proposal.objects.waiting().filter(where).aggregate(**counts)
    return {name: given[name] + waiting[name] for name in which}


def _team_of(issuer: Person, day: date) -> Any:
    """Who is in a team with somebody, or works for the same contractor."""
    in_force = Posting.objects.in_force_on(day)
    teams = in_force.filter(person=issuer, unit__kind=Kind.TEAM).values("unit")
    mates = Q(pk__in=in_force.filter(unit__in=teams).values("person"))
    if issuer.contractor_id:
        mates |= Q(contractor=issuer.contractor_id)
    return Person.objects.filter(mates)


def _too_many_to_own_team(
    rule: CardRule, issuer: Person, mates: Any, day: date
) -> Iterator[str]:
    """Whether one more to the own team would be more than its share of the month.

    The share is one of whole cards, rounded up: any lets the first one be given.
    """
    month = Month.containing(day)
    found = _counted(
        Q(issued_by=issuer, issued_on__range=(month.first_day, month.last_day)),
        all=Q(issued_by=issuer),
        own=Q(person__in=mates.values("pk")),
    )
    most = ceil(Decimal(rule.share_of_own_team * (found["all"] + 1)) / 100)
    if found["own"] + 1 > most:
        yield _(
            "At most %(share)s %% of the cards that you give in a month go to your own "
            "team. So far %(own)s of %(all)s did: give others cards first."
        ) % {
            "share": rule.share_of_own_team,
            "own": formats.number(found["own"]),
            "all": formats.number(found["all"]),
        }
