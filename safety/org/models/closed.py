"""Months that are closed: what was published of them stays as it was."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from safety.core.months import Month
from safety.org.models.unit import BEGINNING, Unit


class ClosedMonthQuerySet(models.QuerySet["ClosedMonth"]):
    """Closed months by unit and by day."""

    def active(self) -> Self:
        """Those that nobody has reopened."""
        return self.filter(is_active=True)

    def is_closed(self, unit: Unit, month: Month) -> bool:
        """Whether a month is closed for a unit."""
        return self.active().filter(unit=unit, month=month.index).exists()

    def first_open(self, units: Any) -> int:
        """Index of the first month after all that are closed for any of the units."""
        last = self.active().filter(unit__in=units).aggregate(m=models.Max("month"))
        return BEGINNING if last["m"] is None else last["m"] + 1


class ClosedMonth(models.Model):
    """One month of one unit, closed by an entry of the closing book.

    Written by `safety.closing` alone. ``month`` is its index; the days are those that
    it had when it was closed, both inside. Reopened it stays, and is no longer active.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    month = models.SmallIntegerField()
    first_day = models.DateField()
    last_day = models.DateField()
    entry = models.BigIntegerField()
    is_active = models.BooleanField(default=True)

    objects = ClosedMonthQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["unit", "month"],
                condition=Q(is_active=True),
                name="month_closed_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {Month(self.month)}"
