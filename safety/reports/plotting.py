"""Where things stand in a chart: heights as parts of it, and ticks at round numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

from safety.core import formats
from safety.core.declare.indicators import Indicator, Quantity
from safety.indicators import show
from safety.reports.blocks import Tick

STEPS = (1, 2, 2.5, 5, 10)
LINES = 4
# Parts of one round down and up by less than this are the round number itself.
NEAR = 1e-9


@dataclass(frozen=True)
class Scale:
    """The values at a chart's foot and top, and between two lines."""

    low: float
    high: float
    step: float

    def at(self, value: float) -> float:
        """The height of a value, as a part of the chart's."""
        return round((value - self.low) / (self.high - self.low), 4)


def scale(values: Sequence[float], *, from_zero: bool, whole: bool) -> Scale:
    """Round ends around the values; a chart of nothing goes from 0 to 1."""
    lowest, highest = min(values, default=0), max(values, default=0)
    if from_zero:
        lowest, highest = min(lowest, 0), max(highest, 0)
    spread = highest - lowest or abs(highest) or 1
    step = _round(spread / LINES)
    if whole:
        step = max(1, ceil(step))
    low = floor(lowest / step + NEAR) * step
    high = ceil(highest / step - NEAR) * step
    return Scale(low, high if high > low else low + step, step)


def _round(size: float) -> float:
    """The next round step: 1, 2, 2.5 or 5 times a power of ten."""
    power = 10.0 ** floor(log10(size))
    return next(each * power for each in STEPS if each * power >= size * (1 - NEAR))


def ticks(of: Scale, indicator: Indicator) -> list[Tick]:
    """The lines across, with their values as axes write them."""
    number = round((of.high - of.low) / of.step)
    values = [of.low + of.step * each for each in range(number + 1)]
    return [Tick(of.at(value), _text(indicator, value)) for value in values]


def _text(indicator: Indicator, value: float) -> str:
    exact = Decimal(str(round(value, 6)))
    if indicator.quantity is Quantity.SHARE:
        return formats.percent(exact, 0 if exact * 100 % 1 == 0 else 1)
    return formats.number(exact)


def short(indicator: Indicator, value: float | Decimal | None) -> str:
    """A value as it stands in a chart, without its unit."""
    if value is None:
        return formats.DASH
    if indicator.quantity is Quantity.SHARE:
        return formats.percent(value)
    if indicator.quantity in {Quantity.MONEY, Quantity.HOURS}:
        return formats.number(value, 0)
    return show.text(indicator.quantity, value)
