"""Issuing cards: to whom the rule of the unit lets, within its budgets."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from inspections.models import next_number
from inspections.services.photos import NONE, keep_photos
from safety.accounts.models import User
from safety.core import formats
from safety.core.months import Month
from safety.files.fields import Sent
from safety.incentives.models import Behaviour, Card, CardPhoto, CardRule
from safety.incentives.services import budgets, ledger, printing
from safety.journal import write as journal
from safety.org.models import Kind, Unit
from safety.people.models import Category, Person, Posting, person_of

MAY = "incentives.issue"
WORKPLACES = (Kind.PROJECT, Kind.TEAM)


class Deed(NamedTuple):
    """What somebody did right, where, and what it is worth.

    ``printed`` names the paper card that is handed out, which has a value of its own.
    """

    unit: Unit
    worker: Person
    behaviour: Behaviour
    amount: Decimal
    note: str = ""
    printed: str = ""


def workers_at(unit: Unit) -> Any:
    """Who may be given a card at a unit today."""
    people = Person.objects.counted().filter(category=Category.WORKER)
    return people.posted_in(unit, unit.today)


@transaction.atomic
def issue(deed: Deed, photos: Sent = NONE, *, by: User) -> tuple[Card, list[str]]:
    """Give a card today; says also which budgets are nearly used up.

    Both persons are held first, so that the cards of each are counted one after the
    other, whatever comes at the same time. ValidationError that says why not.
    """
    unit, worker, day = deed.unit, deed.worker, deed.unit.today
    issuer = person_of(by)
    if issuer is None:
        raise ValidationError(nobody())
    both = Person.objects.filter(pk__in=(issuer.pk, worker.pk))
    list(both.order_by("pk").locked())
    paper = printing.take(deed.printed, unit) if deed.printed else None
    if paper:
        deed = deed._replace(amount=paper.batch.amount)
    rule = CardRule.objects.in_force_at(unit)
    refused = [*_why_not(deed, rule, issuer, by), *_too_many(deed, rule, issuer)]
    if refused:
        raise ValidationError(refused)
    warnings = budgets.commit({unit: deed.amount}, day)
    card = Card(
        serial=paper.serial if paper else _next_serial(unit, day),
        unit=unit,
        issued_on=day,
        person=worker,
        issued_by=issuer,
        behaviour=deed.behaviour.term,
        amount=deed.amount,
        note=deed.note,
        expires_on=_last_day(rule, day),
    )
    journal.save(card, "issue-card", by=by.pk)
    if paper:
        printing.give(paper, card, by=by.pk)
    keep_photos([], photos, partial(CardPhoto, card=card), by=by.pk)
    ledger.post([card.pk], by.pk)
    return card, warnings


def _next_serial(unit: Unit, day: date) -> str:
    number: str = next_number(Card.objects, "PC", unit, day, column="serial")
    return number


def _last_day(rule: CardRule, day: date) -> date | None:
    """The last day on which a card of a day is redeemed, if there is one."""
    return day + timedelta(days=rule.days_valid) if rule.days_valid else None


def nobody() -> str:
    """Why an account without a person gives no cards."""
    return _(
        "Your account is linked to no person of the register, and a card is given by a "
        "person. Ask your company’s administrator to link it."
    )


def _why_not(deed: Deed, rule: CardRule, issuer: Person, by: User) -> Iterator[str]:
    """Why this worker gets no card of this value from this person here."""
    unit, worker, day = deed.unit, deed.worker, deed.unit.today
    names = {"person": worker, "unit": unit}
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
        yield _("%(person)s has no posting at %(unit)s today.") % names
    if deed.amount not in rule.amounts:
        yield _("Cards of %(amount)s are not given at %(unit)s.") % {
            "amount": formats.money(deed.amount),
            "unit": unit,
        }


def _too_many(deed: Deed, rule: CardRule, issuer: Person) -> Iterator[str]:
    """Which limits of the rule one more card would break."""
    worker, day = deed.worker, deed.unit.today
    monday = day - timedelta(days=day.weekday())
    given = Card.objects.counted().filter(Q(issued_by=issuer) | Q(person=worker))
    week = Q(issued_on__range=(monday, monday + timedelta(days=6)))
    counted = given.aggregate(
        today=Count("pk", filter=Q(issued_by=issuer, issued_on=day)),
        week=Count("pk", filter=Q(issued_by=issuer, person=worker) & week),
        got=Count("pk", filter=Q(person=worker, issued_on=day)),
    )
    limits = (
        (
            counted["today"],
            rule.of_issuer_a_day,
            _("You have given as many cards today as are allowed: %(number)s."),
        ),
        (
            counted["week"],
            rule.of_pair_a_week,
            _(
                "You have given %(person)s as many cards this week as are allowed: "
                "%(number)s."
            ),
        ),
        (
            counted["got"],
            rule.of_worker_a_day,
            _("%(person)s has got as many cards today as are allowed: %(number)s."),
        ),
    )
    for number, most, said in limits:
        if number >= most:
            yield said % {"person": worker, "number": formats.number(number)}
    mates = _team_of(issuer, day)
    if mates.filter(pk=worker.pk).exists():
        yield from _too_many_to_own_team(rule, issuer, mates, day)


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
    """Whether one more to the own team would be more than its share of the month."""
    month = Month.containing(day)
    given = Card.objects.counted().filter(
        issued_by=issuer, issued_on__range=(month.first_day, month.last_day)
    )
    found = given.aggregate(
        all=Count("pk"), own=Count("pk", filter=Q(person__in=mates.values("pk")))
    )
    if 100 * (found["own"] + 1) > rule.share_of_own_team * (found["all"] + 1):
        yield _(
            "At most %(share)s %% of the cards that you give in a month go to your own "
            "team. So far %(own)s of %(all)s did: give others cards first."
        ) % {
            "share": rule.share_of_own_team,
            "own": formats.number(found["own"]),
            "all": formats.number(found["all"]),
        }
