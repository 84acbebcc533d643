"""What became of suggestions for which cards were given."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from safety.core.models import Journalled, JournalledQuerySet
from safety.incentives.models.card import Card


class Review(Journalled):
    """A suggestion was looked at: it is adopted, or not, and why.

    The suggestion itself is the card: its behaviour, and its note in words.
    """

    card = models.OneToOneField(
        Card,
        verbose_name=_("suggestion"),
        on_delete=models.PROTECT,
        related_name="review",
    )
    is_adopted = models.BooleanField(_("adopted"))
    reason = models.CharField(_("reason"), max_length=500)
    reviewed_on = models.DateField(_("reviewed on"), editable=False)

    objects = JournalledQuerySet["Review"].as_manager()

    class Meta:
        verbose_name = _("review of a suggestion")
        verbose_name_plural = _("reviews of suggestions")

    def __str__(self) -> str:
        return str(self.card)
