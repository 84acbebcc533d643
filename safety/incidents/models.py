"""Incidents: what went wrong, from a near miss to a death."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety.core.models import Voidable
from safety.org.models import LocatedQuerySet, Unit
from safety.org.validators import within_calendar


class Severity(models.TextChoices):
    """How grave an incident was, as FORMATS writes it, the least first."""

    NEAR_MISS = "near_miss", _("Near miss")
    FIRST_AID = "first_aid", _("First aid")
    MEDICAL = "medical", _("Medical treatment")
    LOST_TIME = "lost_time", _("Lost time")
    FATAL = "fatal", _("Fatal")


class Category(models.TextChoices):
    """What hurts people, or nearly did: GB 6441-86, in its order."""

    STRUCK = "struck", _("Struck by an object")
    VEHICLE = "vehicle", pgettext_lazy("incident", "Vehicle")
    MACHINERY = "machinery", pgettext_lazy("incident", "Machinery")
    LIFTING = "lifting", pgettext_lazy("incident", "Lifting")
    ELECTRIC = "electric", _("Electric shock")
    DROWNING = "drowning", _("Drowning")
    BURNS = "burns", _("Burns and scalds")
    FIRE = "fire", pgettext_lazy("incident", "Fire")
    FALL = "fall", _("Fall from height")
    COLLAPSE = "collapse", pgettext_lazy("incident", "Collapse")
    ROOF_FALL = "roof_fall", _("Roof fall or rib spalling")
    INRUSH = "inrush", _("Water inrush")
    BLASTING = "blasting", pgettext_lazy("incident", "Blasting")
    EXPLOSIVES = "explosives", _("Explosion of explosives")
    GAS = "gas", _("Gas explosion")
    BOILER = "boiler", _("Boiler explosion")
    VESSEL = "vessel", _("Pressure vessel explosion")
    EXPLOSION = "explosion", _("Other explosion")
    POISONING = "poisoning", _("Poisoning and asphyxia")
    OTHER = "other", _("Other injury")


class IncidentQuerySet(LocatedQuerySet["Incident"]):
    """Incidents by place and who sees them."""

    seen_by = "incidents.view"

    def counted(self) -> Self:
        return self.filter(status=Incident.Status.COUNTED)

    def matching(self, text: str) -> Self:
        """Those whose number begins with, or whose description holds, the text."""
        return self.filter(Q(number__istartswith=text) | Q(description__icontains=text))


class Incident(Voidable):
    """Something that went wrong at a unit on a day.

    ``category`` is one of `Category`, or whatever else a register in use calls it.
    Without deaths and lost days said it had none.
    """

    number = models.CharField(_("number"), max_length=60, unique=True)
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="incidents"
    )
    occurred_on = models.DateField(_("occurred on"), validators=[within_calendar])
    category = models.CharField(pgettext_lazy("incident", "category"), max_length=100)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity.choices)
    deaths = models.PositiveIntegerField(_("deaths"), null=True, blank=True)
    lost_days = models.PositiveIntegerField(_("lost days"), null=True, blank=True)
    description = models.TextField(_("description"))
    void_reason = models.CharField(
        _("why it was voided"),
        max_length=500,
        blank=True,
        default="",
        editable=False,
    )

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ["-occurred_on", "number"]
        indexes = [models.Index(fields=["occurred_on", "id"], name="incident_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(severity__in=Severity.values),
                name="incident_severity_is_known",
            )
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("incidents:view-incident", args=[self.pk])

    @property
    def category_label(self) -> str:
        """What the category is called; what is none of GB 6441 as it is written."""
        return str(dict(Category.choices).get(self.category, self.category))
