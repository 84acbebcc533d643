"""The reporting calendar: `Month` and `Period`, and the 31 slots of a year.

A reporting month is the calendar month, unless ``REPORTING_MONTH_STARTS_ON`` = D > 1:
then June runs from D May to D - 1 June (INDICATORS, "period P").
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import total_ordering
from typing import Self

from django.conf import settings
from django.utils.translation import gettext as _

FIRST_YEAR, LAST_YEAR = 1900, 2199


@total_ordering
@dataclass(frozen=True)
class Month:
    """One reporting month. ``index`` is year * 12 + month - 1, as stored in columns."""

    index: int

    @classmethod
    def of(cls, year: int, month: int) -> Self:
        if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
            raise ValueError(
                _("There is no month %(m)s.") % {"m": f"{year:04}-{month:02}"}
            )
        return cls(year * 12 + month - 1)

    @classmethod
    def of_index(cls, index: int) -> Self:
        return cls(index)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2019-06``; ValueError with a sentence for anything else."""
        found = re.fullmatch(r"([0-9]{4})-([0-9]{2})", text)
        if not found:
            raise ValueError(
                _("“%(text)s” is no month. Write it like 2019-06.") % {"text": text}
            )
        return cls.of(int(found[1]), int(found[2]))

    @classmethod
    def containing(cls, day: date) -> Self:
        """The reporting month in which a local date lies."""
        starts_on = settings.REPORTING_MONTH_STARTS_ON
        late = starts_on > 1 and day.day >= starts_on
        return cls(day.year * 12 + day.month - 1 + late)

    @property
    def year(self) -> int:
        return self.index // 12

    @property
    def number(self) -> int:
        """1 to 12."""
        return self.index % 12 + 1

    @property
    def first_day(self) -> date:
        starts_on = settings.REPORTING_MONTH_STARTS_ON
        index = self.index - (starts_on > 1)
        return date(index // 12, index % 12 + 1, starts_on)

    @property
    def last_day(self) -> date:
        return (self + 1).first_day - timedelta(days=1)

    def __add__(self, months: int) -> "Month":
        return Month(self.index + months)

    def __sub__(self, months: int) -> "Month":
        return Month(self.index - months)

    def __lt__(self, other: "Month") -> bool:
        return self.index < other.index

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"


def months_later(day: date, months: int) -> date:
    """The same day of a later calendar month, or its last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Slot:
    """One of the 31 periods of a year; ``first`` and ``last`` count months from 0."""

    index: int
    suffix: str
    first: int
    last: int

    def __hash__(self) -> int:
        return self.index

    @property
    def bits(self) -> int:
        """The slot's months as a mask: bit 0 is January."""
        return (1 << self.last + 1) - (1 << self.first)


SLOTS: tuple[Slot, ...] = tuple(
    Slot(index, suffix, first, last)
    for index, (suffix, first, last) in enumerate(
        [(f"-{m + 1:02}", m, m) for m in range(12)]
        + [(f"-Q{q + 1}", 3 * q, 3 * q + 2) for q in range(4)]
        + [(f"-H{h + 1}", 6 * h, 6 * h + 5) for h in range(2)]
        + [("", 0, 11)]
        + [(f"-{m + 1:02}:ytd", 0, m) for m in range(12)]
    )
)
ALL_SLOTS = (1 << len(SLOTS)) - 1
_BY_SUFFIX = {slot.suffix: slot for slot in SLOTS}
# A column keeps a period as its last month times this, and which of its slots it is.
PERIODS = 32


def slots_of(mask: int) -> list[Slot]:
    """The slots of a mask: bit 0 is January."""
    return [slot for slot in SLOTS if mask >> slot.index & 1]


@dataclass(frozen=True)
class Period:
    """A period of whole reporting months inside one year, written as in INDICATORS."""

    year: int
    slot: Slot

    def __hash__(self) -> int:  # pages look up thousands of figures by their period
        return self.year * PERIODS + self.slot.index

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2019-06``, ``2019-Q2``, ``2019-H1``, ``2019`` or ``2019-06:ytd``."""
        year, suffix = text[:4], text[4:]
        known = re.fullmatch(r"[0-9]{4}", year) and suffix in _BY_SUFFIX
        if not known or not FIRST_YEAR <= int(year) <= LAST_YEAR:
            raise ValueError(
                _(
                    "“%(text)s” is no period. Write it like 2019-06, 2019-Q2, "
                    "2019-H1, 2019 or 2019-06:ytd."
                )
                % {"text": text}
            )
        return cls(int(year), _BY_SUFFIX[suffix])

    @classmethod
    def month(cls, month: Month) -> Self:
        """The period of one month: the least of those that end with it, by index."""
        return cls(month.year, SLOTS[month.index % 12])

    @classmethod
    def of_index(cls, index: int) -> Self:
        return cls(index // PERIODS // 12, SLOTS[index % PERIODS])

    @property
    def index(self) -> int:
        """A number as stored in columns; periods are in order of their last months."""
        return self.last_month.index * PERIODS + self.slot.index

    @property
    def is_to_date(self) -> bool:
        """Whether it is the year up to a month."""
        return self.slot.suffix.endswith(":ytd")

    @property
    def first_month(self) -> Month:
        return Month(self.year * 12 + self.slot.first)

    @property
    def last_month(self) -> Month:
        return Month(self.year * 12 + self.slot.last)

    @property
    def months(self) -> Iterator[Month]:
        return (
            Month(self.year * 12 + m)
            for m in range(self.slot.first, self.slot.last + 1)
        )

    @property
    def first_day(self) -> date:
        return self.first_month.first_day

    @property
    def last_day(self) -> date:
        return self.last_month.last_day

    def __str__(self) -> str:
        return f"{self.year:04}{self.slot.suffix}"
