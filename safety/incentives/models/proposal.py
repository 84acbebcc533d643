"""Cards that wait for a leader's approval; none of them is issued yet."""

from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety.core.fields import HundredthsField
from safety.core.models import Journalled
from safety.incentives.models.card import Card
from safety.org.models import LocatedQuerySet, Unit
from safety.people.models import Person


class Answer(models.TextChoices):
    """What a leader has said, or that its proposer has taken it back."""

    WAITING = "waiting", pgettext_lazy("proposed card", "Waits for approval")
    APPROVED = "approved", pgettext_lazy("proposed card", "Approved")
    REJECTED = "rejected", pgettext_lazy("proposed card", "Rejected")
    WITHDRAWN = "withdrawn", pgettext_lazy("proposed card", "Withdrawn")


class ProposalQuerySet(LocatedQuerySet["Proposal"]):
    """Proposed cards by their answer, and by who sees them."""

    seen_by = "incentives.view"

    def waiting(self) -> Self:
        return self.filter(answer=Answer.WAITING)


class Proposal(Journalled):
    """A card that somebody wants to give and a leader has to approve first.

    ``issued_on`` is the day of the deed, which the card gets when it is approved, and
    ``printed`` the serial number of the paper card that was handed out.
    """

    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="proposals"
    )
    issued_on = models.DateField(_("day"))
    person = models.ForeignKey(
        Person, verbose_name=_("for"), on_delete=models.PROTECT, related_name="+"
    )
    issued_by = models.ForeignKey(
        Person,
        verbose_name=_("proposed by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    behaviour = models.CharField(_("behaviour"), max_length=200)
    amount = HundredthsField(_("face value"), validators=[MinValueValidator(0)])
    note = models.TextField(_("in words"), max_length=1000, blank=True)
    printed = models.CharField(_("paper card"), max_length=60, blank=True)
    answer = models.CharField(
        pgettext_lazy("proposed card", "answer"),
        max_length=10,
        choices=Answer.choices,
        default=Answer.WAITING,
    )
    why = models.CharField(_("reason"), max_length=300, blank=True)
    card = models.OneToOneField(
        Card,
        verbose_name=_("prize card"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="proposal",
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed prize card")
        verbose_name_plural = _("proposed prize cards")
        ordering = ["issued_on", "pk"]
        indexes = [
            models.Index(
                fields=["unit", "issued_on"],
                name="proposal_waiting",
                condition=Q(answer="waiting"),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer__in=Answer.values), name="proposal_answer_is_known"
            ),
            models.CheckConstraint(
                condition=Q(answer="approved", card__isnull=False)
                | ~Q(answer="approved") & Q(card=None),
                name="approved_proposal_has_its_card",
            ),
        ]

    def __str__(self) -> str:
        return str(_("Proposed card %(number)s")) % {"number": self.pk}

    def get_absolute_url(self) -> str:
        return reverse("incentives:view-proposal", args=[self.pk])
