"""Photos of what a card was given for."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from safety.core.access import Viewer
from safety.files.models import Attachment, AttachmentQuerySet
from safety.incentives.models.card import Card


class CardPhotoQuerySet(AttachmentQuerySet["CardPhoto"]):
    """Photos by who sees their card."""

    def visible_to(self, viewer: Viewer) -> Self:
        return self.filter(card__in=Card.objects.visible_to(viewer))


class CardPhoto(Attachment):
    """A photo of what somebody did right, taken with consent."""

    card = models.ForeignKey(
        Card,
        verbose_name=_("prize card"),
        on_delete=models.PROTECT,
        related_name="photos",
    )

    objects = CardPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo of a prize card")
        verbose_name_plural = _("photos of prize cards")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["card", "sha256"], name="card_photo_once")
        ]

    def __str__(self) -> str:
        return f"{self.card_id} {self.sha256[:12]}"
