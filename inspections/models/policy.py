"""What law and headquarters ask about hazards: rows with a date and a source."""

from datetime import date, time
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections.models.level import Level
from safety.core.models import Journalled, JournalledQuerySet
from safety.org.models import Kind
from safety.org.models.unit import is_chinese
from safety.org.validators import within_calendar


class Mark(models.TextChoices):
    """How sure a row is (DOMAIN, "Confidence marks")."""

    VERIFIED = "V", _("Checked against a public text")
    PARTLY = "V~", _("Partly checked")
    MEMORY = "M", _("From memory, not checked")
    PROPOSED = "P", _("Proposed, not law")


# Sources of rows that come with the site, in the reader's words.
_KNOWN = {
    "行业惯例（custom of the trade; no law of the nation fixes it）": _(
        "Custom of the trade; no law of the nation fixes it"
    ),
    "Proposed by Anzhu": _("Proposed by Anzhu"),
    "Dust control of construction sites, local rules": _(
        "Dust control of construction sites, local rules"
    ),
    "Structure as published (PDCA, process, result, bonus, veto); "
    "criteria proposed by Anzhu": _(
        "Structure as published (PDCA, process, result, bonus, veto); "
        "criteria proposed by Anzhu"
    ),
    "JGJ 59-2011 grades": _("JGJ 59-2011 grades"),
    "JGJ 59-2011 scoring of sub-tables": _("JGJ 59-2011 scoring of sub-tables"),
}
_TABLE = " table "


class Sourced(models.Model):
    """A row that says which document it comes from, as text."""

    source: "models.CharField[str, str]"

    class Meta:
        abstract = True

    @property
    def shown_source(self) -> str:
        """The source; of what comes with the site in the reader's language."""
        standard, is_table, table = self.source.partition(_TABLE)
        if is_table:
            return str(_("%(standard)s, table %(table)s")) % {
                "standard": standard,
                "table": table,
            }
        return str(_KNOWN.get(self.source, self.source))


class Closer(models.TextChoices):
    """At which level of the tree somebody must be to verify."""

    PROJECT = Kind.PROJECT.value, _("Project or above")
    COMPANY = Kind.COMPANY.value, _("Company or above")
    GROUP = Kind.GROUP.value, _("Group")


class PolicyQuerySet(JournalledQuerySet["Policy"]):
    """Policies by level and day."""

    def in_force(self, level: str, day: date) -> "Policy":
        """The policy for hazards of a level found on a day."""
        return self.of_levels(day)[level]

    def of_levels(self, day: date) -> "dict[str, Policy]":
        """The policy of each level for what is found on a day; else the earliest."""
        found: dict[str, Policy] = {}
        for row in sorted(self, key=lambda row: row.valid_from):
            if row.level not in found or row.valid_from <= day:
                found[row.level] = row
        return found


