"""What a screen in the canteen shows of a unit: stars, cards and teams of a month."""

from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from safety.core.months import Month, Period
from safety.incentives.models import Award, Card, Consent, Contest
from safety.incentives.services import contests
from safety.org.models import Unit
from safety.people.models import Person

LATEST, BOARDS = 8, 3  # cards and contests, as many as a screen holds
MONTHS = 3  # how far back awards are shown


@dataclass
class Wall:
    """The wall of a unit on a day."""

    unit: Unit
    month: Period = field(init=False)
    awards: list[tuple[Award, str]] = field(init=False)
    cards: list[tuple[Card, str]] = field(init=False)
    number: int = field(init=False)
    amount: Decimal = field(init=False)
    boards: list[tuple[Contest, list[contests.Standing]]] = field(init=False)

    def __post_init__(self) -> None:
        here, today = [self.unit.pk], self.unit.today
        now = Month.containing(today)
        self.month = Period.month(now)
        issued = (
            Card.objects.below(here)
            .counted()
            .filter(issued_on__range=(now.first_day, today))
        )
        told = issued.order_by().aggregate(Count("pk"), Sum("amount"))
        self.number = told["pk__count"]
        self.amount = told["amount__sum"] or Decimal(0)
        cards = list(issued.worded().select_related("person")[:LATEST])
        since = Period.month(now - MONTHS).index
        awards = Award.objects.below(here).counted().filter(period__gte=since)
        latest = list(awards.select_related("person").order_by("-period", "pk"))
        shown = [each for each in latest if each.period == latest[0].period]
        persons = [*(each.person for each in shown), *(each.person for each in cards)]
        names = _Names(persons)
        self.awards = [(each, names.of(each.person)) for each in shown]
        self.cards = [(each, names.of(each.person, each.serial)) for each in cards]
        going_on = Contest.objects.below(here).counted().going_on(today)
        self.boards = [(each, contests.board(each)) for each in going_on[:BOARDS]]


class _Names:
    """What persons are called where all can read it."""

    def __init__(self, persons: Collection[Person]) -> None:
        keys = {person.pk for person in persons}
        agreed = Consent.objects.in_force().filter(person__in=keys)
        self._named = set(agreed.values_list("person", flat=True))
        latest = Card.objects.counted().filter(Q(person__in=keys)).order_by("issued_on")
        self._serials: dict[int, str] = dict(latest.values_list("person", "serial"))

    def of(self, person: Person, serial: str = "") -> str:
        """The name by consent, else the category and the number of a card."""
        if person.pk in self._named:
            return person.name
        what: Any = person.get_category_display()
        serial = serial or self._serials.get(person.pk, "")
        return " · ".join(filter(None, (str(what or ""), serial))) or "—"
