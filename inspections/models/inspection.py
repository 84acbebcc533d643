"""Inspections: somebody looked at a unit, by a programme."""

from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from safety.core.fields import HundredthsField
from safety.core.models import Voidable
from safety.org.models import LocatedQuerySet, Unit
from safety.org.validators import within_calendar
from safety.people.models import Person

SEMICOLON = "; "  # between the terms of a scope


class Programme(models.TextChoices):
    """For what somebody looks, as FORMATS writes it."""

    QHSE = "qhse", _("QHSE")
    CAHSE = "cahse", _("CAHSE")
    QUALITY = "quality", _("Quality")
    ENVIRONMENT = "environment", _("Environment")
    SPECIAL = "special", _("Special")
    LEADER_VISIT = "leader_visit", _("Leader’s visit")


class Form(models.TextChoices):
    """Who looks at whom."""

    SELF = "self", _("Self-inspection")
    CROSS = "cross", _("Cross-inspection")
    SUPERVISION = "supervision", _("Supervision")
    SPOT_CHECK = "spot_check", _("Spot check")


class Weather(models.TextChoices):
    """The sky above an inspection, in a word."""

    SUNNY = "sunny", _("Sunny")
    CLOUDY = "cloudy", _("Cloudy")
    RAIN = "rain", _("Rain")
    STORM = "storm", _("Thunderstorm")
    WIND = "wind", _("Strong wind")
    FOG = "fog", _("Fog")
    SNOW = "snow", _("Snow or ice")
    HEAT = "heat", _("Great heat")


class Status(models.TextChoices):
    """Whether an inspection counts: only a final one does."""

    DRAFT = "draft", _("Draft")
    FINAL = "final", _("Final")
    VOIDED = "voided", _("Voided")


class InspectionQuerySet(LocatedQuerySet["Inspection"]):
    """Inspections by state, place and who sees them."""

    seen_by = "inspections.view"

    def final(self) -> Self:
        return self.filter(status=Status.FINAL)

    def under_way(self) -> Self:
        """Walks that have begun and not ended."""
        return self.filter(status=Status.DRAFT, started_at__isnull=False)

    def unfinished(self, person: Person) -> Self:
        """Those of them that a person leads or is with."""
        own = Q(lead=person) | Q(members__person=person)
        return self.under_way().filter(own).distinct()

    def numbered(self, text: str) -> Self:
        """Inspections whose number begins with the text."""
        return self.filter(number__istartswith=text)

    def matching(self, text: str) -> Self:
        """Inspections whose number begins with, or whose checklist holds, the text."""
        return self.filter(Q(number__istartswith=text) | Q(checklist__icontains=text))


class Inspection(Voidable):
    """One inspection of one unit on one day, led by one person.

    ``checklist`` and ``scope`` are what a file says of them, in words; a walk writes
    the terms of tags into its scope, and begins and ends at moments.
    """

    number = models.CharField(_("number"), max_length=60, unique=True)
    unit = models.ForeignKey(
        Unit,
        verbose_name=_("unit"),
        on_delete=models.PROTECT,
        related_name="inspections",
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    programme = models.CharField(
        _("programme"), max_length=20, choices=Programme.choices
    )
    form = models.CharField(_("form"), max_length=20, choices=Form.choices)
    inspected_on = models.DateField(_("inspected on"), validators=[within_calendar])
    lead = models.ForeignKey(
        Person,
        verbose_name=_("lead"),
        on_delete=models.PROTECT,
        related_name="led_inspections",
    )
    checklist = models.CharField(_("checklist"), max_length=200, blank=True)
    score = HundredthsField(
        _("score"), null=True, blank=True, validators=[MinValueValidator(0)]
    )
    scope = models.CharField(_("scope"), max_length=500, blank=True)
    weather = models.CharField(
        _("weather"), max_length=10, choices=Weather.choices, blank=True
    )
    started_at = models.DateTimeField(_("started"), null=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.FINAL
    )

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        ordering = ["-inspected_on", "number"]
        indexes = [
            models.Index(fields=["inspected_on", "id"], name="inspection_by_day")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(programme__in=Programme.values), name="programme_is_known"
            ),
            models.CheckConstraint(
                condition=Q(form__in=Form.values), name="form_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="inspection_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(weather__in=["", *Weather.values]), name="weather_is_known"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")),
                name="inspection_ends_after_its_start",
                violation_error_message=_("It ends before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__gte=0),
                name="score_not_negative",
                violation_error_message=_("A score cannot be negative."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def terms(self) -> list[str]:
        """The words of its scope."""
        return [term for each in self.scope.split(";") if (term := each.strip())]

    def get_absolute_url(self) -> str:
        return reverse("inspections:view-inspection", args=[self.pk])
