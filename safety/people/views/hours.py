"""The grid of worked hours."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safety.core import search
from safety.core.months import FIRST_YEAR, LAST_YEAR, Month
from safety.org.forms import form_page
from safety.org.guard import Request, may, may_at, require, unit_of
from safety.org.models import Unit
from safety.people import services
from safety.people.grid import Grid, Key, of


@may("people.view")
@form_page
def list_hours(request: Request) -> HttpResponse:
    """Hours of the unit of the page and of those below it, month by month of a year."""
    unit = unit_of(request, "people.view")
    year = _year(request)
    grid = of(unit, year, request.user, search.clean(request.GET.get("after", "")))
    if request.method == "POST":
        require(request.user, "people.change_hours", unit)
        changed = grid.read(request.POST.dict())
        if not any(cell.errors for cell in grid.cells):
            _declare(grid, changed, by=request.user.pk)
        if not any(cell.errors for cell in grid.cells):
            messages.success(request, _said(len(changed)))
            return redirect(request.get_full_path())
    return render(request, "people/hours_grid.html", _context(request, grid, year))


def _declare(grid: Grid, changed: dict[Key, Decimal | None], *, by: int) -> None:
    """Declare what changed; what is refused becomes errors of the cells."""
    units = {line.unit.pk: line.unit for line in grid.lines}
    hours = {(units[unit], month): value for (unit, month), value in changed.items()}
    refused = services.declare_all(hours, by=by)
    for cell in grid.cells:
        cell.errors = refused.get((cell.unit, cell.month), [])


def _said(number: int) -> str:
    if not number:
        return _("Nothing had changed.")
    said = ngettext("%(n)s month is saved.", "%(n)s months are saved.", number)
    return said % {"n": number}


def _year(request: Request) -> int:
    """The year of ``?year=``, else of ``?period=``, else this one."""
    text = request.GET.get("year", "")
    is_year = len(text) == 4 and text.isdecimal()
    year = int(text) if is_year else request.scope.period.year
    return min(max(year, FIRST_YEAR), LAST_YEAR)


def _context(request: Request, grid: Grid, year: int) -> dict[str, Any]:
    unit: Unit = grid.lines[0].unit
    shown = _shown(request, grid.months)
    return {
        "title": _("Worked hours %(year)s") % {"year": year},
        "unit": unit,
        "grid": grid,
        "year": year,
        "before": year - 1 if year > FIRST_YEAR else None,
        "next": year + 1 if year < LAST_YEAR else None,
        # Phones have no room for twelve months: they show one.
        "shown": shown,
        "earlier": shown - 1 if shown > Month.of(FIRST_YEAR, 1) else None,
        "later": shown + 1 if shown < Month.of(LAST_YEAR, 12) else None,
        "may_change": unit.stands and may_at(request, "people.change_hours", unit),
        "errors": [cell for cell in grid.cells if cell.errors],
    }


def _shown(request: Request, months: list[Month]) -> Month:
    """The month of ``?month=``, else the last that is over, if it is of the year."""
    asked = request.GET.get("month", "")
    named = next((month for month in months if str(month) == asked), None)
    last = Month.containing(timezone.localdate()) - 1
    return named or (last if last in months else months[-1])
