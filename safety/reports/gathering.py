"""The numbers of a report, read together: as many queries as it has cuts and levels."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.functional import cached_property

from safety.core.access import Viewer
from safety.core.declare.indicators import Indicator
from safety.core.months import SLOTS, Period
from safety.indicators import below, cuts, read, registry, show, targets, years
from safety.indicators.models import Target
from safety.indicators.read import Figure
from safety.indicators.subjects import VIEW
from safety.org.models import Ancestry, Unit
from safety.reports.structure import Leading, Number

# Where a number is read: at the report's unit, at those right below, or of a kind.
HERE, BELOW = "", "below"


@dataclass(frozen=True)
class Want:
    """A number to be read: of which code, cut and period, and where."""

    code: str
    period: Period
    cut: str = ""
    where: str = HERE


@dataclass
class Gathered:
    """What a report is about, and the numbers that its sections have asked for."""

    viewer: Viewer
    unit: Unit
    period: Period
    figures: dict[tuple[str, int, Period, str], Figure] = field(default_factory=dict)

    def read(self, wanted: Iterable[Want]) -> None:
        """Read what is wanted, of what is declared."""
        groups: dict[tuple[str, str], list[Want]] = defaultdict(list)
        for want in dict.fromkeys(wanted):
            if want.code in registry.indicators():
                groups[want.where, want.cut].append(want)
        for (where, cut), wants in groups.items():
            periods = list(dict.fromkeys(want.period for want in wants))
            chosen = [indicator(code) for code in dict.fromkeys(w.code for w in wants)]
            found = _reader(cut)(self._units(where), periods, chosen)
            self.figures.update({(*place, cut): each for place, each in found.items()})

    def _units(self, where: str) -> list[int]:
        if where == HERE:
            return [self.unit.pk]
        units = self.below if where == BELOW else self.of_kind.get(where, [])
        return [each.pk for each in units]

    @cached_property
    def below(self) -> list[Unit]:
        """The units right below in the period's tree that the viewer may see."""
        return below.units_below(self.viewer, self.unit, self.period)

    @cached_property
    def of_kind(self) -> dict[str, list[Unit]]:
        """All units below that the viewer may see, by kind."""
        inside = Ancestry.objects.in_month(self.period.last_month.index)
        units = Unit.objects.visible_to(self.viewer, VIEW)
        found: dict[str, list[Unit]] = defaultdict(list)
        for each in units.filter(pk__in=inside.below([self.unit.pk])).order_by("code"):
            found[each.kind].append(each)
        return found

    @cached_property
    def years(self) -> Collection[int]:
        """The years of which numbers are kept."""
        return years.kept()

    @cached_property
    def before(self) -> Period | None:
        """The period before, if its numbers are kept; of a year the year before."""
        return next(iter(show.compared(self.period, self.years)), None)

    @cached_property
    def targets(self) -> dict[str, Target]:
        """What the report's own unit aims at in the year, by code."""
        codes = [each.indicator.code for each in self.own]
        found = targets.in_force([self.unit.pk], self.period, codes)
        return {code: row for (_unit, code), row in found.items()}

    @property
    def months(self) -> list[Period]:
        """The months of the year, up to the period's last."""
        last = self.period.last_month
        return [Period(last.year, slot) for slot in SLOTS[: last.number]]

    @property
    def own(self) -> list[Figure]:
        """The figures of the report's own unit and period, uncut."""
        place = self.unit.pk, self.period, ""
        return [f for (_code, *at), f in self.figures.items() if (*at,) == place]

    def figure(
        self, code: str, period: Period, unit: Unit | None = None, cut: str = ""
    ) -> Figure | None:
        """A number that was read; None for a code that nobody has declared."""
        key = (unit or self.unit).pk
        return self.figures.get((code, key, period, cut))

    def number(self, number: Number, cut: str = "") -> Figure | None:
        """A number as a report names it."""
        unit = self.place(number)
        return self.figure(number.code, number.period(self.period), unit, cut)

    def place(self, number: Number) -> Unit:
        """The unit of a number: the report's, or one below that leads in something."""
        if number.at is None:
            return self.unit
        leading, period = number.at, number.period(self.period)

        def amount(unit: Unit) -> tuple[float, str]:
            figure = self.figure(leading.code, period, unit)
            return -float((figure and figure.value) or 0), unit.code

        return min(self.of_kind.get(leading.kind, []), key=amount, default=self.unit)


Reader = Callable[
    [Collection[int], Sequence[Period], Sequence[Indicator]],
    dict[tuple[str, int, Period], Figure],
]


def _reader(cut: str) -> Reader:
    """How numbers of a cut are read: those of something personal guard small groups."""

    def guarded(
        units: Collection[int], periods: Sequence[Period], chosen: Sequence[Indicator]
    ) -> dict[tuple[str, int, Period], Figure]:
        found: dict[tuple[str, int, Period], Figure] = {}
        for each in chosen:
            found |= cuts.figures(units, periods, each, cut)
        return found

    def whole(
        units: Collection[int], periods: Sequence[Period], chosen: Sequence[Indicator]
    ) -> dict[tuple[str, int, Period], Figure]:
        return read.figures(units, periods, chosen, cut)

    return guarded if read.is_personal(cut) else whole


def indicator(code: str) -> Indicator:
    """The declared indicator of a code; LookupError when there is none."""
    return registry.indicators()[code]


def wants(number: Number, period: Period, cut: str = "") -> list[Want]:
    """What has to be read for a number of a report, and to find its unit."""
    own = number.period(period)
    if number.at is None:
        return [Want(number.code, own, cut)]
    at: Leading = number.at
    return [Want(number.code, own, cut, at.kind), Want(at.code, own, "", at.kind)]
