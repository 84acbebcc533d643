"""What makes up a change: the units, or the slices, that a number is made of.

Computed, and added up by construction: what the parts explain and the rest are the
change. Of a count the share of a part is how much more it has. Of a ratio it is how far
the part stands from the earlier value of the whole, weighed by its part of what is
below the line, now less before:

    (n - r d) / D now  -  (n - r d) / D before,    r = N / D before

which adds up to the change of the whole wherever parts add up to it. Where somebody is
counted at several units, or records belong to none of the parts, the rest says so.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

from safety.indicators.read import Figure

K = TypeVar("K", bound=Hashable)
SHOWN = 3


@dataclass(frozen=True)
class Why(Generic[K]):
    """The parts of a change by key, largest first, and what none of them explains.

    Amounts are in the number's own unit: 0.018 is 1.8 points of a share.
    """

    change: Fraction
    parts: list[tuple[K, Fraction]]
    rest: Fraction

    @property
    def shown(self) -> list[tuple[K, Fraction]]:
        """The largest parts."""
        return self.parts[:SHOWN]

    @property
    def other(self) -> Fraction:
        """What the others make up together, with the rest."""
        return self.change - sum((amount for _key, amount in self.shown), Fraction())

    @property
    def leading(self) -> list[tuple[K, Fraction]]:
        """Of the largest those that pull where the whole went."""
        return [each for each in self.shown if each[1] * self.change > 0]


def why(
    now: Figure, before: Figure, parts: Mapping[K, tuple[Figure, Figure]]
) -> Why[K] | None:
    """What the parts, each now and before, make of the change of the whole.

    None where there is no change to explain: no value, nothing moved, or a group that
    is too small to be shown.
    """
    figures = [now, before, *(each for pair in parts.values() for each in pair)]
    if any(each.hidden for each in figures) or not parts:
        return None
    if now.value is None or before.value is None:
        return None
    change = _value(now) - _value(before)
    if not change:
        return None
    shares = {key: _share(now, before, *pair) for key, pair in parts.items()}
    found = [(key, share) for key, share in shares.items() if share]
    found.sort(key=lambda each: -abs(each[1]))
    explained = sum((share for _key, share in found), Fraction())
    return Why(change, found, change - explained)


def _value(figure: Figure) -> Fraction:
    above = Fraction(figure.numerator)
    return above if figure.denominator is None else above / Fraction(figure.denominator)


def _share(now: Figure, before: Figure, part: Figure, was: Figure) -> Fraction:
    if now.denominator is None or before.denominator is None:
        return Fraction(part.numerator) - Fraction(was.numerator)
    rate = _value(before)

    def off(piece: Figure, whole: Figure) -> Fraction:
        below = Fraction(piece.denominator or 0)
        return (Fraction(piece.numerator) - rate * below) / Fraction(
            whole.denominator or 1
        )

    return off(part, now) - off(was, before)
