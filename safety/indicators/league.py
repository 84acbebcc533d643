"""The units below a unit beside each other, by the key numbers: one row each."""

from dataclasses import dataclass

from safety.core.access import Viewer
from safety.core.declare.indicators import Indicator
from safety.core.months import Period
from safety.indicators import below, read
from safety.indicators.below import UnitLine
from safety.org.models import Unit

# More would push everything else off the page; the tree has them all.
SHOWN = 20


@dataclass(frozen=True)
class League:
    """Rows of units, those with the most of the first number first.

    ``more`` is how many units are not shown.
    """

    indicators: list[Indicator]
    rows: list[tuple[Unit, list[UnitLine]]]
    more: int


def league(
    viewer: Viewer, unit: Unit, period: Period, indicators: list[Indicator]
) -> League | None:
    """The units right below that count in the period; None where there are none."""
    units = below.units_below(viewer, unit, period)
    found = read.figures([each.pk for each in units], [period], indicators)
    lines = [
        [
            UnitLine(each, found[indicator.code, each.pk, period], None)
            for indicator in indicators
        ]
        for each in units
        if below.counts(each, [found[i.code, each.pk, period] for i in indicators])
    ]
    lines.sort(key=lambda line: (-(line[0].figure.value or 0), line[0].unit.code))
    if not lines:
        return None
    rows = [(line[0].unit, line) for line in lines[:SHOWN]]
    return League(indicators, rows, max(0, len(lines) - SHOWN))
