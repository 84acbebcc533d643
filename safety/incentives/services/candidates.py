"""Who could be a star of a period, and by which records.

Candidates have prize cards or found hazards at the unit or below it in the period;
training counts beside these. What each thing is worth says a row of `StarRule`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from inspections.models import Hazard
from safety.incentives.models import Card, Measure, Selection, StarRule
from safety.incentives.models.card import CardQuerySet
from safety.people.models import Person
from training.indicators import HOURS, credited
from training.models import Attendance

SHOWN = 50


@dataclass
class Candidate:
    """What somebody did in the period; ``points`` rank it."""

    person_id: int
    cards: int = 0
    issuers: int = 0
    hazards: int = 0
    sessions: int = 0
    hours: Decimal = Decimal(0)
    points: Decimal = Decimal(0)

    def weigh(self, rules: Mapping[str, Decimal]) -> None:
        """Add up the points, of two decimals as they are kept."""
        points = (
            rules[Measure.CARD] * self.cards
            + rules[Measure.ISSUER] * self.issuers
            + rules[Measure.HAZARD] * self.hazards
            + rules[Measure.HOUR] * self.hours
        )
        self.points = points.quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Evidence:
    """The records of a selection's unit and period, of everybody or of one person."""

    selection: Selection

    def cards(self) -> CardQuerySet:
        """Prize cards that were issued."""
        rows: CardQuerySet = self._here(Card.objects.counted(), "issued_on")
        return rows

    def hazards(self) -> QuerySet[Hazard]:
        """Hazards, by whoever found them."""
        found = Hazard.objects.counted().exclude(found_by=None)
        rows: QuerySet[Hazard] = self._here(found, "found_on")
        return rows

    def attendances(self) -> QuerySet[Attendance]:
        """What people were credited, wherever it was taught."""
        ended = self._in_period("session__ended_on")
        return Attendance.objects.filter(credited.where, ended)

    def candidates(self, *some: Person) -> list[Candidate]:
        """Everybody who has cards or found hazards, the most points first."""
        cards, hazards, attendances = self.cards(), self.hazards(), self.attendances()
        if some:
            cards = cards.filter(person__in=some)
            hazards = hazards.filter(found_by__in=some)
        found: dict[int, Candidate] = {}
        issued = (
            cards.order_by()
            .values_list("person")
            .annotate(Count("pk"), Count("issued_by", distinct=True))
        )
        for person, number, issuers in issued:
            found[person] = Candidate(person, cards=number, issuers=issuers)
        for person, number in (
            hazards.order_by().values_list("found_by").annotate(Count("pk"))
        ):
            found.setdefault(person, Candidate(person)).hazards = number
        taught = attendances.filter(person__in=found).order_by()
        for person, number, hours in taught.values_list("person").annotate(
            times=Count("pk"), taught=Sum(HOURS)
        ):
            found[person].sessions, found[person].hours = number, hours
        rules = StarRule.objects.values_of()
        for each in found.values():
            each.weigh(rules)
        return sorted(found.values(), key=lambda each: (-each.points, each.person_id))

    def of(self, person: Person) -> Candidate | None:
        """One candidate; None for who has neither cards nor hazards."""
        return next(iter(self.candidates(person)), None)

    def _in_period(self, field: str) -> Q:
        period = self.selection.period
        return Q((f"{field}__range", (period.first_day, period.last_day)))

    def _here(self, rows: Any, field: str) -> Any:
        return rows.below([self.selection.unit_id]).filter(self._in_period(field))
