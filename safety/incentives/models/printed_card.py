"""Paper cards that are printed in advance: numbered, and worth nothing until issued."""

from typing import Self
from uuid import uuid4

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety.core.fields import HundredthsField
from safety.core.models import Journalled, JournalledQuerySet
from safety.core.secrets import kept, secret_of
from safety.incentives.models.card import Card
from safety.org.models import LocatedQuerySet, Unit

SALT = "incentives.printed"


class PaperState(models.TextChoices):
    """What has become of a paper card before it is a card."""

    PRINTED = "printed", pgettext_lazy("paper card", "Printed")
    ISSUED = "issued", pgettext_lazy("paper card", "Issued")
    LOST = "lost", pgettext_lazy("paper card", "Lost")


class PrintedBatchQuerySet(LocatedQuerySet["PrintedBatch"]):
    """Batches by place, and who sees them."""

    seen_by = "incentives.change"

    def with_counts(self) -> Self:
        """Each with how many of its cards are ``issued`` and ``lost``."""
        return self.annotate(
            issued=models.Count("cards", filter=Q(cards__card__isnull=False)),
            lost=models.Count("cards", filter=Q(cards__lost_at__isnull=False)),
        )


class PrintedBatch(Journalled):
    """Paper cards of one value, printed at once for a unit."""

    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="+"
    )
    amount = HundredthsField(_("face value"), validators=[MinValueValidator(0)])
    number = models.PositiveIntegerField(_("number of cards"))
    at = models.DateTimeField(_("made"), default=timezone.now)

    objects = PrintedBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch of paper cards")
        verbose_name_plural = _("batches of paper cards")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.unit.code}-{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("incentives:view-batch", args=[self.pk])


class PrintedCardQuerySet(JournalledQuerySet["PrintedCard"]):
    """Paper cards by what is written or scanned."""

    def called(self, said: str) -> "PrintedCard | None":
        """The paper card of a serial number, or of the code that is printed on it."""
        rows = self.select_related("batch__unit", "card")
        return rows.filter(Q(serial=said) | Q(token=kept(said))).first()

    def opened_by(self, secret: str) -> "PrintedCard | None":
        """The paper card of a code."""
        rows = self.select_related("batch__unit", "card")
        return rows.filter(token=kept(secret)).first()


class PrintedCard(Journalled):
    """One paper card; ``card`` is what it became when it was issued.

    ``nonce`` is what its code is made of, ``token`` the SHA-256 of that.
    """

    batch = models.ForeignKey(
        PrintedBatch,
        verbose_name=_("batch of paper cards"),
        on_delete=models.PROTECT,
        related_name="cards",
    )
    serial = models.CharField(_("serial number"), max_length=60, unique=True)
    nonce = models.UUIDField(default=uuid4, unique=True, editable=False)
    token = models.CharField(max_length=64, unique=True)
    card = models.OneToOneField(
        Card,
        verbose_name=_("prize card"),
        null=True,
        on_delete=models.PROTECT,
        related_name="paper",
    )
    lost_at = models.DateTimeField(_("lost"), null=True)

    objects = PrintedCardQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper card")
        verbose_name_plural = _("paper cards")
        ordering = ["serial"]

    def __str__(self) -> str:
        return self.serial

    @property
    def secret(self) -> str:
        """The part of its address that opens it."""
        return secret_of(SALT, self.nonce)

    @property
    def state(self) -> PaperState:
        """What has become of it."""
        if self.card_id:
            return PaperState.ISSUED
        return PaperState.LOST if self.lost_at else PaperState.PRINTED
