"""Courses: what is taught, as one unit has laid it down for itself and all below."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety.core.fields import HundredthsField
from safety.core.models import Voidable
from safety.org.models import SharedQuerySet, Unit
from safety.org.models.unit import code_validator, is_chinese
from training.models.session import SessionKind

LONGEST = 600  # months: a working life


class CourseQuerySet(SharedQuerySet["Course"]):
    """Courses by who uses and who sees them."""

    seen_by = "courses.view"

    def counted(self) -> Self:
        return self.filter(status=Course.Status.COUNTED)

    def matching(self, text: str) -> Self:
        """Courses whose code begins with, or one of whose names holds, the text."""
        return self.filter(
            Q(code__istartswith=text)
            | Q(name__icontains=text)
            | Q(name_zh__icontains=text)
        )


class Course(Voidable):
    """What sessions teach: of which kind, for how long, and how long it is valid.

    Sessions have hours and an exam of their own; those of the course are proposed.
    """

    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="courses"
    )
    code = models.CharField(
        pgettext_lazy("course", "code"),
        max_length=40,
        unique=True,
        validators=[code_validator],
    )
    name = models.CharField(_("name"), max_length=200)
    name_zh = models.CharField(_("Chinese name"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=SessionKind.choices)
    hours = HundredthsField(_("hours"), validators=[MinValueValidator(0)])
    valid_months = models.PositiveSmallIntegerField(
        _("valid for months"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST)],
    )
    has_exam = models.BooleanField(_("with an exam"), default=False)
    gives_certificate = models.BooleanField(_("gives a certificate"), default=False)
    in_school = models.BooleanField(_("in the online school"), default=False)

    objects = CourseQuerySet.as_manager()

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=SessionKind.values), name="course_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(hours__gte=0),
                name="course_hours_not_negative",
                violation_error_message=_("Hours cannot be negative."),
            ),
            models.CheckConstraint(
                condition=Q(valid_months=None) | Q(valid_months__gte=1),
                name="course_is_valid_for_a_month",
                violation_error_message=_("A course is valid for a month at least."),
            ),
        ]

    def __str__(self) -> str:
        return (is_chinese() and self.name_zh) or self.name

    def get_absolute_url(self) -> str:
        return reverse("training:view-course", args=[self.pk])
