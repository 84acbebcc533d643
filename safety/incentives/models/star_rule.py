"""How stars are chosen: what counts how much, and how long objections are taken."""

from datetime import timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from inspections.models import Mark
from inspections.models.policy import Sourced
from safety.core.fields import HundredthsField
from safety.core.models import Journalled, JournalledQuerySet

MOST = 100


class Measure(models.TextChoices):
    """What a rule of stars sets."""

    CARD = "card", _("Points for each prize card")
    ISSUER = "issuer", _("Points for each person whose cards they are")
    HAZARD = "hazard", _("Points for each hazard found")
    HOUR = "hour", _("Points for each hour of training")
    DAYS = "days", _("Days in which objections are taken")


class StarRuleQuerySet(JournalledQuerySet["StarRule"]):
    """The rules of stars."""

    def values_of(self) -> dict[str, Decimal]:
        """What each measure is set to."""
        return dict(self.values_list("measure", "value"))

    @property
    def time_for_objections(self) -> timedelta:
        """How long a published choice waits before it is confirmed."""
        return timedelta(days=int(self.get(measure=Measure.DAYS).value))


class StarRule(Sourced, Journalled):
    """One number by which stars are ranked or published, for the whole group."""

    measure = models.CharField(
        _("measure"), max_length=10, choices=Measure.choices, unique=True
    )
    value = HundredthsField(
        _("value"), validators=[MinValueValidator(0), MaxValueValidator(MOST)]
    )
    source = models.CharField(_("source"), max_length=300)
    mark = models.CharField(_("how sure"), max_length=2, choices=Mark.choices)

    objects = StarRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule of stars")
        verbose_name_plural = _("rules of stars")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(measure__in=Measure.values),
                name="star_rule_measure_is_known",
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0), name="star_rule_value_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.get_measure_display()

    def get_absolute_url(self) -> str:
        return reverse("incentives:change-star-rule", args=[self.pk])

    def clean(self) -> None:
        """Days are whole."""
        if self.measure == Measure.DAYS and self.value and self.value % 1:
            raise ValidationError({"value": _("Write a whole number of days.")})
