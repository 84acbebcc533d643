"""Photos: of a hazard, wrong and put right, and of what was found at an item."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inspections.models.answer import Answer
from inspections.models.hazard import Hazard
from inspections.models.inspection import Inspection
from safety.core.access import Viewer
from safety.files.models import Attachment, AttachmentQuerySet


class Purpose(models.TextChoices):
    """What a photo shows."""

    BEFORE = "before", _("Before")
    AFTER = "after", _("After")


class HazardPhotoQuerySet(AttachmentQuerySet["HazardPhoto"]):
    """Photos by what they show, and by who sees their hazard."""

    def visible_to(self, viewer: Viewer) -> Self:
        return self.filter(hazard__in=Hazard.objects.visible_to(viewer))

    def after(self) -> Self:
        return self.filter(purpose=Purpose.AFTER)


class HazardPhoto(Attachment):
    """One photo of a hazard; the same photo shows the same thing once."""

    hazard = models.ForeignKey(
        Hazard,
        verbose_name=_("hazard"),
        on_delete=models.PROTECT,
        related_name="photos",
    )
    purpose = models.CharField(_("shows"), max_length=10, choices=Purpose.choices)

    objects = HazardPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo of a hazard")
        verbose_name_plural = _("photos of hazards")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hazard", "purpose", "sha256"], name="hazard_photo_once"
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=Purpose.values),
                name="hazard_photo_purpose_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hazard_id} {self.purpose} {self.sha256[:12]}"


class AnswerPhotoQuerySet(AttachmentQuerySet["AnswerPhoto"]):
    """Photos by who sees their inspection."""

    def visible_to(self, viewer: Viewer) -> Self:
        seen = Inspection.objects.visible_to(viewer)
        return self.filter(answer__inspection__in=seen)


class AnswerPhoto(Attachment):
    """One photo of what was found at an item."""

    answer = models.ForeignKey(
        Answer,
        verbose_name=_("answer"),
        on_delete=models.PROTECT,
        related_name="photos",
    )

    objects = AnswerPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo of an answer")
        verbose_name_plural = _("photos of answers")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "sha256"], name="answer_photo_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.sha256[:12]}"
