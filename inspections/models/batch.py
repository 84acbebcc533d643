"""Moves of many hazards at once, which whoever made them may take back together."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inspections.models.verb import Verb
from safety.accounts.models import User


class Batch(models.Model):
    """What somebody did with many hazards at one moment; ``undone_at``: took back."""

    verb = models.CharField(_("move"), max_length=20, choices=Verb.choices)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("moment"), default=timezone.now)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")

    def __str__(self) -> str:
        return f"{self.verb} {self.at}"
