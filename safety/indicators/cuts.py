"""Slices: a number restricted to one value of a coded field, and the words for both."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Field, ForeignKey
from django.utils.translation import gettext as _

from safety.core.declare.indicators import (
    PROJECT,
    Across,
    Both,
    Distinct,
    Indicator,
)
from safety.core.months import Period
from safety.indicators import facts, lineage, read, registry, show
from safety.indicators.models import SLOT_COLUMNS
from safety.indicators.models import Value as Stored
from safety.indicators.read import Figure
from safety.org.models import Unit

# A dimension of very many values (contractors) shows its largest.
MOST = 12


@dataclass(frozen=True)
class Cut:
    """One slice: ``key`` is ``dimension=value``, ``label`` the value's name."""

    key: str
    label: str
    figure: Figure

    @property
    def value(self) -> str:
        """The slice's value as people read it."""
        return show.value(self.figure)


@dataclass(frozen=True)
class Dimension:
    """A field that the number can be cut by; ``more`` values are not shown."""

    name: str
    label: str
    cuts: list[Cut]
    more: int = 0

    @property
    def largest(self) -> float:
        """The longest bar."""
        return max((float(cut.figure.value or 0) for cut in self.cuts), default=0)


def dimensions(indicator: Indicator) -> list[str]:
    """The names an indicator can be cut by: those of every part of it."""
    of_parts = [
        registry.measure_of(shape).dimensions
        for _key, shape in registry.parts(indicator)
    ]
    first, *others = of_parts
    return [name for name in first if all(name in each for each in others)]


def by_dimension(indicator: Indicator, unit: Unit, period: Period) -> list[Dimension]:
    """Every slice of a number, in one query (and one for each field of references)."""
    names = dimensions(indicator)
    if not names:
        return []
    found: dict[str, dict[str, Figure]] = {name: {} for name in names}
    for key, figure in _figures(indicator, unit, period).items():
        name, _equals, value = key.partition("=")
        if name in found and (figure.numerator or figure.denominator):
            found[name][value] = figure
    return [
        _dimension(indicator, name, figures)
        for name, figures in found.items()
        if figures
    ]


def _figures(indicator: Indicator, unit: Unit, period: Period) -> dict[str, Figure]:
    """The figures of all slices that are stored for a unit and period."""
    parts = {registry.measure_of(s).key: s for _k, s in registry.parts(indicator)}
    column = SLOT_COLUMNS[period.slot.index]
    rows = Stored.objects.filter(unit=unit.pk, year=period.year, measure__in=parts)
    sliced = rows.exclude(slice="").values_list("slice", "measure", column)
    amounts: dict[str, dict[str, Decimal]] = {}
    for key, measure, stored in sliced:
        exact = Decimal(stored)
        hundredths = facts.is_hundredths(parts[measure])
        amounts.setdefault(key, {})[measure] = exact.scaleb(-2) if hundredths else exact
    return {
        key: _figure(indicator, unit, period, key, by_measure)
        for key, by_measure in amounts.items()
    }


def _figure(
    indicator: Indicator,
    unit: Unit,
    period: Period,
    key: str,
    amounts: Mapping[str, Decimal],
) -> Figure:
    given = [
        amounts.get(registry.measure_of(shape).key, Decimal(0))
        for _key, shape in registry.parts(indicator)
    ]
    _key, of_whom = registry.parts(indicator)[-1]
    is_small = isinstance(of_whom, Distinct) and given[-1] < read.FEWEST
    denominator = given[1] if len(given) > 1 else None
    hidden = is_personal(key) and is_small
    return Figure(indicator, unit.pk, period, given[0], denominator, hidden)


def is_personal(key: str) -> bool:
    """Whether a slice tells something personal about those it counts."""
    return key.partition("=")[0] in read.PERSONAL


def _dimension(
    indicator: Indicator, name: str, figures: Mapping[str, Figure]
) -> Dimension:
    ordered = _in_order(indicator, name, figures)
    shown = ordered[:MOST]
    labels = value_labels(indicator, name, shown)
    cuts = [Cut(f"{name}={value}", labels[value], figures[value]) for value in shown]
    return Dimension(name, label(indicator, name), cuts, len(ordered) - len(shown))


def _in_order(
    indicator: Indicator, name: str, figures: Mapping[str, Figure]
) -> list[str]:
    """Values as a field lists its choices; values of no such field largest first."""
    choices = list(known_values(indicator, name))

    def place(value: str) -> tuple[int, float, str]:
        known = choices.index(value) if value in choices else len(choices)
        figure = figures[value]
        return known, -float(0 if figure.hidden else figure.value or 0), value

    return sorted(figures, key=place)


# --- words ----------------------------------------------------------------------


def label(indicator: Indicator, name: str) -> str:
    """What a dimension is called: as its field is."""
    field = _field(indicator, name)
    words = getattr(field, "verbose_name", None) or _(name.replace("_", " "))
    text = str(words)
    return text[:1].upper() + text[1:]


def known_values(indicator: Indicator, name: str) -> dict[str, str]:
    """The coded values of a dimension and their labels, as its field lists them."""
    field = _field(indicator, name)
    choices = field.flatchoices if field is not None else []
    return {str(value): str(said) for value, said in choices}


def value_labels(
    indicator: Indicator, name: str, values: Iterable[str]
) -> dict[str, str]:
    """What values of a dimension are called: choices, or names of the records meant."""
    field, wanted = _field(indicator, name), list(values)
    labels = known_values(indicator, name)
    if isinstance(field, ForeignKey):
        keys = [int(value) for value in wanted if value.isdigit()]
        model = field.related_model._meta.label_lower
        labels = {str(k): said for k, said in lineage.named(model, keys).items()}
    return {value: labels.get(value, value) for value in wanted}


def _field(indicator: Indicator, name: str) -> "Field[Any, Any] | None":
    """The field a dimension reads; an expression may say one as its output."""
    _key, shape = registry.parts(indicator)[0]
    source = shape.roll if isinstance(shape, Distinct | Both | Across) else shape
    path = source.book.by[name]
    if isinstance(path, F):
        path = str(path.name)  # type: ignore[attr-defined]
    if isinstance(path, str):
        of_projects = getattr(source, "subject", None) == PROJECT
        return facts.field_at(Unit if of_projects else source.book.of, path)
    said = getattr(path, "output_field", None)
    return said if isinstance(said, Field) else None
