"""Lessons of a course in the online school, with what they show."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from safety.core.access import Viewer
from safety.core.models import JournalledQuerySet, Voidable
from safety.files.models import Attachment, AttachmentQuerySet
from safety.org.models.unit import is_chinese
from training.models.course import Course

LONGEST_READING = 4 * 3600  # seconds


class LessonQuerySet(JournalledQuerySet["Lesson"]):
    """Lessons by whether they are taught, and by who sees their course."""

    def counted(self) -> Self:
        return self.filter(status=Lesson.Status.COUNTED)

    def visible_to(self, viewer: Viewer, permission: str = "courses.view") -> Self:
        return self.filter(course__in=Course.objects.visible_to(viewer, permission))


class Lesson(Voidable):
    """One part of a course: a text, and files such as a photo, a PDF, slides, a video.

    It is read once it has been open for ``seconds``; none asks for no time.
    """

    course = models.ForeignKey(
        Course,
        verbose_name=_("course"),
        on_delete=models.PROTECT,
        related_name="lessons",
    )
    place = models.PositiveSmallIntegerField(
        _("place in the course"), validators=[MinValueValidator(1)]
    )
    title = models.CharField(_("title"), max_length=200)
    title_zh = models.CharField(_("Chinese title"), max_length=200, blank=True)
    text = models.TextField(_("text"), max_length=20_000, blank=True)
    text_zh = models.TextField(_("Chinese text"), max_length=20_000, blank=True)
    seconds = models.PositiveSmallIntegerField(
        _("shortest reading time in seconds"),
        default=0,
        validators=[MaxValueValidator(LONGEST_READING)],
    )

    objects = LessonQuerySet.as_manager()

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        ordering = ["course", "place", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(seconds__lte=LONGEST_READING),
                name="lesson_is_read_in_some_hours",
            )
        ]

    def __str__(self) -> str:
        return (is_chinese() and self.title_zh) or self.title

    def get_absolute_url(self) -> str:
        return reverse("training:change-lesson", args=[self.pk])

    @property
    def shown_text(self) -> str:
        """The text in the language of the reader."""
        return (is_chinese() and self.text_zh) or self.text


class LessonFileQuerySet(AttachmentQuerySet["LessonFile"]):
    """Files by who sees their course."""

    def visible_to(self, viewer: Viewer) -> Self:
        return self.filter(lesson__in=Lesson.objects.visible_to(viewer))


class LessonFile(Attachment):
    """A photo, a PDF, slides or a video of a lesson."""

    lesson = models.ForeignKey(
        Lesson,
        verbose_name=_("lesson"),
        on_delete=models.PROTECT,
        related_name="files",
    )

    objects = LessonFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a lesson")
        verbose_name_plural = _("files of lessons")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lesson", "sha256"], name="lesson_file_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.lesson_id} {self.sha256[:12]}"
