"""Working days as data: holidays and the make-up workdays (调休) that pay for them."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Self

from django.db import models
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from safety.core.models import Journalled, JournalledQuerySet
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


class CalendarDayQuerySet(JournalledQuerySet["CalendarDay"]):
    """Days that notices name, and the others between them."""

    def in_year(self, year: int) -> Self:
        return self.filter(day__range=(date(year, 1, 1), date(year, 12, 31)))

    def is_working(self, day: date) -> bool:
        """Whether a day is worked: as the calendar says, else Monday to Friday."""
        said = self.filter(day=day).values_list("is_working", flat=True).first()
        return day.weekday() < 5 if said is None else said

    def working_day(self, month_start: date, number: int) -> date:
        """The ``number``-th working day (from 1) on or after a day."""
        return self.working_days(month_start, [number])[number]

    def working_days(self, start: date, numbers: Iterable[int]) -> dict[int, date]:
        """The same for several numbers."""
        said = dict(
            self.filter(day__gte=start, day__lt=start + timedelta(days=92)).values_list(
                "day", "is_working"
            )
        )
        found, day, counted = {}, start, 0
        for number in sorted(set(numbers)):
            while counted < number:
                counted += said.get(day, day.weekday() < 5)
                day += timedelta(days=1)
            found[number] = day - timedelta(days=1)
        return found


class CalendarDay(Journalled):
    """A day that a notice names: off as a holiday, or a weekend day worked for one.

    Days without a row are what their weekday says.
    """

    day = models.DateField(
        _("day"),
        unique=True,
        validators=[within_calendar],
        error_messages={"unique": _("The calendar names this day already.")},
    )
    is_working = models.BooleanField(_("worked"), default=False)
    name = models.CharField(_("name"), max_length=60)
    source = models.CharField(_("source"), max_length=200, blank=True)

    objects = CalendarDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.display_name}"

    @property
    def display_name(self) -> str:
        """The holiday's name, translated where it is one of China's."""
        return gettext(self.name)
