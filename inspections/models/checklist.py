"""Checklists: owned by a unit, used by everything below it, in versions that stay."""

from functools import partial
from typing import TYPE_CHECKING, Self

from django.db import models, transaction
from django.db.models import Max, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections.models.inspection import Programme
from inspections.models.policy import Mark, Sourced
from safety.core.models import Journalled, JournalledQuerySet, Voidable
from safety.org.models import SharedQuerySet, Unit
from safety.org.models.unit import code_validator, is_chinese
from safety.org.validators import within_calendar

if TYPE_CHECKING:
    from inspections.models.item import Item, Section

# Outlines of published versions by their keys: of those that were read last.
OUTLINES: "dict[int, list[tuple[Section, list[Item]]]]" = {}
MOST_IN_MIND = 64


def _have_in_mind(key: int, outline: "list[tuple[Section, list[Item]]]") -> None:
    OUTLINES[key] = outline
    while len(OUTLINES) > MOST_IN_MIND:
        OUTLINES.pop(next(iter(OUTLINES)), None)


class Scoring(models.TextChoices):
    """How the answers of a version become a score."""

    NONE = "none", _("Not scored")
    POINTS = "points", _("Points out of 100")
    JGJ59 = "jgj59", _("JGJ 59-2011, a table")


def is_said(text: str, name: str) -> models.CheckConstraint:
    """A text is there in one language at least."""
    return models.CheckConstraint(
        condition=~Q(**{text: ""}) | ~Q(**{f"{text}_zh": ""}),
        name=name,
        violation_error_message=_("Write it in one language at least."),
    )


class Worded(models.Model):
    """Texts in both languages: ``name`` and ``name_zh``, and so on."""

    class Meta:
        abstract = True

    def said(self, text: str) -> str:
        """A text in the reader's language, or in the other one."""
        own, chinese = getattr(self, text), getattr(self, f"{text}_zh")
        return str((chinese or own) if is_chinese() else (own or chinese))


class ChecklistQuerySet(SharedQuerySet["Checklist"]):
    """Checklists by who uses and who sees them."""

    seen_by = "checklists.view"

    def counted(self) -> Self:
        return self.filter(status=Checklist.Status.COUNTED)

    def matching(self, text: str) -> Self:
        """Checklists whose code begins with, or one of whose names holds, the text."""
        return self.filter(
            Q(code__istartswith=text)
            | Q(name__icontains=text)
            | Q(name_zh__icontains=text)
        )


class Checklist(Worded, Voidable):
    """What to look at, as one unit has written it for itself and all below."""

    unit = models.ForeignKey(
        Unit,
        verbose_name=_("unit"),
        on_delete=models.PROTECT,
        related_name="checklists",
    )
    code = models.CharField(
        pgettext_lazy("checklist", "code"), max_length=40, validators=[code_validator]
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    name_zh = models.CharField(_("Chinese name"), max_length=200, blank=True)
    programme = models.CharField(
        _("programme"), max_length=20, choices=Programme.choices, blank=True
    )

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        verbose_name = _("checklist")
        verbose_name_plural = _("checklists")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "code"],
                name="checklist_code_once_in_unit",
                violation_error_message=_(
                    "The unit has a checklist of this code already."
                ),
            ),
            is_said("name", "checklist_has_a_name"),
            models.CheckConstraint(
                condition=Q(programme__in=["", *Programme.values]),
                name="programme_of_checklist_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.said("name")

    def get_absolute_url(self) -> str:
        return reverse("inspections:view-checklist", args=[self.pk])

    @cached_property
    def latest(self) -> "ChecklistVersion | None":
        """The version that new inspections are done with."""
        return self.versions.published().order_by("number").last()

    @cached_property
    def draft(self) -> "ChecklistVersion | None":
        """The version that is being written."""
        return self.versions.filter(status=ChecklistVersion.Status.DRAFT).first()

    def next_number(self) -> int:
        """The number of a version that is not there yet."""
        found: int | None = self.versions.aggregate(last=Max("number"))["last"]
        return (found or 0) + 1


class VersionQuerySet(JournalledQuerySet["ChecklistVersion"]):
    """Versions by state."""

    def published(self) -> Self:
        return self.filter(status=ChecklistVersion.Status.PUBLISHED)

    def newest(self) -> Self:
        """Of each checklist the published version with the highest number."""
        last = self.published().values("checklist").annotate(last=Max("number"))
        highest = last.filter(checklist=models.OuterRef("checklist")).values("last")
        return self.published().filter(number=models.Subquery(highest))


class ChecklistVersion(Worded, Sourced, Journalled):
    """A checklist as it was on a day. Published it never changes again.

    Triggers refuse it, too (migration ``0006_published_versions_stay``). ``category``
    is the one of summary table A that a JGJ 59 table counts in.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")

    checklist = models.ForeignKey(
        Checklist, on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveSmallIntegerField(pgettext_lazy("version", "number"))
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.DRAFT
    )
    published_on = models.DateField(
        _("published on"), null=True, blank=True, validators=[within_calendar]
    )
    scoring = models.CharField(
        _("scoring"), max_length=10, choices=Scoring.choices, default=Scoring.NONE
    )
    category = models.CharField(
        _("category of tables"),
        max_length=10,
        blank=True,
        help_text=_("Of a JGJ 59 table only: the key of summary table A, like A03."),
    )
    names_mark = models.CharField(
        _("how sure the names are"), max_length=2, choices=Mark.choices, blank=True
    )
    scores_mark = models.CharField(
        _("how sure the points are"), max_length=2, choices=Mark.choices, blank=True
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    note = models.CharField(_("note"), max_length=2000, blank=True)
    note_zh = models.CharField(_("Chinese note"), max_length=2000, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a checklist")
        verbose_name_plural = _("versions of checklists")
        ordering = ["checklist", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["checklist", "number"], name="version_numbered_once"
            ),
            models.UniqueConstraint(
                fields=["checklist"],
                condition=Q(status="draft"),
                name="one_draft_of_a_checklist",
                violation_error_message=_("There is a draft of it already."),
            ),
            models.CheckConstraint(
                condition=Q(status="draft", published_on=None)
                | Q(status="published", published_on__isnull=False),
                name="published_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(scoring__in=Scoring.values), name="scoring_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.checklist} · {self.number}"

    def get_absolute_url(self) -> str:
        return f"{self.checklist.get_absolute_url()}?version={self.number}"

    @property
    def shown_note(self) -> str:
        """The note in the reader's language."""
        return self.said("note")

    @property
    def is_draft(self) -> bool:
        """Whether it may change."""
        return self.status == self.Status.DRAFT

    @cached_property
    def outline(self) -> list[tuple["Section", list["Item"]]]:
        """Its sections in their order, each with its items in theirs.

        What is published never changes: a process reads it once and has it in mind.
        """
        found = OUTLINES.get(self.pk) if not self.is_draft else None
        if found is None:
            rows = self.sections.prefetch_related("items")
            found = [(section, list(section.items.all())) for section in rows]
            if not self.is_draft:
                # Not before it is sure: what is taken back leaves its key to another.
                transaction.on_commit(partial(_have_in_mind, self.pk, found))
        return found

    @property
    def items(self) -> list["Item"]:
        """All its items in their order."""
        return [item for _section, items in self.outline for item in items]
