"""What is looked at in cards: from when on it is a signal, and what an audit found."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections.models import Mark
from inspections.models.policy import Sourced
from safety.core.fields import HundredthsField
from safety.core.models import Journalled, JournalledQuerySet
from safety.incentives.models.card import Card


class Limit(models.TextChoices):
    """What a rule of signals sets."""

    LEAST = "least", _("Cards in a month from which shares are looked at")
    TEAM = "team", _("Percent of somebody's cards to one team")
    END = "end", _("Percent of somebody's cards in the last days of a month")
    DAYS = "days", _("Last days of a month")
    AGAIN = "again", _("Days within which a voided card is given again")
    LOST = "lost", _("Paper cards of a batch that may be lost in a month")
    WORKERS = "workers", _("Workers that a counter may pay within ten minutes")
    AUDIT = "audit", _("Percent of the cards of a month that are audited")


class SignalRuleQuerySet(JournalledQuerySet["SignalRule"]):
    """The rules of signals."""

    def values_of(self) -> dict[str, Decimal]:
        """What each limit is set to."""
        return dict(self.values_list("limit", "value"))


class SignalRule(Sourced, Journalled):
    """One number from which on something is a signal, for the whole group."""

    limit = models.CharField(
        _("limit"), max_length=10, choices=Limit.choices, unique=True
    )
    value = HundredthsField(
        _("value"), validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    source = models.CharField(_("source"), max_length=300)
    mark = models.CharField(_("how sure"), max_length=2, choices=Mark.choices)

    objects = SignalRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule of signals")
        verbose_name_plural = _("rules of signals")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(limit__in=Limit.values),
                name="signal_rule_limit_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(value__range=(0, 100)),
                name="signal_rule_value_in_range",
            ),
        ]

    def __str__(self) -> str:
        return self.get_limit_display()

    def get_absolute_url(self) -> str:
        return reverse("incentives:change-signal-rule", args=[self.pk])


class Finding(models.TextChoices):
    """What somebody who asked about a card has found."""

    TRUE = "true", _("As the card says")
    FALSE = "false", _("Not as the card says")
    UNKNOWN = "unknown", _("Could not be found out")


class CardAudit(Journalled):
    """A card was asked about: whether the worker did what it says, and has it."""

    card = models.OneToOneField(Card, on_delete=models.CASCADE, related_name="audit")
    finding = models.CharField(
        pgettext_lazy("audit of a card", "finding"),
        max_length=10,
        choices=Finding.choices,
    )
    note = models.CharField(
        pgettext_lazy("audit of a card", "who was asked, and what was said"),
        max_length=1000,
    )

    objects = JournalledQuerySet["CardAudit"].as_manager()

    class Meta:
        verbose_name = _("audit of a card")
        verbose_name_plural = _("audits of cards")

    def __str__(self) -> str:
        return str(self.card)
