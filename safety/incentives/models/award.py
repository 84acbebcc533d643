"""Awards: outstanding persons of a month, a quarter or a year, and their prizes."""

from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety.core.fields import HundredthsField, PeriodField
from safety.core.models import Voidable
from safety.org.models import LocatedQuerySet, Unit
from safety.people.models import Person


class AwardQuerySet(LocatedQuerySet["Award"]):
    """Awards by place and who sees them."""

    seen_by = "incentives.view"

    def counted(self) -> Self:
        return self.filter(status=Award.Status.COUNTED)


class Award(Voidable):
    """One person honoured by a unit for a reporting period; counts on its last day."""

    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="awards"
    )
    title = models.CharField(pgettext_lazy("award", "title"), max_length=200)
    period = PeriodField(_("period"))
    person = models.ForeignKey(
        Person,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="awards",
    )
    amount = HundredthsField(_("prize money"), validators=[MinValueValidator(0)])

    objects = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        ordering = ["-period", "title", "pk"]
        indexes = [models.Index(fields=["period", "id"], name="award_by_period")]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "title", "period", "person"],
                name="award_once",
                violation_error_message=_("This person has this award already."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="award_amount_not_negative",
                violation_error_message=_("Prize money cannot be negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.period}"

    def get_absolute_url(self) -> str:
        return reverse("incentives:view-award", args=[self.pk])
