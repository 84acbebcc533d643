"""Hazards that are open at the end of the period, and overdue, by risk."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from safety.core import formats
from safety.indicators import cuts
from safety.indicators.overview.sheet import OPEN, OVERDUE, RISK, Stored
from safety.indicators.read import Figure

ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}


class Line(NamedTuple):
    """One risk, or what nobody has graded: what is open of it, and overdue."""

    risk: str
    name: str
    open: int
    overdue: int

    @property
    def roman(self) -> str:
        """The risk as its coloured square says it."""
        return ROMAN.get(self.risk, self.risk)


@dataclass(frozen=True)
class Risks:
    """The lines, the worst first; ``whole`` is all that is open."""

    lines: list[Line]
    whole: Figure

    @property
    def total(self) -> str:
        """All that is open, as people read it."""
        return formats.number(self.whole.numerator)

    @property
    def shares(self) -> list[tuple[str, int, int]]:
        """What is open as parts of one bar: class, where it begins, and its length."""
        found, begun = [], 0
        for line in self.lines:
            if line.open:
                found.append((f"r{line.risk}", begun, line.open))
            begun += line.open
        return found

    @property
    def width(self) -> int:
        """The length of the bar; 1 where nothing is open."""
        return sum(line.open for line in self.lines) or 1

    @property
    def heads(self) -> list[str]:
        """What the columns of a file say."""
        return [_("Risk"), pgettext("hazards", "Open"), _("Overdue")]

    def table(self) -> Iterator[list[Any]]:
        """The lines of a file."""
        for line in self.lines:
            yield [line.name, line.open, line.overdue]


def risks(stored: Stored) -> Risks | None:
    """By risk, and without one; None where no hazards are counted."""
    found = stored.declared([OPEN, OVERDUE])
    if len(found) < 2:
        return None
    (opened, overdue), names = found, cuts.known_values(found[0], RISK)
    by_risk = [stored.cuts(each) for each in found]

    def number(of: dict[str, Figure], risk: str) -> int:
        figure = of.get(f"{RISK}={risk}")
        return int(figure.numerator) if figure else 0

    lines = [
        Line(risk, name, *(number(of, risk) for of in by_risk))
        for risk, name in names.items()
        if risk
    ]
    wholes = stored.of_unit(opened), stored.of_unit(overdue)
    left = [
        int(whole.numerator) - sum(getattr(line, name) for line in lines)
        for whole, name in zip(wholes, ("open", "overdue"), strict=True)
    ]
    if any(left):
        lines.append(Line("", _("Not graded"), *left))
    return Risks(lines, wholes[0])
