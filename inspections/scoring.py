"""What answers are worth: by points, and as JGJ 59-2011 scores (DOMAIN 2.2, 2.3).

Nothing here knows a database or a page. Amounts go in as `Decimal` and come out as
`Fraction`, so that a grade is never decided by a rounded number; pages round.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

FULL = 100  # of which every table, category and total is


class Part(StrEnum):
    """What an item is in its table."""

    GENERAL = "general"
    GUARANTEE = "guarantee"
    BONUS = "bonus"
    VETO = "veto"


class Grade(StrEnum):
    """What a total is called."""

    EXCELLENT = "excellent"
    QUALIFIED = "qualified"
    UNQUALIFIED = "unqualified"


@dataclass(frozen=True)
class Line:
    """One answered item: of ``most`` points it ``got`` so many; absent ones do not."""

    most: Decimal
    got: Decimal
    part: Part = Part.GENERAL
    is_absent: bool = False


@dataclass(frozen=True)
class Rules:
    """The numbers of the standard in force on a day.

    ``weights`` are those of the categories. A table is worth nothing when its guarantee
    items got less than ``least_guarantee`` of ``full_guarantee``.
    """

    weights: Mapping[str, Decimal]
    least_guarantee: Decimal
    full_guarantee: Decimal
    excellent: Decimal
    qualified: Decimal


@dataclass(frozen=True)
class Total:
    """The score of a site, its grade, and what it is made of by category.

    ``score`` and ``grade`` are None where nothing was checked.
    """

    score: Fraction | None
    grade: Grade | None
    categories: Mapping[str, Fraction] = field(default_factory=dict)
    zeroed: Sequence[str] = ()


def points(lines: Iterable[Line]) -> Fraction | None:
    """Out of 100, what the items present got of what they could, and the bonus on top.

    A veto that got nothing leaves nothing (DOMAIN marks this rule [P]). None where no
    item is present.
    """
    present = [line for line in lines if not line.is_absent]
    if any(line.part == Part.VETO and not line.got for line in present):
        return Fraction(0)
    counted = [line for line in present if line.part in (Part.GENERAL, Part.GUARANTEE)]
    if not counted:
        return None
    bonus = sum(Fraction(line.got) for line in present if line.part == Part.BONUS)
    return _share(counted) + bonus


def table(lines: Iterable[Line], rules: Rules) -> Fraction | None:
    """Out of 100, a sub-table of JGJ 59; None where it is absent altogether (2.2.1-5).

    The zero rule looks at raw points, before absent items are made up for.
    """
    present = [line for line in lines if not line.is_absent]
    if not present:
        return None
    guarantee = [line for line in present if line.part == Part.GUARANTEE]
    if guarantee and _is_zeroed(guarantee, rules):
        return Fraction(0)
    return _share(present)


def _is_zeroed(guarantee: Sequence[Line], rules: Rules) -> bool:
    """Whether a guarantee item got nothing, or all of them too little."""
    if any(not line.got for line in guarantee):
        return True
    got, most = _sums(guarantee)
    return got * Fraction(rules.full_guarantee) < most * Fraction(rules.least_guarantee)


def total(tables: Mapping[str, Sequence[Fraction | None]], rules: Rules) -> Total:
    """The score of a site from its tables by category (2.2.3, 2.2.4, 2.2.6, 2.3).

    KeyError for a category that has no weight.
    """
    means, zeroed = {}, []
    for category, scores in tables.items():
        used = [score for score in scores if score is not None]
        if used:
            means[category] = sum(used, Fraction(0)) / len(used)
        if not all(used):
            zeroed.append(category)
    weights = {category: Fraction(rules.weights[category]) for category in means}
    if not weights:
        return Total(None, None)
    got = sum((weights[c] * means[c] / FULL for c in means), Fraction(0))
    score = got / sum(weights.values(), Fraction(0)) * FULL
    grade = _grade(score, rules, is_zeroed=bool(zeroed))
    return Total(score, grade, means, tuple(zeroed))


def _grade(score: Fraction, rules: Rules, *, is_zeroed: bool) -> Grade:
    if is_zeroed or score < Fraction(rules.qualified):
        return Grade.UNQUALIFIED
    is_excellent = score >= Fraction(rules.excellent)
    return Grade.EXCELLENT if is_excellent else Grade.QUALIFIED


def _share(lines: Sequence[Line]) -> Fraction:
    got, most = _sums(lines)
    return got / most * FULL


def _sums(lines: Sequence[Line]) -> tuple[Fraction, Fraction]:
    got = sum((Fraction(line.got) for line in lines), Fraction(0))
    return got, sum((Fraction(line.most) for line in lines), Fraction(0))
