"""What every record has in common: kept history, and voiding instead of deleting."""

from collections.abc import Collection, Mapping
from typing import Any, Self, TypeVar

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
    whom, so a million loaded rows need no million Change rows. ``as_read`` is what the
    database said: what differs from it is what this process changed.
    """

    created_in_load = models.BigIntegerField(null=True, editable=False)
    as_read: Mapping[str, Any] = {}

    class Meta:
        abstract = True

    @classmethod
    def from_db(
        cls,
        db: str | None,
        field_names: Collection[str],
        values: Collection[Any],
        **options: Any,
    ) -> Self:
        record = super().from_db(db, field_names, values, **options)
        record.as_read = dict(zip(field_names, values, strict=False))
        return record

    @property
    def stored(self) -> Self:
        """The record as it was read."""
        names, values = self.as_read.keys(), self.as_read.values()
        return type(self).from_db(self._state.db, list(names), list(values))

    def catch_up(self, stored: Self) -> None:
        """Take over what others have saved since this record was read.

        What was changed here stays; so a form saves its own fields only.
        """
        for name, value in self.as_read.items():
            if getattr(self, name) == value:
                setattr(self, name, getattr(stored, name))
        self.as_read = {name: getattr(self, name) for name in self.as_read}


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
