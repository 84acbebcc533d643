"""Budgets: how much prize cards may be worth at a unit in a month or a year."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import (
    Case,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety.core.fields import HundredthsField, PeriodField
from safety.core.formats import period
from safety.core.models import Journalled
from safety.core.months import Month, Period
from safety.incentives.models.card import Card
from safety.org.models import Ancestry, LocatedQuerySet, Unit
from safety.org.models.unit import END

NONE = Value(0, output_field=HundredthsField())


class BudgetQuerySet(LocatedQuerySet["Budget"]):
    """Budgets by what they cover, and by what of them is used."""

    seen_by = "incentives.view"

    def covering(self, unit_ids: Collection[int], month: Month) -> Self:
        """Those that a card of these units in a month is paid from.

        They are those of a unit and of all above it, of the month and of its year.
        """
        above = Ancestry.objects.current().above(unit_ids)
        of = [Period.month(month), Period.parse(str(month.year))]
        return self.filter(unit__in=above, period__in=of)

    def periods(self) -> set[Period]:
        """Those that these budgets are of."""
        return set(self.order_by().values_list("period", flat=True).distinct())

    def with_use(self, periods: Collection[Period]) -> Self:
        """Each with what is ``issued`` and ``redeemed`` of it, and what is ``left``.

        ``periods`` are those of the budgets.
        """
        days = {
            name: Case(
                *(When(period=each, then=Value(getattr(each, of))) for each in periods),
                output_field=models.DateField(),
            )
            for name, of in (("since", "first_day"), ("until", "last_day"))
        }
        issued, redeemed = _sum(), _sum(redeemed_on__isnull=False)
        rows = self.alias(**days).annotate(issued=issued, redeemed=redeemed)
        left = ExpressionWrapper(F("amount") - F("issued"), HundredthsField())
        return rows.annotate(left=left)


def _sum(**which: Any) -> Coalesce:
    """What cards made on the site at the unit and below in the days are worth."""
    cards = Card.objects.counted().filter(
        created_in_load=None,
        unit__ancestries__ancestor=OuterRef("unit"),
        unit__ancestries__last_month=END,
        issued_on__range=(OuterRef("since"), OuterRef("until")),
        **which,
    )
    # Grouped by what all of them have, so that there is one sum or none.
    sums = cards.order_by().values("created_in_load").annotate(sum=Sum("amount"))
    return Coalesce(Subquery(sums.values("sum")), NONE)


class Budget(Journalled):
    """What cards issued at a unit and below may be worth in a month or a year.

    What is issued is committed and what is redeemed is spent; both are sums over
    cards and stored nowhere. From ``warn_at`` percent on whoever issues is warned.
    """

    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="budgets"
    )
    period = PeriodField(pgettext_lazy("budget", "period"))
    amount = HundredthsField(_("amount"), validators=[MinValueValidator(0)])
    warn_at = models.PositiveSmallIntegerField(
        _("warn from (%)"),
        default=80,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    reason = models.CharField(_("reason"), max_length=500)

    objects = BudgetQuerySet.as_manager()

    class Meta:
        verbose_name = _("budget of prize cards")
        verbose_name_plural = _("budgets of prize cards")
        ordering = ["-period", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "period"],
                name="budget_once",
                violation_error_message=_("The unit has a budget for it already."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="budget_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(warn_at__range=(1, 100)), name="budget_warns_within_it"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {period(self.period)}"

    def get_absolute_url(self) -> str:
        return reverse("incentives:view-budget", args=[self.pk])

    def is_near(self, issued: Decimal) -> bool:
        """Whether so much of it is a reason to warn."""
        near: Decimal = self.amount * self.warn_at / 100
        return issued >= near
