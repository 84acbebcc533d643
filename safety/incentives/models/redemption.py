"""Redemptions that a worker has signed at a counter."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from safety.core.access import Viewer
from safety.files.models import Attachment, AttachmentQuerySet
from safety.org.models import Ancestry, Unit
from safety.people.models import Person


class RedemptionQuerySet(AttachmentQuerySet["Redemption"]):
    """Redemptions by who sees cards where they were paid."""

    def visible_to(self, viewer: Viewer) -> Self:
        held = viewer.unit_ids_for("incentives.view")
        return self.filter(unit__in=Ancestry.objects.current().below(held))


class Redemption(Attachment):
    """A worker was paid for some cards at the counter of a unit, and has signed."""

    person = models.ForeignKey(
        Person,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="redemptions",
    )
    unit = models.ForeignKey(
        Unit,
        verbose_name=_("redeemed at the counter of"),
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = RedemptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("redemption")
        verbose_name_plural = _("redemptions")

    def __str__(self) -> str:
        return f"{self.person} · {self.unit}"
