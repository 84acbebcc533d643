"""Settlements: what the counter of a unit has paid, signed by two and closed."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety.core.access import Viewer
from safety.core.formats import day
from safety.core.models import Journalled
from safety.files.models import Attachment, AttachmentQuerySet
from safety.org.models import LocatedQuerySet, Unit


class SettlementQuerySet(LocatedQuerySet["Settlement"]):
    """Settlements by place, by who sees them, and by what they add up to."""

    seen_by = "incentives.view"

    def with_sums(self) -> Self:
        """Each with the ``number`` of its cards and their ``amount``."""
        return self.annotate(number=Count("cards"), amount=Sum("cards__amount"))


class Settlement(Journalled):
    """The cards that were redeemed at the counter of a unit, up to a day.

    Its cards stay as they are from then on. ``since_on`` is the day of the first.
    """

    unit = models.ForeignKey(
        Unit,
        verbose_name=_("counter of"),
        on_delete=models.PROTECT,
        related_name="settlements",
    )
    since_on = models.DateField(pgettext_lazy("settlement", "from"))
    until_on = models.DateField(pgettext_lazy("settlement", "until"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("settled by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    at = models.DateTimeField(_("settled at"), default=timezone.now)

    objects = SettlementQuerySet.as_manager()

    class Meta:
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")
        ordering = ["-until_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("since_on")),
                name="settlement_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {day(self.since_on)} – {day(self.until_on)}"

    def get_absolute_url(self) -> str:
        return reverse("incentives:view-settlement", args=[self.pk])


class Signer(models.TextChoices):
    """Who signs a settlement."""

    CLERK = "clerk", _("Clerk")
    SECOND = "second", _("Second person")


class SettlementSignatureQuerySet(AttachmentQuerySet["SettlementSignature"]):
    """Signatures by who sees their settlement."""

    def visible_to(self, viewer: Viewer) -> Self:
        return self.filter(settlement__in=Settlement.objects.visible_to(viewer))


class SettlementSignature(Attachment):
    """What the clerk, or the second person, has drawn."""

    settlement = models.ForeignKey(
        Settlement, on_delete=models.PROTECT, related_name="signatures"
    )
    signer = models.CharField(_("signer"), max_length=10, choices=Signer.choices)
    name = models.CharField(_("who signs"), max_length=100)

    objects = SettlementSignatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature of a settlement")
        verbose_name_plural = _("signatures of settlements")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["settlement", "signer"], name="settlement_is_signed_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
