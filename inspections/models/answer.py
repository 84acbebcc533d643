"""What was answered on a walk: the checklists taken along, and an answer per item."""

from hashlib import sha256
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inspections.models.checklist import ChecklistVersion
from inspections.models.hazard import Hazard, State
from inspections.models.inspection import Inspection
from inspections.models.item import OUTCOMES, Item
from safety.core.fields import HundredthsField
from safety.core.models import Journalled, JournalledQuerySet


class Sheet(Journalled):
    """A version of a checklist that an inspection is done with."""

    inspection = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, related_name="sheets"
    )
    version = models.ForeignKey(
        ChecklistVersion, on_delete=models.PROTECT, related_name="sheets"
    )
    place = models.PositiveSmallIntegerField(default=0)

    objects: Any = JournalledQuerySet.as_manager()

    class Meta:
        verbose_name = _("sheet")
        verbose_name_plural = _("sheets")
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "version"], name="version_once_in_inspection"
            )
        ]

    def __str__(self) -> str:
        return str(self.version)


class Answer(Journalled):
    """What somebody found at one item. ``said`` is a number, date, text or option."""

    inspection = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, related_name="answers"
    )
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="answers")
    outcome = models.CharField(
        _("result"), max_length=4, choices=list(OUTCOMES.items()), blank=True
    )
    deducted = HundredthsField(_("deducted"), null=True, blank=True)
    said = models.CharField(_("answer"), max_length=1000, blank=True)
    note = models.CharField(_("note"), max_length=1000, blank=True)
    hazard = models.ForeignKey(
        Hazard,
        verbose_name=_("hazard"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="answers",
    )

    objects: Any = JournalledQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "item"], name="an_item_is_answered_once"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", *OUTCOMES]), name="outcome_is_known"
            ),
            models.CheckConstraint(
                condition=Q(deducted=None) | Q(deducted__gt=0, outcome="fail"),
                name="deducted_from_what_failed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.get_outcome_display()}"

    @property
    def raised(self) -> Hazard | None:
        """The hazard that was made of it, unless that was voided or taken back.

        One that was merged stays, as a part of another.
        """
        made: Hazard | None = self.hazard
        is_gone = made and made.state == State.VOIDED and not made.merged_into_id
        return None if is_gone else made

    @property
    def stamp(self) -> str:
        """What it says: by it a phone tells which answer it knew."""
        lost = "" if self.deducted is None else f"{self.deducted:.2f}"
        said = f"{self.outcome}|{lost}|{self.said}|{self.note}"
        return sha256(said.encode(errors="replace")).hexdigest()[:16]
