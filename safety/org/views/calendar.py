"""The working-day calendar: a year at a glance, and the days that can be changed."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from safety.core import formats
from safety.core.months import FIRST_YEAR, LAST_YEAR, Month
from safety.journal import former
from safety.journal import write as journal
from safety.org.forms import CalendarDayForm, answer, carry_out, form_page, save_once
from safety.org.guard import Request, may
from safety.org.models import CalendarDay

WEEKS = Calendar()


@dataclass(frozen=True)
class Day:
    """A day of the year's sheet; ``said`` is what a notice says of it."""

    day: date
    said: CalendarDay | None

    @property
    def is_working(self) -> bool:
        return self.said.is_working if self.said else self.day.weekday() < 5

    @property
    def css(self) -> str:
        if self.said:
            return "on" if self.is_working else "off"
        return "" if self.is_working else "rest"


@dataclass(frozen=True)
class Sheet:
    """A month of the year's sheet: weeks of seven days, None outside the month."""

    month: Month
    weeks: list[list[Day | None]]

    @property
    def working_days(self) -> int:
        return sum(bool(day and day.is_working) for week in self.weeks for day in week)


def _sheet(year: int, number: int, said: dict[date, CalendarDay]) -> Sheet:
    weeks = [
        [Day(day, said.get(day)) if day.month == number else None for day in week]
        for week in WEEKS.monthdatescalendar(year, number)
    ]
    return Sheet(Month.of(year, number), weeks)


@may("org.view")
@require_safe
def list_calendar(request: Request) -> HttpResponse:
    """The year of ``?year=``: twelve months, and the days that notices name."""
    year = _year(request.GET.get("year", ""))
    days = list(CalendarDay.objects.in_year(year))
    said = {day.day: day for day in days}
    sheets = [_sheet(year, number, said) for number in range(1, 13)]
    context = {
        "title": _("Working-day calendar %(year)s") % {"year": year},
        "crumbs": _crumbs((_("Working-day calendar"), "")),
        "year": year,
        "before": year - 1 if year > FIRST_YEAR else None,
        "after": year + 1 if year < LAST_YEAR else None,
        "sheets": sheets,
        "days": days,
        "working_days": sum(sheet.working_days for sheet in sheets),
        "weekdays": _weekdays(),
        "may_change": request.user.may("org.change_calendar"),
    }
    return render(request, "org/calendar_list.html", context)


def _any_week() -> list[Day]:
    return [Day(day, None) for day in WEEKS.monthdatescalendar(2024, 1)[0]]


def _weekdays() -> list[tuple[str, date]]:
    """The heads of a week, and a day of each weekday."""
    heads = pgettext("weekdays", "Mo Tu We Th Fr Sa Su").split()
    return list(zip(heads, (day.day for day in _any_week()), strict=True))


def _year(text: str) -> int:
    """The year asked for, else this one; years without months become the nearest."""
    is_year = len(text) == 4 and text.isdecimal()
    year = int(text) if is_year else timezone.localdate().year
    return min(max(year, FIRST_YEAR), LAST_YEAR)


def _page(year: int) -> str:
    return reverse("org:list-calendar", query={"year": year})


def _crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Units"), reverse("org:list-units")), *last]


def _context(title: str, year: int) -> dict[str, Any]:
    crumbs = _crumbs((_("Working-day calendar"), _page(year)), (title, ""))
    return {"title": title, "crumbs": crumbs, "cancel_url": _page(year)}


@may("org.change_calendar")
@form_page
def add_day(request: Request) -> HttpResponse:
    """Name a day that is not what its weekday says."""
    form = CalendarDayForm(request.POST or None)
    if request.method == "POST":
        by, days = request.user.pk, CalendarDay.objects.all()
        day = save_once(form, lambda: journal.save(form.instance, "add", by=by), days)
        if day:
            messages.success(request, _("%(day)s is added.") % {"day": day})
            return redirect(_page(day.day.year))
    year = timezone.localdate().year
    return answer(request, "form.html", form, **_context(_("Add day"), year))


def _named(day: date) -> CalendarDay:
    found = former.called(CalendarDay.objects.all(), day=day)
    if found is None:
        raise Http404(_("The calendar says nothing about that day."))
    return found


@may("org.change_calendar")
@form_page
def change_day(request: Request, day: date) -> HttpResponse:
    """Change what the calendar says of a day."""
    named = _named(day)
    form = CalendarDayForm(request.POST or None, instance=named)
    by = request.user.pk
    if form.is_valid() and carry_out(
        form, lambda: journal.save(named, "change", by=by)
    ):
        messages.success(request, _("%(day)s is saved.") % {"day": named})
        return redirect(_page(named.day.year))
    title = _("Change %(day)s") % {"day": formats.day(day)}
    context = _context(title, day.year)
    context["remove_url"] = reverse("org:remove-day", args=[day])
    return answer(request, "org/calendar_form.html", form, **context)


@may("org.change_calendar")
@form_page
def remove_day(request: Request, day: date) -> HttpResponse:
    """Let a day be again what its weekday says."""
    if request.method == "POST":
        named = CalendarDay.objects.filter(day=day).first()
        if named:  # else this is sent twice, and done
            journal.remove(named, "remove", by=request.user.pk)
            messages.success(request, _("%(day)s is removed.") % {"day": named})
        return redirect(_page(day.year))
    _named(day)
    context = _context(_("Remove %(day)s") % {"day": formats.day(day)}, day.year)
    context["text"] = _("The day is again what its weekday says.")
    context["action"] = _("Remove day")
    return render(request, "confirm.html", context)
