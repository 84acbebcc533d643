"""Stars: who stands out in a month or quarter, chosen by a committee in the open."""

from datetime import date
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety.core.access import Viewer
from safety.core.fields import HundredthsField, PeriodField
from safety.core.models import Journalled, JournalledQuerySet, Voidable
from safety.files.models import Attachment, AttachmentQuerySet
from safety.incentives.models.award import Award
from safety.org.models import LocatedQuerySet, Unit
from safety.people.models import Person

MOST_STARS = 50


class SelectionState(models.TextChoices):
    """How far a selection has come."""

    CHOOSING = "choosing", pgettext_lazy("selection of stars", "Choosing")
    PUBLISHED = "published", pgettext_lazy("selection of stars", "Published")
    CONFIRMED = "confirmed", pgettext_lazy("selection of stars", "Confirmed")
    PAID = "paid", pgettext_lazy("selection of stars", "Paid")
    VOIDED = "voided", pgettext_lazy("selection of stars", "Voided")


class SelectionQuerySet(LocatedQuerySet["Selection"]):
    """Selections by place, by how far they have come, and by who sees them."""

    seen_by = "incentives.view"

    def counted(self) -> Self:
        return self.filter(status=Selection.Status.COUNTED)

    def with_state(self) -> Self:
        """Each with its ``came_to``, one of `SelectionState`."""
        unpaid = Pick.objects.counted().filter(selection=OuterRef("pk"), payment=None)
        state = SelectionState
        return self.annotate(
            came_to=Case(
                When(status=Selection.Status.VOIDED, then=Value(state.VOIDED)),
                When(published_on=None, then=Value(state.CHOOSING)),
                When(confirmed_on=None, then=Value(state.PUBLISHED)),
                When(Exists(unpaid), then=Value(state.CONFIRMED)),
                default=Value(state.PAID),
            )
        )


class Selection(Voidable):
    """The choice of a unit's stars of a month or quarter.

    A committee picks; what it has picked is published, waits until ``objections_until``
    for objections, and is confirmed, which makes the awards. ``prize`` is each star's.
    How far it has come follows from what it says.
    """

    unit = models.ForeignKey(
        Unit,
        verbose_name=_("unit"),
        on_delete=models.PROTECT,
        related_name="selections",
    )
    title = models.CharField(pgettext_lazy("award", "title"), max_length=200)
    period = PeriodField(_("period"))
    stars = models.PositiveSmallIntegerField(
        _("number of stars"),
        validators=[MinValueValidator(1), MaxValueValidator(MOST_STARS)],
    )
    prize = HundredthsField(_("prize money of each"), validators=[MinValueValidator(0)])
    published_on = models.DateField(_("published on"), null=True, editable=False)
    objections_until = models.DateField(
        _("objections until"), null=True, editable=False
    )
    confirmed_on = models.DateField(_("confirmed on"), null=True, editable=False)
    why_voided = models.CharField(_("why it is voided"), max_length=500, blank=True)

    objects = SelectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("selection of stars")
        verbose_name_plural = _("selections of stars")
        ordering = ["-period", "title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "title", "period"],
                condition=Q(status=Voidable.Status.COUNTED),
                name="selection_once",
                violation_error_message=_(
                    "The unit has this selection for the period already."
                ),
            ),
            models.CheckConstraint(
                condition=Q(published_on=None, objections_until=None)
                | Q(published_on__isnull=False, objections_until__isnull=False),
                name="selection_published_until",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_on=None)
                | Q(confirmed_on__gt=F("objections_until")),
                name="selection_confirmed_after_objections",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.period}"

    def get_absolute_url(self) -> str:
        return reverse("incentives:view-selection", args=[self.pk])

    @property
    def state(self) -> SelectionState:
        """How far it has come; whether all is paid is asked of the picks."""
        if self.status == self.Status.VOIDED:
            return SelectionState.VOIDED
        if self.published_on is None:
            return SelectionState.CHOOSING
        if self.confirmed_on is None:
            return SelectionState.PUBLISHED
        if self.picks.counted().filter(payment=None).exists():
            return SelectionState.CONFIRMED
        return SelectionState.PAID

    def is_open_to_objections(self, today: date) -> bool:
        """Whether its days of objections are not over yet."""
        return self.objections_until is not None and today <= self.objections_until


