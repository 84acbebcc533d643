"""What headquarters wants to see before it approves a restatement."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from safety.accounts.models import User
from safety.core.access import Viewer
from safety.core.fields import PeriodField
from safety.core.models import Journalled, JournalledQuerySet
from safety.org.models import Ancestry, Unit


class EvidenceQuerySet(JournalledQuerySet["Evidence"]):
    """Questions by state."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Those of units whose months the viewer sees."""
        units = Ancestry.objects.current().below(viewer.unit_ids_for("closing.view"))
        return self.filter(unit__in=units)

    def waiting(self) -> Self:
        """Those that nobody has answered."""
        return self.filter(answered_at=None)


class Evidence(Journalled):
    """A question about one figure that differs, and the unit's answer."""

    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="+"
    )
    period = PeriodField(_("period"))
    code = models.CharField(_("indicator"), max_length=80)
    question = models.TextField(_("what is asked"), max_length=1000)
    asked_by = models.ForeignKey(
        User,
        verbose_name=_("asked by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        User,
        verbose_name=_("answered by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    answered_at = models.DateTimeField(_("answered"), null=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence for a restatement")
        verbose_name_plural = _("evidence for restatements")
        ordering: ClassVar[list[str]] = ["pk"]
        indexes = [
            models.Index(fields=["unit", "period", "code"], name="evidence_of_figure")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(answered_at=None) | ~Q(answer=""),
                name="evidence_answered_in_words",
            )
        ]

    def __str__(self) -> str:
        return self.question
