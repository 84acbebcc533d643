"""What is kept of reports: notes of managers."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety.accounts.models import User
from safety.core.fields import PeriodField
from safety.core.models import Journalled, JournalledQuerySet
from safety.core.months import Period
from safety.org.models import Unit


class NoteQuerySet(JournalledQuerySet["Note"]):
    """Notes by the report that they stand in."""

    def of(self, report: str, unit: Unit, period: Period) -> Self:
        return self.filter(report=report, unit=unit, period=period)


class Note(Journalled):
    """What a manager adds to one report of a unit and period; empty adds nothing."""

    report = models.CharField(_("report"), max_length=60)
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="notes"
    )
    period = PeriodField(_("period"))
    text = models.TextField(
        pgettext_lazy("of a report", "note"), max_length=4000, blank=True
    )
    written_by = models.ForeignKey(
        User,
        verbose_name=_("written by"),
        on_delete=models.PROTECT,
        related_name="report_notes",
    )
    written_at = models.DateTimeField(_("written at"))

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note of a report")
        verbose_name_plural = _("notes of reports")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "unit", "period"], name="note_once_a_report"
            )
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.unit} {self.period}"