class Policy(Sourced, Journalled):
    """How hazards of a level are dealt with, for those found since a day.

    Days to rectify are working days of the calendar. The fix fields are those of
    DOMAIN 1.6: person and day due are always compulsory, the others where ticked.
    """

    level = models.CharField(_("level"), max_length=10, choices=Level.choices)
    valid_from = models.DateField(_("valid from"), validators=[within_calendar])
    days_to_rectify = models.PositiveSmallIntegerField(
        _("working days to rectify"),
        validators=[MaxValueValidator(60)],
        help_text=_("0: the day it was found."),
    )
    deadline = models.TimeField(_("hour of the deadline"), default=time(18))
    photo_to_report = models.BooleanField(_("photo to report"), default=True)
    photo_to_submit = models.BooleanField(_("photo to submit a fix"), default=True)
    needs_measures = models.BooleanField(_("measures"), default=True)
    needs_budget = models.BooleanField(_("money"), default=False)
    needs_contingency_plan = models.BooleanField(_("contingency plan"), default=False)
    needs_standard = models.BooleanField(_("acceptance standard"), default=False)
    closer = models.CharField(
        _("verified by somebody of"), max_length=10, choices=Closer.choices
    )
    finder_may_close = models.BooleanField(
        _("whoever found it may verify it"), default=False
    )
    level_of_finder_closes = models.BooleanField(
        _("found from above, verified from there"), default=True
    )
    days_to_reopen = models.PositiveSmallIntegerField(
        _("days to reopen after closing"), validators=[MaxValueValidator(3660)]
    )
    minutes_to_take_back = models.PositiveSmallIntegerField(
        _("minutes to take a report back"), validators=[MaxValueValidator(1440)]
    )
    days_of_repeat = models.PositiveSmallIntegerField(
        _("days within which it is a repeat"), validators=[MaxValueValidator(3660)]
    )
    days_of_link = models.PositiveSmallIntegerField(
        _("days a link without an account opens it"),
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )
    source = models.CharField(_("source"), max_length=300)
    mark = models.CharField(_("how sure"), max_length=2, choices=Mark.choices)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        ordering = ["level", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["level", "valid_from"],
                name="policy_once_for_level_and_day",
                violation_error_message=_(
                    "There is a policy for this level from that day already."
                ),
            ),
            models.CheckConstraint(
                condition=Q(level__in=Level.values), name="policy_level_is_known"
            ),
            models.CheckConstraint(
                condition=Q(closer__in=Closer.values), name="policy_closer_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.valid_from}"

    def get_absolute_url(self) -> str:
        return reverse("inspections:change-policy", args=[self.pk])

    @property
    def compulsory(self) -> list[str]:
        """The fields of a hazard that must be filled before a fix is submitted."""
        names = ("measures", "budget", "contingency_plan", "standard")
        return [name for name in names if getattr(self, f"needs_{name}")]


class Named(Journalled):
    """A row with a name in both languages, and how sure it is."""

    name = models.CharField(_("name"), max_length=300)
    name_zh = models.CharField(_("Chinese name"), max_length=300, blank=True)
    mark = models.CharField(_("how sure"), max_length=2, choices=Mark.choices)
    is_offered = models.BooleanField(_("offered in forms"), default=True)

    class Meta:
        abstract = True

    @property
    def display_name(self) -> str:
        """The name in the reader's language, where there is one."""
        return self.name_zh if is_chinese() and self.name_zh else self.name


class CriterionQuerySet(JournalledQuerySet["Criterion"]):
    """Criteria by whether they hold."""

    def in_force(self, day: date) -> Self:
        """Those that forms offer for a hazard found on a day."""
        begun = Q(active_from=None) | Q(active_from__lte=day)
        not_over = Q(active_until=None) | Q(active_until__gte=day)
        return self.filter(begun, not_over, is_offered=True)


class Criterion(Named):
    """What alone makes a hazard a major one (DOMAIN 1.5): an article of an edition."""

    edition = models.CharField(_("edition"), max_length=60)
    article = models.CharField(_("article"), max_length=20)
    active_from = models.DateField(
        _("in force from"), null=True, blank=True, validators=[within_calendar]
    )
    active_until = models.DateField(
        _("in force until"), null=True, blank=True, validators=[within_calendar]
    )

    objects = CriterionQuerySet.as_manager()

    class Meta:
        verbose_name = _("criterion of a major hazard")
        verbose_name_plural = _("criteria of major hazards")
        ordering = ["edition", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "article", "name"],
                name="criterion_once_in_article",
                violation_error_message=_("The article has this criterion already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.article} {self.display_name}"

    def get_absolute_url(self) -> str:
        return reverse("inspections:change-criterion", args=[self.pk])


class Scheme(models.TextChoices):
    """By what hazards are sorted."""

    ACCIDENT = "gb6441", _("Accident it may lead to (GB 6441)")
    FACTOR = "gb13861", _("Factor (GB/T 13861)")


class OfferedQuerySet(JournalledQuerySet[Any]):
    """Rows by whether forms offer them."""

    def offered(self) -> Self:
        return self.filter(is_offered=True)


class Category(Named):
    """A category that forms offer; a hazard keeps its ``term``, the standard's word.

    Registers in files use the same words, so that what is typed and what is loaded is
    counted together.
    """

    scheme = models.CharField(_("sorted by"), max_length=10, choices=Scheme.choices)
    code = models.CharField(pgettext_lazy("category", "code"), max_length=10)
    term = models.CharField(_("term of the standard"), max_length=100, unique=True)

    objects: Any = OfferedQuerySet.as_manager()

    class Meta:
        verbose_name = _("category of hazards")
        verbose_name_plural = _("categories of hazards")
        ordering = ["-scheme", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "code"],
                name="category_code_once",
                violation_error_message=_("There is a category of this code already."),
            )
        ]

    def __str__(self) -> str:
        return self.display_name

    def get_absolute_url(self) -> str:
        return reverse("inspections:change-category", args=[self.pk])


class Tag(Named):
    """What an inspection is about; its scope keeps the ``term``, in files too."""

    term = models.CharField(_("term"), max_length=60, unique=True)

    objects: Any = OfferedQuerySet.as_manager()

    class Meta:
        verbose_name = _("scope of inspections")
        verbose_name_plural = _("scopes of inspections")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(term__contains=";"),
                name="term_is_one",
                violation_error_message=_("A term has no semicolon."),
            )
        ]

    def __str__(self) -> str:
        return self.display_name

    def get_absolute_url(self) -> str:
        return reverse("inspections:change-tag", args=[self.pk])
