"""Mishaps and prizes: what later books will count."""

from typing import Self

from django.db import models

from safety.core.access import Viewer
from safety.core.fields import HundredthsField, PeriodField
from safety.core.models import Voidable
from safety.files.models import Attachment, AttachmentQuerySet
from safety.org.models import Ancestry, Unit


class Mishap(Voidable):
    """Something that went wrong at a unit, and the deaths it may have caused."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    happened_on = models.DateField()
    severity = models.CharField(max_length=10)
    deaths = models.PositiveIntegerField(null=True)


class MishapPhotoQuerySet(AttachmentQuerySet["MishapPhoto"]):
    """Photos that those see who see the people of the unit."""

    def visible_to(self, viewer: Viewer) -> Self:
        units = Ancestry.objects.current().below(viewer.unit_ids_for("people.view"))
        return self.filter(mishap__unit__in=units)


class MishapPhoto(Attachment):
    """What it looked like."""

    mishap = models.ForeignKey(Mishap, models.PROTECT, related_name="photos")

    objects = MishapPhotoQuerySet.as_manager()

    def __str__(self) -> str:
        return self.sha256


class Prize(Voidable):
    """Money promised for a period, handed out later or not at all."""

    number = models.CharField(max_length=20, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    period = PeriodField()
    amount = HundredthsField()
    issued_on = models.DateField()
    redeemed_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.number
