"""Slices: a number restricted to one value of a coded field, and the words for both."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Field
from django.utils.translation import gettext as _

from safety.core.declare.indicators import Indicator
from safety.core.months import Period
from safety.indicators import read, registry, show
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


def key_of(indicator: Indicator, text: str) -> str:
    """``dimension=value`` checked against a declaration; ValueError with a sentence."""
    if not text:
        return ""
    name, _equals, value = text.partition("=")
    names = registry.dimensions(indicator)
    if name not in names or not value:
        raise ValueError(
            _("%(code)s has no slice “%(slice)s”. It can be cut by: %(known)s.")
            % {
                "code": indicator.code,
                "slice": text,
                "known": ", ".join(sorted(names)) or "–",
            }
        )
    values = known_values(indicator, name)
    if values and value not in values:
        raise ValueError(
            _("“%(value)s” is no %(name)s. It can be: %(known)s.")
            % {"value": value, "name": name, "known": ", ".join(values)}
        )
    field = _field(indicator, name)
    if field is not None and field.unique and not _meant(field, [value]):
        raise ValueError(
            _("There is no %(record)s with the %(key)s “%(value)s”.")
            % {
                "record": field.model._meta.verbose_name,
                "key": field.verbose_name,
                "value": value,
            }
        )
    return text


def by_dimension(indicator: Indicator, unit: Unit, period: Period) -> list[Dimension]:
    """Every slice of a number: two queries, and one for each field of references."""
    names = registry.dimensions(indicator)
    if not names:
        return []
    found: dict[str, dict[str, Figure]] = {name: {} for name in names}
    for key, figure in read.sliced(indicator, unit.pk, period).items():
        name, _equals, value = key.partition("=")
        if name in found and (figure.numerator or figure.denominator):
            found[name][value] = figure
    return [
        _dimension(indicator, name, _guarded(figures))
        for name, figures in found.items()
        if figures
    ]


def figures(
    units: Collection[int], periods: Sequence[Period], indicator: Indicator, cut: str
) -> dict[tuple[str, int, Period], Figure]:
    """What pages show of a number or a slice, by (code, unit, period).

    As stored; of a personal slice also that is hidden which would tell a hidden one.
    """
    found = read.figures(units, periods, [indicator], cut)
    if not read.is_personal(cut):
        return found
    name = cut.partition("=")[0]
    keys = (f"{name}={value}" for value in known_values(indicator, name))
    others = {
        key: read.figures(units, periods, [indicator], key)
        for key in keys
        if key != cut
    }
    return {
        place: _guarded({cut: figure, **{key: others[key][place] for key in others}})[
            cut
        ]
        for place, figure in found.items()
    }


def _guarded(group: Mapping[str, Figure]) -> dict[str, Figure]:
    """All slices of a dimension; where one is hidden, the smallest other one is, too.

    For the hidden one is the whole less all others.
    """
    hidden = [each for each in group.values() if each.hidden and each.numerator]
    shown = [key for key, each in group.items() if not each.hidden and each.numerator]
    if len(hidden) != 1 or not shown:
        return dict(group)
    least = min(shown, key=lambda key: (group[key].numerator, key))
    return {**group, least: replace(group[least], hidden=True)}


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
    """What a dimension is called: as its field is, or as the records meant are."""
    field = _field(indicator, name)
    named = field.model._meta if field is not None and field.unique else field
    text = str(getattr(named, "verbose_name", None) or _(name.replace("_", " ")))
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
    if field is not None and field.unique:
        labels = _meant(field, wanted)
    return {value: labels.get(value, value) for value in wanted}


def _meant(field: "Field[Any, Any]", codes: list[str]) -> dict[str, str]:
    """The names of the records that have these codes."""
    records = field.model._base_manager.filter(**{f"{field.name}__in": codes})
    return {getattr(record, field.name): str(record) for record in records}


def _field(indicator: Indicator, name: str) -> "Field[Any, Any] | None":
    _key, shape = registry.parts(indicator)[0]
    return registry.field_of(shape, name)
