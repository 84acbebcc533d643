"""Charts of a report as a page draws them: in units of an SVG."""

from dataclasses import dataclass
from typing import NamedTuple

from django import template

from safety.reports.blocks import ChartBlock, Mark, RiskBlock, Tick

register = template.Library()

WIDTH, HEIGHT, LEFT, RIGHT, TOP, FOOT = 840, 220, 60, 70, 18, 26
# The width of a bar, as a part of its month's.
BAR = 0.6
# Of a risk bar in whole.
WHOLE, GAP = 1000, 3


class Line(NamedTuple):
    """A line across, and where its text stands."""

    y: float
    text_y: float
    text: str


class Point(NamedTuple):
    """A month; without a value no ``y``."""

    label: str
    text: str
    x: float
    y: float | None
    bar_x: float
    bar_height: float
    text_x: float
    text_y: float


@dataclass(frozen=True)
class Drawing:
    """Where the parts of a chart stand."""

    block: ChartBlock
    width = WIDTH
    height = HEIGHT
    left = LEFT
    right = WIDTH - RIGHT
    axis = LEFT - 8
    foot = HEIGHT - 6

    @property
    def bar(self) -> float:
        """The width of a bar."""
        return round(self._step * BAR, 1)

    @property
    def _step(self) -> float:
        return (self.right - self.left) / max(len(self.block.marks), 1)

    @staticmethod
    def _y(at: float) -> float:
        return round(TOP + (HEIGHT - TOP - FOOT) * (1 - at), 1)

    def _line(self, tick: Tick) -> Line:
        y = self._y(tick.at)
        return Line(y, y + 4, tick.text)

    @property
    def lines(self) -> list[Line]:
        """The lines across."""
        return [self._line(tick) for tick in self.block.ticks]

    @property
    def target(self) -> Line | None:
        """The line of the target."""
        if self.block.target is None:
            return None
        line = self._line(self.block.target)
        return line._replace(text_y=line.y - 5)

    @property
    def points(self) -> list[Point]:
        """The months."""
        return [self._point(at, mark) for at, mark in enumerate(self.block.marks)]

    def _point(self, at: int, mark: Mark) -> Point:
        x = round(self.left + self._step * (at + 0.5), 1)
        y = None if mark.at is None else self._y(mark.at)
        height = y or 0.0
        return Point(
            label=mark.label,
            text=mark.cell.text if mark.is_told else "",
            x=x,
            y=y,
            bar_x=round(x - self.bar / 2, 1),
            bar_height=round(self._y(0) - height, 1),
            text_x=x if self.block.is_bars else x + 8,
            text_y=height - 5 if self.block.is_bars else height + 4,
        )

    @property
    def path(self) -> str:
        """The line through the months, broken where one has no value."""
        said, is_on = [], False
        for point in self.points:
            if point.y is not None:
                said.append(f"{'L' if is_on else 'M'}{point.x} {point.y}")
            is_on = point.y is not None
        return "".join(said)


@register.simple_tag
def drawing(block: ChartBlock) -> Drawing:
    """Where the parts of a chart stand."""
    return Drawing(block)


class Piece(NamedTuple):
    """A part of a risk bar."""

    risk: str
    x: float
    width: float


@register.simple_tag
def risk_bar(block: RiskBlock) -> list[Piece]:
    """The parts of a risk bar that have something in them."""
    amounts = {piece.risk: float(piece.cell.amount or 0) for piece in block.pieces}
    there = {risk: amount for risk, amount in amounts.items() if amount}
    room = WHOLE - GAP * max(len(there) - 1, 0)
    parts, x = [], 0.0
    for risk, amount in there.items():
        width = round(room * amount / sum(there.values()), 1)
        parts.append(Piece(risk, round(x, 1), width))
        x += width + GAP
    return parts
