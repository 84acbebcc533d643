"""Questions of a course, from which its exams are drawn."""

from functools import reduce
from itertools import combinations, pairwise
from operator import and_
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from safety.core.access import Viewer
from safety.core.models import JournalledQuerySet, Voidable
from safety.org.models.unit import is_chinese
from training.models.course import Course

LETTERS = "ABCDEF"  # by which options are named
YES, NO = "yes", "no"
KEYS = {
    size: ["".join(some) for some in combinations(LETTERS, size)]
    for size in range(1, len(LETTERS) + 1)
}
SEVERAL = [key for size, keys in KEYS.items() if size > 1 for key in keys]
OPTIONS = [f"option_{letter.lower()}" for letter in LETTERS]


class QuestionKind(models.TextChoices):
    """How a question is answered."""

    SINGLE = "single", _("One right answer")
    MULTIPLE = "multiple", _("Several right answers")
    TRUE_FALSE = "true_false", _("True or false")


IS_STATEMENT = Q(kind=QuestionKind.TRUE_FALSE)


class QuestionQuerySet(JournalledQuerySet["Question"]):
    """Questions by whether they are asked, and by who sees their course."""

    def counted(self) -> Self:
        return self.filter(status=Question.Status.COUNTED)

    def matching(self, text: str) -> Self:
        """Questions that hold the text."""
        return self.filter(Q(text__icontains=text) | Q(text_zh__icontains=text))

    def visible_to(self, viewer: Viewer, permission: str = "courses.view") -> Self:
        return self.filter(course__in=Course.objects.visible_to(viewer, permission))


class Question(Voidable):
    """One question of a course. A voided one is asked no more.

    ``answer`` has the letters of the right options in order, such as ``ACD``; of a
    statement ``yes`` or ``no``.
    """

    course = models.ForeignKey(
        Course,
        verbose_name=_("course"),
        on_delete=models.PROTECT,
        related_name="questions",
        db_index=False,
    )
    number = models.PositiveIntegerField(
        _("number of the question"), validators=[MinValueValidator(1)]
    )
    kind = models.CharField(
        _("kind of question"), max_length=20, choices=QuestionKind.choices
    )
    text = models.CharField(_("question"), max_length=500)
    text_zh = models.CharField(_("question in Chinese"), max_length=500, blank=True)
    option_a = models.CharField(_("option A"), max_length=300, blank=True)
    option_b = models.CharField(_("option B"), max_length=300, blank=True)
    option_c = models.CharField(_("option C"), max_length=300, blank=True)
    option_d = models.CharField(_("option D"), max_length=300, blank=True)
    option_e = models.CharField(_("option E"), max_length=300, blank=True)
    option_f = models.CharField(_("option F"), max_length=300, blank=True)
    option_a_zh = models.CharField(_("A in Chinese"), max_length=300, blank=True)
    option_b_zh = models.CharField(_("B in Chinese"), max_length=300, blank=True)
    option_c_zh = models.CharField(_("C in Chinese"), max_length=300, blank=True)
    option_d_zh = models.CharField(_("D in Chinese"), max_length=300, blank=True)
    option_e_zh = models.CharField(_("E in Chinese"), max_length=300, blank=True)
    option_f_zh = models.CharField(_("F in Chinese"), max_length=300, blank=True)
    answer = models.CharField(_("right answer"), max_length=6)
    explanation = models.CharField(_("explanation"), max_length=1000, blank=True)
    explanation_zh = models.CharField(
        _("explanation in Chinese"), max_length=1000, blank=True
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["course", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "number"],
                name="question_once",
                violation_error_message=_(
                    "This course has a question of this number already."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=QuestionKind.values),
                name="question_kind_is_known",
            ),
            models.CheckConstraint(
                condition=~IS_STATEMENT | Q(**dict.fromkeys(OPTIONS, "")),
                name="question_true_or_false_has_no_options",
                violation_error_message=_(
                    "What is true or false has no options: leave them empty."
                ),
            ),
            models.CheckConstraint(
                condition=IS_STATEMENT | (~Q(option_a="") & ~Q(option_b="")),
                name="question_has_two_options",
                violation_error_message=_("A and B are needed: a choice has two."),
            ),
            models.CheckConstraint(
                condition=reduce(
                    and_,
                    (
                        Q(**{later: ""}) | ~Q(**{earlier: ""})
                        for earlier, later in pairwise(OPTIONS)
                    ),
                ),
                name="question_options_have_no_gap",
                violation_error_message=_("Fill in the options without a gap."),
            ),
            models.CheckConstraint(
                condition=~IS_STATEMENT | Q(answer__in=[YES, NO]),
                name="question_true_or_false_is_yes_or_no",
                violation_error_message=_(
                    "The right answer of what is true or false is yes or no."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(kind=QuestionKind.SINGLE) | Q(answer__in=KEYS[1]),
                name="question_single_has_one_key",
                violation_error_message=_(
                    "With one right answer there is one key: a letter from A to F."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(kind=QuestionKind.MULTIPLE) | Q(answer__in=SEVERAL),
                name="question_multiple_has_several_keys",
                violation_error_message=_(
                    "With several right answers there are two keys or more: letters "
                    "in order, such as ACD."
                ),
            ),
            models.CheckConstraint(
                condition=IS_STATEMENT
                | reduce(
                    and_,
                    (
                        ~Q(**{option: ""}) | ~Q(answer__contains=letter)
                        for option, letter in zip(OPTIONS, LETTERS, strict=True)
                    ),
                ),
                name="question_keys_are_options",
                violation_error_message=_("A key names an option that is not there."),
            ),
        ]

    def __str__(self) -> str:
        return (is_chinese() and self.text_zh) or self.text

    def get_absolute_url(self) -> str:
        return reverse("training:change-question", args=[self.pk])

    @property
    def shown_options(self) -> list[tuple[str, str]]:
        """What can be answered, with its text in the language of the reader."""
        if self.kind == QuestionKind.TRUE_FALSE:
            return [(YES, pgettext("question", "True")), (NO, gettext("False"))]
        found = []
        for letter, name in zip(LETTERS, OPTIONS, strict=True):
            own = getattr(self, name)
            text = (is_chinese() and getattr(self, f"{name}_zh")) or own
            if own:
                found.append((letter, text))
        return found

    @property
    def shown_explanation(self) -> str:
        """Why it is so, in the language of the reader."""
        return (is_chinese() and self.explanation_zh) or self.explanation
