"""Photos of a hazard: what was wrong, and that it is put right."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inspections.models.hazard import Hazard
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
