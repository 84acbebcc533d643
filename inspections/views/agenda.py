"""The month of planned inspections: what was asked for, and what plans will ask for."""

from calendar import Calendar
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain
from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from inspections import marks
from inspections.models import Occurrence, Plan, Reach
from inspections.services.repeating import days_of, said_of
from inspections.views.hazard import VIEW
from inspections.views.occurrences import ANY, crumbs, tone_at
from safety.accounts.guard import Request, may
from safety.core.months import Month
from safety.org.guard import unit_of
from safety.org.models import Ancestry, Days, Unit

WEEKS = Calendar()
MOST = 4  # plans that a day names
# What comes first on a day.
TONES = ("missed", "late", "due", "done-late", "done", "planned")


@dataclass
class Day:
    """A day of the month, and what is planned on it: (mark, plan's name, how many)."""

    day: date
    is_working: bool
    is_outside: bool
    is_today: bool
    asked: list[tuple[str, str, int]] = field(default_factory=list)

    @property
    def shown(self) -> list[tuple[Any, str, int]]:
        """The first few, the gravest first, each with how its mark looks."""
        first = sorted(self.asked, key=lambda each: (TONES.index(each[0]), each[1]))
        return [(marks.OCCURRENCES[tone], name, n) for tone, name, n in first[:MOST]]

    @property
    def others(self) -> int:
        """How many more there are."""
        return max(len(self.asked) - MOST, 0)


@may(VIEW)
@require_safe
def view_agenda(request: Request) -> HttpResponse:
    """A month of the unit of the page and all below it."""
    unit = unit_of(request, VIEW)
    month = _month(request.GET.get("month", ""), unit.today)
    weeks = WEEKS.monthdatescalendar(month.year, month.number)
    first, last = weeks[0][0], weeks[-1][-1]
    said = said_of(unit.calendar_key, first, last)
    days = {
        day: Day(
            day,
            said.is_worked(day),
            day.month != month.number,
            day == unit.today,
        )
        for week in weeks
        for day in week
    }
    found = chain(_asked(unit, first, last), _to_come(unit, first, last, said))
    for on, tone, name, n in found:
        days[on].asked.append((tone, name, n))
    context = {
        "title": _("Calendar of inspections"),
        "month": month,
        "before": _address(unit, Month.of_index(month.index - 1)),
        "after": _address(unit, Month.of_index(month.index + 1)),
        "days": list(days.values()),
        "heads": pgettext("weekdays", "Mo Tu We Th Fr Sa Su").split(),
        "any": ANY,
        "crumbs": crumbs((_("Calendar"), "")),
    }
    return render(request, "inspections/agenda.html", context)


def _month(text: str, today: date) -> Month:
    try:
        return Month.parse(text) if text else Month.of(today.year, today.month)
    except ValueError as error:
        raise BadRequest(str(error)) from error


def _address(unit: Unit, month: Month) -> str:
    query = {"unit": unit.code, "month": str(month)}
    return reverse("inspections:view-agenda", query=query)


def _asked(unit: Unit, first: date, last: date) -> Iterator[tuple[date, str, str, int]]:
    """What was asked for, counted by day, plan and how far it has come."""
    rows = Occurrence.objects.asked().at_or_below(unit).filter(day__range=(first, last))
    counted = rows.annotate(shown=tone_at(timezone.now())).values_list(
        "day", "shown", "plan__name"
    )
    yield from counted.annotate(n=Count("pk")).order_by("day")


def _to_come(
    unit: Unit, first: date, last: date, said: Days
) -> Iterator[tuple[date, str, str, int]]:
    """What running plans will ask for here."""
    below = Ancestry.objects.current().below([unit.pk])
    here = Q(reach=Reach.PROJECTS) | Q(unit__in=below)
    plans = Plan.objects.running().reaching([unit.pk]).filter(here)
    for plan in plans.select_related("clock"):
        after = max(plan.clock.made_until, first - timedelta(days=1))
        for day in days_of(plan, unit.calendar_key, after, last, said):
            yield day, "planned", plan.name, 1
