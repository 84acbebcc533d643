"""Days from one to another, and the days that the sample tells of."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

LATER = date(2020, 12, 31)  # the end of what has none yet


class Span(NamedTuple):
    """Days from ``start`` to ``end``, both included."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """Number of days; not above 0 if there is none."""
        return (self.end - self.start).days + 1

    @property
    def known_end(self) -> date | None:
        """The end as the files have it: what ends later has none."""
        return self.end if self.end <= LAST_DAY else None

    def within(self, other: "Span") -> "Span":
        """The days that both have."""
        return Span(max(self.start, other.start), min(self.end, other.end))

    def touches(self, year: int) -> bool:
        """Whether a day of it is in a year."""
        return self.start.year <= year <= self.end.year


# What the records tell of.
TOLD = Span(date(2018, 7, 1), date(2020, 3, 31))
FIRST_DAY, LAST_DAY = TOLD


def without(span: Span, pauses: Iterable[Span]) -> Iterator[Span]:
    """What is left of a span between pauses, which are in order."""
    start = span.start
    for pause in pauses:
        left = Span(start, min(span.end, pause.start - timedelta(days=1)))
        if left.days > 0:
            yield left
        start = max(start, pause.end + timedelta(days=1))
    if start <= span.end:
        yield Span(start, span.end)


def later(day: date, rng: Random, least: int, most: int) -> date:
    """A day from ``least`` to ``most`` days after another."""
    return day + timedelta(days=rng.randint(least, most))


def day_of(rng: Random, year: int, weights: Iterable[int]) -> date:
    """A day of a year, its months weighted from January on; none is after the 28th."""
    months = list(weights)
    month = rng.choices(range(1, len(months) + 1), months)[0]
    return date(year, month, rng.randint(1, 28))
