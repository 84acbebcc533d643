"""The units below beside each other: places by a score that is explained."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from safety.core import formats
from safety.core.declare.indicators import Indicator
from safety.core.months import Period
from safety.core.planned import Against
from safety.indicators import below, show
from safety.indicators.overview.sheet import ON_TIME, OVERDUE, Stored
from safety.indicators.overview.weighing import Part, Score
from safety.indicators.read import Figure
from safety.org.models import Unit

# As many lines as stand on the overview: the first and the last of more than fit.
FIRST, LAST = 10, 3


class Row(NamedTuple):
    """A unit’s place, how many places it has risen, its score and what is beside it.

    ``rose`` is negative for a unit that fell, None without a score in both periods.
    ``plan`` are its drills against its plan, if it has one.
    """

    place: int
    rose: int | None
    unit: Unit
    score: Score
    beside: list[Figure]
    plan: Against | None

    @property
    def arrow(self) -> str:
        """Which way the unit has moved."""
        return "" if not self.rose else "▲" if self.rose > 0 else "▼"

    @property
    def css(self) -> str:
        """Whether that is for the better."""
        return "" if not self.rose else "az-up" if self.rose > 0 else "az-down"

    @property
    def said(self) -> str:
        """The same for who hears the page."""
        if not self.rose:
            return ""
        up, down = pgettext("change", "up"), pgettext("change", "down")
        return up if self.rose > 0 else down

    @property
    def values(self) -> list[tuple[Indicator, str]]:
        """The numbers beside the score."""
        return [(each.indicator, show.value(each)) for each in self.beside]


@dataclass(frozen=True)
class League:
    """The rows by place, and the indicators of what is weighed and what is beside."""

    rows: list[Row]
    weights: list[tuple[Indicator, int]]
    beside: list[Indicator]
    against: Period | None

    @property
    def has_plans(self) -> bool:
        """Whether any of the units has planned drills."""
        return any(row.plan for row in self.rows)

    @property
    def columns(self) -> int:
        """How many columns the overview shows: three, and what is beside."""
        return 3 + len(self.beside) + self.has_plans

    @property
    def first(self) -> list[Row]:
        """The rows that the overview shows."""
        return self.rows if self._is_short else self.rows[:FIRST]

    @property
    def last(self) -> list[Row]:
        """Those at the end, where not all are shown."""
        return [] if self._is_short else self.rows[-LAST:]

    @property
    def _is_short(self) -> bool:
        return len(self.rows) <= FIRST + LAST + 1

    @property
    def between(self) -> tuple[int, int]:
        """The first and last of the places that are left out."""
        return FIRST + 1, len(self.rows) - LAST

    @property
    def rule(self) -> list[tuple[Indicator, int, str]]:
        """What is weighed, its weight, and that in per cent of all."""
        whole = sum(weight for _indicator, weight in self.weights)
        return [
            (indicator, weight, formats.percent(weight / whole, 0))
            for indicator, weight in self.weights
        ]

    @property
    def heads(self) -> list[str]:
        """What the columns of a file say."""
        named = [str(indicator.name) for indicator, _weight in self.weights]
        beside = [str(indicator.name) for indicator in self.beside]
        heads = [_("Place"), _("Unit"), _("Code"), _("Score"), *named, *beside]
        return [*heads, _("Planned drills"), _("Of these held")]

    def table(self) -> Iterator[list[Any]]:
        """The lines of a file: scores and shares as they are, not rounded."""
        for row in self.rows:
            score = None if row.score.value is None else float(row.score.value)
            shares = [part.figure.value for part in row.score.parts]
            beside = [figure.value for figure in row.beside]
            plan = row.plan[:2] if row.plan else (None, None)
            who = [row.place, str(row.unit), row.unit.code]
            yield [*who, score, *shares, *beside, *plan]


def league(stored: Stored) -> League | None:
    """The units below that count in the period; None where there are none."""
    weights = stored.weights
    weighed = [indicator for indicator, _weight in weights]
    beside = [
        each for each in stored.declared([ON_TIME, OVERDUE]) if each not in weighed
    ]

    def score(unit: Unit, period: Period) -> Score:
        return Score(
            [Part(w, stored.of_below(each, unit, period)) for each, w in weights]
        )

    units = [unit for unit in stored.units if _counts(stored, unit, weighed)]
    if not units or not weights:
        return None
    now = {unit: score(unit, stored.period) for unit in units}
    before: dict[Unit, int] = {}
    if stored.against:
        was = {unit: score(unit, stored.against) for unit in units}
        before = {
            unit: place
            for place, unit in enumerate(_ordered(was), 1)
            if was[unit].value is not None
        }
    rows = []
    for place, unit in enumerate(_ordered(now), 1):
        is_known = unit in before and now[unit].value is not None
        figures = [stored.of_below(each, unit) for each in beside]
        rose = before[unit] - place if is_known else None
        plan = stored.plans.get(unit.pk)
        rows.append(Row(place, rose, unit, now[unit], figures, plan))
    return League(rows, weights, beside, stored.against)


def _counts(stored: Stored, unit: Unit, some: list[Indicator]) -> bool:
    figures = [stored.of_below(each, unit) for each in some]
    return bool(figures) and below.counts(unit, figures)


def _ordered(scores: Mapping[Unit, Score]) -> list[Unit]:
    """The best first; of equals by code; without a score last."""

    def place(unit: Unit) -> tuple[bool, Any, str]:
        value = scores[unit].value
        return value is None, -(value or 0), unit.code

    return sorted(scores, key=place)
