"""Why a number changed, in words and bars: the units or slices that make it up."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safety.core import formats
from safety.core.months import Period
from safety.indicators import show
from safety.indicators.read import Figure
from safety.indicators.why import Why, why


class Piece(NamedTuple):
    """A unit, or the value of a slice, as a part of a number: its name and its page."""

    label: str
    url: str


class Bar(NamedTuple):
    """One part of a change; ``size`` is its length beside ``largest``."""

    piece: Piece | None
    text: str
    size: float
    css: str


@dataclass(frozen=True)
class Because:
    """The change of a figure against an earlier period, and what makes it up."""

    figure: Figure
    against: Period
    why: Why[Piece]

    @property
    def changed(self) -> str:
        """By how much, against when."""
        said = {
            "whole": show.signed(self.figure, self.why.change),
            "period": formats.period(self.against),
        }
        return _("%(whole)s against %(period)s") % said

    @property
    def title(self) -> str:
        """The finding: so many units explain so much of it."""
        leading = self.why.leading
        part = sum((amount for _piece, amount in leading), Fraction())
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
        bars = [self._bar(piece, amount) for piece, amount in self.why.shown]
        return [*bars, self._bar(None, self.why.other)] if self.why.other else bars

    def _bar(self, piece: Piece | None, amount: Fraction) -> Bar:
        css = show.coloured(self.figure, amount)
        return Bar(piece, show.signed(self.figure, amount), float(abs(amount)), css)

    @property
    def largest(self) -> float:
        """The length of the longest bar."""
        return max(bar.size for bar in self.bars)


def of(
    now: Figure, before: Figure, parts: Mapping[Piece, tuple[Figure, Figure]]
) -> Because | None:
    """What parts, each now and before, make of a number’s change; None for none."""
    found = why(now, before, parts)
    return Because(now, before.period, found) if found else None
