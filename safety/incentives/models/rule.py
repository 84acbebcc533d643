"""Rules by which cards are given, each unit's own or inherited."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inspections.models import Mark
from inspections.models.policy import Sourced
from safety.accounts.models import User
from safety.accounts.permissions import Role
from safety.core.fields import HundredthsField
from safety.core.models import Journalled
from safety.org.models import Kind, LocatedQuerySet, Unit


class CardRuleQuerySet(LocatedQuerySet["CardRule"]):
    """Rules by the units that they hold for."""

    seen_by = "incentives.view"

    def in_force_at(self, unit: Unit) -> "CardRule":
        """The unit's own rule, or that of the nearest unit above that has one."""
        ranks = list(Kind)
        found = self.filter(Q(unit__in=unit.above) | Q(unit=None))
        return max(
            found.select_related("unit"),
            key=lambda rule: ranks.index(Kind(rule.unit.kind)) if rule.unit else -1,
        )

    def own_of(self, unit: Unit) -> "CardRule | None":
        """The rule that a unit has itself; the group's is the one of no unit."""
        own = None if unit.kind == Kind.GROUP else unit
        return self.filter(unit=own).first()


class CardRule(Sourced, Journalled):
    """Who gives cards of which value, how many, and when a leader is asked first.

    Holds at its unit and below it, where no unit has a rule of its own; without a unit
    it is the group's. Weeks begin on Monday; ``share_of_own_team`` is in percent of
    what somebody gives in a calendar month. A card that a phone has kept without a line
    for up to ``days_late`` is of the day on which it was given.
    """

    unit = models.OneToOneField(
        Unit,
        verbose_name=_("unit"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="card_rule",
    )
    issuers = models.CharField(_("given by"), max_length=200)
    face_values = models.CharField(_("face values"), max_length=100)
    standard = HundredthsField(
        _("standard value"), validators=[MinValueValidator(Decimal("0.01"))]
    )
    free_up_to = HundredthsField(
        _("without approval up to"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    of_issuer_a_day = models.PositiveSmallIntegerField(
        _("cards that somebody gives in a day"), validators=[MaxValueValidator(1000)]
    )
    of_pair_a_week = models.PositiveSmallIntegerField(
        _("cards from one to the same worker in a week"),
        validators=[MaxValueValidator(1000)],
    )
    of_worker_a_day = models.PositiveSmallIntegerField(
        _("cards that a worker gets in a day"), validators=[MaxValueValidator(1000)]
    )
    share_of_own_team = models.PositiveSmallIntegerField(
        _("percent to the own team at most"), validators=[MaxValueValidator(100)]
    )
    days_valid = models.PositiveSmallIntegerField(
        _("days a card is valid"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(3660)],
    )
    days_late = models.PositiveSmallIntegerField(
        _("days that a phone may keep a card"),
        default=7,
        validators=[MaxValueValidator(60)],
    )
    source = models.CharField(_("source"), max_length=300)
    mark = models.CharField(_("how sure"), max_length=2, choices=Mark.choices)

    objects = CardRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule of prize cards")
        verbose_name_plural = _("rules of prize cards")
        ordering = ["unit__code"]

    def __str__(self) -> str:
        return str(self.unit or Kind.GROUP.label)

    @property
    def amounts(self) -> list[Decimal]:
        """The face values that may be given, from the smallest."""
        return sorted(Decimal(value) for value in self.face_values.split())

    @property
    def roles(self) -> list[str]:
        """The roles whose holders give cards."""
        return self.issuers.split()

    def lets_issue(self, user: User, unit: Unit) -> bool:
        """Whether an account holds one of the roles at a unit or above it."""
        return any(role in self.roles and at in unit.above for role, at in user.held)

    def asks_approval(self, amount: Decimal) -> bool:
        """Whether a card of this value waits for a leader."""
        return self.free_up_to is not None and amount > self.free_up_to

    @property
    def role_names(self) -> list[str]:
        """The same in the reader's words."""
        return [str(Role(role).label) for role in self.roles]
