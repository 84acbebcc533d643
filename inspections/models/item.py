"""Sections and items: what a version of a checklist asks, in its order."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections.models.checklist import ChecklistVersion, Worded, is_said
from inspections.models.level import Level
from inspections.scoring import FULL, Part
from safety.core.fields import HundredthsField
from safety.core.models import Journalled, JournalledQuerySet
from safety.org.models.unit import code_validator, is_chinese


class Answering(models.TextChoices):
    """How an item is answered."""

    CHECK = "check", _("Pass, fail or not applicable")
    DEDUCTION = "deduction", _("Deduction from a maximum")
    NUMBER = "number", _("Number")
    CHOICE = "choice", pgettext_lazy("answer", "Choice")
    TEXT = "text", pgettext_lazy("answer", "Text")
    DATE = "date", pgettext_lazy("answer", "Date")
    PHOTO = "photo", pgettext_lazy("answer", "Photo")


PARTS = {
    Part.GENERAL: _("General item"),
    Part.GUARANTEE: _("Guarantee item"),
    Part.BONUS: _("Bonus"),
    Part.VETO: _("Veto"),
}
# What can be failed, and what has points.
FAILING = (Answering.CHECK, Answering.DEDUCTION, Answering.NUMBER, Answering.CHOICE)
SCORED = (Answering.CHECK, Answering.DEDUCTION)
# What a condition may ask of an earlier item, beside the options of a choice.
PASS, FAIL, ABSENT = "pass", "fail", "na"
OUTCOMES = {PASS: _("Pass"), FAIL: _("Fail"), ABSENT: _("Not applicable")}


class Placed(Worded, Journalled):
    """Something that stands at a place among others."""

    place = models.PositiveSmallIntegerField(_("place"), default=0)

    class Meta:
        abstract = True


class Section(Placed):
    """A part of a version: a category of what is looked at."""

    version = models.ForeignKey(
        ChecklistVersion, on_delete=models.PROTECT, related_name="sections"
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    name_zh = models.CharField(_("Chinese name"), max_length=200, blank=True)

    objects = JournalledQuerySet.as_manager()

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["place", "pk"]
        constraints = [is_said("name", "section_has_a_name")]

    def __str__(self) -> str:
        return self.said("name")

    def get_absolute_url(self) -> str:
        return reverse("inspections:change-section", args=[self.pk])


class Item(Placed):
    """One thing to look at, how it is answered, and what follows when it is wrong.

    ``code`` is the same in all versions. ``topic`` is the work process between section
    and item. ``options`` are those of a choice: code, en, zh, and whether it is a fail.
    With ``asked_if`` the item is asked only if that earlier item was answered
    ``asked_when``: pass, fail, na, or the code of an option.
    """

    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="items")
    code = models.CharField(
        pgettext_lazy("checklist", "code"), max_length=20, validators=[code_validator]
    )
    topic = models.CharField(_("work process"), max_length=200, blank=True)
    topic_zh = models.CharField(_("Chinese work process"), max_length=200, blank=True)
    text = models.CharField(_("what to check"), max_length=1000, blank=True)
    text_zh = models.CharField(
        _("what to check, in Chinese"), max_length=1000, blank=True
    )
    answering = models.CharField(
        _("answer"),
        max_length=10,
        choices=Answering.choices,
        default=Answering.CHECK,
    )
    part = models.CharField(
        _("part"), max_length=10, choices=list(PARTS.items()), default=Part.GENERAL
    )
    most = HundredthsField(
        _("points"), null=True, blank=True, help_text=_("Its full points.")
    )
    guidance = models.CharField(_("guidance"), max_length=2000, blank=True)
    guidance_zh = models.CharField(_("Chinese guidance"), max_length=2000, blank=True)
    clause = models.CharField(_("reference clause"), max_length=200, blank=True)
    measured_in = models.CharField(_("unit of the number"), max_length=20, blank=True)
    low = HundredthsField(_("lower limit"), null=True, blank=True)
    high = HundredthsField(_("upper limit"), null=True, blank=True)
    options = models.JSONField(_("options"), default=list, blank=True)
    photo_on_fail = models.BooleanField(_("photo when it fails"), default=False)
    note_on_fail = models.BooleanField(_("note when it fails"), default=False)
    raises_hazard = models.BooleanField(_("a fail must raise a hazard"), default=False)
    hazard_category = models.CharField(
        _("category of the hazard"), max_length=100, blank=True
    )
    hazard_level = models.CharField(
        _("level of the hazard"), max_length=10, choices=Level.choices, blank=True
    )
    days_to_rectify = models.PositiveSmallIntegerField(
        _("working days to rectify"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(60)],
    )
    asked_if = models.CharField(_("asked only if item"), max_length=20, blank=True)
    asked_when = models.CharField(_("was answered"), max_length=20, blank=True)

    objects = JournalledQuerySet.as_manager()

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ["place", "pk"]
        constraints = [
            is_said("text", "item_has_a_text"),
            models.CheckConstraint(
                condition=Q(answering__in=Answering.values), name="answering_is_known"
            ),
            models.CheckConstraint(
                condition=Q(part__in=list(PARTS)), name="part_is_known"
            ),
            models.CheckConstraint(
                condition=Q(most=None) | Q(most__gt=0, most__lte=FULL),
                name="points_are_above_nothing",
                violation_error_message=_("Points are above 0 and at most 100."),
            ),
            models.CheckConstraint(
                condition=~Q(answering="deduction") | Q(most__isnull=False),
                name="a_deduction_has_a_maximum",
                violation_error_message=_("Say from how many points is deducted."),
            ),
            models.CheckConstraint(
                condition=Q(low=None) | Q(high=None) | Q(low__lte=F("high")),
                name="limits_are_in_order",
                violation_error_message=_("The lower limit is above the upper one."),
            ),
            models.CheckConstraint(
                condition=Q(asked_if="", asked_when="")
                | ~Q(asked_if="") & ~Q(asked_when=""),
                name="a_condition_is_whole",
                violation_error_message=_(
                    "A condition has both: which item, and how it was answered."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.said("text")

    def get_absolute_url(self) -> str:
        return reverse("inspections:change-item", args=[self.pk])

    @property
    def shown_topic(self) -> str:
        """The work process in the reader's language."""
        return self.said("topic")

    @property
    def shown_guidance(self) -> str:
        """The guidance in the reader's language."""
        return self.said("guidance")

    @property
    def coded_options(self) -> list[tuple[str, str]]:
        """The options of a choice: code, and name in the reader's language."""
        one, other = ("name_zh", "name") if is_chinese() else ("name", "name_zh")
        return [(each["code"], each[one] or each[other]) for each in self.options]

    @property
    def shown_options(self) -> list[str]:
        """The options of a choice in the reader's language."""
        return [name for _code, name in self.coded_options]

    @property
    def can_fail(self) -> bool:
        """Whether an answer can say that something is wrong."""
        return self.answering in FAILING
