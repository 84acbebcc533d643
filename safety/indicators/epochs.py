"""Epochs: months of a year with one tree, and which of its periods are to be written.

A statement writes many periods of few rows: of a change that moves one month those
without it stay out (decision 33).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from itertools import groupby
from operator import or_

from safety.core.months import ALL_SLOTS, SLOTS
from safety.indicators import sql
from safety.org.models import BEGINNING, Ancestry


@dataclass(frozen=True)
class Epoch:
    """Months of a year with one tree, and the slots whose last month is among them.

    ``moved`` are the slots of the year in which a value may have moved.
    """

    year: int
    month: int
    slots: int
    moved: int = ALL_SLOTS


def of(years: Iterable[int]) -> list[Epoch]:
    """The trees of each year: one, unless something was moved within it."""
    begun = Ancestry.objects.filter(first_month__gt=BEGINNING)
    starts = set(begun.values_list("first_month", flat=True).distinct())
    found = []
    for year in years:
        first, end = year * 12, year * 12 + 12
        cuts = sorted({first, *(m for m in starts if first < m < end)})
        for start, stop in zip(cuts, [*cuts[1:], end], strict=True):
            ended = [s for s in SLOTS if start - first <= s.last < stop - first]
            slots = sum(1 << slot.index for slot in ended)
            found.append(Epoch(year, start, slots))
    return found


def narrowed(some: Iterable[Epoch], moved: Mapping[int, int]) -> list[Epoch]:
    """Those in which something may have moved: slots by year."""
    found = [replace(e, moved=moved.get(e.year, 0)) for e in some]
    return [e for e in found if e.slots & e.moved]


def with_months(months: int) -> int:
    """The slots that have some of the months of a mask."""
    return sum(1 << slot.index for slot in SLOTS if slot.bits & months)


def from_month(month: int) -> int:
    """The slots that end with a month of the year (0 to 11) or after it."""
    return sum(1 << slot.index for slot in SLOTS if slot.last >= month)


def by_year(months: Iterable[int]) -> dict[int, int]:
    """Months, by their index, as a mask for each year."""
    found: dict[int, int] = {}
    for month in months:
        year, number = divmod(month, 12)
        found[year] = found.get(year, 0) | 1 << number
    return found


def table(some: Iterable[Epoch]) -> str:
    """Epochs as a table that statements join."""
    lines = [(e.year, e.month) for e in some]
    return sql.table("epoch", ["year", "month"], lines)


def alike(some: Iterable[Epoch]) -> list[list[Epoch]]:
    """Epochs with the same slots together: one statement does them."""
    by_slots = sorted(some, key=lambda e: e.slots)
    return [list(same) for _slots, same in groupby(by_slots, key=lambda e: e.slots)]


def written(same: Iterable[Epoch]) -> dict[int, int]:
    """The slots, by year, that one statement writes for epochs that are alike."""
    return {epoch.year: epoch.slots & epoch.moved for epoch in same}


def slots(same: Iterable[Epoch]) -> int:
    """The slots that it writes for some of them."""
    return reduce(or_, written(same).values())


def months(same: Iterable[Epoch]) -> int:
    """The months that have moved in some of them: the first slots are theirs."""
    return reduce(or_, (epoch.moved for epoch in same)) & (1 << 12) - 1
