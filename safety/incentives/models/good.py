"""Goods of a shop: what they cost from day to day, and which were handed out."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety.core.fields import HundredthsField
from safety.core.models import Journalled
from safety.incentives.models.redemption import Redemption
from safety.org.models import SharedQuerySet, Unit
from safety.org.models.unit import is_chinese
from safety.org.validators import within_calendar


class GoodQuerySet(SharedQuerySet["Good"]):
    """Goods by the counters that hand them out, and by day."""

    seen_by = "incentives.view"

    def sold_on(self, day: date) -> Self:
        return self.filter(Q(until_on=None) | Q(until_on__gte=day), from_on__lte=day)


class Good(Journalled):
    """Something that cards are redeemed for at a unit and below, at one price."""

    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(pgettext_lazy("goods", "name"), max_length=200)
    name_zh = models.CharField(_("Chinese name"), max_length=200, blank=True)
    price = HundredthsField(
        pgettext_lazy("goods", "price"), validators=[MinValueValidator(Decimal("0.01"))]
    )
    from_on = models.DateField(
        pgettext_lazy("goods", "from"), validators=[within_calendar]
    )
    until_on = models.DateField(
        pgettext_lazy("goods", "until"),
        null=True,
        blank=True,
        validators=[within_calendar],
    )

    objects = GoodQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("goods", "good")
        verbose_name_plural = pgettext_lazy("goods", "goods")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name", "from_on"],
                name="good_once_from_a_day",
                violation_error_message=_(
                    "The price list has this from that day already."
                ),
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="good_ends_after_it_starts",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.name_zh if is_chinese() and self.name_zh else self.name


class HandedOut(Journalled):
    """So many of one good, handed out for cards at the price of the day."""

    redemption = models.ForeignKey(
        Redemption,
        verbose_name=_("redemption"),
        on_delete=models.PROTECT,
        related_name="goods",
    )
    good = models.ForeignKey(
        Good,
        verbose_name=pgettext_lazy("goods", "good"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    price = HundredthsField(pgettext_lazy("goods", "price"))
    number = models.PositiveIntegerField(pgettext_lazy("goods", "number"))

    class Meta:
        verbose_name = _("goods handed out")
        verbose_name_plural = _("goods handed out")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["redemption", "good"], name="good_once_in_redemption"
            )
        ]

    def __str__(self) -> str:
        return f"{self.good} × {self.number}"

    @property
    def amount(self) -> Decimal:
        """What all of them cost."""
        amount: Decimal = self.price * self.number
        return amount
