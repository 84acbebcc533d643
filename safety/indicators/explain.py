"""How a number is worked out, in words: from its declaration, for page and handbook."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from safety.core.declare.indicators import (
    Across,
    Better,
    Book,
    Both,
    Distinct,
    Indicator,
    Ratio,
    Shape,
    Stock,
)
from safety.indicators import cuts, registry, show
from safety.indicators.read import Figure

FLOW, STOCK, DISTINCT, RATIO = "flow", "stock", "distinct", "ratio"


def kinds(indicator: Indicator) -> list[str]:
    """The words of INDICATORS for a shape, such as ``stock`` and ``distinct``."""
    shape = indicator.shape
    if isinstance(shape, Ratio):
        return [RATIO]
    if isinstance(shape, Distinct | Both):
        is_stock = isinstance(shape, Distinct) and shape.on_last_day
        return [STOCK, DISTINCT] if is_stock else [DISTINCT]
    return [STOCK] if isinstance(shape, Stock) else [FLOW]


def kind_in_words(kind: str) -> str:
    """What a kind of number is."""
    return {
        FLOW: _("What happened in the period"),
        STOCK: _("The state on the last day"),
        DISTINCT: _("Each counted once"),
        RATIO: _("One number over another"),
    }[kind]


def part_names(indicator: Indicator) -> tuple[str, str]:
    """What stands above and below the line of a ratio."""
    ratio = indicator.shape
    if not isinstance(ratio, Ratio):
        raise TypeError(indicator.code)
    above = str(ratio.numerator_name) or _name(ratio.numerator) or _("Numerator")
    below = str(ratio.denominator_name) or _name(ratio.denominator) or _("Denominator")
    return above, below


def _name(shape: Shape) -> str:
    """The name of the indicator that counts the same, if one does."""
    declared = registry.indicators().values()
    return next((str(each.name) for each in declared if _same(each.shape, shape)), "")


def _same(one: Shape | Ratio, other: Shape) -> bool:
    if isinstance(one, Distinct) and isinstance(other, Distinct):
        days = one.on_last_day == other.on_last_day
        return one.roll is other.roll and days and dict(one.only) == dict(other.only)
    return one is other


def books(indicator: Indicator) -> list[Book]:
    """The records that an indicator counts, each book once."""
    found = [
        each.book for _k, shape in registry.parts(indicator) for each in _sources(shape)
    ]
    return list({id(book): book for book in found}.values())


def _sources(shape: Shape) -> list[Any]:
    if isinstance(shape, Both):
        return [shape.roll, shape.anywhere]
    if isinstance(shape, Across):
        return [shape.roll, shape.amounts]
    return [shape.roll] if isinstance(shape, Distinct) else [shape]


def listed(words: Iterable[str]) -> str:
    """Words one after the other, as the language puts them."""
    return pgettext("between words of a list", ", ").join(words)


def records(indicator: Indicator) -> str:
    """The names of the records that an indicator counts."""
    names = [str(book.of._meta.verbose_name_plural) for book in books(indicator)]
    return listed(dict.fromkeys(names))


def slices(indicator: Indicator) -> str:
    """The names of the fields that an indicator can be cut by."""
    return listed(
        cuts.label(indicator, name) for name in registry.dimensions(indicator)
    )


def dated(indicator: Indicator) -> str:
    """The dates of the records that decide: ``at``, or ``since`` to ``until``."""
    sources = [s for _k, shape in registry.parts(indicator) for s in _sources(shape)]
    return ", ".join(dict.fromkeys(_dates(source) for source in sources))


def _dates(source: Any) -> str:
    at = getattr(source, "at", None)
    return f"`{at}`" if at else f"`{source.since}` – `{source.until}`"


class Explained:
    """A figure beside its definition: the formula, in words and in numbers."""

    def __init__(self, figure: Figure) -> None:
        self.figure, self.indicator = figure, figure.indicator

    @property
    def names(self) -> Sequence[str]:
        """Words above and below the line; nothing where there is none."""
        return part_names(self.indicator) if self.figure.is_ratio else ()

    @property
    def parts(self) -> list[str]:
        """Numbers above and below the line."""
        return show.parts(self.figure)

    @property
    def value(self) -> str:
        """The value as people read it."""
        return show.value(self.figure)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """The rest that one must know to work it out by hand."""
        better = {
            Better.HIGHER: _("Higher is better"),
            Better.LOWER: _("Lower is better"),
        }
        kind = listed(kind_in_words(each) for each in kinds(self.indicator))
        facts = [
            (_("Kind"), kind),
            (_("Counted from"), capfirst(records(self.indicator))),
            (_("Can be cut by"), slices(self.indicator)),
            (_("Meaning"), better.get(self.indicator.better, "")),
        ]
        return [(label, text) for label, text in facts if text]
