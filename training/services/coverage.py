"""Who of a unit holds what must be held, as a table; and how many months were covered.

What somebody holds is today's; what months say are the stored values of the indicator.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from safety.core.months import Month, Period
from safety.indicators import read, registry
from safety.indicators.read import Figure
from safety.org.models import Unit
from safety.people.models import Contractor, Person, Posting
from training.models import Course
from training.services.holding import Holding, Standing

MOST = 1000  # people of one table
MISSING = "missing"


@dataclass(frozen=True)
class Line:
    """A person with what is held of each course of the table; none: not required."""

    person: Person
    cells: Sequence[Holding | None]

    @property
    def lacks(self) -> bool:
        """Whether something required is not held."""
        return any(cell and not cell.is_held for cell in self.cells)

    def ends_within(self, days: int) -> bool:
        """Whether something held ends within so many days."""
        return any(cell and cell.ends_within(days) for cell in self.cells)


@dataclass
class Matrix:
    """The people posted at or below a unit on a day × the courses that bind them."""

    unit: Unit
    day: date

    def __post_init__(self) -> None:
        people = Person.objects.counted().posted_in(self.unit, self.day)
        rows = people.select_related("contractor").order_by("employee_no")
        found = list(rows[: MOST + 1])
        self.is_cut = len(found) > MOST
        here = Posting.objects.at_or_below(self.unit)
        self.standing = Standing(found[:MOST], self.day, here)

    @property
    def courses(self) -> list[Course]:
        """The columns."""
        return self.standing.courses

    @cached_property
    def lines(self) -> list[Line]:
        """Everybody of whom something is required."""
        found, keys = [], [course.pk for course in self.courses]
        for person in self.standing.persons:
            held = {each.course.pk: each for each in self.standing.holdings(person.pk)}
            if held:
                found.append(Line(person, [held.get(key) for key in keys]))
        return found

    def chosen(self, show: str, contractor: str) -> list[Line]:
        """Lines of who lacks something or whose course ends soon, of one employer."""
        rows = self.lines
        if contractor:
            rows = [line for line in rows if _employer(line) == contractor]
        if show == MISSING:
            rows = [line for line in rows if line.lacks]
        elif show:
            rows = [line for line in rows if line.ends_within(int(show))]
        return rows

    @cached_property
    def contractors(self) -> list[tuple[Contractor, int, int]]:
        """Each with its people in the table and how many of them lack something."""
        people = Counter(line.person.contractor for line in self.lines)
        lacking = Counter(line.person.contractor for line in self.lines if line.lacks)
        known = [each for each in people if each]
        return [
            (each, people[each], lacking[each])
            for each in sorted(known, key=lambda each: each.code)
        ]

    def totals(self) -> list[tuple[int, int]]:
        """Of each course how many hold it, and how many must."""
        return [
            (sum(cell.is_held for cell in column if cell), sum(map(bool, column)))
            for column in zip(*(line.cells for line in self.lines), strict=True)
        ]


def _employer(line: Line) -> str:
    return line.person.contractor.code if line.person.contractor else ""


def months_of(year: int, today: date) -> list[Period]:
    """The year up to each of its months that have begun."""
    now = Month.containing(today)
    months = (Month(year * 12 + number) for number in range(12))
    return [Period.parse(f"{month}:ytd") for month in months if not now < month]


def by_month(
    units: Sequence[Unit], periods: Sequence[Period]
) -> list[tuple[Unit, list[Figure]]]:
    """The stored coverage of units in periods, in one question."""
    indicator = registry.indicators()["training.coverage"]
    found = read.figures([unit.pk for unit in units], periods, [indicator])
    return [
        (unit, [found[indicator.code, unit.pk, period] for period in periods])
        for unit in units
    ]
