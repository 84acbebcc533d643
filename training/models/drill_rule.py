"""How often law asks for drills, and which drills a unit has planned for a year."""

from datetime import date
from typing import NamedTuple, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, TextChoices
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from inspections.models import Mark
from inspections.models.policy import Sourced
from safety.core.models import Journalled, JournalledQuerySet, Voidable
from safety.org.models import LocatedQuerySet, Unit
from safety.org.validators import within_calendar
from training.models.drill import Drill
from training.models.plan import EmergencyPlan, PlanKind


class Rehearsal(TextChoices):
    """Of which plans a rule asks for something."""

    ANY = "any", _("Any drill")
    OVERALL = "overall", _("Comprehensive or special plan")
    ON_SITE = "on_site", _("On-site disposal plan")
    FIRE = "fire", _("Plan about fire")
    REVIEW = "review", _("Review of a plan")

    def is_about(self, kind: str, *, is_fire: bool) -> bool:
        """Whether it asks for drills of such a plan; ``kind`` is empty for none."""
        if self == Rehearsal.ANY or not kind:
            return self == Rehearsal.ANY
        is_on_site = kind == PlanKind.ON_SITE
        return {
            Rehearsal.OVERALL: not is_on_site,
            Rehearsal.ON_SITE: is_on_site,
            Rehearsal.FIRE: is_fire,
        }.get(self, False)


class Rehearsed(NamedTuple):
    """What matters to plans of a drill that was held; the plan it was of, if any."""

    pk: int
    held_on: date
    plan: int | None
    kind: str
    is_fire: bool

    @classmethod
    def of(cls, drill: Drill) -> "Rehearsed":
        """The same of a record."""
        plan = drill.version.plan if drill.version else None
        if plan is None:
            return cls(drill.pk, drill.held_on, None, "", is_fire=False)
        return cls(drill.pk, drill.held_on, plan.pk, plan.kind, plan.is_fire)


class Wanted(NamedTuple):
    """What a planned drill asks for: ``what`` by its rule, empty where none asks."""

    pk: int
    unit: int
    rule: int | None
    what: str
    plan: int | None
    since_on: date
    due_on: date

    def is_about(self, drill: Rehearsed) -> bool:
        """Whether a drill within its days is this one."""
        if self.plan:
            return drill.plan == self.plan
        what = Rehearsal(self.what or Rehearsal.ANY)
        return what.is_about(drill.kind, is_fire=drill.is_fire)


class DrillRuleQuerySet(JournalledQuerySet["DrillRule"]):
    """Rules by the day on which they hold."""

    def in_force(self, day: date) -> Self:
        """The newest that is on for each sort of plan and source."""
        newest = {}
        for rule in self.filter(valid_from__lte=day).order_by("valid_from", "pk"):
            newest[rule.what, rule.source] = rule
        return self.filter(pk__in=[each.pk for each in newest.values() if each.is_on])


class DrillRule(Sourced, Journalled):
    """One drill of some plans every so many months, of the unit or of each plan."""

    what = models.CharField(_("what"), max_length=20, choices=Rehearsal.choices)
    months = models.PositiveSmallIntegerField(
        _("every so many months"),
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )
    per_plan = models.BooleanField(_("each plan"), default=False)
    valid_from = models.DateField(_("valid from"), validators=[within_calendar])
    source = models.CharField(_("source"), max_length=300)
    mark = models.CharField(_("how sure"), max_length=2, choices=Mark.choices)
    is_on = models.BooleanField(_("is asked"), default=True)

    objects = DrillRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule of drills")
        verbose_name_plural = _("rules of drills")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["what", "source", "valid_from"],
                name="drill_rule_once",
                violation_error_message=_("There is such a rule from that day on."),
            ),
            models.CheckConstraint(
                condition=Q(what__in=Rehearsal.values), name="drill_rule_what_is_known"
            ),
            models.CheckConstraint(
                condition=Q(months__gte=1), name="drill_rule_is_of_a_month"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_what_display())

    def get_absolute_url(self) -> str:
        return reverse("training:change-drill-rule", args=[self.pk])

    def is_about(self, plan: EmergencyPlan | None) -> bool:
        """Whether a drill of a plan, or of none that is kept, is one of these."""
        kind, is_fire = (plan.kind, plan.is_fire) if plan else ("", False)
        return Rehearsal(self.what).is_about(kind, is_fire=is_fire)


class PlannedDrillQuerySet(LocatedQuerySet["PlannedDrill"]):
    """Planned drills by whether they stand, and by who sees them."""

    seen_by = "training.view"

    def counted(self) -> Self:
        return self.filter(status=PlannedDrill.Status.COUNTED)

    def in_year(self, year: int) -> Self:
        """Those that are due in a year."""
        return self.filter(due_on__range=(date(year, 1, 1), date(year, 12, 31)))


class PlannedDrill(Voidable):
    """A drill that a unit shall hold between two days, of a plan or as a rule asks."""

    unit = models.ForeignKey(
        Unit,
        verbose_name=_("unit"),
        on_delete=models.PROTECT,
        related_name="planned_drills",
    )
    rule = models.ForeignKey(
        DrillRule,
        verbose_name=_("rule of drills"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    plan = models.ForeignKey(
        EmergencyPlan,
        verbose_name=_("emergency plan"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="planned",
    )
    since_on = models.DateField(
        pgettext_lazy("planned drill", "from"), validators=[within_calendar]
    )
    due_on = models.DateField(
        pgettext_lazy("planned drill", "until"), validators=[within_calendar]
    )

    objects = PlannedDrillQuerySet.as_manager()

    class Meta:
        verbose_name = _("planned drill")
        verbose_name_plural = _("planned drills")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("since_on")),
                name="planned_drill_ends_after_it_begins",
                violation_error_message=_("It ends before it begins."),
            )
        ]

    def __str__(self) -> str:
        return str(self.plan or self.rule or gettext("Any drill"))

    def get_absolute_url(self) -> str:
        query = {"unit": self.unit.code, "period": self.due_on.year}
        return reverse("training:view-drill-year", query=query)

    @property
    def wanted(self) -> Wanted:
        """What it asks for."""
        rule, what = self.rule_id, self.rule.what if self.rule else ""
        days = self.since_on, self.due_on
        return Wanted(self.pk, self.unit_id, rule, what, self.plan_id, *days)
