"""Exams of the online school: their rule, and each time that somebody sits one."""

from datetime import datetime
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from safety.core.models import Journalled, JournalledQuerySet
from safety.org.models.unit import is_chinese
from training.models.course import Course
from training.models.enrolment import Enrolment
from training.models.question import Question, QuestionKind

MOST_ASKED = 200  # questions of a kind
RULES = {
    QuestionKind.SINGLE: "singles",
    QuestionKind.MULTIPLE: "multiples",
    QuestionKind.TRUE_FALSE: "statements",
}


class Exam(Journalled):
    """How a course is examined: what is drawn, for how long, and when it is passed."""

    course = models.OneToOneField(
        Course, verbose_name=_("course"), on_delete=models.PROTECT, related_name="exam"
    )
    singles = models.PositiveSmallIntegerField(
        _("with one right answer"),
        default=0,
        validators=[MaxValueValidator(MOST_ASKED)],
    )
    multiples = models.PositiveSmallIntegerField(
        _("with several right answers"),
        default=0,
        validators=[MaxValueValidator(MOST_ASKED)],
    )
    statements = models.PositiveSmallIntegerField(
        _("true or false"), default=0, validators=[MaxValueValidator(MOST_ASKED)]
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), validators=[MinValueValidator(1), MaxValueValidator(600)]
    )
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark in percent"),
        default=80,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    attempts = models.PositiveSmallIntegerField(
        _("attempts"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
    )
    wait_hours = models.PositiveSmallIntegerField(
        _("hours to wait before the next"),
        default=0,
        validators=[MaxValueValidator(24 * 30)],
    )

    class Meta:
        verbose_name = _("exam")
        verbose_name_plural = _("exams")
        constraints = [
            models.CheckConstraint(
                condition=Q(singles__gt=0) | Q(multiples__gt=0) | Q(statements__gt=0),
                name="exam_asks_something",
                violation_error_message=_("An exam asks one question at least."),
            )
        ]

    def __str__(self) -> str:
        return str(self.course)

    @property
    def asked(self) -> int:
        """How many questions are drawn."""
        return self.singles + self.multiples + self.statements


class AttemptQuerySet(JournalledQuerySet["Attempt"]):
    """Attempts by whether they go on."""

    def going_on(self) -> Self:
        return self.filter(handed_in_at=None)

    def over(self, moment: datetime) -> Self:
        """Those that go on and whose time has passed."""
        return self.going_on().filter(due_at__lte=moment)


class Attempt(Journalled):
    """Somebody sits an exam once. Its time is the server's.

    ``pass_mark`` is that of the rule when it began; ``right`` of ``asked`` questions
    were answered right.
    """

    enrolment = models.ForeignKey(
        Enrolment,
        verbose_name=_("enrolment"),
        on_delete=models.PROTECT,
        related_name="attempts",
    )
    began_at = models.DateTimeField(_("began"))
    due_at = models.DateTimeField(_("to be handed in by"))
    handed_in_at = models.DateTimeField(_("handed in"), null=True)
    pass_mark = models.PositiveSmallIntegerField(_("pass mark in percent"))
    asked = models.PositiveSmallIntegerField(_("asked"))
    right = models.PositiveSmallIntegerField(_("right"), null=True)
    passed = models.BooleanField(_("passed"), null=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["began_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(handed_in_at=None),
                name="attempt_goes_on_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.began_at:%F}"

    @property
    def percent(self) -> int:
        """Of the questions answered right, rounded down, so that a pass is one."""
        return (self.right or 0) * 100 // self.asked


class Asked(models.Model):
    """One question as it was drawn for one attempt, and what was answered.

    ``said`` is the question as it stood then, its options shuffled: what is reviewed
    later is what was asked. ``given`` has letters as the key has them.
    """

    attempt = models.ForeignKey(
        Attempt, on_delete=models.PROTECT, related_name="questions", db_index=False
    )
    place = models.PositiveSmallIntegerField()
    said = models.JSONField()
    given = models.CharField(max_length=6, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("question of an attempt")
        verbose_name_plural = _("questions of attempts")
        ordering = ["attempt", "place"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "place"], name="asked_once")
        ]

    def __str__(self) -> str:
        return self.question.text

    @property
    def question(self) -> Question:
        """The question as it was asked."""
        return Question(**self.said["question"])

    @property
    def is_multiple(self) -> bool:
        return bool(self.said["question"]["kind"] == QuestionKind.MULTIPLE)

    @property
    def is_right(self) -> bool:
        return bool(self.given == self.said["question"]["answer"])

    @property
    def keys(self) -> list[str]:
        """What can be answered, in the order in which it is shown."""
        order: list[str] = self.said["order"]
        return order

    @property
    def options(self) -> list[dict[str, Any]]:
        """Each option: its key, its text, whether it was chosen and is right."""
        texts = dict(self.question.shown_options)
        right, chosen = (_parts(text) for text in (self.question.answer, self.given))
        return [
            {
                "key": key,
                "text": texts[key],
                "is_chosen": key in chosen,
                "is_right": key in right,
            }
            for key in self.keys
        ]

    @property
    def shown_text(self) -> str:
        question = self.question
        return (is_chinese() and question.text_zh) or question.text


def _parts(answer: str) -> list[str]:
    """The keys of an answer: letters each, a word whole."""
    return list(answer) if answer.isupper() else [answer]