class OfSelectionQuerySet(JournalledQuerySet[Any]):
    """What is beside selections, seen by whoever sees these."""

    def counted(self) -> Self:
        return self.filter(status=Voidable.Status.COUNTED)

    def visible_to(self, viewer: Viewer, permission: str = "") -> Self:
        seen = Selection.objects.visible_to(viewer, permission)
        return self.filter(selection__in=seen)


class Member(Journalled):
    """Somebody of the committee of a selection."""

    selection = models.ForeignKey(
        Selection,
        verbose_name=_("selection of stars"),
        on_delete=models.PROTECT,
        related_name="members",
        db_index=False,
    )
    person = models.ForeignKey(
        Person,
        verbose_name=_("member of the committee"),
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = JournalledQuerySet["Member"].as_manager()

    class Meta:
        verbose_name = _("member of the committee")
        verbose_name_plural = _("members of the committee")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["selection", "person"], name="member_of_committee_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.person)


class Pick(Voidable):
    """A star as the committee has picked it, by one of its members, with the reason.

    ``points`` are those of that moment. Struck out by an objection or an exclusion it
    is voided, and says why.
    """

    selection = models.ForeignKey(
        Selection,
        verbose_name=_("selection of stars"),
        on_delete=models.PROTECT,
        related_name="picks",
    )
    person = models.ForeignKey(
        Person, verbose_name=_("star"), on_delete=models.PROTECT, related_name="picks"
    )
    picked_by = models.ForeignKey(
        Person, verbose_name=_("picked by"), on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=500)
    points = HundredthsField(_("points"))
    award = models.ForeignKey(
        Award,
        verbose_name=_("award"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="picks",
    )
    why_voided = models.CharField(_("why it is struck out"), max_length=500, blank=True)

    objects: Any = OfSelectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("star")
        verbose_name_plural = _("stars")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["selection", "person"],
                condition=Q(status=Voidable.Status.COUNTED),
                name="star_picked_once",
                violation_error_message=_("This person is picked already."),
            ),
            models.CheckConstraint(
                condition=~Q(person=F("picked_by")),
                name="nobody_picks_himself",
                violation_error_message=_("Nobody picks himself."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)


class Exclusion(Journalled):
    """Somebody cannot be a star of the period, as for a serious violation."""

    selection = models.ForeignKey(
        Selection,
        verbose_name=_("selection of stars"),
        on_delete=models.PROTECT,
        related_name="exclusions",
        db_index=False,
    )
    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=500)

    objects: Any = OfSelectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("exclusion")
        verbose_name_plural = _("exclusions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["selection", "person"],
                name="excluded_once",
                violation_error_message=_("This person is excluded already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.person)


class Objection(Journalled):
    """What somebody says against a published star, and what was answered."""

    pick = models.ForeignKey(
        Pick,
        verbose_name=_("star"),
        on_delete=models.PROTECT,
        related_name="objections",
    )
    text = models.TextField(_("objection"), max_length=2000)
    said_by = models.CharField(
        pgettext_lazy("objection", "from"), max_length=100, blank=True
    )
    made_on = models.DateField(_("made on"), editable=False)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, editable=False)
    is_upheld = models.BooleanField(_("upheld"), null=True)

    objects: Any = JournalledQuerySet["Objection"].as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_on=None, is_upheld=None)
                | Q(answered_on__isnull=False, is_upheld__isnull=False),
                name="objection_answered_whole",
            )
        ]

    def __str__(self) -> str:
        return str(self.pick)


class PaymentQuerySet(AttachmentQuerySet["Payment"]):
    """Signatures for prizes, seen by whoever sees the selection."""

    def visible_to(self, viewer: Viewer) -> Self:
        seen = Selection.objects.visible_to(viewer)
        return self.filter(pick__selection__in=seen)


class Payment(Attachment):
    """A star has got the prize money, and has signed for it."""

    pick = models.OneToOneField(
        Pick, verbose_name=_("star"), on_delete=models.PROTECT, related_name="payment"
    )
    paid_on = models.DateField(_("paid on"), editable=False)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment of a prize")
        verbose_name_plural = _("payments of prizes")

    def __str__(self) -> str:
        return str(self.pick)
