"""Who learns in the online school, how far he is, and what lets him in."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from safety.core.models import Journalled, JournalledQuerySet
from safety.people.models import Person
from training.models.course import Course
from training.models.lesson import Lesson


class EnrolmentQuerySet(JournalledQuerySet["Enrolment"]):
    """Enrolments by whether they go on."""

    def going_on(self) -> Self:
        return self.filter(ended_at=None)

    def with_read(self) -> Self:
        """With the number of lessons of today's course that are read."""
        is_read = Q(readings__read_at__isnull=False)
        is_taught = Q(readings__lesson__status=Lesson.Status.COUNTED)
        return self.annotate(read=Count("readings", filter=is_read & is_taught))


class Enrolment(Journalled):
    """One person learns one course, from the first lesson to its end.

    Without ``completed_on``, the local day on which all was done, it goes on or was
    ended by exams that were not passed.
    """

    course = models.ForeignKey(
        Course,
        verbose_name=_("course"),
        on_delete=models.PROTECT,
        related_name="enrolments",
    )
    person = models.ForeignKey(
        Person,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="enrolments",
    )
    began_at = models.DateTimeField(_("began"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True)
    completed_on = models.DateField(_("completed on"), null=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["began_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "person"],
                condition=Q(ended_at=None),
                name="enrolment_goes_on_once",
            ),
            models.CheckConstraint(
                condition=Q(completed_on=None) | Q(ended_at__isnull=False),
                name="enrolment_completed_has_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course} · {self.person}"


class Reading(models.Model):
    """How long somebody has had one lesson open, as the server has seen it.

    ``seen_at`` is when the page was last said to be open. Its seconds are no record
    that anything counts: what follows from them is the enrolment's.
    """

    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.PROTECT, related_name="readings", db_index=False
    )
    lesson = models.ForeignKey(
        Lesson, on_delete=models.PROTECT, related_name="readings"
    )
    seconds = models.PositiveIntegerField(default=0)
    seen_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "lesson"], name="reading_once")
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.lesson_id}"

    @property
    def missing(self) -> int:
        """Seconds that the lesson has still to be open."""
        return max(0, self.lesson.seconds - self.seconds)


class SchoolCodeQuerySet(JournalledQuerySet["SchoolCode"]):
    """Codes by whether they let in."""

    def open_at(self, moment: datetime) -> Self:
        return self.filter(
            revoked_at=None, until__gt=moment, person__status=Person.Status.COUNTED
        )


class SchoolCode(Journalled):
    """A code by which a person without an account comes into the online school.

    Only its salted hash is kept, as of a password.
    """

    person = models.ForeignKey(
        Person,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="school_codes",
    )
    password = models.CharField(max_length=128)
    until = models.DateTimeField(_("open until"))
    revoked_at = models.DateTimeField(_("closed"), null=True)

    objects = SchoolCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("code for the online school")
        verbose_name_plural = _("codes for the online school")
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(revoked_at=None),
                name="one_open_school_code",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id}"
