"""How many days before something expires whoever must know is told; and what was."""

from typing import Self, TypeVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inspections.models import Mark
from inspections.models.policy import Sourced
from safety.core.models import Journalled, JournalledQuerySet
from safety.org.models import Unit
from safety.people.models import Person
from training.models.certificate import Certificate
from training.models.course import Course
from training.models.drill_rule import PlannedDrill
from training.models.plan import PlanVersion
from training.models.requirement import Requirement

MOST_DAYS = 400
PAST = -1  # days before: the day has passed

M = TypeVar("M", bound=models.Model)


class ReminderQuerySet(JournalledQuerySet["Reminder"]):
    """Reminders by whether they are given."""

    def in_days(self) -> list[int]:
        """The days of those that are given, the nearest to the end first."""
        return sorted(self.filter(is_on=True).values_list("days", flat=True))


class Reminder(Sourced, Journalled):
    """So many days before something expires or is to be reviewed, people are told."""

    days = models.PositiveSmallIntegerField(
        _("days before"),
        unique=True,
        validators=[MaxValueValidator(MOST_DAYS)],
        error_messages={"unique": _("There is such a reminder already.")},
    )
    source = models.CharField(_("source"), max_length=300)
    mark = models.CharField(_("how sure"), max_length=2, choices=Mark.choices)
    is_on = models.BooleanField(_("is given"), default=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-days"]

    def __str__(self) -> str:
        return str(_("%(days)s days before")) % {"days": self.days}

    def get_absolute_url(self) -> str:
        return reverse("training:change-reminder", args=[self.pk])


class UntoldQuerySet(models.QuerySet[M]):
    """What has come so near, by whether people know."""

    def untold(self) -> Self:
        return self.filter(told_at=None)


class Expiry(models.Model):
    """A certificate or course of somebody has come so near to its end: the evidence.

    ``last_on`` is the last day on which it is valid, ``days`` the reminder that is
    due. Written once; to whom it went are the tellings of its key.
    """

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="expiries", db_index=False
    )
    certificate = models.ForeignKey(
        Certificate,
        null=True,
        on_delete=models.PROTECT,
        related_name="expiries",
        db_index=False,
    )
    course = models.ForeignKey(
        Course,
        null=True,
        on_delete=models.PROTECT,
        related_name="expiries",
        db_index=False,
    )
    last_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True)

    objects = UntoldQuerySet["Expiry"].as_manager()

    class Meta:
        verbose_name = _("expiry")
        verbose_name_plural = _("expiries")
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "last_on", "days"],
                condition=Q(course=None),
                name="a_certificate_is_told_once",
            ),
            models.UniqueConstraint(
                fields=["person", "course", "last_on", "days"],
                condition=Q(certificate=None),
                name="a_course_is_told_once",
            ),
            models.CheckConstraint(
                condition=Q(certificate=None, course__isnull=False)
                | Q(certificate__isnull=False, course=None),
                name="expiry_of_one_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], name="expiry_untold", condition=Q(told_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.last_on} {self.days}"


class Deadline(models.Model):
    """The day of a planned drill or of a plan's review is so near: the evidence.

    Or people of a ``unit`` have never held what a ``requirement`` asks of them: due by
    the first of the month. ``days`` is the reminder that is due, `PAST` once the day
    has passed. Written once for each ``due_on``; to whom it went are the tellings of
    its key.
    """

    planned = models.ForeignKey(
        PlannedDrill,
        null=True,
        on_delete=models.PROTECT,
        related_name="deadlines",
        db_index=False,
    )
    version = models.ForeignKey(
        PlanVersion,
        null=True,
        on_delete=models.PROTECT,
        related_name="deadlines",
        db_index=False,
    )
    requirement = models.ForeignKey(
        Requirement,
        null=True,
        on_delete=models.PROTECT,
        related_name="deadlines",
        db_index=False,
    )
    unit = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    due_on = models.DateField()
    days = models.SmallIntegerField()
    told_at = models.DateTimeField(null=True)

    objects = UntoldQuerySet["Deadline"].as_manager()

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        constraints = [
            models.UniqueConstraint(
                fields=["planned", "due_on", "days"],
                condition=Q(version=None),
                name="a_planned_drill_is_told_once",
            ),
            models.UniqueConstraint(
                fields=["version", "due_on", "days"],
                condition=Q(planned=None),
                name="a_review_is_told_once",
            ),
            models.UniqueConstraint(
                fields=["requirement", "unit", "due_on", "days"],
                condition=Q(requirement__isnull=False),
                name="what_was_never_held_is_told_once",
            ),
            models.CheckConstraint(
                condition=Q(planned=None, version__isnull=False, requirement=None)
                | Q(planned__isnull=False, version=None, requirement=None)
                | Q(planned=None, version=None, requirement__isnull=False),
                name="deadline_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(requirement=None, unit=None)
                | Q(requirement__isnull=False, unit__isnull=False),
                name="deadline_of_a_requirement_at_a_unit",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], name="deadline_untold", condition=Q(told_at=None)
            )
        ]

    def __str__(self) -> str:
        of = self.planned_id or self.version_id or self.requirement_id
        return f"{of} {self.due_on} {self.days}"
