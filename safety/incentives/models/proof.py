"""What the proofs of the ledger have found."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class Proof(models.Model):
    """One proof: how much was looked at, and what was wrong with it.

    ``faults`` holds the first of them, ``wrong`` says how many there were.
    """

    at = models.DateTimeField(_("moment"), auto_now_add=True)
    cards = models.PositiveBigIntegerField(_("cards"))
    entries = models.PositiveBigIntegerField(_("ledger entries"))
    wrong = models.PositiveBigIntegerField(_("faults"))
    faults = models.JSONField(encoder=DjangoJSONEncoder, default=list)

    class Meta:
        verbose_name = _("proof of the ledger")
        verbose_name_plural = _("proofs of the ledger")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
