"""How many days before something expires whoever must know is told; and what was."""

from typing import Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inspections.models import Mark
from inspections.models.policy import Sourced
from safety.core.models import Journalled, JournalledQuerySet
from safety.people.models import Person
from training.models.certificate import Certificate
from training.models.course import Course

MOST_DAYS = 400


class ReminderQuerySet(JournalledQuerySet["Reminder"]):
    """Reminders by whether they are given."""

    def in_days(self) -> list[int]:
        """The days of those that are given, the nearest to the end first."""
        return sorted(self.filter(is_on=True).values_list("days", flat=True))


class Reminder(Sourced, Journalled):
    """So many days before something that a person holds expires, people are told."""

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


class ExpiryQuerySet(models.QuerySet["Expiry"]):
    """Expiries by how far they have come."""

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

    objects = ExpiryQuerySet.as_manager()

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
