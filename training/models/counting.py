"""For what a course counts, from a month on: a version of the definition."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from safety.core.fields import MonthField
from safety.core.models import Journalled, JournalledQuerySet
from safety.core.months import Month
from training.models.course import Course


class CountingQuerySet(JournalledQuerySet["Counting"]):
    """Versions by course and month."""

    def in_month(self, course: int, month: Month) -> "Counting | None":
        """The version of a course that holds in a month; none: it counts for all."""
        rows = self.filter(course=course, from_month__lte=month)
        return rows.order_by("-from_month").first()

    def after(self, version: "Counting") -> Self:
        """Later ones of the same course."""
        return self.filter(
            course=version.course_id, from_month__gt=version.from_month
        ).order_by("from_month")


class Counting(Journalled):
    """From a month on a course counts, or does not, for hours and for coverage.

    Before its first version a course counts for both, as INDICATORS has it. The month
    of a session is that of its last day.
    """

    course = models.ForeignKey(
        Course,
        verbose_name=_("course"),
        on_delete=models.PROTECT,
        related_name="countings",
        editable=False,
    )
    from_month = MonthField(_("from the month"))
    for_hours = models.BooleanField(_("counts for training hours"), default=True)
    for_coverage = models.BooleanField(_("counts for coverage"), default=True)
    reason = models.CharField(_("reason"), max_length=500)

    objects = CountingQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of what a course counts for")
        verbose_name_plural = _("versions of what courses count for")
        ordering = ["-from_month"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "from_month"],
                name="course_counted_once_from_a_month",
            )
        ]

    def __str__(self) -> str:
        return f"{self.course} · {self.from_month}"

    def get_absolute_url(self) -> str:
        return self.course.get_absolute_url()
