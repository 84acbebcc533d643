"""What in a month's cards is worth a look, and which of them are audited.

A signal proves nothing: it says where to look, with the cards behind it. Signals are
those of DOMAIN 9; from when on something is one, say rows of `SignalRule`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import ROUND_CEILING, Decimal
from hashlib import sha256
from itertools import groupby

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from safety.accounts.models import User
from safety.core.months import Period
from safety.incentives.models import (
    Card,
    CardAudit,
    Limit,
    PrintedBatch,
    PrintedCard,
    Redemption,
    SignalRule,
)
from safety.incentives.models.card import CardQuerySet
from safety.journal import write as journal
from safety.org.models import Ancestry, Unit
from safety.people.models import Posting
from safety.people.models.person import person_of

AUDIT = "incentives.audit"


class Sort(models.TextChoices):
    """Of what sort a signal is."""

    TEAM = "team", pgettext_lazy("signal", "One team gets most of somebody's cards")
    END = "end", pgettext_lazy("signal", "Many cards in the last days of the month")
    UNPOSTED = (
        "unposted",
        pgettext_lazy("signal", "Given to somebody who was not posted that day"),
    )
    AGAIN = "again", pgettext_lazy("signal", "Voided, and given again")
    LOST = "lost", pgettext_lazy("signal", "Many paper cards of a batch are lost")
    LEFT = (
        "left",
        pgettext_lazy("signal", "Redeemed for somebody who was not posted that day"),
    )
    DRAWN = "drawn", pgettext_lazy("signal", "One drawing signs for several workers")
    HASTE = (
        "haste",
        pgettext_lazy("signal", "Many workers are paid at a counter within minutes"),
    )


# What a counter's records show of somebody who redeems for others.
SAYS = {
    Sort.DRAWN: gettext_lazy(
        "Nobody draws his name twice to the same point: a picture of it was used again."
    ),
    Sort.HASTE: gettext_lazy(
        "The records say when each has signed, not who stood there: whoever brings "
        "the cards of others redeems them one after the other. A queue on pay day "
        "looks the same, so ask the clerk."
    ),
}
WITHIN = timedelta(minutes=10)


@dataclass(frozen=True)
class Signal:
    """Cards that are worth a look; of shares, whose, of how many, to which team.

    Paper cards that are lost never became cards: they stand apart, with their batch.
    """

    sort: Sort
    cards: list[Card]
    issuer_id: int | None = None
    all_of_them: int = 0
    team_id: int | None = None
    batch: PrintedBatch | None = None
    papers: Sequence[PrintedCard] = ()


def posted_on(day: str) -> models.QuerySet[Posting]:
    """Postings of the person of a card on a day that the card names."""
    return Posting.objects.counted().filter(
        Q(end_on=None) | Q(end_on__gte=OuterRef(day)),
        person=OuterRef("person"),
        start_on__lte=OuterRef(day),
    )


def signals(unit: Unit, month: Period) -> list[Signal]:
    """What is worth a look of the cards of a month at a unit and below."""
    rules = SignalRule.objects.values_of()
    here = Card.objects.below([unit.pk]).worded()
    issued = here.filter(issued_on__range=(month.first_day, month.last_day))
    team = posted_on("issued_on").order_by("pk").values("unit")[:1]
    given = list(
        issued.counted()
        .exclude(issued_by=None)
        .annotate(team=Subquery(team))
        .order_by("issued_on", "serial")
    )
    found = [*_shares(given, month, rules), *_unposted(issued, here, month)]
    if again := _given_again(issued, int(rules[Limit.AGAIN])):
        found.append(Signal(Sort.AGAIN, again))
    found += _for_others(unit, month, int(rules[Limit.WORKERS]))
    return [*found, *_lost(unit, month, rules[Limit.LOST])]


def _shares(
    given: Iterable[Card], month: Period, rules: dict[str, Decimal]
) -> Iterator[Signal]:
    """Issuers most of whose cards go to one team, or come late in the month."""
    by_issuer: dict[int | None, list[Card]] = defaultdict(list)
    for card in given:
        by_issuer[card.issued_by_id].append(card)
    late = month.last_day - timedelta(days=int(rules[Limit.DAYS]))
    for issuer, cards in by_issuer.items():
        if len(cards) < rules[Limit.LEAST]:
            continue
        teams: dict[int, list[Card]] = defaultdict(list)
        for card in cards:
            if team := getattr(card, "team"):  # noqa: B009 (annotated)
                teams[team].append(card)
        for team, of_team in teams.items():
            if _percent(of_team, cards) > rules[Limit.TEAM]:
                yield Signal(Sort.TEAM, of_team, issuer, len(cards), team)
        at_end = [card for card in cards if card.issued_on > late]
        if _percent(at_end, cards) > rules[Limit.END]:
            yield Signal(Sort.END, at_end, issuer, len(cards))


def _percent(part: list[Card], whole: list[Card]) -> Decimal:
    return Decimal(100 * len(part)) / len(whole)


def _unposted(issued: CardQuerySet, here: CardQuerySet, month: Period) -> list[Signal]:
    """Cards given to, and redeemed for, people with no posting in force that day."""
    redeemed = here.filter(redeemed_on__range=(month.first_day, month.last_day))
    found = []
    for sort, rows, day in (
        (Sort.UNPOSTED, issued, "issued_on"),
        (Sort.LEFT, redeemed, "redeemed_on"),
    ):
        alone = rows.counted().filter(~Exists(posted_on(day)))
        if cards := list(alone.order_by(day, "serial")):
            found.append(Signal(sort, cards))
    return found


def _given_again(issued: CardQuerySet, days: int) -> list[Card]:
    """Voided cards, each followed by those that the same one gave the same worker."""
    voided = issued.filter(status=Card.Status.VOIDED).exclude(issued_by=None)
    pairs = set(voided.values_list("issued_by", "person"))
    if not pairs:
        return []
    issuers, people = zip(*pairs, strict=True)
    given = Card.objects.counted().worded()
    rows = given.filter(issued_by__in=issuers, person__in=people)
    later: dict[tuple[int | None, int], list[Card]] = defaultdict(list)
    for other in rows.order_by("issued_on", "serial"):
        later[other.issued_by_id, other.person_id].append(other)
    found = list[Card]()
    for card in voided.order_by("issued_on", "serial"):
        until = card.issued_on + timedelta(days=days)
        same = [
            other
            for other in later[card.issued_by_id, card.person_id]
            if card.issued_on <= other.issued_on <= until
        ]
        if same:
            found += [card, *same]
    return list(dict.fromkeys(found))


def _moments(unit: Unit, month: Period) -> tuple[datetime, datetime]:
    """When a month begins and ends at a unit."""
    first, after = month.first_day, month.last_day + timedelta(days=1)
    begin, end = (datetime.combine(day, time.min, unit.zone) for day in (first, after))
    return begin, end


def _for_others(unit: Unit, month: Period, most: int) -> Iterator[Signal]:
    """Cards of several workers for whom one drawing signs, or who came all at once."""
    begin, end = _moments(unit, month)
    below = Ancestry.objects.current().below([unit.pk])
    signed = Redemption.objects.filter(unit__in=below, at__gte=begin, at__lt=end)
    rows = list(signed.order_by("unit", "at", "pk"))
    by_drawing: dict[str, list[Redemption]] = defaultdict(list)
    for row in rows:
        by_drawing[row.sha256].append(row)
    for same in by_drawing.values():
        if len({row.person_id for row in same}) > 1:
            yield Signal(Sort.DRAWN, _paid(same))
    for _counter, group in groupby(rows, key=lambda row: row.unit_id):
        if hasty := _hasty(list(group), most):
            yield Signal(Sort.HASTE, _paid(hasty))


def _hasty(rows: list[Redemption], most: int) -> list[Redemption]:
    """Redemptions of a counter in any ten minutes in which it paid more workers."""
    found: dict[int, Redemption] = {}
    start = 0
    for place, row in enumerate(rows):
        while rows[start].at < row.at - WITHIN:
            start += 1
        some = rows[start : place + 1]
        if len({each.person_id for each in some}) > most:
            found |= {each.pk: each for each in some}
    return list(found.values())


def _paid(rows: list[Redemption]) -> list[Card]:
    cards = Card.objects.worded().filter(redemption__in=[row.pk for row in rows])
    return list(cards.order_by("redeemed_at", "serial"))


def _lost(unit: Unit, month: Period, most: Decimal) -> Iterator[Signal]:
    """Batches of which more paper cards than that were marked as lost in a month."""
    begin, end = _moments(unit, month)
    batches = PrintedBatch.objects.below([unit.pk])
    rows = PrintedCard.objects.filter(
        batch__in=batches, lost_at__gte=begin, lost_at__lt=end
    )
    lost = rows.select_related("batch__unit").order_by("batch", "serial")
    for batch, papers in groupby(lost, key=lambda paper: paper.batch):
        some = list(papers)
        if len(some) > most:
            yield Signal(Sort.LOST, [], batch=batch, papers=some)


# --- the audit --------------------------------------------------------------------


def sample(unit: Unit, month: Period) -> list[Card]:
    """The cards of a month at a unit and below that are audited, by serial number.

    As many as the rule says of a hundred, rounded up. They are those whose serial
    number, with the unit and the month, has the smallest SHA-256: anybody draws the
    same, nobody can choose, and what is drawn stays so when further cards come.
    """
    days = (month.first_day, month.last_day)
    rows = Card.objects.counted().below([unit.pk]).filter(issued_on__range=days)
    drawn = sorted(
        rows.order_by().values_list("serial", flat=True),
        key=lambda serial: sha256(f"{unit.code} {month} {serial}".encode()).hexdigest(),
    )
    percent = SignalRule.objects.values_of()[Limit.AUDIT]
    number = int((len(drawn) * percent / 100).to_integral_value(ROUND_CEILING))
    chosen = Card.objects.worded().filter(serial__in=drawn[:number])
    return list(chosen.select_related("audit", "unit").order_by("serial"))


def audit(card: Card, finding: str, note: str, *, by: User) -> None:
    """Keep what was found about a card; said again, it is changed.

    Raises ValidationError for who has given the card, or got it.
    """
    mine = person_of(by)
    if mine and mine.pk in {card.issued_by_id, card.person_id}:
        raise ValidationError(_("It is your own card: somebody else audits it."))
    with journal.whole():
        Card.objects.locked().get(pk=card.pk)
        found = CardAudit.objects.filter(card=card).first()
        verb = "change" if found else "add"
        found = found or CardAudit(card=card)
        found.finding, found.note = finding, note
        journal.save(found, verb, by=by.pk)
