"""Safety observation points: places with a QR code, watched by a duty roster."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from safety.core.models import Journalled, JournalledQuerySet, Voidable
from safety.org.models import LocatedQuerySet, Place, Unit
from safety.org.validators import within_calendar
from safety.people.models import Person


class DutyQuerySet(LocatedQuerySet["Duty"]):
    """Duties by place and day."""

    seen_by = "incentives.view"

    def counted(self) -> Self:
        return self.filter(status=Duty.Status.COUNTED)

    def on(self, day: date) -> Self:
        """Those that hold on a day."""
        return self.counted().filter(first_on__lte=day, last_on__gte=day)


class Duty(Voidable):
    """Somebody watches a place from one day to another; its unit is the place's."""

    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="duties"
    )
    place = models.ForeignKey(
        Place, verbose_name=_("place"), on_delete=models.PROTECT, related_name="duties"
    )
    person = models.ForeignKey(
        Person,
        verbose_name=_("person on duty"),
        on_delete=models.PROTECT,
        related_name="duties",
    )
    first_on = models.DateField(_("first day"), validators=[within_calendar])
    last_on = models.DateField(_("last day"), validators=[within_calendar])

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty at a place")
        verbose_name_plural = _("duties at places")
        ordering = ["-first_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")),
                name="duty_ends_after_it_begins",
                violation_error_message=_("It ends before it begins."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.first_on}"


class Visit(Journalled):
    """Somebody on duty was at the place on a day."""

    place = models.ForeignKey(
        Place, verbose_name=_("place"), on_delete=models.PROTECT, related_name="visits"
    )
    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+"
    )
    visited_on = models.DateField(_("visited on"))

    objects = JournalledQuerySet["Visit"].as_manager()

    class Meta:
        verbose_name = _("visit to a place")
        verbose_name_plural = _("visits to places")
        ordering = ["-visited_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "person", "visited_on"],
                name="visit_once_a_day",
                violation_error_message=_("This visit is ticked already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.visited_on}"
