"""Emergency drills, and who took part in them."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections.models import Status
from safety.core.access import Viewer
from safety.core.models import Journalled, JournalledQuerySet, Voidable
from safety.org.models import LocatedQuerySet, Unit
from safety.org.validators import within_calendar
from safety.people.models import Person
from training.models.plan import PlanVersion


class DrillKind(models.TextChoices):
    """How much of an emergency is acted out, as FORMATS writes it (AQ/T 9007)."""

    TABLETOP = "tabletop", _("Tabletop")
    FUNCTIONAL = "functional", _("Practical, single item")
    FULL_SCALE = "full_scale", _("Practical, comprehensive")


class DrillQuerySet(LocatedQuerySet["Drill"]):
    """Drills by state, place and who sees them."""

    seen_by = "training.view"

    def final(self) -> Self:
        return self.filter(status=Status.FINAL)

    def going_on(self) -> Self:
        """Drills that were started and have not ended."""
        return self.filter(status=Status.DRAFT, started_at__isnull=False)

    def matching(self, text: str) -> Self:
        """Drills whose number begins with, or whose plan holds, the text."""
        return self.filter(Q(number__istartswith=text) | Q(plan__icontains=text))


class Drill(Voidable):
    """An emergency plan rehearsed by one unit on one day.

    It counts when it is final: ending it makes it so. People of outside bodies are a
    head-count apart (``outsiders``) and no participations. One that is run live begins
    and ends at moments. ``plan`` is what was rehearsed, in words; ``version`` is that
    of the emergency plan, where the unit keeps it here.
    """

    number = models.CharField(_("number"), max_length=60, unique=True)
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="drills"
    )
    plan = models.CharField(_("plan"), max_length=200)
    version = models.ForeignKey(
        PlanVersion,
        verbose_name=_("version of a plan"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="drills",
    )
    kind = models.CharField(_("kind"), max_length=20, choices=DrillKind.choices)
    held_on = models.DateField(_("held on"), validators=[within_calendar])
    aims = models.TextField(pgettext_lazy("drill", "aims"), max_length=2000, blank=True)
    scenario = models.TextField(_("scenario"), max_length=2000, blank=True)
    resources = models.TextField(_("resources used"), max_length=2000, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    organiser = models.ForeignKey(
        Person,
        verbose_name=_("organiser"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    commander = models.ForeignKey(
        Person,
        verbose_name=_("commander"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    outsiders = models.PositiveIntegerField(_("people from outside"), default=0)
    outside_bodies = models.CharField(_("outside bodies"), max_length=200, blank=True)
    reported_on = models.DateField(
        _("reported to the regulator on"),
        null=True,
        blank=True,
        validators=[within_calendar],
    )
    reported_to = models.CharField(_("regulator"), max_length=200, blank=True)
    receipt = models.CharField(_("number of the receipt"), max_length=100, blank=True)
    started_at = models.DateTimeField(_("started"), null=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)
    void_reason = models.CharField(_("why it was voided"), max_length=500, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.FINAL
    )

    objects = DrillQuerySet.as_manager()

    class Meta:
        verbose_name = _("drill")
        verbose_name_plural = _("drills")
        ordering = ["-held_on", "number"]
        indexes = [models.Index(fields=["held_on", "id"], name="drill_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=DrillKind.values), name="drill_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="drill_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")),
                name="drill_ends_after_its_start",
                violation_error_message=_("It ends before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(reported_on=None, reported_to="", receipt="")
                | (Q(reported_on__isnull=False) & ~Q(reported_to="")),
                name="drill_is_reported_to_somebody_on_a_day",
                violation_error_message=_(
                    "Say on which day it was reported, and to which regulator."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("training:view-drill", args=[self.pk])

    @property
    def goes_on(self) -> bool:
        """Whether it is being held now."""
        return self.status == Status.DRAFT and self.started_at is not None


class DrillStepQuerySet(JournalledQuerySet["DrillStep"]):
    """Steps, seen by whoever sees their drill."""

    def visible_to(self, viewer: Viewer, permission: str = "") -> Self:
        return self.filter(drill__in=Drill.objects.visible_to(viewer, permission))


class DrillStep(Journalled):
    """What happened in a drill at a moment, in the words of who saw it."""

    drill = models.ForeignKey(
        Drill, verbose_name=_("drill"), on_delete=models.PROTECT, related_name="steps"
    )
    what = models.CharField(_("what happened"), max_length=200)
    at = models.DateTimeField(_("moment"))

    objects = DrillStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of a drill")
        verbose_name_plural = _("steps of drills")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.what


class DrillRole(models.TextChoices):
    """What somebody has to do in a drill, beside commander and organiser."""

    RESCUE = "rescue", _("Rescue")
    EVACUATION = "evacuation", _("Evacuation")
    MEDICAL = "medical", _("Medical aid")
    CORDON = "cordon", _("Cordon")
    COMMUNICATION = "communication", _("Communication")
    LOGISTICS = "logistics", _("Logistics")
    EVALUATOR = "evaluator", _("Evaluator")


class ParticipationQuerySet(JournalledQuerySet["Participation"]):
    """Participations, seen by whoever sees their drill."""

    def counted(self) -> Self:
        """Those that are not voided."""
        return self.filter(status=Participation.Status.COUNTED)

    def visible_to(self, viewer: Viewer, permission: str = "") -> Self:
        return self.filter(drill__in=Drill.objects.visible_to(viewer, permission))


class Participation(Voidable):
    """One person in one drill.

    ``ticked_at`` is when a marshal last ticked, or took the tick back; a file has none.
    """

    drill = models.ForeignKey(
        Drill,
        verbose_name=_("drill"),
        on_delete=models.PROTECT,
        related_name="participations",
        db_index=False,
    )
    person = models.ForeignKey(
        Person,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="participations",
    )
    ticked_at = models.DateTimeField(_("ticked"), null=True, editable=False)
    role = models.CharField(
        pgettext_lazy("drill", "role"),
        max_length=20,
        choices=DrillRole.choices,
        blank=True,
    )

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [
            models.UniqueConstraint(
                fields=["drill", "person"],
                name="participation_once",
                violation_error_message=_("This person is on the list already."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=["", *DrillRole.values]),
                name="participation_role_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.drill} · {self.person}"
