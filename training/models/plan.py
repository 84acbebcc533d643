"""Emergency plans of units, in versions that stay as they were."""

from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from safety.core import formats
from safety.core.access import Viewer
from safety.core.models import Journalled, JournalledQuerySet, Voidable
from safety.files.models import Attachment, AttachmentQuerySet
from safety.org.models import SharedQuerySet, Unit
from safety.org.validators import within_calendar


class PlanKind(models.TextChoices):
    """How much of what may happen a plan is about (GB/T 29639)."""

    COMPREHENSIVE = "comprehensive", pgettext_lazy("emergency plan", "Comprehensive")
    SPECIAL = "special", pgettext_lazy("emergency plan", "Special")
    ON_SITE = "on_site", _("On-site disposal")


class EmergencyPlanQuerySet(SharedQuerySet["EmergencyPlan"]):
    """Plans by who uses and who sees them."""

    seen_by = "training.view"

    def counted(self) -> Self:
        return self.filter(status=EmergencyPlan.Status.COUNTED)

    def kept_below(self, unit: Unit) -> Self:
        """Those of a unit and of all below it, as far as these are open."""
        is_open = Unit.objects.standing().open_on(unit.today)
        return self.counted().below([unit.pk]).filter(unit__in=is_open)

    def matching(self, text: str) -> Self:
        """Plans whose name holds the text."""
        return self.filter(name__icontains=text)

    def with_newest(self) -> Self:
        """With number, day and day of review of the newest version of each."""
        newest = PlanVersion.objects.filter(plan=OuterRef("pk")).order_by("-number")
        return self.annotate(
            version=Subquery(newest.values("number")[:1]),
            valid_from=Subquery(newest.values("valid_from")[:1]),
            review_on=Subquery(newest.values("review_on")[:1]),
        )


class EmergencyPlan(Voidable):
    """What is done in an emergency: of one unit, for itself and all below it."""

    unit = models.ForeignKey(
        Unit,
        verbose_name=_("unit"),
        on_delete=models.PROTECT,
        related_name="emergency_plans",
    )
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=PlanKind.choices)
    is_fire = models.BooleanField(_("about fire"), default=False)

    objects = EmergencyPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("emergency plan")
        verbose_name_plural = _("emergency plans")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=PlanKind.values),
                name="emergency_plan_kind_is_known",
            ),
            models.UniqueConstraint(
                fields=["unit", "name"],
                condition=Q(status="counted"),
                name="emergency_plan_once",
                violation_error_message=_("The unit has a plan of this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("training:view-emergency-plan", args=[self.pk])


class PlanVersionQuerySet(JournalledQuerySet["PlanVersion"]):
    """Versions by which is the newest, and by who sees their plan."""

    def newest(self) -> Self:
        """Of each plan the one after which there is no other."""
        later = PlanVersion.objects.filter(
            plan=OuterRef("plan"), number__gt=OuterRef("number")
        )
        return self.filter(~Exists(later))

    def used_at(self, unit: Unit) -> Self:
        """Those of plans in use that the unit has, or inherits."""
        plans = EmergencyPlan.objects.counted().used_at([unit.pk])
        return self.filter(plan__in=plans).select_related("plan")

    def visible_to(self, viewer: Viewer, permission: str = "") -> Self:
        plans = EmergencyPlan.objects.visible_to(viewer, permission)
        return self.filter(plan__in=plans)


class PlanVersion(Journalled):
    """A plan as it was approved one day, to be reviewed by another."""

    plan = models.ForeignKey(
        EmergencyPlan,
        verbose_name=_("emergency plan"),
        on_delete=models.PROTECT,
        related_name="versions",
    )
    number = models.PositiveSmallIntegerField(
        _("version"), validators=[MinValueValidator(1)]
    )
    valid_from = models.DateField(_("valid from"), validators=[within_calendar])
    review_on = models.DateField(_("review by"), validators=[within_calendar])
    changes = models.TextField(_("what is new"), max_length=2000, blank=True)

    objects = PlanVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a plan")
        verbose_name_plural = _("versions of plans")
        ordering = ["plan__name", "plan", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"], name="plan_version_once"
            ),
            models.CheckConstraint(
                condition=Q(review_on__gt=F("valid_from")),
                name="plan_is_reviewed_after_it_is_valid",
                violation_error_message=_("It is reviewed after it became valid."),
            ),
        ]

    def __str__(self) -> str:
        said = gettext("%(plan)s, version %(n)s")
        return said % {"plan": self.plan, "n": formats.number(self.number)}


class PlanFileQuerySet(AttachmentQuerySet["PlanFile"]):
    """Files by who sees the plan of their version."""

    def visible_to(self, viewer: Viewer) -> Self:
        return self.filter(version__in=PlanVersion.objects.visible_to(viewer))


class PlanFile(Attachment):
    """The text of a version, as a PDF or a photo."""

    version = models.ForeignKey(
        PlanVersion,
        verbose_name=_("version of a plan"),
        on_delete=models.PROTECT,
        related_name="files",
    )

    objects = PlanFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a plan")
        verbose_name_plural = _("files of plans")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "sha256"], name="plan_file_once")
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.sha256[:12]}"
