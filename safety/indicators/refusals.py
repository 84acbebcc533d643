"""Declarations that could not be computed are refused at start, by name."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import (
    FieldDoesNotExist,
    FieldError,
    ImproperlyConfigured,
)
from django.db.models import DateField, DateTimeField, Field, ForeignKey

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
    Roll,
    Stock,
    expression,
    paths,
)
from safety.core.fields import ReportedField
from safety.indicators import facts, registry
from safety.indicators.models import DIMENSIONS, LONGEST
from safety.indicators.registry import Measure
from safety.org.models import Unit

Source = Roll | Amounts | Flow | Stock | Cohort
# What a source may say besides its book's unit and slices, each a path or expression.
SAID = ("subject", "at", "since", "until", "done", "amount")


def check_all() -> None:
    """Read all declarations anew; ImproperlyConfigured for the first that is wrong."""
    registry.forget()
    lists: list[Roll | Amounts] = [*registry.rolls(), *registry.amounts()]
    names = [each.name for each in lists]
    if len(names) != len(set(names)):
        raise ImproperlyConfigured(f"Two rolls or amounts share a name: {names}")
    _check_words([*registry.indicators(), *names])
    for each in lists:
        _check_source(each.name, each)
        if isinstance(each, Roll):
            _check_roll(each)
    for measure in registry.measures():
        _check_measure(measure)
    for indicator in registry.indicators().values():
        _check_persons(indicator)


def _check_words(some: Iterable[str]) -> None:
    """Statements and addresses name them as they are."""
    for word in some:
        if not re.fullmatch(r"[a-z0-9_.]+", word):
            raise ImproperlyConfigured(
                f"{word!r} must be of small letters, digits, points and underscores"
            )


@contextmanager
def _about(name: str) -> Iterator[None]:
    """Say whose path leads nowhere."""
    try:
        yield
    except (FieldError, FieldDoesNotExist) as error:
        raise ImproperlyConfigured(f"{name}: {error}") from error


def _check_source(name: str, source: Source) -> None:
    with _about(name):
        _resolve(source)
        _check_dates(name, source)
        unit = facts.field_at(source.book.of, source.book.unit)
        if (unit.related_model or (unit.primary_key and unit.model)) is not Unit:
            raise ImproperlyConfigured(f"{name}: {source.book.unit} is no unit")
        if isinstance(source, Roll | Amounts) and source.subject != PROJECT:
            subject = facts.field_at(source.book.of, source.subject)
            if not (subject.related_model or subject.primary_key):
                raise ImproperlyConfigured(f"{name}: {source.subject} is no record")


def _resolve(source: Source) -> None:
    """Let Django look for every path of a source: it names the one it does not find."""
    said: list[Any] = [source.book.unit, *(getattr(source, w, None) for w in SAID)]
    if getattr(source, "subject", None) == PROJECT:
        said.remove(PROJECT)
    else:
        said += source.book.by.values()
    wanted = [each for each in said if each is not None and not isinstance(each, int)]
    rows = facts.counted(source.book, getattr(source, "where", None))
    rows.annotate(**{f"f_{n}": expression(each) for n, each in enumerate(wanted)})


def _check_dates(name: str, source: Source) -> None:
    """What lasts is read day by day; what happens may name its month or period."""
    for word in ("at", "since", "until", "done"):
        path = getattr(source, word, None)
        if path is None:
            continue
        field = facts.field_at(source.book.of, path)
        is_day = isinstance(field, DateField) and not isinstance(field, DateTimeField)
        if not is_day and not (word == "at" and isinstance(field, ReportedField)):
            raise ImproperlyConfigured(f"{name} is dated by {path}, which is no day")


def _check_roll(roll: Roll) -> None:
    if (roll.at is None) == (roll.since is None):
        raise ImproperlyConfigured(f"{roll.name} needs `at`, or `since` and `until`")
    for name, said in roll.book.by.items():
        if roll.subject == PROJECT:
            is_theirs = isinstance(said, str) and "__" not in said
        else:
            theirs = f"{roll.subject}__"
            is_theirs = all(f"{path}__".startswith(theirs) for path in paths(said))
        if not is_theirs:
            raise ImproperlyConfigured(
                f"{roll.name} is cut by {name}, which is not about its subjects"
            )


def _check_measure(measure: Measure) -> None:
    key, shape = measure.key, measure.shape
    if isinstance(shape, Flow | Stock | Cohort):
        _check_source(key, shape)
    if len(measure.dimensions) > len(DIMENSIONS):
        raise ImproperlyConfigured(f"{key} has too many dimensions")
    _check_words(measure.dimensions)
    for name in measure.dimensions:
        with _about(key):
            _check_dimension(key, name, registry.field_of(shape, name))
    if isinstance(shape, Distinct):
        _check_distinct(measure, shape)
    if isinstance(shape, Both | Across):
        other = shape.anywhere if isinstance(shape, Both) else shape.amounts
        if registry.subject_kind(shape.roll) != registry.subject_kind(other):
            raise ImproperlyConfigured(f"{key} compares subjects of two kinds")
        if isinstance(shape, Across) and shape.roll.subject == PROJECT:
            raise ImproperlyConfigured(f"{key} has no amounts: projects have none")


def _check_distinct(measure: Measure, shape: Distinct) -> None:
    key = measure.key
    if not set(shape.only) <= set(measure.dimensions):
        raise ImproperlyConfigured(f"{key} is only of what it cannot be cut by")
    if shape.on_last_day and shape.roll.at is not None:
        raise ImproperlyConfigured(f"{key} has no last day: it happens on one")
    _check_words(shape.only.values())


def _check_dimension(key: str, name: str, field: "Field[Any, Any] | None") -> None:
    if isinstance(field, ForeignKey):
        raise ImproperlyConfigured(f"{key} is cut by {name}: name its code")
    longest = getattr(field, "max_length", None) or 0
    if longest > LONGEST:
        raise ImproperlyConfigured(f"{key} is cut by {name}, which is too long")


def _check_persons(indicator: Indicator) -> None:
    """A slice by something personal must know how many persons it is about."""
    persons = registry.persons_of(indicator)
    for name in PERSONAL.intersection(registry.dimensions(indicator)):
        if persons is None or name not in registry.measure_of(persons).dimensions:
            raise ImproperlyConfigured(
                f"{indicator.code} can be cut by {name}: its `persons` are missing"
            )
