"""Working days as data: holidays and the make-up workdays (调休) that pay for them."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple, Self

from django.db import connection, models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from safety.core.models import Journalled, JournalledQuerySet
from safety.org.models.unit import Unit, is_chinese
from safety.org.validators import within_calendar

# The names in data/china_holidays.csv, so that they are translated with the rest.
KNOWN_NAMES = (
    gettext_noop("New Year"),
    gettext_noop("Spring Festival"),
    gettext_noop("Qingming Festival"),
    gettext_noop("Labour Day"),
    gettext_noop("Dragon Boat Festival"),
    gettext_noop("Mid-Autumn Festival"),
    gettext_noop("National Day"),
    gettext_noop("National Day and Mid-Autumn Festival"),
)


WEEKDAYS = {
    "MO": _("Monday"),
    "TU": _("Tuesday"),
    "WE": _("Wednesday"),
    "TH": _("Thursday"),
    "FR": _("Friday"),
    "SA": _("Saturday"),
    "SU": _("Sunday"),
}
# The longest number of working days that is looked for is over within so many days.
FAR = timedelta(days=92)


class Days(NamedTuple):
    """Which days are worked: as ``named`` says, the others by their weekday.

    ``rest`` are the weekdays of rest, Monday being 0.
    """

    named: Mapping[date, bool]
    rest: frozenset[int]

    def is_worked(self, day: date) -> bool:
        """Whether a day is worked."""
        return self.named.get(day, day.weekday() not in self.rest)

    def after(self, start: date, numbers: Iterable[int]) -> dict[int, date]:
        """The working days of these numbers, counted from 1 on or after a day."""
        found, day, counted = {}, start, 0
        for number in sorted(set(numbers)):
            while counted < number:
                counted += self.is_worked(day)
                day += timedelta(days=1)
            found[number] = day - timedelta(days=1)
        return found


DAYS = """
    SELECT c.rest_days, d.day, d.is_working
      FROM org_calendar c
      LEFT JOIN org_calendarday d ON d.calendar_id = c.id AND d.day BETWEEN %s AND %s
     WHERE c.id = coalesce(%s, (SELECT id FROM org_calendar WHERE is_of_group))
"""


def _day(told: date | str) -> date:
    """A day as databases tell it: one of them in text."""
    return told if isinstance(told, date) else date.fromisoformat(told)


class CalendarQuerySet(JournalledQuerySet["Calendar"]):
    """Calendars by whom they hold for, and their days."""

    def of(self, unit: Unit) -> Self:
        """The one of a unit: its own, or that of the nearest unit above with one."""
        key = unit.calendar_key
        return self.filter(pk=key) if key else self.filter(is_of_group=True)


class Calendar(Journalled):
    """Which days are worked where it holds.

    The group has one; a country or a project with other holidays, or other days of
    rest, is given its own, which holds for all below it. ``rest_days`` are written as
    in ``SA,SU``.
    """

    name = models.CharField(_("name"), max_length=100)
    name_zh = models.CharField(_("Chinese name"), max_length=100, blank=True)
    rest_days = models.CharField(
        _("days of rest"),
        max_length=20,
        default="SA,SU",
        blank=True,
    )
    is_of_group = models.BooleanField(default=False, editable=False)

    objects = CalendarQuerySet.as_manager()

    class Meta:
        verbose_name = _("working-day calendar")
        verbose_name_plural = _("working-day calendars")
        ordering = ["-is_of_group", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="calendar_named_once",
                violation_error_message=_("There is a calendar of this name already."),
            ),
            models.UniqueConstraint(
                fields=["is_of_group"],
                condition=Q(is_of_group=True),
                name="one_calendar_of_the_group",
            ),
        ]

    def __str__(self) -> str:
        return self.name_zh if is_chinese() and self.name_zh else self.name

    @staticmethod
    def days_of(key: int | None, first: date, last: date) -> Days:
        """The days of the calendar of a key, without one the group's, as far as these.

        Every report of a hazard asks for them, and putting this question together takes
        three times as long as its answer: so it is written out.
        """
        span = [connection.ops.adapt_datefield_value(day) for day in (first, last)]
        with connection.cursor() as cursor:
            cursor.execute(DAYS, [*span, key])
            found = cursor.fetchall()
        named = {_day(day): bool(is_working) for _rest, day, is_working in found if day}
        return Days(named, _rest(found[0][0]))

    def get_absolute_url(self) -> str:
        return reverse("org:list-calendar", query={"calendar": self.pk})

    @property
    def rest(self) -> frozenset[int]:
        """The weekdays of rest, Monday being 0."""
        return _rest(self.rest_days)


def _rest(written: str) -> frozenset[int]:
    return frozenset(n for n, day in enumerate(WEEKDAYS) if day in written.split(","))


class CalendarDayQuerySet(JournalledQuerySet["CalendarDay"]):
    """The days that a calendar names."""

    def in_year(self, year: int) -> Self:
        return self.filter(day__range=(date(year, 1, 1), date(year, 12, 31)))


class CalendarDay(Journalled):
    """A day that a notice names: off as a holiday, or a day of rest worked for one.

    Days without a row are what their weekday says.
    """

    calendar = models.ForeignKey(
        Calendar,
        verbose_name=_("calendar"),
        on_delete=models.PROTECT,
        related_name="days",
        editable=False,
    )
    day = models.DateField(_("day"), validators=[within_calendar])
    is_working = models.BooleanField(_("worked"), default=False)
    name = models.CharField(_("name"), max_length=60)
    source = models.CharField(_("source"), max_length=200, blank=True)

    objects = CalendarDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "day"],
                name="calendar_day_once",
                violation_error_message=_("The calendar names this day already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.display_name}"

    @property
    def display_name(self) -> str:
        """The holiday's name, translated where it is one of China's."""
        return gettext(self.name)
