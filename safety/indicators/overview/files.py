"""Panels of the overview as tables: exact numbers under heads, for a workbook."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safety.indicators import show
from safety.indicators.because import Because
from safety.indicators.overview.page import Overview
from safety.indicators.read import Figure


class HasTable(Protocol):
    """What can be written as a file."""

    @property
    def heads(self) -> list[str]:
        """What the columns say."""

    def table(self) -> Iterable[list[Any]]:
        """The lines."""


class Table(NamedTuple):
    """Lines under heads."""

    heads: list[str]
    lines: list[list[Any]]

    def table(self) -> Iterable[list[Any]]:
        """The lines."""
        return self.lines


def _figures(some: Iterable[Figure]) -> Table:
    heads = [_("Code"), _("Indicator"), _("Period")]
    lines = [[*_named(each), str(each.period), *show.cells(each)] for each in some]
    return Table([*heads, _("Value"), _("Numerator"), _("Denominator")], lines)


def _named(figure: Figure) -> list[str]:
    return [figure.indicator.code, str(figure.indicator.name)]


def _numbers(overview: Overview) -> Table:
    """The tiles, each followed by the earlier periods that it is compared with."""
    some: list[Figure] = []
    for tile in overview.tiles:
        some += [tile.line.figure, *(each.figure for each in tile.line.earlier)]
        some += [tile.beside] if tile.beside else []
    return _figures(some)


def _why(overview: Overview) -> Table:
    """What makes up the change of the chosen number, and what is left of it."""
    heads = [_("By"), _("Name"), _("Part of the change")]
    units = list(_parts(_("Unit"), overview.by_unit))
    return Table(heads, [*units, *_parts(_("Category"), overview.by_category)])


def _parts(kind: str, found: Because | None) -> Iterator[list[Any]]:
    if found is None:
        return
    for piece, amount in found.why.parts:
        yield [kind, piece.label, float(amount)]
    yield [kind, _("All others"), float(found.why.rest)]


def _drills(overview: Overview) -> Table | None:
    chart = overview.drills
    if chart is None:
        return None
    return _figures([*chart.before, *(point.figure for point in chart.points)])


def _recognition(overview: Overview) -> Table:
    return _figures(overview.recognition)


class File(NamedTuple):
    """A panel that can be had as a workbook."""

    name: Promise
    make: Callable[[Overview], HasTable | None]


PANELS = {
    "numbers": File(gettext_lazy("Key numbers"), _numbers),
    "why": File(gettext_lazy("Why the number changed"), _why),
    "risks": File(gettext_lazy("Open hazards by risk"), lambda all_: all_.risks),
    "coverage": File(gettext_lazy("Training coverage"), lambda all_: all_.heat),
    "league": File(gettext_lazy("League table"), lambda all_: all_.league),
    "drills": File(gettext_lazy("Drills by month"), _drills),
    "recognition": File(gettext_lazy("Recognition and leadership"), _recognition),
}
