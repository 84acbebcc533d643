"""What the apps have declared: indicators, and the measures that values are kept for.

A *measure* is a shape that has a stored row: an indicator's own, or one part of a
ratio. A shape that several indicators name is one measure, kept under the first one's
code.
"""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar, cast

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db.models import F, Field

from safety.core.declare.indicators import (
    PROJECT,
    Across,
    Amounts,
    Book,
    Both,
    Distinct,
    Indicator,
    Ratio,
    Roll,
    Shape,
)
from safety.indicators import facts
from safety.indicators.models import DIMENSIONS
from safety.org.models import Unit

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


def forget() -> None:
    """Read the declarations anew: apps came or went."""
    indicators.cache_clear()
    _by_shape.cache_clear()


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


def persons_of(indicator: Indicator) -> Shape | None:
    """What counts the persons whom a number is about; None when it is about none."""
    shape = indicator.shape
    counted = shape.denominator if isinstance(shape, Ratio) else shape
    return counted if isinstance(counted, Distinct | Both) else indicator.persons


@cache
def _by_shape() -> dict[int, Measure]:
    found: dict[int, Measure] = {}
    plain_first = sorted(
        indicators().values(), key=lambda i: isinstance(i.shape, Ratio)
    )
    for indicator in plain_first:
        for key, shape in parts(indicator):
            found.setdefault(id(shape), Measure(key, shape))
    for indicator in plain_first:
        if indicator.persons:
            key = f"{indicator.code}/persons"
            found.setdefault(id(indicator.persons), Measure(key, indicator.persons))
    return found


def measure_of(shape: Shape) -> Measure:
    """The measure that a declared shape is stored as."""
    return _by_shape()[id(shape)]


def measures() -> list[Measure]:
    """Every measure that values are kept for."""
    return list(_by_shape().values())


def shaped(kind: type[S], label: str = "") -> list[tuple[str, S]]:
    """(key, shape) of every measure of one kind of shape.

    With the label of a model those that count its records: flows, stocks and cohorts.
    """
    return [
        (measure.key, cast("S", measure.shape))
        for measure in measures()
        if isinstance(measure.shape, kind)
        and (not label or _records_of(measure.shape) == label)
    ]


def _records_of(shape: Shape) -> str:
    book: Book = cast("Any", shape).book
    return book.of._meta.label_lower


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


def field_of(shape: Shape, name: str) -> "Field[Any, Any] | None":
    """The field that a dimension reads; an expression may say one as its output."""
    source = shape.roll if isinstance(shape, Distinct | Both | Across) else shape
    path = source.book.by[name]
    if isinstance(path, F):
        path = str(path.name)  # type: ignore[attr-defined]
    if isinstance(path, str):
        of_projects = getattr(source, "subject", None) == PROJECT
        return facts.field_at(Unit if of_projects else source.book.of, path)
    said = getattr(path, "output_field", None)
    return said if isinstance(said, Field) else None


def subject_kind(listed: Roll | Amounts) -> str:
    """What a roll's subjects are: the label of a model, or `PROJECT`."""
    if listed.subject == PROJECT:
        return PROJECT
    model = listed.book.of
    if listed.subject != "pk":
        for step in listed.subject.split("__"):
            model = cast("type", model._meta.get_field(step).related_model)
    return model._meta.label_lower


def dimensions(indicator: Indicator) -> list[str]:
    """The names an indicator can be cut by: those of every part of it."""
    first, *others = (measure_of(shape).dimensions for _key, shape in parts(indicator))
    return [name for name in first if all(name in each for each in others)]


def dimension(name: str, names: Iterable[str]) -> str:
    """The cells' column that holds a dimension."""
    return DIMENSIONS[list(names).index(name)]
