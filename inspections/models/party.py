"""Who takes part in an inspection: members, and who signs for the inspected side."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inspections.models.inspection import Inspection
from safety.core.access import Viewer
from safety.core.models import Journalled, JournalledQuerySet
from safety.files.models import Attachment, AttachmentQuerySet
from safety.people.models import Person


class Member(Journalled):
    """Somebody who inspects beside the lead."""

    inspection = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, related_name="members"
    )
    person = models.ForeignKey(
        Person,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects: Any = JournalledQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of an inspection")
        verbose_name_plural = _("members of inspections")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "person"], name="member_once_in_inspection"
            )
        ]

    def __str__(self) -> str:
        return str(self.person)


class WhyNot(models.TextChoices):
    """Why nobody of the inspected side has signed."""

    ABSENT = "absent", _("Nobody of theirs was there")
    REFUSED = "refused", _("They refuse to sign")
    PAPER = "paper", _("They sign on paper")
    DEVICE = "device", _("It cannot be drawn on this device")


class SignatureQuerySet(AttachmentQuerySet["Signature"]):
    """Signatures by who sees their inspection."""

    def visible_to(self, viewer: Viewer) -> Self:
        return self.filter(inspection__in=Inspection.objects.visible_to(viewer))


class Signature(Attachment):
    """Drawn by somebody of the inspected side at the end, or why it was not."""

    inspection = models.OneToOneField(
        Inspection, on_delete=models.PROTECT, related_name="signature"
    )
    name = models.CharField(_("who signs"), max_length=100, blank=True)
    why_not = models.CharField(
        _("why it is not signed"), max_length=10, choices=WhyNot.choices, blank=True
    )

    objects = SignatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            models.CheckConstraint(
                condition=Q(why_not="", file__isnull=False) & ~Q(name="")
                | Q(why_not__in=WhyNot.values, file__isnull=True),
                name="signed_or_said_why_not",
            )
        ]

    def __str__(self) -> str:
        return self.name or str(self.get_why_not_display())
