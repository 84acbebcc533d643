"""The closing book: one entry for each close, reopening and approved restatement."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety.accounts.models import User
from safety.core.fields import MonthField, PeriodField
from safety.org.models import Unit


class Verb(models.TextChoices):
    """What an entry did."""

    CLOSE = "close", pgettext_lazy("month", "Closed")
    REOPEN = "reopen", pgettext_lazy("month", "Reopened")
    RESTATE = "restate", _("Restated")


class EntryQuerySet(models.QuerySet["Entry"]):
    """Entries by what they did and where."""

    def restatements(self) -> Self:
        return self.filter(verb=Verb.RESTATE)


class Entry(models.Model):
    """One act on closed months, chained to the one before it by its hash.

    ``hash`` covers the act, ``kept_hash`` of all that it keeps (`Published`), the
    versions of the definitions, ``change``, the number of the last Change that the
    values rest on, ``changes_hash`` of all changes up to it, and ``previous``, the hash
    of the entry before. So whatever is changed afterwards, in any of these, shows.

    ``period`` and ``code`` are of a restatement, which says in ``told`` what was
    published and what holds from now on; a reopening says there which months it opened.
    """

    verb = models.CharField(max_length=10, choices=Verb.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    month = MonthField(_("month"))
    period = PeriodField(_("period"), null=True)
    code = models.CharField(max_length=80, blank=True)
    told = models.JSONField(default=dict)
    by = models.ForeignKey(
        User,
        verbose_name=_("by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    at = models.DateTimeField(default=timezone.now)
    why = models.TextField(_("reason"), blank=True)
    definitions = models.JSONField(default=dict)
    change = models.BigIntegerField(default=0)
    changes_hash = models.CharField(max_length=64)
    kept_hash = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the closing book")
        verbose_name_plural = _("closing book")
        ordering: ClassVar[list[str]] = ["-pk"]
        indexes = [models.Index(fields=["unit", "month"], name="entry_of_month")]

    def __str__(self) -> str:
        return f"{self.pk} {self.verb} {self.unit_id} {self.month}"

    def said(self) -> dict[str, Any]:
        """All that the hash covers beside what stands in other tables."""
        return {
            "number": self.pk,
            "verb": self.verb,
            "unit": self.unit_id,
            "month": str(self.month),
            "period": str(self.period or ""),
            "code": self.code,
            "told": self.told,
            "by": self.by_id,
            "at": self.at.isoformat(),
            "why": self.why,
            "definitions": self.definitions,
            "change": self.change,
            "changes_hash": self.changes_hash,
            "kept_hash": self.kept_hash,
            "previous": self.previous,
        }
