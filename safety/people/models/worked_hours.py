"""Hours worked, as a unit declares them for a reporting month."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from safety.core.fields import HundredthsField, MonthField
from safety.core.models import Voidable
from safety.org.models import LocatedQuerySet, Unit


class WorkedHoursQuerySet(LocatedQuerySet["WorkedHours"]):
    """Declared hours, by whether and where they count."""

    seen_by = "people.view"

    def counted(self) -> "WorkedHoursQuerySet":
        return self.filter(status=WorkedHours.Status.COUNTED)


class WorkedHours(Voidable):
    """Hours that all people of a unit worked in one month, contractors' included.

    Declared at one level only: a unit with a row has none above or below it for the
    same month, else hours would count twice.
    """

    unit = models.ForeignKey(
        Unit,
        verbose_name=_("unit"),
        on_delete=models.PROTECT,
        related_name="worked_hours",
        db_index=False,
    )
    month = MonthField(_("month"))
    hours = HundredthsField(_("hours"), validators=[MinValueValidator(0)])

    objects = WorkedHoursQuerySet.as_manager()

    class Meta:
        verbose_name = _("worked hours")
        verbose_name_plural = _("worked hours")
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "month"], name="hours_declared_once"
            ),
            models.CheckConstraint(
                condition=Q(hours__gte=0),
                name="hours_not_negative",
                violation_error_message=_("Hours cannot be negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.month}"
