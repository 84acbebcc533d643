"""What somebody without an account has reported at a place, as he said it."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections.models.hazard import Hazard
from safety.org.models import Place


class Danger(models.TextChoices):
    """What is wrong, in words that everybody on a site knows."""

    FALL = "fall", _("Could fall")
    ELECTRIC = "electric", _("Electric")
    FIRE = "fire", _("Fire, gas")
    LIFTING = "lifting", pgettext_lazy("danger", "Lifting")
    EDGE = "edge", _("Hole, edge")
    OTHER = "other", pgettext_lazy("danger", "Other")


# The category of GB 6441 that is proposed for each; whoever looks at it decides.
CATEGORY: dict[str, str] = {
    Danger.FALL: "物体打击",
    Danger.ELECTRIC: "触电",
    Danger.FIRE: "火灾",
    Danger.LIFTING: "起重伤害",
    Danger.EDGE: "高处坠落",
}


class Refusal(models.TextChoices):
    """Why a report does not become a hazard, in words that its reporter reads."""

    SAFE = "safe", _("We looked: it is safe as it is.")
    DONE = "done", _("It was put right before we came.")
    UNCLEAR = "unclear", _("We could not find out what is meant.")
    ELSEWHERE = "elsewhere", _("It is not on this site.")
    NO_MATTER = "no-matter", _("It is no matter of safety.")


class PublicReport(models.Model):
    """A report from a place's QR code; its hazard waits in triage.

    Written once; only ``declined_as`` comes later. ``name`` and ``phone`` are personal
    data. ``request_id`` was made by the page that was sent, and ``digest`` is of what
    it said. Of the secret part of the address at which the reporter follows it only the
    SHA-256 is kept (``token``, hexadecimal).
    """

    hazard = models.OneToOneField(
        Hazard,
        verbose_name=_("hazard"),
        on_delete=models.PROTECT,
        related_name="public_report",
    )
    number = models.CharField(max_length=60, unique=True)
    place = models.ForeignKey(
        Place, verbose_name=_("place"), on_delete=models.PROTECT, related_name="+"
    )
    danger = models.CharField(max_length=10, choices=Danger.choices, blank=True)
    words = models.TextField(blank=True)
    name = models.CharField(_("name"), max_length=100, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    at = models.DateTimeField(_("moment"), default=timezone.now)
    token = models.CharField(max_length=64, unique=True)
    request_id = models.UUIDField(unique=True)
    digest = models.CharField(max_length=64)
    declined_as = models.CharField(max_length=10, choices=Refusal.choices, blank=True)

    class Meta:
        verbose_name = _("public report")
        verbose_name_plural = _("public reports")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(danger__in=["", *Danger.values]), name="danger_is_known"
            ),
            models.CheckConstraint(
                condition=Q(declined_as__in=["", *Refusal.values]),
                name="refusal_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def save(self, *args: Any, **options: Any) -> None:
        """Insert it; what was said is not changed."""
        super().save(*args, **{**options, "force_insert": True})
