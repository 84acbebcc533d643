"""What was not right in an inspection that is finished and locked."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inspections.models.inspection import Inspection
from safety.core.models import Journalled, JournalledQuerySet
from safety.people.models import Person


class Amendment(Journalled):
    """A correction in words, with its reason. Answers and score stay as they were."""

    inspection = models.ForeignKey(
        Inspection,
        verbose_name=_("inspection"),
        on_delete=models.PROTECT,
        related_name="amendments",
    )
    text = models.CharField(_("what is right"), max_length=2000)
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
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(reason=""), name="amendment_says_why"
            )
        ]

    def __str__(self) -> str:
        return self.text
