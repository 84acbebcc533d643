"""What the apps have declared: indicators, and the measures that values are kept for.

A *measure* is a shape that has a stored row: an indicator's own, or one part of a
ratio. A shape that several indicators name is one measure, kept under the first one's
code.
"""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TypeVar, cast

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured

from safety.core.declare.indicators import (
    PROJECT,
    Across,
    Amounts,
    Both,
    Distinct,
    Indicator,
    Ratio,
    Roll,
    Shape,
)
from safety.indicators.models import DIMENSIONS

S = TypeVar("S")


@dataclass(frozen=True, eq=False)
class Measure:
    """A stored number: its key in `Value` and its shape."""

    key: str
    shape: Shape

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Names of what it can be sliced by."""
        if isinstance(self.shape, Distinct | Both | Across):
            return tuple(self.shape.roll.book.by)
        return tuple(self.shape.book.by)


@cache
def indicators() -> dict[str, Indicator]:
    """Every declared indicator by its code, in the order of the apps."""
    found: dict[str, Indicator] = {}
    for config in apps.get_app_configs():
        module = sys.modules.get(f"{config.name}.indicators")
        for indicator in getattr(module, "INDICATORS", ()):
            if indicator.code in found:
                raise ImproperlyConfigured(f"{indicator.code} is declared twice")
            found[indicator.code] = indicator
    return found


def parts(indicator: Indicator) -> list[tuple[str, Shape]]:
    """The shapes an indicator stores, with the keys they take when they are its own."""
    if not isinstance(indicator.shape, Ratio):
        return [(indicator.code, indicator.shape)]
    ratio = indicator.shape
    return [
        (f"{indicator.code}/numerator", ratio.numerator),
        (f"{indicator.code}/denominator", ratio.denominator),
    ]


@cache
def _by_shape() -> dict[int, Measure]:
    found: dict[int, Measure] = {}
    plain_first = sorted(
        indicators().values(), key=lambda i: isinstance(i.shape, Ratio)
    )
    for indicator in plain_first:
        for key, shape in parts(indicator):
            found.setdefault(id(shape), Measure(key, shape))
    return found


def measure_of(shape: Shape) -> Measure:
    """The measure that a declared shape is stored as."""
    return _by_shape()[id(shape)]


def measures() -> list[Measure]:
    """Every measure that values are kept for."""
    return list(_by_shape().values())


def shaped(kind: type[S]) -> list[tuple[str, S]]:
    """(key, shape) of every measure of one kind of shape."""
    return [
        (measure.key, cast("S", measure.shape))
        for measure in measures()
        if isinstance(measure.shape, kind)
    ]


def measures_of(roll: Roll) -> list[tuple[str, Distinct | Both | Across]]:
    """(key, shape) of every measure that counts a roll's subjects."""
    return [
        (measure.key, measure.shape)
        for measure in measures()
        if isinstance(measure.shape, Distinct | Both | Across)
        and measure.shape.roll is roll
    ]


def rolls() -> list[Roll]:
    """Every roll that a measure rests on, once."""
    return _once(_rolls())


def _rolls() -> Iterator[Roll]:
    for measure in measures():
        if isinstance(measure.shape, Distinct | Both | Across):
            yield measure.shape.roll
        if isinstance(measure.shape, Both):
            yield measure.shape.anywhere


def amounts() -> list[Amounts]:
    """Every kind of amount kept by subject and month, once."""
    return _once(shape.amounts for _key, shape in shaped(Across))


def _once(items: Iterable[S]) -> list[S]:
    return list({id(item): item for item in items}.values())


def subject_kind(listed: Roll | Amounts) -> str:
    """What a roll's subjects are: the label of a model, or `PROJECT`."""
    if listed.subject == PROJECT:
        return PROJECT
    model = listed.book.of
    if listed.subject != "pk":
        for step in listed.subject.split("__"):
            model = cast("type", model._meta.get_field(step).related_model)
    return model._meta.label_lower


def dimension(name: str, names: Iterable[str]) -> str:
    """The cells' column that holds a dimension."""
    return DIMENSIONS[list(names).index(name)]


def check_all() -> None:
    """Refuse declarations that cannot be computed, at start and by name."""
    for getter in (indicators, _by_shape):
        getter.cache_clear()
    names = [roll.name for roll in rolls()] + [given.name for given in amounts()]
    if len(names) != len(set(names)):
        raise ImproperlyConfigured(f"Two rolls or amounts share a name: {names}")
    for measure in measures():
        if len(measure.dimensions) > len(DIMENSIONS):
            raise ImproperlyConfigured(f"{measure.key} has too many dimensions")
    for roll in rolls():
        if (roll.at is None) == (roll.since is None):
            raise ImproperlyConfigured(
                f"{roll.name} needs `at`, or `since` and `until`"
            )
    for key, both in shaped(Both):
        _check_subjects(key, both.roll, both.anywhere)
    for key, across in shaped(Across):
        _check_subjects(key, across.roll, across.amounts)


def _check_subjects(key: str, one: Roll | Amounts, other: Roll | Amounts) -> None:
    if subject_kind(one) != subject_kind(other):
        raise ImproperlyConfigured(f"{key} compares subjects of two kinds")
