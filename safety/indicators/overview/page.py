"""The overview of a unit and period: where to go today, from stored values alone."""

from collections.abc import Iterator
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safety.core import formats
from safety.core.declare.indicators import Indicator
from safety.core.scope import Scope
from safety.indicators import because, cuts, show, years
from safety.indicators.because import Because, Piece
from safety.indicators.chart import ByMonth
from safety.indicators.overview import heat, league, risks, tiles
from safety.indicators.overview.heat import Heat
from safety.indicators.overview.league import League
from safety.indicators.overview.risks import Risks
from safety.indicators.overview.sheet import (
    CATEGORY,
    DEATHS,
    DRILLS,
    RECOGNITION,
    Stored,
)
from safety.indicators.overview.tiles import Tile
from safety.indicators.read import Figure
from safety.indicators.subjects import VIEW
from safety.indicators.targets import Line
from safety.org.guard import Request, may_at
from safety.org.models import Unit

CHOSEN = "number"  # the parameter that says which number is explained


class Overview:
    """Panels of a unit and period; each is made when the page shows it."""

    def __init__(self, stored: Stored, asked: str = "") -> None:
        self.stored, self._asked = stored, asked
        self.unit, self.period = stored.unit, stored.period

    @cached_property
    def tiles(self) -> list[Tile]:
        """The numbers on top."""
        return tiles.tiles(self.stored, self.chosen.code if self.chosen else "")

    @cached_property
    def chosen(self) -> Indicator | None:
        """The number that is explained: that asked for, else the first with a value."""
        first = self.stored.declared(show.KEY_NUMBERS)
        for each in first:
            if each.code == self._asked:
                return each
        told = (each for each in first if self._is_told(each))
        return next(told, first[0] if first else None)

    def _is_told(self, indicator: Indicator) -> bool:
        return any(figure.value for figure in self.stored.found(indicator).values())

    @cached_property
    def chart(self) -> ByMonth:
        """The months of the chosen number."""
        target = next((each.target for each in self.tiles if each.is_chosen), None)
        return self._months(self.chosen, target)  # type: ignore[arg-type]

    def _months(self, indicator: Indicator, target: Line | None = None) -> ByMonth:
        found = self.stored.found(indicator)
        return ByMonth(self.period, found, self.stored.today, target)

    @cached_property
    def by_unit(self) -> Because | None:
        """Which of the units below make up the chosen number’s change."""
        stored, number = self.stored, self.chosen
        if number is None or stored.against is None:
            return None
        before = stored.against
        parts = {
            Piece(str(unit), self._url(number, unit)): (
                stored.of_below(number, unit),
                stored.of_below(number, unit, before),
            )
            for unit in stored.units
        }
        return because.of(stored.of_unit(number), stored.of_unit(number, before), parts)

    @cached_property
    def by_category(self) -> Because | None:
        """Which of its slices by category make it up."""
        stored, number = self.stored, self.chosen
        if number is None or stored.against is None:
            return None
        before = stored.against
        found = {*stored.cuts(number), *stored.cuts(number, before)}
        keys = {key.removeprefix(f"{CATEGORY}="): key for key in sorted(found)}
        values = [value for value, key in keys.items() if value != key]
        labels = cuts.value_labels(number, CATEGORY, values) if values else {}
        parts = {
            Piece(labels[value], self._url(number, self.unit, slice=keys[value])): (
                stored.cut(number, keys[value]),
                stored.cut(number, keys[value], before),
            )
            for value in values
        }
        return because.of(stored.of_unit(number), stored.of_unit(number, before), parts)

    def _url(self, indicator: Indicator, unit: Unit, **more: str) -> str:
        page = reverse("indicators:view-indicator", args=[indicator.code])
        scope = {"unit": unit.code, "period": str(self.period)}
        return f"{page}?{urlencode({**scope, **more})}"

    @cached_property
    def risks(self) -> Risks | None:
        """What is open and overdue by risk."""
        return risks.risks(self.stored)

    @cached_property
    def heat(self) -> Heat | None:
        """Coverage by unit and month."""
        return heat.heat(self.stored)

    @cached_property
    def league(self) -> League | None:
        """The units below by score."""
        return league.league(self.stored)

    @cached_property
    def drills(self) -> ByMonth | None:
        """Drills by month."""
        return next(map(self._months, self.stored.declared([DRILLS])), None)

    @property
    def plan(self) -> str:
        """How many drills were planned, and held of these; empty without a plan."""
        plan = self.stored.plans.get(self.unit.pk)
        if plan is None:
            return ""
        said = {name: formats.number(n) for name, n in plan._asdict().items()}
        if not plan.late:
            return _("%(planned)s planned, %(met)s of them held") % said
        return _("%(planned)s planned, %(met)s of them held, %(late)s late") % said

    @cached_property
    def recognition(self) -> list[Figure]:
        """Prize cards and stars, and leaders in work units."""
        return [self.stored.of_unit(each) for each in self.stored.declared(RECOGNITION)]

    @property
    def state(self) -> show.State:
        """Whether the period can still move."""
        is_closed = self.stored.is_closed
        return show.state(self.period, self.stored.today, is_closed=is_closed)

    @property
    def sentences(self) -> list[str]:
        """What stands before all numbers: deaths, and how far the months are closed."""
        return [*self._on_deaths(), *self._on_closing()]

    def _on_deaths(self) -> Iterator[str]:
        period = formats.period(self.period)
        for deaths in self.stored.declared([DEATHS]):
            number = int(self.stored.of_unit(deaths).numerator)
            if not number:
                yield _("%(period)s without a work-related death.") % {"period": period}
                return
            said = ngettext(
                "%(number)s work-related death in %(period)s.",
                "%(number)s work-related deaths in %(period)s.",
                number,
            )
            yield said % {"number": formats.number(number), "period": period}

    def _on_closing(self) -> Iterator[str]:
        closed, units = self.stored.closed_below, len(self.stored.units)
        if not closed or closed == units:
            return
        said = {
            "n": formats.number(closed),
            "all": formats.number(units),
            "month": formats.month(self.period.last_month),
        }
        yield (
            _(
                "%(n)s of %(all)s units have closed %(month)s; figures of the others "
                "may still move."
            )
            % said
        )


def of(request: Request, scope: Scope) -> Overview | None:
    """The overview of a page, made once for all its panels.

    None where the reader sees no numbers, or nothing is kept of the period.
    """
    if "overview" not in request.__dict__:
        request.__dict__["overview"] = _made(request, scope)
    return request.__dict__["overview"]  # type: ignore[no-any-return]


def _made(request: Request, scope: Scope) -> Overview | None:
    if scope.unit is None or not may_at(request, VIEW, scope.unit):
        return None
    known = years.known()
    if scope.period.year not in known:
        return None
    today = timezone.localdate()
    stored = Stored(request.user, scope.unit, scope.period, known, today)
    return Overview(stored, request.GET.get(CHOSEN, ""))
