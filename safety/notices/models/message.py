"""The outbox: what is to be sent is a row, written with what caused it."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from safety.accounts.models import User
from safety.core import clock
from safety.core.access import Viewer
from safety.notices.models.robot import Robot
from safety.org.models import Unit

# What the templates are called.
LETTERS = {
    "invitation": _("Invitation"),
    "new_password": _("New password"),
    "second_factor_off": _("Second factor switched off"),
    "digest": _("Summary of a day"),
    "told": _("Something urgent"),
    "trial": _("Trial"),
}
# A worker that has not finished after this long is taken for dead.
LEASE = timedelta(minutes=10)


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages by where they stand."""

    def due(self, now: datetime) -> Self:
        """Those that wait for nobody and nothing."""
        return self.filter(state=Message.State.QUEUED, next_at__lte=now)

    def visible_to(self, viewer: Viewer, permission: str = "notices.view") -> Self:
        """Letters to accounts, and to robots, that the viewer may see with it."""
        accounts = User.objects.visible_to(viewer, permission)
        robots = Robot.objects.visible_to(viewer, permission)
        return self.filter(Q(user__in=accounts) | Q(robot__in=robots))

    def at_or_below(self, unit: Unit) -> Self:
        """Letters to accounts with a role at or below the unit, and to its robots."""
        accounts = User.objects.at_or_below(unit)
        robots = Robot.objects.at_or_below(unit)
        return self.filter(Q(user__in=accounts) | Q(robot__in=robots))

    def abandoned(self) -> Self:
        """Those whose worker was killed."""
        begin = clock.of_database() - LEASE
        return self.filter(state=Message.State.SENDING, claimed_at__lte=begin)


class Message(models.Model):
    """One letter to one address, or to the group of a robot.

    On a ``day`` each reader has one at ``place`` 0, the digest; urgent ones stand at 1
    and on. ``template`` is a name in ``templates/emails``. Its context is ``context``,
    ``user`` and what must not be stored: a link to set a password is made when the
    letter leaves. Without a language the letter has all of them.
    """

    class State(models.TextChoices):
        """Where a message stands; ``sent`` and ``failed`` are the end."""

        QUEUED = "queued", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")

    to = models.EmailField(_("to"))
    user = models.ForeignKey(
        User, verbose_name=_("account"), null=True, on_delete=models.CASCADE
    )
    robot = models.ForeignKey(
        Robot, verbose_name=_("group robot"), null=True, on_delete=models.CASCADE
    )
    day = models.DateField(null=True)
    place = models.PositiveSmallIntegerField(null=True)
    language = models.CharField(max_length=10, blank=True)
    template = models.CharField(_("letter"), max_length=60)
    context = models.JSONField(default=dict)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.QUEUED
    )
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    next_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    # Set just before the mail server gets it: from then on it may have arrived.
    handed_at = models.DateTimeField(null=True)
    error = models.TextField(_("reason"), blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [
            models.Index(
                fields=["next_at"],
                name="message_waits",
                condition=Q(state__in=["queued", "sending"]),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "day", "place"], name="one_digest_letter_a_day"
            ),
            models.UniqueConstraint(
                fields=["robot", "day", "place"], name="one_digest_for_group_and_day"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "sending", "sent", "failed"]),
                name="message_state_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.pk}"

    def claim(self) -> bool:
        """Take it for this worker; False when another one was faster."""
        return self._swap(
            Q(state=self.State.QUEUED),
            state=self.State.SENDING,
            claimed_at=clock.of_database(),
            handed_at=None,
            attempts=F("attempts") + 1,
        )

    def hand_over(self) -> bool:
        """Say that the mail server gets it now; False when the lease ran out before."""
        mine = Q(state=self.State.SENDING, handed_at=None)
        return self._swap(mine, handed_at=timezone.now())

    def arrived(self) -> None:
        """The mail server has it."""
        self._swap(Q(), state=self.State.SENT, error="")

    def fail(self, why: str) -> None:
        """Give up; a person has to decide."""
        self._swap(Q(), state=self.State.FAILED, error=why)

    def again(self) -> bool:
        """Back into the outbox, as if just written; False unless it had failed."""
        now = timezone.now()
        failed = Q(state=self.State.FAILED)
        return self._swap(failed, state=self.State.QUEUED, attempts=0, next_at=now)

    def postpone(self, why: str) -> None:
        """Try again later, a few times, each time after a longer pause."""
        pauses = settings.MAIL_RETRY_SECONDS
        if self.attempts > len(pauses):
            self.fail(why)
            return
        pause = timedelta(seconds=pauses[self.attempts - 1])
        later = timezone.now() + pause
        self._swap(Q(), state=self.State.QUEUED, next_at=later, error=why)

    def _swap(self, wanted: Q, **changes: object) -> bool:
        """Compare and swap: only while it still is what this worker knows it to be."""
        known = Q(pk=self.pk, attempts=self.attempts, claimed_at=self.claimed_at)
        if not Message.objects.filter(known & wanted).update(**changes):
            return False
        self.refresh_from_db()
        return True
