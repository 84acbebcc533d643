"""How far a month is, for the page on which it is closed: one line for each unit."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from safety.closing.models import Return
from safety.closing.services import handing_in, months
from safety.closing.services.months import Found
from safety.core import formats
from safety.core.months import Month
from safety.indicators.models import Difference
from safety.org.models import Ancestry, ClosedMonth, Kind, Unit


@dataclass
class Line:
    """A company or project: how many of its projects are in, and how far it is.

    ``closed`` is whether its month is closed, ``blockers`` and ``exceptions`` what the
    checks find in it, ``restated`` how many figures of its closed months differ.
    """

    unit: Unit
    projects: int = 0
    handed_in: int = 0
    own: Return | None = None
    is_closed: bool = False
    blockers: int = 0
    exceptions: int = 0
    restated: int = 0

    @property
    def is_in(self) -> bool:
        """Whether all its projects are."""
        return self.handed_in == self.projects

    @property
    def projects_in(self) -> str:
        """How many of its projects; a dash where the month was closed without any."""
        if self.is_closed and not self.handed_in:
            return formats.DASH
        return f"{formats.number(self.handed_in)} / {formats.number(self.projects)}"

    @property
    def reviewed(self) -> Return | None:
        """The company’s signature, that stands."""
        return self.own if self.own and self.own.is_signed else None


@dataclass
class Overview:
    """A unit’s month: its lines, and what stands in the way of closing it."""

    unit: Unit
    month: Month
    found: list[Found] = field(default_factory=list)

    @cached_property
    def lines(self) -> list[Line]:
        """Companies of the group, projects of a company, or else the unit itself."""
        tree = Ancestry.objects.in_month(self.month.index)
        rows = list(tree.filter(ancestor=self.unit).values_list("unit_id", flat=True))
        kinds = {Kind.GROUP: Kind.COMPANY, Kind.COMPANY: Kind.PROJECT}
        projects = {each.pk for each in handing_in.projects_of(self.unit, self.month)}
        shown = Unit.objects.counted().filter(pk__in=rows)
        if below := kinds.get(Kind(self.unit.kind)):
            shown = shown.filter(kind=below)
            if below == Kind.PROJECT:
                shown = shown.filter(pk__in=projects)
        else:
            shown = shown.filter(pk=self.unit.pk)
        lines = {unit.pk: Line(unit) for unit in shown.order_by("code")}
        above = tree.filter(unit__in=rows, ancestor__in=lines)
        line_of = defaultdict[int, list[Line]](list)
        for unit, ancestor in above.values_list("unit_id", "ancestor_id"):
            line_of[unit].append(lines[ancestor])
        self._fill(rows, projects, line_of)
        return list(lines.values())

    def _fill(
        self, units: list[int], projects: set[int], line_of: dict[int, list[Line]]
    ) -> None:
        signed = Return.objects.filter(unit__in=units, month=self.month.index)
        by_unit = {each.unit_id: each for each in signed.select_related("signed_by")}
        closed = ClosedMonth.objects.active().filter(month=self.month.index)
        done = set(closed.filter(unit__in=units).values_list("unit_id", flat=True))
        for unit in units:
            for line in line_of[unit]:
                if unit in projects:
                    line.projects += 1
                    own = by_unit.get(unit)
                    line.handed_in += bool(own and own.is_signed)
                if unit == line.unit.pk:
                    line.own, line.is_closed = by_unit.get(unit), unit in done
        self._fill_found(units, line_of)

    def _fill_found(self, units: list[int], line_of: dict[int, list[Line]]) -> None:
        for check, counts in months.by_unit(units, self.month):
            if counts:
                self.found.append(Found(check, sum(counts.values())))
            for unit, number in counts.items():
                for line in line_of[unit]:
                    line.exceptions += number
                    line.blockers += number if check.is_blocking else 0
        differing = Difference.objects.filter(unit__in=units, slice="")
        for unit in differing.values_list("unit", flat=True):
            for line in line_of[unit]:
                line.restated += 1

    @property
    def closed(self) -> int:
        return sum(line.is_closed for line in self.lines)

    @property
    def blocking(self) -> list[Found]:
        """What nobody can explain away."""
        return [each for each in self.found if each.check.is_blocking]

    @property
    def missing(self) -> list[Line]:
        """Lines of which something has not been handed in."""
        return [line for line in self.lines if not line.is_in and not line.is_closed]
