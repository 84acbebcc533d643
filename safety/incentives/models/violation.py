"""Serious violations: whoever has one in a period is no star of it."""

from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safety.core import formats
from safety.core.models import Voidable
from safety.core.months import Period
from safety.org.models import LocatedQuerySet, Unit
from safety.org.validators import within_calendar
from safety.people.models import Person


class ViolationQuerySet(LocatedQuerySet["Violation"]):
    """Violations by place, by period, and by who keeps the register."""

    seen_by = "incentives.change"

    def counted(self) -> Self:
        return self.filter(status=Violation.Status.COUNTED)

    def in_period(self, period: Period) -> Self:
        """Those that stand, of a period, wherever they were."""
        return self.counted().filter(day__range=(period.first_day, period.last_day))


class Violation(Voidable):
    """Somebody has seriously violated a rule at a unit on a day."""

    unit = models.ForeignKey(
        Unit,
        verbose_name=gettext_lazy("unit"),
        on_delete=models.PROTECT,
        related_name="violations",
    )
    person = models.ForeignKey(
        Person,
        verbose_name=gettext_lazy("person"),
        on_delete=models.PROTECT,
        related_name="violations",
    )
    day = models.DateField(gettext_lazy("day"), validators=[within_calendar])
    what = models.TextField(gettext_lazy("what happened"), max_length=1000)
    reported_by = models.CharField(gettext_lazy("reported by"), max_length=100)
    why_voided = models.CharField(
        gettext_lazy("why it is voided"), max_length=500, blank=True
    )

    objects = ViolationQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("serious violation")
        verbose_name_plural = gettext_lazy("serious violations")
        ordering = ["-day", "-pk"]

    def __str__(self) -> str:
        return self.reason

    def get_absolute_url(self) -> str:
        return reverse("incentives:view-violation", args=[self.pk])

    @property
    def reason(self) -> str:
        """Why its person is no star of the period."""
        return _("Serious violation on %(day)s") % {"day": formats.day(self.day)}
