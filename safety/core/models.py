"""What every record has in common: kept history, and voiding instead of deleting."""

from typing import Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

M = TypeVar("M", bound=models.Model)


class JournalledQuerySet(models.QuerySet[M]):
    """Rows that change only through `safety.journal.write`."""

    def locked(self) -> Self:
        """Hold these rows until the transaction ends, without stopping foreign keys."""
        return self.select_for_update(no_key=True)


class Journalled(models.Model):
    """A record whose every change is kept.

    ``created_in_load`` is the load that made it: its file says what was made and by
    whom, so a million loaded rows need no million Change rows.
    """

    created_in_load = models.BigIntegerField(null=True, editable=False)

    class Meta:
        abstract = True


class Voidable(Journalled):
    """A record that counts until it is voided; voided it keeps its history."""

    class Status(models.TextChoices):
        COUNTED = "counted", _("Counted")
        VOIDED = "voided", _("Voided")

    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.COUNTED
    )

    class Meta:
        abstract = True
