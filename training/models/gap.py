"""Gaps that a drill has shown, and photos: each gap a hazard, or a plan to revise."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inspections.models import Hazard, State
from safety.core.access import Viewer
from safety.core.models import JournalledQuerySet, Voidable
from safety.files.models import Attachment, AttachmentQuerySet
from safety.org.validators import within_calendar
from safety.people.models import Person
from training.models.drill import Drill
from training.models.plan import EmergencyPlan, PlanVersion


class GapQuerySet(JournalledQuerySet["Gap"]):
    """Gaps by what became of them, and by who sees their drill."""

    def counted(self) -> Self:
        return self.filter(status=Gap.Status.COUNTED)

    def with_results(self) -> Self:
        """With what became of each: the hazard, or the plan and its version."""
        beside = ("hazard__merged_into", "plan", "revised_in")
        return self.select_related(*beside)

    def to_revise(self) -> Self:
        """Those for which a plan is to be revised and is not yet."""
        return self.counted().filter(plan__isnull=False, revised_in=None)

    def visible_to(self, viewer: Viewer, permission: str = "") -> Self:
        return self.filter(drill__in=Drill.objects.visible_to(viewer, permission))


class Gap(Voidable):
    """What a drill showed to be missing or wrong, and what is done about it.

    Either a hazard, with the loop of hazards, or a task: somebody revises a plan by a
    day, which is done in the version that names it.
    """

    drill = models.ForeignKey(
        Drill, verbose_name=_("drill"), on_delete=models.PROTECT, related_name="gaps"
    )
    what = models.CharField(_("gap"), max_length=500)
    hazard = models.ForeignKey(
        Hazard,
        verbose_name=_("hazard"),
        null=True,
        on_delete=models.PROTECT,
        related_name="gaps",
    )
    plan = models.ForeignKey(
        EmergencyPlan,
        verbose_name=_("plan to revise"),
        null=True,
        on_delete=models.PROTECT,
        related_name="gaps",
    )
    owner = models.ForeignKey(
        Person,
        verbose_name=_("who revises it"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    due_on = models.DateField(_("due on"), null=True, validators=[within_calendar])
    revised_in = models.ForeignKey(
        PlanVersion,
        verbose_name=_("revised in"),
        null=True,
        on_delete=models.PROTECT,
        related_name="gaps",
    )

    objects = GapQuerySet.as_manager()

    class Meta:
        verbose_name = _("gap")
        verbose_name_plural = _("gaps")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hazard=None) | Q(plan=None),
                name="gap_is_a_hazard_or_a_revision",
            ),
            models.CheckConstraint(
                condition=Q(plan=None) | Q(owner__isnull=False, due_on__isnull=False),
                name="gap_has_who_revises_it_by_when",
            ),
            models.CheckConstraint(
                condition=Q(revised_in=None) | Q(plan__isnull=False),
                name="gap_is_revised_in_its_plan",
            ),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def known_hazard(self) -> Hazard | None:
        """Its hazard, or what that became part of; none where that was voided."""
        found: Hazard | None = self.hazard
        while found and found.merged_into:
            found = found.merged_into
        is_voided = found is not None and found.state == State.VOIDED
        return None if is_voided else found

    @property
    def is_open(self) -> bool:
        """Whether nothing is done about it yet."""
        return self.plan is None and self.known_hazard is None

    @property
    def is_closed(self) -> bool:
        """Whether the hazard is verified, or the plan revised."""
        hazard = self.known_hazard
        is_verified = hazard is not None and hazard.state == State.CLOSED
        return is_verified or self.revised_in is not None

    def is_overdue(self, today: date) -> bool:
        """Whether a plan was to be revised by a day that has passed."""
        is_late = self.due_on is not None and self.due_on < today
        return is_late and self.revised_in_id is None


class DrillPhotoQuerySet(AttachmentQuerySet["DrillPhoto"]):
    """Photos by who sees their drill."""

    def visible_to(self, viewer: Viewer) -> Self:
        return self.filter(drill__in=Drill.objects.visible_to(viewer))


class DrillPhoto(Attachment):
    """A photo of a drill, or of a gap that it has shown."""

    drill = models.ForeignKey(
        Drill, verbose_name=_("drill"), on_delete=models.PROTECT, related_name="photos"
    )
    gap = models.ForeignKey(
        Gap,
        verbose_name=_("gap"),
        null=True,
        on_delete=models.PROTECT,
        related_name="photos",
    )

    objects = DrillPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo of a drill")
        verbose_name_plural = _("photos of drills")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["drill", "sha256"], name="drill_photo_once")
        ]

    def __str__(self) -> str:
        return f"{self.drill_id} {self.sha256[:12]}"
