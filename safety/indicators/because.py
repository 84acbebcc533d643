"""Why a number changed, in words and bars: the units that make up the change."""

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safety.core import formats
from safety.core.months import Period
from safety.indicators import show
from safety.indicators.below import Below
from safety.indicators.read import Figure
from safety.indicators.show import Line
from safety.indicators.why import Why
from safety.org.models import Unit


class Bar(NamedTuple):
    """One unit’s part of a change; ``size`` is its length beside ``largest``."""

    unit: Unit | None
    text: str
    size: float
    css: str


@dataclass(frozen=True)
class Because:
    """The change of a figure against an earlier period, and what makes it up."""

    figure: Figure
    against: Period
    why: Why[Unit]

    @property
    def title(self) -> str:
        """The finding: so many units explain so much of it."""
        leading = self.why.leading
        part = sum((amount for _unit, amount in leading), Fraction())
        said = {
            "n": formats.number(len(leading)),
            "part": show.signed(self.figure, part),
            "whole": show.signed(self.figure, self.why.change),
            "period": formats.period(self.against),
        }
        if not leading:
            return _("%(whole)s against %(period)s, in none of the units alone") % said
        return (
            ngettext(
                "%(n)s unit explains %(part)s of %(whole)s against %(period)s",
                "%(n)s units explain %(part)s of %(whole)s against %(period)s",
                len(leading),
            )
            % said
        )

    @property
    def bars(self) -> list[Bar]:
        """The largest parts, then what is left."""
        bars = [self._bar(unit, amount) for unit, amount in self.why.shown]
        return [*bars, self._bar(None, self.why.other)] if self.why.other else bars

    def _bar(self, unit: Unit | None, amount: Fraction) -> Bar:
        css = show.coloured(self.figure, amount)
        return Bar(unit, show.signed(self.figure, amount), float(abs(amount)), css)

    @property
    def largest(self) -> float:
        """The length of the longest bar."""
        return max(bar.size for bar in self.bars)


def of(units: Below, line: Line) -> Because | None:
    """What the units below make of the change of a number; None for no change."""
    if units.against is None or not line.earlier:
        return None
    found = units.why(line.earlier[0].figure)
    return Because(line.figure, units.against, found) if found else None
