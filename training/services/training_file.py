"""What one person was taught, year by year, beside what is asked and what is held."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from safety.people.models import Person
from safety.people.models.person import PostingQuerySet
from training.indicators import present
from training.models import Attendance, Every
from training.services.holding import Owed, Standing


@dataclass(frozen=True)
class Year:
    """What a person was credited in a year, and the hours that were asked in it."""

    year: int
    hours: Decimal
    times: int
    owed: list[Owed]


class TrainingFile:
    """The training file of a person on a day; ``among`` are the postings that bind."""

    def __init__(self, person: Person, day: date, among: PostingQuerySet) -> None:
        self.person, self.day = person, day
        self.standing = Standing([person], day, among)

    @cached_property
    def attendances(self) -> list[Attendance]:
        """Sessions anywhere in the group at which the person was, the latest first."""
        rows = Attendance.objects.filter(
            present.where, person=self.person, session__ended_on__lte=self.day
        )
        # Hundreds of sessions share a few units and courses, which are read once.
        beside = rows.select_related("session")
        beside = beside.prefetch_related("session__unit", "session__course")
        return list(beside.order_by("-session__ended_on", "-pk"))

    @cached_property
    def years(self) -> list[Year]:
        """This year and those in which something was credited, the latest first."""
        by_year: dict[int, list[Attendance]] = defaultdict(list, {self.day.year: []})
        for each in self.attendances:
            if each.is_credited:
                by_year[each.session.ended_on.year].append(each)
        return [self._year(year, by_year[year]) for year in sorted(by_year)[::-1]]

    def _year(self, year: int, credited: list[Attendance]) -> Year:
        last = min(self.day, date(year, 12, 31))
        asked = self.standing.asked(self.person.pk, last)
        owed = [
            Owed(rule, _hours(credited, rule.kind))
            for rule in asked
            if rule.every == Every.YEAR
        ]
        return Year(year, _hours(credited), len(credited), owed)

    @cached_property
    def before_work(self) -> list[Owed]:
        """Hours that are asked once."""
        owed = self.standing.owed(self.person.pk)
        return [each for each in owed if each.rule.every == Every.ONCE]


def _hours(credited: list[Attendance], kind: str = "") -> Decimal:
    """Credited hours, of one kind of session or of all."""
    fits = (each for each in credited if kind in ("", each.session.kind))
    return sum((each.credited for each in fits), Decimal(0))
