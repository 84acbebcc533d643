"""Deliveries: that a report of a period goes to a recipient, once."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety.accounts.models import User
from safety.core import clock
from safety.core.access import Viewer
from safety.core.fields import PeriodField
from safety.core.months import Period
from safety.deliveries.models.schedule import Recipient, Schedule
from safety.files.models import Attachment, AttachmentQuerySet
from safety.org.models import Unit


def new_secret() -> str:
    """What nobody can guess."""
    return get_random_string(32)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Deliveries by where they stand, and by who sees them."""

    def due(self, now: datetime) -> Self:
        """Those that wait for nobody and nothing.

        One that waits longer than any pause was put off by a clock that ran ahead.
        """
        longest = timedelta(seconds=max(settings.MAIL_RETRY_SECONDS, default=0))
        is_put_off = Q(next_at__gt=now + longest, due_at__lte=now)
        return self.filter(Q(next_at__lte=now) | is_put_off, state=Delivery.State.DUE)

    def abandoned(self) -> Self:
        """Those whose worker was killed."""
        lease = timedelta(seconds=settings.DELIVERY_LEASE_SECONDS)
        begin = clock.of_database() - lease
        return self.filter(state=Delivery.State.SENDING, claimed_at__lte=begin)

    def of(self, period: Period) -> Self:
        return self.filter(period=period.index)

    def visible_to(self, viewer: Viewer, permission: str = "deliveries.view") -> Self:
        """Those of schedules that the viewer sees, and his own."""
        schedules = Schedule.objects.visible_to(viewer, permission)
        mine = Q(recipient__user=getattr(viewer, "pk", None))
        return self.filter(Q(schedule__in=schedules) | mine)

    def at_or_below(self, unit: Unit) -> Self:
        return self.filter(schedule__in=Schedule.objects.at_or_below(unit))


class Delivery(models.Model):
    """The report of a schedule for a period on its way to a recipient.

    One row in the database for each of them, so that nothing is sent twice whoever
    plans it. ``handed_at`` is set just before the mail's last dot, or the call of a
    robot: from then on it may have arrived. ``sha256`` is the hash of the files that
    were sent, one behind the other. ``secret_key`` opens it to an address outside.
    """

    class State(models.TextChoices):
        """Where a delivery stands; ``unknown`` is for a person to decide."""

        DUE = "due", pgettext_lazy("delivery", "Due")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        UNKNOWN = "unknown", _("Unknown whether it arrived")

    schedule = models.ForeignKey(
        Schedule, on_delete=models.PROTECT, related_name="deliveries"
    )
    period = PeriodField(_("period"))
    recipient = models.ForeignKey(
        Recipient, on_delete=models.PROTECT, related_name="deliveries"
    )
    to = models.CharField(pgettext_lazy("delivery", "to"), max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.DUE
    )
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    due_at = models.DateTimeField(_("due at"))
    next_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    read_at = models.DateTimeField(_("confirmed at"), null=True)
    is_late = models.BooleanField(_("late"), default=False)
    error = models.TextField(pgettext_lazy("delivery", "why"), blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    again_by = models.ForeignKey(
        User,
        verbose_name=_("sent again by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    secret_key = models.CharField(
        max_length=40, default=new_secret, unique=True, editable=False
    )

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-due_at", "-pk"]
        indexes = [
            models.Index(
                fields=["next_at"],
                name="delivery_waits",
                condition=Q(state__in=["due", "sending"]),
            ),
            models.Index(fields=["due_at"], name="delivery_by_moment"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "period", "recipient"], name="delivered_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["due", "sending", "sent", "failed", "unknown"]),
                name="delivery_state_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.schedule} {self.period} → {self.recipient}"

    def get_absolute_url(self) -> str:
        return reverse("deliveries:view-delivery", args=[self.pk])

    @property
    def is_resendable(self) -> bool:
        """Whether a person may send it once more."""
        return self.state in {self.State.FAILED, self.State.UNKNOWN}

    def claim(self) -> bool:
        """Take it for this worker; False when another one was faster."""
        return self._swap(
            Q(state=self.State.DUE),
            state=self.State.SENDING,
            claimed_at=clock.of_database(),
            handed_at=None,
            attempts=F("attempts") + 1,
        )

    def made(self, to: str, language: str, sha256: str) -> bool:
        """Say what is about to be sent, and where."""
        mine = Q(state=self.State.SENDING, handed_at=None)
        return self._swap(mine, to=to, language=language, sha256=sha256)

    def hand_over(self) -> bool:
        """Say that it may arrive from now on; False when the lease ran out before."""
        mine = Q(state=self.State.SENDING, handed_at=None)
        return self._swap(mine, handed_at=timezone.now())

    def arrived(self) -> None:
        """The mail server or the group has it."""
        now = timezone.now()
        self._swap(Q(), state=self.State.SENT, sent_at=now, error="")

    def fail(self, why: str) -> None:
        """Give up; a person has to decide."""
        self._swap(Q(), state=self.State.FAILED, error=why)

    def lose(self, why: str) -> None:
        """Nobody knows whether it arrived; it is not tried again by itself."""
        self._swap(Q(), state=self.State.UNKNOWN, error=why)

    def again(self, by: User) -> bool:
        """Due once more, as a person wants; False unless it failed or is unknown."""
        stuck = Q(state__in=[self.State.FAILED, self.State.UNKNOWN])
        now = timezone.now()
        return self._swap(
            stuck, state=self.State.DUE, attempts=0, next_at=now, again_by=by
        )

    def postpone(self, why: str) -> None:
        """Try again later, a few times, each time after a longer pause."""
        pauses = settings.MAIL_RETRY_SECONDS
        if self.attempts > len(pauses):
            self.fail(why)
            return
        later = timezone.now() + timedelta(seconds=pauses[self.attempts - 1])
        self._swap(Q(), state=self.State.DUE, next_at=later, error=why)

    def _swap(self, wanted: Q, **changes: object) -> bool:
        """Compare and swap: only while it still is what this worker knows it to be."""
        known = Q(pk=self.pk, attempts=self.attempts, claimed_at=self.claimed_at)
        if not Delivery.objects.filter(known & wanted).update(**changes):
            return False
        self.refresh_from_db()
        return True


class DeliveryFileQuerySet(AttachmentQuerySet["DeliveryFile"]):
    """Files by who sees their delivery."""

    def visible_to(self, viewer: Viewer) -> Self:
        return self.filter(delivery__in=Delivery.objects.visible_to(viewer))


class DeliveryFile(Attachment):
    """A file as it was sent: made once, and the same bytes at every try."""

    delivery = models.ForeignKey(
        Delivery, on_delete=models.PROTECT, related_name="files"
    )

    objects = DeliveryFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a delivery")
        verbose_name_plural = _("files of deliveries")
        ordering = ["pk"]
