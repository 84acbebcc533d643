"""The numbers on top: each beside its target, the month and the year before."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from safety.core.declare.indicators import Cohort, Flow, Indicator
from safety.indicators import show, targets
from safety.indicators.overview.sheet import Stored
from safety.indicators.read import Figure
from safety.indicators.show import Line


class Tile(NamedTuple):
    """A number’s line, what it shall be, and a number that is said beside it."""

    line: Line
    target: targets.Line
    beside: Figure | None
    is_chosen: bool
    earlier: list[show.Earlier]

    @property
    def aimed_at(self) -> str:
        """What the number shall be; empty where nobody has said."""
        row = self.target.row
        if row is None or row.target is None:
            return ""
        said = {"value": self.target.target, "year": row.year}
        period, shape = self.line.figure.period, self.line.indicator.shape
        if isinstance(shape, Flow | Cohort) and period.slot.suffix:
            return _("target %(value)s in %(year)s") % said
        if row.is_higher_better:
            return _("target %(value)s") % said
        return _("at most %(value)s") % said

    @property
    def is_missed(self) -> bool:
        """Whether the number is on the bad side of it."""
        row = self.target.row
        if row is None:
            return False
        return targets.is_beyond(row, row.target, self.line.figure)

    @property
    def beside_value(self) -> str:
        """The other number as people read it, with its name."""
        if self.beside is None:
            return ""
        said = {"name": self.beside.indicator.name, "value": show.value(self.beside)}
        return _("%(name)s %(value)s") % said


def tiles(stored: Stored, chosen: str) -> list[Tile]:
    """The first numbers of the unit, of what is declared."""
    some = [tile for tile in show.TILES if tile[0] in stored.known]
    first = [stored.known[code] for code, *_beside in some]
    aims = targets.lines(stored.unit, stored.period, first)
    return [
        Tile(
            stored.beside.line(stored.found(indicator)),
            aims[indicator.code],
            _beside(stored, beside),
            indicator.code == chosen,
            _earlier(stored, indicator),
        )
        for indicator, (_code, *beside) in zip(first, some, strict=True)
    ]


def _earlier(stored: Stored, indicator: Indicator) -> list[show.Earlier]:
    """The periods that it is compared with, of years in which there was any of it."""
    found = stored.found(indicator)
    years = {
        period.year
        for period, figure in found.items()
        if figure.numerator or figure.denominator
    }
    line = stored.beside.line(found)
    return [each for each in line.earlier if each.period.year in years]


def _beside(stored: Stored, codes: Sequence[str]) -> Figure | None:
    return next(map(stored.of_unit, stored.declared(codes)), None)
