"""Evaluations of drills, by the items of a standard."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections.models import Mark
from inspections.models.policy import Sourced
from safety.core.access import Viewer
from safety.core.models import Journalled, JournalledQuerySet
from safety.org.models.unit import is_chinese
from safety.org.validators import within_calendar
from training.models.drill import Drill, DrillKind

SINCE = date(2000, 1, 1)  # of items that come with the site


class Mode(models.TextChoices):
    """Whether something is done in a drill, or talked over; each has its own sheet."""

    PRACTICAL = "practical", _("Practical")
    TABLETOP = "tabletop", _("Tabletop")


class EvaluationItemQuerySet(JournalledQuerySet["EvaluationItem"]):
    """Items by what is judged by them."""

    def of(self, evaluation: "Evaluation") -> Self:
        """Those with which it was made; of a new one what holds on its drill's day."""
        if evaluation.pk:
            return self.filter(pk__in=evaluation.judgements.values("item"))
        drill = evaluation.drill
        is_talk = drill.kind == DrillKind.TABLETOP
        return self.filter(
            Q(valid_to=None) | Q(valid_to__gte=drill.held_on),
            mode=Mode.TABLETOP if is_talk else Mode.PRACTICAL,
            valid_from__lte=drill.held_on,
        )


class EvaluationItem(Sourced, Journalled):
    """What drills of some days are judged by; how sure it is that a standard says so.

    The wording of one by which a drill was judged stays: it ends, and another begins.
    """

    mode = models.CharField(_("mode"), max_length=10, choices=Mode.choices)
    name = models.CharField(_("name"), max_length=200)
    name_zh = models.CharField(_("Chinese name"), max_length=200, blank=True)
    valid_from = models.DateField(
        _("valid from"), default=SINCE, validators=[within_calendar]
    )
    valid_to = models.DateField(
        _("valid to"), null=True, blank=True, validators=[within_calendar]
    )
    source = models.CharField(_("source"), max_length=300)
    mark = models.CharField(_("how sure"), max_length=2, choices=Mark.choices)

    objects = EvaluationItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item of evaluation")
        verbose_name_plural = _("items of evaluation")
        ordering = ["mode", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(mode__in=Mode.values), name="evaluation_item_mode_is_known"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="evaluation_item_ends_after_it_begins",
                violation_error_message=_("It ends before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return (is_chinese() and self.name_zh) or self.name

    def get_absolute_url(self) -> str:
        return reverse("training:change-evaluation-item", args=[self.pk])

    @property
    def is_used(self) -> bool:
        """Whether a drill was evaluated by it."""
        return not self._state.adding and self.judgements.exists()


class Result(models.TextChoices):
    """How well a drill, or a part of it, went."""

    MET = "met", pgettext_lazy("drill", "Met")
    PARTLY = "partly", pgettext_lazy("drill", "Partly met")
    UNMET = "unmet", pgettext_lazy("drill", "Not met")


class EvaluationKind(models.TextChoices):
    """Whose evaluation it is (AQ/T 9009)."""

    SPOT = "spot", _("Comment on the spot")
    SELF = "self", _("Participants’ own evaluation")
    TEAM = "team", _("Evaluation team")


class EvaluationQuerySet(JournalledQuerySet["Evaluation"]):
    """Evaluations by who sees their drill."""

    def visible_to(self, viewer: Viewer, permission: str = "") -> Self:
        return self.filter(drill__in=Drill.objects.visible_to(viewer, permission))


class Evaluation(Journalled):
    """What one of three says of a drill, as a whole and in words."""

    drill = models.ForeignKey(
        Drill,
        verbose_name=_("drill"),
        on_delete=models.PROTECT,
        related_name="evaluations",
    )
    kind = models.CharField(_("kind"), max_length=10, choices=EvaluationKind.choices)
    result = models.CharField(
        pgettext_lazy("drill", "aims"), max_length=10, choices=Result.choices
    )
    said = models.TextField(_("in words"), max_length=4000, blank=True)
    evaluators = models.CharField(_("evaluators"), max_length=300, blank=True)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        verbose_name = _("evaluation of a drill")
        verbose_name_plural = _("evaluations of drills")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["drill", "kind"], name="evaluation_of_a_kind_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=EvaluationKind.values),
                name="evaluation_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(result__in=Result.values),
                name="evaluation_result_is_known",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class JudgementQuerySet(JournalledQuerySet["Judgement"]):
    """Judgements by who sees their drill."""

    def visible_to(self, viewer: Viewer, permission: str = "") -> Self:
        drills = Drill.objects.visible_to(viewer, permission)
        return self.filter(evaluation__drill__in=drills)


class Judgement(Journalled):
    """How well one item went, by one evaluation; without a result it is not judged."""

    evaluation = models.ForeignKey(
        Evaluation,
        verbose_name=_("evaluation of a drill"),
        on_delete=models.PROTECT,
        related_name="judgements",
        db_index=False,
    )
    item = models.ForeignKey(
        EvaluationItem,
        verbose_name=_("item of evaluation"),
        on_delete=models.PROTECT,
        related_name="judgements",
    )
    result = models.CharField(
        _("result"), max_length=10, choices=Result.choices, blank=True
    )

    objects = JudgementQuerySet.as_manager()

    class Meta:
        verbose_name = _("judgement of an item")
        verbose_name_plural = _("judgements of items")
        ordering = ["item"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "item"], name="judgement_of_an_item_once"
            ),
            models.CheckConstraint(
                condition=Q(result__in=["", *Result.values]),
                name="judgement_result_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.get_result_display()}"
