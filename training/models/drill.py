"""Emergency drills, and who took part in them."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inspections.models import Status
from safety.core.access import Viewer
from safety.core.models import JournalledQuerySet, Voidable
from safety.org.models import LocatedQuerySet, Unit
from safety.org.validators import within_calendar
from safety.people.models import Person


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


class Drill(Voidable):
    """An emergency plan rehearsed by one unit on one day."""

    number = models.CharField(_("number"), max_length=60, unique=True)
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="drills"
    )
    plan = models.CharField(_("plan"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=DrillKind.choices)
    held_on = models.DateField(_("held on"), validators=[within_calendar])
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
        ]

    def __str__(self) -> str:
        return self.number


class ParticipationQuerySet(JournalledQuerySet["Participation"]):
    """Participations, seen by whoever sees their drill."""

    def counted(self) -> Self:
        """Those that are not voided."""
        return self.filter(status=Participation.Status.COUNTED)

    def visible_to(self, viewer: Viewer, permission: str = "") -> Self:
        return self.filter(drill__in=Drill.objects.visible_to(viewer, permission))


class Participation(Voidable):
    """One person in one drill."""

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

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [
            models.UniqueConstraint(
                fields=["drill", "person"],
                name="participation_once",
                violation_error_message=_("This person is on the list already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.drill} · {self.person}"
