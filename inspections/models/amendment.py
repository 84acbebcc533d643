"""What was not right in an inspection that is finished and locked."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inspections.models.inspection import Inspection
from inspections.models.item import Item
from safety.core.models import Journalled, JournalledQuerySet
from safety.people.models import Person


class Amendment(Journalled):
    """A correction with its reason: in words, of the answer of an item, or of a moment.

    ``before`` and ``after`` are what an answer or moment was and is, and the score, as
    texts by the names of their fields.
    """

    inspection = models.ForeignKey(
        Inspection,
        verbose_name=_("inspection"),
        on_delete=models.PROTECT,
        related_name="amendments",
    )
    item = models.ForeignKey(
        Item,
        verbose_name=_("item"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    before = models.JSONField(default=dict, editable=False)
    after = models.JSONField(default=dict, editable=False)
    text = models.CharField(_("what is right"), max_length=2000, blank=True)
    reason = models.CharField(_("why it is amended"), max_length=500)
    by = models.ForeignKey(
        Person, verbose_name=_("amended by"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("moment"), default=timezone.now, editable=False)

    objects: Any = JournalledQuerySet.as_manager()

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="amendment_says_why")
        ]

    def __str__(self) -> str:
        return self.text or str(self.item or self.inspection)
