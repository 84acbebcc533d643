"""The numbers of the scoring standards: dated, sourced, and kept by headquarters."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inspections.models.policy import Mark, Sourced
from inspections.scoring import FULL, Rules
from safety.core import formats
from safety.core.fields import HundredthsField
from safety.core.models import Journalled, JournalledQuerySet
from safety.org.models.unit import is_chinese
from safety.org.validators import within_calendar


class Use(models.TextChoices):
    """What a number of a standard is for."""

    WEIGHT = "weight", _("Weight of a category")
    LEAST_GUARANTEE = "least_guarantee", _("Guarantee items: least")
    FULL_GUARANTEE = "full_guarantee", _("Guarantee items: full")
    EXCELLENT = "excellent", _("Excellent from")
    QUALIFIED = "qualified", _("Qualified from")


class ScaleQuerySet(JournalledQuerySet["Scale"]):
    """Numbers by use and day."""

    def in_force(self, day: date) -> Rules:
        """What holds on a day: of each use and category the row that began last.

        ValidationError where a use has no row by then.
        """
        begun = self.filter(valid_from__lte=day).order_by("valid_from")
        rows = {(row.use, row.category): row.value for row in begun}
        try:
            return Rules(
                weights={
                    category: value
                    for (use, category), value in rows.items()
                    if use == Use.WEIGHT and value
                },
                least_guarantee=rows[Use.LEAST_GUARANTEE, ""],
                full_guarantee=rows[Use.FULL_GUARANTEE, ""],
                excellent=rows[Use.EXCELLENT, ""],
                qualified=rows[Use.QUALIFIED, ""],
            )
        except KeyError as missing:
            use = Use(missing.args[0][0]).label
            said = gettext(
                "Headquarters has entered no number of JGJ 59 for %(day)s: %(use)s. "
                "Without it nothing is scored or finished; all answers stay."
            )
            told = {"day": formats.day(day), "use": use}
            raise ValidationError(said % told) from missing


class Scale(Sourced, Journalled):
    """One number of JGJ 59, from a day on (DOMAIN 2.1 to 2.3)."""

    use = models.CharField(_("use"), max_length=20, choices=Use.choices)
    category = models.CharField(
        _("category of tables"),
        max_length=10,
        blank=True,
        help_text=_("Of a weight only: the key of summary table A, like A03."),
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    name_zh = models.CharField(_("Chinese name"), max_length=200, blank=True)
    value = HundredthsField(
        _("value"), validators=[MinValueValidator(0), MaxValueValidator(FULL)]
    )
    valid_from = models.DateField(_("valid from"), validators=[within_calendar])
    source = models.CharField(_("source"), max_length=300)
    mark = models.CharField(_("how sure"), max_length=2, choices=Mark.choices)

    objects = ScaleQuerySet.as_manager()

    class Meta:
        verbose_name = _("number of a scoring standard")
        verbose_name_plural = _("numbers of scoring standards")
        ordering = ["-use", "category", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["use", "category", "valid_from"],
                name="scale_once_for_use_and_day",
                violation_error_message=_(
                    "There is a number for this from that day already."
                ),
            ),
            models.CheckConstraint(
                condition=Q(use__in=Use.values), name="use_of_scale_is_known"
            ),
            models.CheckConstraint(
                condition=Q(use=Use.WEIGHT) & ~Q(category="")
                | ~Q(use=Use.WEIGHT) & Q(category=""),
                name="weights_have_a_category",
                violation_error_message=_(
                    "A weight is of a category, and nothing else is."
                ),
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0, value__lte=FULL),
                name="scale_is_of_a_hundred",
                violation_error_message=_("Write a number from 0 to 100."),
            ),
            models.CheckConstraint(
                condition=~Q(use=Use.FULL_GUARANTEE) | Q(value__gt=0),
                name="full_guarantee_is_something",
                violation_error_message=_("Guarantee items have points."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_use_display()} {self.display_name}".strip()

    def get_absolute_url(self) -> str:
        return reverse("inspections:change-scale", args=[self.pk])

    @property
    def display_name(self) -> str:
        """The name in the reader's language, where there is one."""
        return self.name_zh if is_chinese() and self.name_zh else self.name
