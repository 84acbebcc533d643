"""What the apps have declared: indicators, and the measures that values are kept for.

A *measure* is a shape that has a stored row: an indicator's own, or one part of a
ratio. A shape that several indicators name is one measure, kept under the first one's
code.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar, cast

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db.models import DateField, DateTimeField, F, Field, ForeignKey

from safety.core.declare.indicators import (
    PERSONAL,
    PROJECT,
    Across,
    Amounts,
    Both,
    Cohort,
    Distinct,
    Flow,
    Indicator,
    Ratio,
    Roll,
    Shape,
    Stock,
    paths,
)
from safety.core.fields import ReportedField
from safety.indicators import facts
from safety.indicators.models import DIMENSIONS, LONGEST
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


def check_all() -> None:
    """Refuse declarations that cannot be computed, at start and by name."""
    for getter in (indicators, _by_shape):
        getter.cache_clear()
    names = [roll.name for roll in rolls()] + [given.name for given in amounts()]
    if len(names) != len(set(names)):
        raise ImproperlyConfigured(f"Two rolls or amounts share a name: {names}")
    _check_words([*indicators(), *names])
    for measure in measures():
        _check_measure(measure)
    for roll in rolls():
        _check_roll(roll)
    for given in amounts():
        _check_dates(given.name, given)
    for indicator in indicators().values():
        _check_persons(indicator)


def _check_words(some: Iterable[str]) -> None:
    """Statements and addresses name them as they are."""
    for word in some:
        if not re.fullmatch(r"[a-z0-9_.]+", word):
            raise ImproperlyConfigured(
                f"{word!r} must be of small letters, digits, points and underscores"
            )


def _check_measure(measure: Measure) -> None:
    key, shape = measure.key, measure.shape
    if len(measure.dimensions) > len(DIMENSIONS):
        raise ImproperlyConfigured(f"{key} has too many dimensions")
    _check_words(measure.dimensions)
    for name in measure.dimensions:
        _check_dimension(key, name, field_of(shape, name))
    if isinstance(shape, Flow | Stock | Cohort):
        _check_dates(key, shape)
    if isinstance(shape, Distinct):
        if not set(shape.only) <= set(measure.dimensions):
            raise ImproperlyConfigured(f"{key} is only of what it cannot be cut by")
        if shape.on_last_day and shape.roll.at is not None:
            raise ImproperlyConfigured(f"{key} has no last day: it happens on one")
        _check_words(shape.only.values())
    if isinstance(shape, Both | Across):
        other = shape.anywhere if isinstance(shape, Both) else shape.amounts
        if subject_kind(shape.roll) != subject_kind(other):
            raise ImproperlyConfigured(f"{key} compares subjects of two kinds")
        if isinstance(shape, Across) and shape.roll.subject == PROJECT:
            raise ImproperlyConfigured(f"{key} has no amounts: projects have none")


def _check_dimension(key: str, name: str, field: "Field[Any, Any] | None") -> None:
    if isinstance(field, ForeignKey):
        raise ImproperlyConfigured(f"{key} is cut by {name}: name its code")
    longest = getattr(field, "max_length", None) or 0
    if longest > LONGEST:
        raise ImproperlyConfigured(f"{key} is cut by {name}, which is too long")


def _check_dates(name: str, source: Flow | Stock | Cohort | Roll | Amounts) -> None:
    """What lasts is read day by day; what happens may name its month or period."""
    for word in ("at", "since", "until", "done"):
        path = getattr(source, word, None)
        field = path and facts.field_at(source.book.of, path)
        allowed = (DateField, ReportedField) if word == "at" else DateField
        if field and (
            not isinstance(field, allowed) or isinstance(field, DateTimeField)
        ):
            raise ImproperlyConfigured(f"{name} is dated by {path}, which is no day")


def _check_roll(roll: Roll) -> None:
    if (roll.at is None) == (roll.since is None):
        raise ImproperlyConfigured(f"{roll.name} needs `at`, or `since` and `until`")
    _check_dates(roll.name, roll)
    for name, said in roll.book.by.items():
        if roll.subject == PROJECT:
            is_theirs = isinstance(said, str) and "__" not in said
        else:
            is_theirs = all(
                f"{p}__".startswith(f"{roll.subject}__") for p in paths(said)
            )
        if not is_theirs:
            raise ImproperlyConfigured(
                f"{roll.name} is cut by {name}, which is not about its subjects"
            )


def _check_persons(indicator: Indicator) -> None:
    """A slice by something personal must know how many persons it is about."""
    persons = persons_of(indicator)
    for name in PERSONAL.intersection(dimensions(indicator)):
        if persons is None or name not in measure_of(persons).dimensions:
            raise ImproperlyConfigured(
                f"{indicator.code} can be cut by {name}: its `persons` are missing"
            )
