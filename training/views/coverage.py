"""Training coverage: people × required courses at a project, above it × months."""

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Any, cast

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from safety.accounts.guard import Request, may
from safety.core import formats
from safety.core.months import Period
from safety.indicators.read import Figure
from safety.org.guard import may_at, scope_of
from safety.org.models import Kind, Unit
from training.models import Reminder
from training.services.coverage import MISSING, Matrix, by_month, months_of
from training.services.holding import Holding

VIEW, COVERAGE = "training.view", "training.coverage"
DECEMBER = 11  # the place of a year's last month
WARNED = 30  # days before a course ends in which its cell stands out


@may(VIEW)
@require_safe
def view_coverage(request: Request) -> HttpResponse:
    """The table of the unit of the page; names only for who may see people."""
    scope = scope_of(request, VIEW)
    unit = cast(Unit, scope.unit)
    context: dict[str, Any] = {"title": _("Training coverage"), "scope": scope}
    if unit.kind in {Kind.GROUP, Kind.COMPANY}:
        return render(
            request,
            "training/coverage_months.html",
            context | _months(request, unit, scope.period.year),
        )
    return render(
        request, "training/coverage_matrix.html", context | _matrix(request, unit)
    )


def _months(request: Request, unit: Unit, year: int) -> dict[str, Any]:
    if not may_at(request, "indicators.view", unit):
        return {"rows": [], "periods": [], "year": year}
    below = list(unit.children.counted().order_by("code"))
    periods = months_of(year, unit.today)
    rows = [
        (
            each,
            [
                (*_shown(figure, period), _opened(each, period))
                for figure, period in zip(figures, periods, strict=True)
            ],
        )
        for each, figures in by_month([unit, *below], periods)
    ]
    return {"rows": rows, "periods": periods, "year": year}


def _opened(unit: Unit, period: Period) -> str:
    """What the number rests on: its definition, the units below, the persons."""
    query = {"unit": unit.code, "period": str(period)}
    return reverse("indicators:view-indicator", args=[COVERAGE], query=query)


def _shown(figure: Figure, period: Period) -> tuple[str, str]:
    if figure.value is None:
        return "none", formats.DASH
    return _tone(figure.value, period), formats.percent(figure.value, 0)


def _tone(share: Decimal | float, period: Period) -> str:
    """The five steps of the picture: less than 85 of 100 is bad, 98 is all but all.

    Everybody is taught in the year: before its end nothing is bad yet.
    """
    if period.slot.last < DECEMBER:
        return "none"
    steps = ((0.98, "s5"), (0.95, "s4"), (0.9, "s3"), (0.85, "s2"))
    return next((tone for least, tone in steps if share >= least), "s1")


def _matrix(request: Request, unit: Unit) -> dict[str, Any]:
    matrix = Matrix(unit, unit.today)
    show, contractor = request.GET.get("show", ""), request.GET.get("contractor", "")
    reminded = Reminder.objects.in_days()
    if show not in {MISSING, *map(str, reminded)}:
        show = ""
    sees_names = may_at(request, "people.view", unit)
    lines = matrix.chosen(show, contractor) if sees_names else []
    shown = cache(_cell)  # many hold the same: it is said once
    lacking = sum(line.lacks for line in matrix.lines)
    n = len(matrix.lines)
    said = ngettext(
        "%(lacking)s of %(n)s person lacks at least one course that is required.",
        "%(lacking)s of %(n)s persons lack at least one course that is required.",
        n,
    )
    return {
        "said": said % {"lacking": formats.number(lacking), "n": formats.number(n)},
        "is_cut": matrix.is_cut,
        "courses": list(zip(matrix.courses, _totals(matrix), strict=True)),
        "lines": [(line, [shown(cell) for cell in line.cells]) for line in lines],
        "tabs": _tabs(matrix, reminded),
        "show": show,
        "contractor": contractor,
        "contractors": matrix.contractors if sees_names else [],
        "sees_names": sees_names,
    }


def _totals(matrix: Matrix) -> list[str]:
    totals = matrix.totals() or [(0, 0)] * len(matrix.courses)
    return [f"{held} / {asked}" for held, asked in totals]


def _tabs(matrix: Matrix, reminded: Sequence[int]) -> list[tuple[str, str, int]]:
    """What of the table can be shown alone, and how many persons that is."""
    lines = matrix.lines
    tabs = [
        ("", _("All required"), len(lines)),
        (MISSING, pgettext("courses", "Missing"), sum(line.lacks for line in lines)),
    ]
    for days in reversed(reminded):
        said = _("Expiring in %(days)s days") % {"days": days}
        tabs.append((str(days), said, sum(line.ends_within(days) for line in lines)))
    return tabs


def _cell(cell: Holding | None) -> tuple[str, str, str]:
    """How a cell looks, what it says, and what it is about."""
    if cell is None:
        return "none", "", ""
    about = str(cell.course)
    if cell.on is None:
        return "s1", pgettext("courses", "Missing"), about
    if not cell.is_held:
        return "s1", formats.day(cell.until), about
    tone = "s2" if cell.ends_within(WARNED) else "s5"
    return tone, formats.day(cell.until) if cell.until else "✓", about
