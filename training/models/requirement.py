"""Who must hold which course, and how many hours a year: rows with day and source."""

from datetime import date
from typing import Any, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections.models import Mark
from inspections.models.policy import Sourced
from safety.core.fields import HundredthsField
from safety.core.models import Journalled, JournalledQuerySet, Voidable
from safety.org.models import Kind, SharedQuerySet, Unit
from safety.org.validators import within_calendar
from training.models.course import Course
from training.models.session import SessionKind


class Who(models.TextChoices):
    """Whom a requirement is for; somebody may be several of these (DOMAIN 3.1)."""

    ANYBODY = "anybody", pgettext_lazy("required of", "Anybody")
    LEADERS = "leaders", _("Leaders and project managers")
    OFFICERS = "officers", _("Safety officers")
    STAFF = "staff", _("Other managers and technicians")
    SPECIAL = "special", _("Special operations")
    WORKERS = "workers", _("Other staff and workers")


class RequirementQuerySet(SharedQuerySet["Requirement"]):
    """Requirements by whom they bind and who sees them."""

    seen_by = "courses.view"

    def in_force(self, day: date) -> Self:
        """Those that hold on a day, of courses in use."""
        return self.filter(
            status=Requirement.Status.COUNTED,
            course__status=Course.Status.COUNTED,
            valid_from__lte=day,
        )


class Requirement(Voidable):
    """A course that somebody must hold who is posted at a unit or below it.

    With a kind only who works in a unit of that kind: in a project are its teams, too.
    With a trade only who has a certificate of it, written the same.
    """

    unit = models.ForeignKey(
        Unit,
        verbose_name=_("unit"),
        on_delete=models.PROTECT,
        related_name="requirements",
    )
    course = models.ForeignKey(
        Course,
        verbose_name=_("course"),
        on_delete=models.PROTECT,
        related_name="requirements",
    )
    who = models.CharField(
        pgettext_lazy("requirement", "required of"),
        max_length=20,
        choices=Who.choices,
        default=Who.ANYBODY,
    )
    trade = models.CharField(_("trade"), max_length=100, blank=True)
    unit_kind = models.CharField(
        _("who works in a"), max_length=10, choices=Kind.choices, blank=True
    )
    valid_from = models.DateField(_("valid from"), validators=[within_calendar])
    source = models.CharField(_("source"), max_length=300, blank=True)

    objects = RequirementQuerySet.as_manager()

    class Meta:
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        ordering = ["course__code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "course", "who", "trade", "unit_kind"],
                condition=Q(status="counted"),
                name="requirement_once",
                violation_error_message=_("This is required there already."),
            ),
            models.CheckConstraint(
                condition=Q(who__in=Who.values), name="requirement_who_is_known"
            ),
            models.CheckConstraint(
                condition=Q(unit_kind__in=["", *Kind.values]),
                name="requirement_unit_kind_is_known",
            ),
        ]

    def __str__(self) -> str:
        return str(self.course)


class Every(models.TextChoices):
    """How often the hours of a rule are asked."""

    YEAR = "year", _("Every year")
    ONCE = "once", _("Before work")


class HoursRule(Sourced, Journalled):
    """So many hours a year or before work, from a day on; the strictest that fits.

    With a kind only hours of sessions of that kind count for it.
    """

    who = models.CharField(
        pgettext_lazy("requirement", "required of"), max_length=20, choices=Who.choices
    )
    every = models.CharField(_("when"), max_length=10, choices=Every.choices)
    kind = models.CharField(
        _("kind"), max_length=20, choices=SessionKind.choices, blank=True
    )
    hours = HundredthsField(_("hours"), validators=[MinValueValidator(0)])
    valid_from = models.DateField(_("valid from"), validators=[within_calendar])
    source = models.CharField(_("source"), max_length=300)
    mark = models.CharField(_("how sure"), max_length=2, choices=Mark.choices)
    is_on = models.BooleanField(_("is asked"), default=True)

    objects: Any = JournalledQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule of hours")
        verbose_name_plural = _("rules of hours")
        ordering = ["every", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["who", "every", "kind", "source", "valid_from"],
                name="hours_rule_once",
                violation_error_message=_("There is such a rule from that day on."),
            ),
            models.CheckConstraint(
                condition=Q(hours__gte=0),
                name="hours_rule_not_negative",
                violation_error_message=_("Hours cannot be negative."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_who_display())

    def get_absolute_url(self) -> str:
        return reverse("training:change-hours", args=[self.pk])
