"""Hazards: found, due, put right and verified by somebody else."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections.models.inspection import Inspection
from safety.core.access import Viewer
from safety.core.models import JournalledQuerySet, Voidable
from safety.org.models import Ancestry, Unit
from safety.org.validators import within_calendar
from safety.people.models import Contractor, Person


class Level(models.TextChoices):
    """How grave by law: a major hazard is one that a criterion makes so."""

    GENERAL = "general", _("General")
    MAJOR = "major", _("Major")


class Risk(models.TextChoices):
    """The four colours of risk, red the gravest (DOMAIN 1.2)."""

    RED = "1", _("1 · red")
    ORANGE = "2", _("2 · orange")
    YELLOW = "3", _("3 · yellow")
    BLUE = "4", _("4 · blue")


class State(models.TextChoices):
    """How far a hazard has come."""

    REPORTED = "reported", _("Reported")
    ASSIGNED = "assigned", _("Assigned")
    AWAITING = "awaiting", _("Awaiting verification")
    CLOSED = "closed", pgettext_lazy("hazard", "Closed")
    VOIDED = "voided", _("Voided")


OPEN = (State.REPORTED, State.ASSIGNED, State.AWAITING)


class HazardQuerySet(JournalledQuerySet["Hazard"]):
    """Hazards by state, date, place and who sees them."""

    def counted(self) -> Self:
        return self.filter(status=Hazard.Status.COUNTED)

    def open(self) -> Self:
        """Hazards that nobody has verified yet."""
        return self.filter(state__in=OPEN)

    def overdue(self, today: date) -> Self:
        """Hazards whose day has passed and that nobody has put right."""
        not_done = (State.REPORTED, State.ASSIGNED)
        return self.filter(state__in=not_done, due_on__lt=today)

    def below(self, unit_ids: object) -> Self:
        """Hazards of these units and of everything below them in today's tree."""
        return self.filter(unit__in=Ancestry.objects.current().below(unit_ids))

    def visible_to(self, viewer: Viewer, permission: str = "inspections.view") -> Self:
        return self.below(viewer.unit_ids_for(permission))

    def numbered(self, text: str) -> Self:
        """Hazards whose number begins with the text."""
        return self.filter(number__istartswith=text)

    def matching(self, text: str) -> Self:
        """Hazards whose number begins with, or whose description holds, the text."""
        return self.filter(Q(number__istartswith=text) | Q(description__icontains=text))


class Hazard(Voidable):
    """One failed or missing control at a unit, and what became of it.

    ``state`` is worked out by the database from what else the record says, so the two
    never disagree, whether a form or a file has written it.
    """

    number = models.CharField(_("number"), max_length=60, unique=True)
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="hazards"
    )
    inspection = models.ForeignKey(
        Inspection,
        verbose_name=_("inspection"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="hazards",
    )
    found_on = models.DateField(_("found on"), validators=[within_calendar])
    level = models.CharField(_("level"), max_length=10, choices=Level.choices)
    risk = models.CharField(_("risk"), max_length=1, choices=Risk.choices, blank=True)
    category = models.CharField(
        pgettext_lazy("hazard", "category"), max_length=100, blank=True
    )
    description = models.TextField(_("description"))
    contractor = models.ForeignKey(
        Contractor,
        verbose_name=_("contractor"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="hazards",
    )
    responsible = models.ForeignKey(
        Person,
        verbose_name=_("responsible"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="hazards_to_rectify",
    )
    due_on = models.DateField(_("due on"), validators=[within_calendar])
    rectified_on = models.DateField(
        _("rectified on"), null=True, blank=True, validators=[within_calendar]
    )
    rectified_by = models.ForeignKey(
        Person,
        verbose_name=_("rectified by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="hazards_rectified",
        db_index=False,
    )
    verified_on = models.DateField(
        _("verified on"), null=True, blank=True, validators=[within_calendar]
    )
    verified_by = models.ForeignKey(
        Person,
        verbose_name=_("verified by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="hazards_verified",
        db_index=False,
    )
    measures = models.TextField(_("measures"), blank=True)
    state = models.GeneratedField(
        expression=Case(
            When(status=Voidable.Status.VOIDED, then=Value(State.VOIDED)),
            When(verified_on__isnull=False, then=Value(State.CLOSED)),
            When(rectified_on__isnull=False, then=Value(State.AWAITING)),
            When(responsible__isnull=False, then=Value(State.ASSIGNED)),
            default=Value(State.REPORTED),
        ),
        output_field=models.CharField(_("state"), max_length=10, choices=State.choices),
        db_persist=True,
    )

    objects = HazardQuerySet.as_manager()

    class Meta:
        verbose_name = _("hazard")
        verbose_name_plural = _("hazards")
        ordering = ["due_on", "number"]
        indexes = [models.Index(fields=["due_on", "id"], name="hazard_by_due_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(level__in=Level.values), name="level_is_known"
            ),
            models.CheckConstraint(
                condition=Q(risk__in=["", *Risk.values]), name="risk_is_known"
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("found_on")),
                name="hazard_due_after_found",
                violation_error_message=_("The hazard is due before it was found."),
            ),
            models.CheckConstraint(
                condition=Q(rectified_on=None) | Q(rectified_on__gte=F("found_on")),
                name="hazard_rectified_after_found",
                violation_error_message=_(
                    "The hazard was put right before it was found."
                ),
            ),
            models.CheckConstraint(
                condition=Q(rectified_on__isnull=False) | Q(verified_on=None),
                name="hazard_rectified_before_verified",
                violation_error_message=_(
                    "The hazard was verified without the day on which it was put right."
                ),
            ),
            models.CheckConstraint(
                condition=Q(verified_on=None)
                | Q(rectified_on=None)
                | Q(verified_on__gte=F("rectified_on")),
                name="hazard_verified_after_rectified",
                violation_error_message=_(
                    "The hazard was verified before it was put right."
                ),
            ),
            models.CheckConstraint(
                condition=Q(rectified_by=None)
                | Q(verified_by=None)
                | ~Q(verified_by=F("rectified_by")),
                name="hazard_verified_by_another",
                violation_error_message=_(
                    "Whoever put the hazard right cannot verify it."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("inspections:view-hazard", args=[self.pk])
