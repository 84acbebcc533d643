"""The ledger: every movement of money on cards, for ever."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety.core.fields import HundredthsField
from safety.org.models import LocatedQuerySet, Unit
from safety.people.models import Person


class Movement(models.TextChoices):
    """What moves the money of a card."""

    ISSUE = "issue", pgettext_lazy("ledger", "Issued")
    REDEEM = "redeem", pgettext_lazy("ledger", "Redeemed")
    EXPIRE = "expire", pgettext_lazy("ledger", "Expired")


class Account(models.TextChoices):
    """Where money is; whose an account is say unit and person of its entries."""

    OPENING = "opening", pgettext_lazy("ledger", "Opening account")
    BUDGET = "budget", pgettext_lazy("ledger", "Budget")
    WORKER = "worker", pgettext_lazy("ledger", "Worker")
    SHOP = "shop", pgettext_lazy("ledger", "Shop")
    EXPIRED = "expired", pgettext_lazy("ledger account", "Expired")


class EntryQuerySet(LocatedQuerySet["Entry"]):
    """Entries by place, and by whether they hold."""

    seen_by = "incentives.view"

    def of(self, card: int) -> Self:
        """What has moved the money of one card, the first first."""
        return self.filter(card=card).order_by("pk")

    def balances(self) -> dict[str, Decimal]:
        """What each account has got, less what it gave; all of them make nothing."""
        found = dict.fromkeys(Account.values, Decimal(0))
        for side, sign in (("target", 1), ("source", -1)):
            rows = self.order_by().values_list(side).annotate(models.Sum("amount"))
            for account, amount in rows:
                found[account] += sign * amount
        return found

    def in_force(self) -> Self:
        """Entries that were not given back, without what gave others back."""
        return self.filter(reverses=None, reversal=None)


class Entry(models.Model):
    """An amount that went from one account to another on a day. Never changed.

    ``reverses`` is the entry that this one gives back. ``turn`` says how often the same
    movement of the card had been given back before.
    """

    card = models.BigIntegerField()
    serial = models.CharField(_("serial number"), max_length=60)
    movement = models.CharField(_("movement"), max_length=10, choices=Movement.choices)
    source = models.CharField(
        pgettext_lazy("account", "from"), max_length=10, choices=Account.choices
    )
    target = models.CharField(
        pgettext_lazy("account", "to"), max_length=10, choices=Account.choices
    )
    amount = HundredthsField(_("amount"))
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+"
    )
    day = models.DateField(_("day"))
    turn = models.PositiveIntegerField()
    reverses = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="reversal"
    )
    by_user = models.BigIntegerField(null=True)
    at = models.DateTimeField(_("entered"))

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering = ["pk"]
        indexes = [models.Index(fields=["card", "movement"], name="entry_of_card")]
        constraints = [
            models.UniqueConstraint(
                fields=["card", "movement", "turn"],
                condition=Q(reverses=None),
                name="entry_once_a_turn",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="entry_amount_not_negative"
            ),
            models.CheckConstraint(
                condition=~Q(source=F("target")), name="entry_has_two_sides"
            ),
            models.CheckConstraint(
                condition=Q(movement__in=Movement.values),
                name="entry_movement_is_known",
            ),
            models.CheckConstraint(
                condition=Q(source__in=Account.values, target__in=Account.values),
                name="entry_accounts_are_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.serial} {self.movement}"
