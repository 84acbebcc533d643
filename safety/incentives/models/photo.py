"""Photos of what a card was given for."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from safety.core.access import Viewer
from safety.files.models import Attachment, AttachmentQuerySet
from safety.incentives.models.card import Card
from safety.incentives.models.proposal import Proposal


class CardPhotoQuerySet(AttachmentQuerySet["CardPhoto"]):
    """Photos by who sees their card, or the proposal of one."""

    def visible_to(self, viewer: Viewer) -> Self:
        return self.filter(
            Q(card__in=Card.objects.visible_to(viewer))
            | Q(proposal__in=Proposal.objects.visible_to(viewer))
        )


class CardPhoto(Attachment):
    """A photo of what somebody did right, taken with consent."""

    card = models.ForeignKey(
        Card,
        verbose_name=_("prize card"),
        null=True,
        on_delete=models.PROTECT,
        related_name="photos",
    )
    proposal = models.ForeignKey(
        Proposal,
        verbose_name=_("proposed prize card"),
        null=True,
        on_delete=models.PROTECT,
        related_name="photos",
    )

    objects = CardPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo of a prize card")
        verbose_name_plural = _("photos of prize cards")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["card", "sha256"], name="card_photo_once"),
            models.CheckConstraint(
                condition=Q(card__isnull=False) | Q(proposal__isnull=False),
                name="card_photo_of_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.card_id} {self.sha256[:12]}"
