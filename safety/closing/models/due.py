"""By when a month is handed in, reviewed and closed; and who was reminded."""

from datetime import date
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from safety.core.fields import MonthField
from safety.core.models import Journalled, JournalledQuerySet
from safety.core.months import Month
from safety.org.models import FAR, Calendar, Kind, Unit

MOST = 20  # working days; the next month is over before many more


class DueDayQuerySet(JournalledQuerySet["DueDay"]):
    """Due days by the kind of unit."""

    def of(self, unit: Unit, month: Month) -> date | None:
        """The day by which a unit’s month is due; None where none is set."""
        row = self.filter(kind=unit.kind).first()
        if row is None:
            return None
        start = (month + 1).first_day
        days = Calendar.days_of(unit.calendar_key, start, start + FAR)
        return days.after(start, [row.working_day])[row.working_day]


class DueDay(Journalled):
    """The working day of the next month by which units of a kind are done."""

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, unique=True)
    working_day = models.PositiveSmallIntegerField(
        _("working day of the next month"),
        validators=[MinValueValidator(1), MaxValueValidator(MOST)],
    )

    objects = DueDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("due day of a month")
        verbose_name_plural = _("due days of months")
        ordering: ClassVar[list[str]] = ["working_day"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.working_day}"


class Step(models.TextChoices):
    """Rungs of the ladder."""

    DUE = "due", _("Due today")
    LATE = "late", _("Overdue")


class Nudge(models.Model):
    """A month of a unit that was due, or overdue: whoever must know is told once."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    month = MonthField()
    step = models.CharField(max_length=10, choices=Step.choices)
    due_on = models.DateField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["unit", "month", "step"], name="nudged_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.month} {self.step}"
