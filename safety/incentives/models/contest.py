"""Safe and clean teams: a contest of teams by a daily 5S checklist."""

from datetime import date
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections.models import Checklist
from safety.core.fields import HundredthsField, PeriodField
from safety.core.models import Journalled, JournalledQuerySet, Voidable
from safety.incentives.models.award import Award
from safety.org.models import LocatedQuerySet, Unit


class ContestState(models.TextChoices):
    """How far a contest has come."""

    GOING_ON = "going-on", pgettext_lazy("contest", "Going on")
    CONFIRMED = "confirmed", pgettext_lazy("contest", "Confirmed")
    VOIDED = "voided", pgettext_lazy("contest", "Voided")


class ContestQuerySet(LocatedQuerySet["Contest"]):
    """Contests by place and who sees them."""

    seen_by = "incentives.view"

    def counted(self) -> Self:
        return self.filter(status=Contest.Status.COUNTED)

    def going_on(self, day: date) -> Self:
        """Those whose winner is not confirmed yet, of periods that have begun."""
        found = [row for row in self.filter(award=None) if row.period.first_day <= day]
        return self.filter(pk__in=[row.pk for row in found])


class Contest(Voidable):
    """Teams of a unit that are compared for a period by inspections with a checklist.

    The best average wins. The ``award`` names who takes the prize for the team.
    """

    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="contests"
    )
    title = models.CharField(pgettext_lazy("award", "title"), max_length=150)
    period = PeriodField(_("period"))
    checklist = models.ForeignKey(
        Checklist,
        verbose_name=_("checklist"),
        on_delete=models.PROTECT,
        related_name="contests",
    )
    prize = HundredthsField(_("prize money"), validators=[MinValueValidator(0)])
    winner = models.ForeignKey(
        Unit,
        verbose_name=_("winner"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    award = models.ForeignKey(
        Award,
        verbose_name=_("award"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="contests",
    )

    objects = ContestQuerySet.as_manager()

    class Meta:
        verbose_name = _("contest of teams")
        verbose_name_plural = _("contests of teams")
        ordering = ["-period", "title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "title", "period"],
                condition=Q(status=Voidable.Status.COUNTED),
                name="contest_once",
                violation_error_message=_(
                    "The unit has this contest for the period already."
                ),
            ),
            models.CheckConstraint(
                condition=Q(winner=None, award=None)
                | Q(winner__isnull=False, award__isnull=False),
                name="contest_won_with_award",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.period}"

    def get_absolute_url(self) -> str:
        return reverse("incentives:view-contest", args=[self.pk])

    @property
    def state(self) -> ContestState:
        """How far it has come."""
        if self.status == self.Status.VOIDED:
            return ContestState.VOIDED
        return ContestState.CONFIRMED if self.award_id else ContestState.GOING_ON


class Entrant(Journalled):
    """A team that takes part in a contest."""

    contest = models.ForeignKey(
        Contest,
        verbose_name=_("contest of teams"),
        on_delete=models.PROTECT,
        related_name="entrants",
        db_index=False,
    )
    unit = models.ForeignKey(
        Unit, verbose_name=_("team"), on_delete=models.PROTECT, related_name="+"
    )

    objects = JournalledQuerySet["Entrant"].as_manager()

    class Meta:
        verbose_name = _("team of a contest")
        verbose_name_plural = _("teams of a contest")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contest", "unit"], name="team_in_contest_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.unit)
