"""Prize cards: small money given on the spot to who did the safe thing."""

from datetime import date, timedelta
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety.core.fields import HundredthsField
from safety.core.models import Voidable
from safety.incentives.models.behaviour import Behaviour
from safety.incentives.models.redemption import Redemption
from safety.incentives.models.settlement import Settlement
from safety.org.models import LocatedQuerySet, Unit
from safety.org.models.unit import is_chinese
from safety.org.validators import within_calendar
from safety.people.models import Person


class CardState(models.TextChoices):
    """How far a card has come, as pages say it; ``status`` says what counts."""

    ISSUED = "issued", pgettext_lazy("prize card", "Issued")
    REDEEMED = "redeemed", pgettext_lazy("prize card", "Redeemed")
    EXPIRED = "expired", pgettext_lazy("prize card", "Expired")
    VOIDED = "voided", pgettext_lazy("prize card", "Voided")


STATES: dict[str, Q] = {
    CardState.VOIDED: Q(status="voided"),
    CardState.REDEEMED: Q(status="counted", redeemed_on__isnull=False),
    CardState.EXPIRED: Q(status="counted", redeemed_on=None, expired_on__isnull=False),
    CardState.ISSUED: Q(status="counted", redeemed_on=None, expired_on=None),
}


class CardQuerySet(LocatedQuerySet["Card"]):
    """Cards by state, place and who sees them."""

    seen_by = "incentives.view"

    def counted(self) -> Self:
        return self.filter(status=Card.Status.COUNTED)

    def in_state(self, state: str) -> Self:
        return self.filter(STATES[state])

    def to_expire(self, day: date) -> Self:
        """Those that are over on a day and have not expired yet."""
        waiting = self.counted().filter(redeemed_on=None, expired_on=None)
        return waiting.filter(expires_on__lt=day)

    def with_state(self) -> Self:
        """Each with its ``came_to``, one of `CardState`."""
        cases = [When(found, then=Value(state)) for state, found in STATES.items()]
        return self.annotate(came_to=Case(*cases))

    def worded(self) -> Self:
        """Each with its ``words``: its behaviour in the reader's language."""
        chinese = NullIf("name_zh", Value(""))
        own = Coalesce(chinese, "name") if is_chinese() else F("name")
        known = Behaviour.objects.filter(term=OuterRef("behaviour")).annotate(own=own)
        return self.annotate(words=Coalesce(Subquery(known.values("own")), "behaviour"))


class Card(Voidable):
    """One prize card: who got it for what, what it is worth, whether it was redeemed.

    It has one life: issued once, redeemed once at most. ``issued_on`` and
    ``redeemed_on`` are events of their own, and each counts on its own day. One that
    was redeemed at a counter of the site says at which moment and where, too. The last
    day of one that may expire is ``expires_on``; ``expired_on`` is the day after it,
    once that has come. A file that says it was redeemed is right.
    """

    serial = models.CharField(_("serial number"), max_length=60, unique=True)
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="cards"
    )
    issued_on = models.DateField(
        pgettext_lazy("prize card", "issued on"), validators=[within_calendar]
    )
    person = models.ForeignKey(
        Person,
        verbose_name=_("issued to"),
        on_delete=models.PROTECT,
        related_name="cards",
    )
    issued_by = models.ForeignKey(
        Person,
        verbose_name=pgettext_lazy("prize card", "issued by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="issued_cards",
    )
    behaviour = models.CharField(_("behaviour"), max_length=200)
    amount = HundredthsField(_("face value"), validators=[MinValueValidator(0)])
    redeemed_on = models.DateField(
        _("redeemed on"), null=True, blank=True, validators=[within_calendar]
    )
    redeemed_at = models.DateTimeField(
        _("moment of redemption"), null=True, editable=False
    )
    redeemed_in = models.ForeignKey(
        Unit,
        verbose_name=_("redeemed at the counter of"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    redemption = models.ForeignKey(
        Redemption,
        verbose_name=_("signed redemption"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="cards",
    )
    note = models.TextField(_("in words"), max_length=1000, blank=True)
    expires_on = models.DateField(_("valid until"), null=True, editable=False)
    settlement = models.ForeignKey(
        Settlement,
        verbose_name=_("settlement"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="cards",
    )
    expired_on = models.DateField(_("expired on"), null=True, editable=False)
    void_reason = models.CharField(
        _("why it was voided"),
        max_length=500,
        blank=True,
        default="",
        editable=False,
    )

    objects = CardQuerySet.as_manager()

    class Meta:
        verbose_name = _("prize card")
        verbose_name_plural = _("prize cards")
        ordering = ["-issued_on", "serial"]
        indexes = [
            models.Index(fields=["issued_on", "id"], name="card_by_day"),
            # What is issued on the site comes out of a budget.
            models.Index(
                fields=["unit", "issued_on"],
                name="card_out_of_budget",
                condition=Q(created_in_load=None),
            ),
            models.Index(
                fields=["expires_on"],
                name="card_to_expire",
                condition=Q(
                    expires_on__isnull=False, expired_on=None, redeemed_on=None
                ),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="card_amount_not_negative",
                violation_error_message=_("A face value cannot be negative."),
            ),
            models.CheckConstraint(
                condition=Q(redeemed_on=None) | Q(redeemed_on__gte=F("issued_on")),
                name="card_redeemed_after_issued",
                violation_error_message=_("It is redeemed before it is issued."),
            ),
        ]

    def __str__(self) -> str:
        return self.serial

    def get_absolute_url(self) -> str:
        return reverse("incentives:view-card", args=[self.pk])

    @property
    def counter(self) -> Unit | None:
        """Where it was redeemed; None where a file says so, maybe of another day."""
        if not self.redeemed_at or not self.redeemed_in:
            return None
        day = self.redeemed_at.astimezone(self.redeemed_in.zone).date()
        return self.redeemed_in if day == self.redeemed_on else None

    @property
    def state(self) -> CardState:
        """How far it has come."""
        if self.status == self.Status.VOIDED:
            return CardState.VOIDED
        if self.redeemed_on:
            return CardState.REDEEMED
        return CardState.EXPIRED if self.expired_on else CardState.ISSUED

    @property
    def over_on(self) -> date | None:
        """The first day on which it is not valid any more, which may be to come."""
        return self.expires_on and self.expires_on + timedelta(days=1)
