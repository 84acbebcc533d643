"""Working-day calendars: a year at a glance, and the days that can be changed."""

from calendar import Calendar as Weeks
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
from safety.org.forms import (
    CalendarDayForm,
    CalendarForm,
    answer,
    carry_out,
    form_page,
    save_once,
)
from safety.org.guard import Request, may
from safety.org.models import Calendar, CalendarDay, Unit

WEEKS = Weeks()


@dataclass(frozen=True)
class Day:
    """A day of the year's sheet; ``said`` is what a notice says of it."""

    day: date
    said: CalendarDay | None
    is_rest: bool

    @property
    def is_working(self) -> bool:
        return self.said.is_working if self.said else not self.is_rest

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


def _sheet(month: Month, rest: frozenset[int], said: dict[date, CalendarDay]) -> Sheet:
    def shown(day: date) -> Day | None:
        is_rest = day.weekday() in rest
        return Day(day, said.get(day), is_rest) if day.month == month.number else None

    weeks = WEEKS.monthdatescalendar(month.year, month.number)
    return Sheet(month, [[*map(shown, week)] for week in weeks])


def calendar_of(request: Request) -> Calendar:
    """The calendar of ``?calendar=``, else the group's. 404 where there is none."""
    asked = request.GET.get("calendar", "")
    if not asked:
        return Calendar.objects.get(is_of_group=True)
    is_number = asked.isascii() and asked.isdecimal() and len(asked) < 19
    found = Calendar.objects.filter(pk=asked).first() if is_number else None
    if found is None:
        raise Http404(_("There is no such calendar."))
    return found


@may("org.view")
@require_safe
def list_calendar(request: Request) -> HttpResponse:
    """A calendar in the year of ``?year=``: twelve months, and what notices name."""
    year, calendar = _year(request.GET.get("year", "")), calendar_of(request)
    days = list(calendar.days.in_year(year))
    said = {day.day: day for day in days}
    months = (Month.of(year, number) for number in range(1, 13))
    sheets = [_sheet(month, calendar.rest, said) for month in months]
    context = {
        "title": _("Working-day calendar %(year)s") % {"year": year},
        "crumbs": _crumbs((_("Working-day calendar"), "")),
        "year": year,
        "calendar": calendar,
        "calendars": list(Calendar.objects.all()),
        "units": Unit.objects.visible_to(request.user).filter(calendar=calendar),
        "before": year - 1 if year > FIRST_YEAR else None,
        "after": year + 1 if year < LAST_YEAR else None,
        "sheets": sheets,
        "days": days,
        "working_days": sum(sheet.working_days for sheet in sheets),
        "weekdays": _weekdays(),
        "may_change": request.user.may("org.change_calendar"),
    }
    return render(request, "org/calendar_list.html", context)


def _weekdays() -> list[tuple[str, date]]:
    """The heads of a week, and a day of each weekday."""
    heads = pgettext("weekdays", "Mo Tu We Th Fr Sa Su").split()
    return list(zip(heads, WEEKS.monthdatescalendar(2024, 1)[0], strict=True))


def _year(text: str) -> int:
    """The year asked for, else this one; years without months become the nearest."""
    is_year = len(text) == 4 and text.isdecimal()
    year = int(text) if is_year else timezone.localdate().year
    return min(max(year, FIRST_YEAR), LAST_YEAR)


def _page(calendar: Calendar, year: int) -> str:
    return reverse("org:list-calendar", query={"calendar": calendar.pk, "year": year})


def _crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Units"), reverse("org:list-units")), *last]


def _context(title: str, back: str) -> dict[str, Any]:
    crumbs = _crumbs((_("Working-day calendar"), back), (title, ""))
    return {"title": title, "crumbs": crumbs, "cancel_url": back}


@may("org.change_calendar")
@form_page
def add_calendar(request: Request) -> HttpResponse:
    """A calendar for a country or a project with other days off."""
    form = CalendarForm(request.POST or None, instance=Calendar())
    if request.method == "POST":
        by, rows = request.user.pk, Calendar.objects.all()
        made = save_once(form, lambda: journal.save(form.instance, "add", by=by), rows)
        if made:
            messages.success(request, _("%(name)s is added.") % {"name": made})
            return redirect(made)
    context = _context(_("Add calendar"), reverse("org:list-calendar"))
    return answer(request, "form.html", form, **context)


@may("org.change_calendar")
@form_page
def change_calendar(request: Request) -> HttpResponse:
    """Change what a calendar is called, and which weekdays rest."""
    calendar = calendar_of(request)
    form = CalendarForm(request.POST or None, instance=calendar)
    by = request.user.pk
    if form.is_valid() and carry_out(
        form, lambda: journal.save(calendar, "change", by=by)
    ):
        messages.success(request, _("%(name)s is saved.") % {"name": calendar})
        return redirect(calendar)
    context = _context(_("Change calendar"), calendar.get_absolute_url())
    return answer(request, "form.html", form, **context)


@may("org.change_calendar")
@form_page
def add_day(request: Request) -> HttpResponse:
    """Name a day that is not what its weekday says."""
    calendar = calendar_of(request)
    blank = CalendarDay(calendar=calendar)
    form = CalendarDayForm(request.POST or None, instance=blank)
    if request.method == "POST":
        by, days = request.user.pk, calendar.days.all()
        day = save_once(form, lambda: journal.save(form.instance, "add", by=by), days)
        if day:
            messages.success(request, _("%(day)s is added.") % {"day": day})
            return redirect(_page(calendar, day.day.year))
    back = _page(calendar, timezone.localdate().year)
    return answer(request, "form.html", form, **_context(_("Add day"), back))


def _named(calendar: Calendar, day: date) -> CalendarDay:
    found = former.called(calendar.days.all(), day=day)
    if found is None:
        raise Http404(_("The calendar says nothing about that day."))
    return found


@may("org.change_calendar")
@form_page
def change_day(request: Request, day: date) -> HttpResponse:
    """Change what the calendar says of a day."""
    calendar = calendar_of(request)
    named = _named(calendar, day)
    form = CalendarDayForm(request.POST or None, instance=named)
    by = request.user.pk
    if form.is_valid() and carry_out(
        form, lambda: journal.save(named, "change", by=by)
    ):
        messages.success(request, _("%(day)s is saved.") % {"day": named})
        return redirect(_page(calendar, named.day.year))
    title = _("Change %(day)s") % {"day": formats.day(day)}
    context = _context(title, _page(calendar, day.year))
    query = {"calendar": calendar.pk}
    context["remove_url"] = reverse("org:remove-day", args=[day], query=query)
    return answer(request, "org/calendar_form.html", form, **context)


@may("org.change_calendar")
@form_page
def remove_day(request: Request, day: date) -> HttpResponse:
    """Let a day be again what its weekday says."""
    calendar = calendar_of(request)
    if request.method == "POST":
        named = calendar.days.filter(day=day).first()
        if named:  # else this is sent twice, and done
            journal.remove(named, "remove", by=request.user.pk)
            messages.success(request, _("%(day)s is removed.") % {"day": named})
        return redirect(_page(calendar, day.year))
    _named(calendar, day)
    title = _("Remove %(day)s") % {"day": formats.day(day)}
    context = _context(title, _page(calendar, day.year))
    context["text"] = _("The day is again what its weekday says.")
    context["action"] = _("Remove day")
    return render(request, "confirm.html", context)
