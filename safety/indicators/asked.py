"""What a page of numbers is asked for: unit, period, indicator and slice."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from re import fullmatch
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safety.core import search
from safety.core.declare.indicators import Indicator
from safety.core.months import Month, Period
from safety.core.scope import Scope
from safety.indicators import (
    because,
    below,
    chart,
    cuts,
    read,
    registry,
    show,
    subjects,
    years,
)
from safety.indicators.because import Because, Piece
from safety.indicators.below import Below
from safety.indicators.lineage import Question
from safety.indicators.read import Figure
from safety.indicators.subjects import VIEW
from safety.org.guard import Request, may, scope_of
from safety.org.models import Unit


@dataclass(frozen=True)
class Asked:
    """The unit and period of a page, and the years of which numbers are kept."""

    request: Request
    unit: Unit
    period: Period
    years: list[int]

    @cached_property
    def beside(self) -> show.Beside:
        """The periods read together."""
        return show.Beside.of(self.period, self.years)

    @property
    def frame(self) -> dict[str, Any]:
        """What every page of numbers says: what it is about, and what is stale."""
        return {
            "unit": self.unit,
            "period": self.period,
            "stale_since": read.stale_since(self.period),
        }

    @property
    def scope(self) -> dict[str, str]:
        """Unit and period as parameters of an address."""
        return {"unit": self.unit.code, "period": str(self.period)}

    @property
    def name(self) -> str:
        """Unit and period as a part of a file's name."""
        return f"{self.unit.code}-{self.period}".replace(":", "-")

    def ask(self, name: str) -> str:
        """A parameter of the address, cleaned of what no database takes."""
        return search.clean(self.request.GET.get(name, ""))

    def number(self, name: str) -> int:
        """A parameter that is a whole number; 0 for anything else."""
        text = self.ask(name)
        return int(text) if fullmatch("[0-9]{1,18}", text) else 0

    def url(self, **changes: object) -> str:
        """This address with some parameters changed."""
        return f"?{urlencode({**self.request.GET.dict(), **changes})}"

    @property
    def files(self) -> dict[str, str]:
        """Where the page is exported from."""
        return {
            "xlsx_url": self.url(export="xlsx"),
            "csv_url": self.url(export="csv"),
        }


View = Callable[..., HttpResponseBase]


def scoped(view: View) -> View:
    """Give a view what is `Asked`; other periods get a page with the nearest ones."""

    @may(VIEW)
    @require_safe
    @wraps(view)
    def inner(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            scope = scope_of(request, VIEW)
        except BadRequest as error:
            return _no_period(request, str(error), HTTPStatus.BAD_REQUEST, [])
        known = years.known()
        if scope.period.year not in known:
            return _no_numbers(request, scope, known)
        if scope.unit is None:
            raise Http404(_("Your account covers no unit yet."))
        return view(Asked(request, scope.unit, scope.period, known), *args, **kwargs)

    return inner


def _no_numbers(request: Request, scope: Scope, known: list[int]) -> HttpResponse:
    """404 for a period of which nothing is kept; the shell shows the nearest one."""
    year = min(known, key=lambda one: abs(one - scope.period.year))
    nearest = Period(year, scope.period.slot)
    request.scope = Scope(scope.unit, nearest)
    why = years.no_records(scope.period)
    near = [nearest, Period.parse(str(year))]
    return _no_period(request, why, HTTPStatus.NOT_FOUND, near)


def _no_period(
    request: Request, why: str, status: HTTPStatus, near: list[Period]
) -> HttpResponse:
    this_month = Period.month(Month.containing(timezone.localdate()))
    periods = [*near, this_month, Period.parse(str(this_month.year))]
    unit = request.GET.get("unit", "")
    kept = {"unit": unit} if unit else {}
    context = {
        "why": why,
        "links": [
            (period, f"?{urlencode({**kept, 'period': str(period)})}")
            for period in dict.fromkeys(periods)
        ],
    }
    return render(request, "indicators/no_period.html", context, status=status)


@dataclass(frozen=True)
class One:
    """One indicator, whole or restricted to a slice, at the unit and period asked."""

    asked: Asked
    indicator: Indicator
    cut: str

    @classmethod
    def of(cls, asked: Asked, code: str) -> "One":
        """Http404 for no indicator of this code, or no such slice of it."""
        indicator = registry.indicators().get(code)
        if indicator is None:
            raise Http404(_("There is no indicator %(code)s.") % {"code": code})
        try:
            return cls(asked, indicator, cuts.key_of(indicator, asked.ask("slice")))
        except ValueError as error:
            raise Http404(str(error)) from error

    @cached_property
    def found(self) -> dict[Period, Figure]:
        """Its figures for all periods of the page: own, earlier, both years' months."""
        asked = self.asked
        wanted = asked.beside.all
        if asked.period.year - 1 in asked.years:
            wanted = [*wanted, *chart.months(asked.period.year - 1)]
        periods = list(dict.fromkeys(wanted))
        found = cuts.figures([asked.unit.pk], periods, self.indicator, self.cut)
        return {period: figure for (_c, _u, period), figure in found.items()}

    @property
    def figure(self) -> Figure:
        """The number itself."""
        return self.found[self.asked.period]

    @property
    def question(self) -> Question:
        """What to ask for the records behind it."""
        return Question(self.asked.unit, self.asked.period, self.cut)

    def below(self) -> Below:
        """The units below, on the page that the address asks for."""
        asked = self.asked
        units = below.units_below(asked.request.user, asked.unit, asked.period)
        earlier = asked.beside.earlier
        against = earlier[0] if earlier else None
        number = asked.number("page")
        return below.below(units, self.figure, against, self.cut, number)

    def why(self, units: Below) -> Because | None:
        """What the units below make of the change since the earlier period."""
        if units.against is None:
            return None
        parts = {
            Piece(str(line.unit), self.url(unit=line.unit.code)): (
                line.figure,
                line.earlier,
            )
            for line in units.all
            if line.earlier is not None
        }
        return because.of(self.figure, self.found[units.against], parts)

    @property
    def cut_label(self) -> str:
        """The slice in words; empty for the whole."""
        if not self.cut:
            return ""
        name, _equals, value = self.cut.partition("=")
        labels = cuts.value_labels(self.indicator, name, [value])
        return f"{cuts.label(self.indicator, name)}: {labels[value]}"

    @property
    def why_no_records(self) -> str:
        """Why the list behind the number is not shown; empty when it is."""
        asked = self.asked
        if self.figure.hidden:
            return _("A group here is too small to be shown.")
        sees_private = asked.request.user.may(subjects.VIEW_PRIVATE, asked.unit)
        if read.is_personal(self.cut) and not sees_private:
            return _(
                "Who is in this group is personal data that your role does not see."
            )
        return ""

    def url(self, **more: object) -> str:
        """The page of the number."""
        return self._url("indicators:view-indicator", more)

    def records_url(self, **more: object) -> str:
        """The list behind the number."""
        return self._url("indicators:list-records", more)

    def _url(self, view: str, more: dict[str, object]) -> str:
        cut = {"slice": self.cut} if self.cut else {}
        query = urlencode({**self.asked.scope, **cut, **more})
        return f"{reverse(view, args=[self.indicator.code])}?{query}"
