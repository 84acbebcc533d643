"""What a unit’s place in the league table is made of: shares, and their weights.

The score of a unit is the weighted mean of those of its shares that have a value, times
100: a share of nothing, such as of no hazards due, is neither for nor against it. The
weights are rows that headquarters sets; new ones hold from the first month that is open
for the group, so a closed month keeps the score that it had.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from django.db import transaction

from safety.core import formats
from safety.core.declare.indicators import Better, Indicator, Quantity
from safety.core.months import Month
from safety.indicators import registry, show
from safety.indicators.models import Weight
from safety.indicators.read import Figure
from safety.journal import write as journal
from safety.org.models import ClosedMonth, Kind, Unit

HUNDRED = 100


class Part(NamedTuple):
    """One share of a score: what it is of, its weight, and its figure at the unit."""

    weight: int
    figure: Figure

    @property
    def share(self) -> Fraction | None:
        """The share itself; None where there is nothing that it is of."""
        figure = self.figure
        if figure.hidden or not figure.denominator:
            return None
        return Fraction(figure.numerator) / Fraction(figure.denominator)

    @property
    def value(self) -> str:
        """The share as people read it."""
        return show.value(self.figure)


@dataclass(frozen=True)
class Score:
    """The parts of a unit’s score, in the order of the weights."""

    parts: list[Part]

    @cached_property
    def value(self) -> Fraction | None:
        """Of 100; None where no part has a value."""
        shares = [(part.weight, part.share) for part in self.parts]
        counted = [(weight, share) for weight, share in shares if share is not None]
        whole = sum(weight for weight, _share in counted)
        if not whole:
            return None
        sums = sum((weight * share for weight, share in counted), Fraction())
        return HUNDRED * sums / whole

    @property
    def text(self) -> str:
        """The score as people read it, to a tenth."""
        if self.value is None:
            return formats.DASH
        return formats.number(Decimal(float(self.value)), 1)


def weighable() -> list[Indicator]:
    """Shares of which more is better: what can be weighed."""
    return [
        each
        for each in registry.indicators().values()
        if each.quantity is Quantity.SHARE and each.better is Better.HIGHER
    ]


def in_force(month: Month) -> list[tuple[Indicator, int]]:
    """What is weighed in a month, the heaviest first; one query."""
    weights = weights_from(month.index)
    found = [(each, weights.get(each.code, 0)) for each in weighable()]
    return sorted((each for each in found if each[1]), key=lambda each: -each[1])


def first_open() -> int:
    """Index of the month from which new weights hold; `BEGINNING` with none closed."""
    return ClosedMonth.objects.first_open(Unit.objects.filter(kind=Kind.GROUP))


def weights_from(month: int) -> dict[str, int]:
    """The weights in force in a month, given by its index, by code."""
    return {row.code: row.weight for row in Weight.objects.in_force(month)}


def weigh(weights: Mapping[str, int], *, by: int | None) -> None:
    """Let shares count for so much from the first open month on."""
    with transaction.atomic():
        # Two at once are one after the other.
        list(Unit.objects.filter(kind=Kind.GROUP).select_for_update(no_key=True))
        since = first_open()
        rows = Weight.objects.filter(from_month=since)
        held = {row.code: row for row in rows}
        made = []
        for code, weight in weights.items():
            row = held.get(code) or Weight(code=code, from_month=since)
            row.weight = weight
            made.append(row)
        journal.save_all(made, "weigh", by=by)
