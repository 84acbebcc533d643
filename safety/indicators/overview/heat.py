"""Training coverage of the units below, from the year’s beginning to each month."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from safety.core import formats
from safety.core.declare.indicators import Indicator
from safety.core.months import Period
from safety.indicators.overview.sheet import COVERAGE, Stored
from safety.indicators.read import Figure
from safety.org.models import Unit

# Steps of the picture. Everybody is to be taught in the year, so before its end a pale
# cell is not yet bad: the darker, the more people have been reached.
STEPS = ((0.95, "q5"), (0.8, "q4"), (0.5, "q3"))
NONE, LEAST = "qx", "q0"


class Cell(NamedTuple):
    """A share of a unit to the end of a month."""

    figure: Figure

    @property
    def css(self) -> str:
        """The step that it has reached."""
        value = self.figure.value
        if value is None:
            return NONE
        return next((css for least, css in STEPS if value >= least), LEAST)

    @property
    def text(self) -> str:
        """The share in whole per cent, rounded down: 100 is everybody."""
        value = self.figure.value
        return formats.DASH if value is None else str(int(100 * float(value) + 1e-9))


@dataclass(frozen=True)
class Heat:
    """A row of cells for each unit below, one for each month that has begun."""

    periods: list[Period]
    rows: list[tuple[Unit, list[Cell]]]

    @property
    def months(self) -> list[str]:
        """The months as the head of the table names them."""
        return [formats.month_short(each.first_month) for each in self.periods]

    @property
    def legend(self) -> list[tuple[str, str]]:
        """Each step with what it says, the least first."""
        least = [least for least, _css in STEPS]
        said = [(css, f"≥ {formats.percent(step, 0)}") for step, css in STEPS]
        return [(LEAST, f"< {formats.percent(min(least), 0)}"), *reversed(said)]

    @property
    def heads(self) -> list[str]:
        """What the columns of a file say."""
        return [_("Unit"), _("Code"), *map(str, self.periods)]

    def table(self) -> Iterator[list[Any]]:
        """The lines of a file: exact shares of 1."""
        for unit, cells in self.rows:
            yield [str(unit), unit.code, *(cell.figure.value for cell in cells)]


def heat(stored: Stored) -> Heat | None:
    """Of the units that have people; None where there is nothing to compare."""
    for coverage in stored.declared([COVERAGE]):
        rows = [(unit, _cells(stored, coverage, unit)) for unit in stored.units]
        rows = [row for row in rows if any(cell.figure.denominator for cell in row[1])]
        if rows:
            return Heat(stored.months, rows)
    return None


def _cells(stored: Stored, coverage: Indicator, unit: Unit) -> list[Cell]:
    return [Cell(stored.of_below(coverage, unit, each)) for each in stored.to_date]
