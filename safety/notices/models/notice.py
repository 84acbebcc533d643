"""The inbox: what somebody is told on the site, one entry a day, and urgent ones."""

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from safety.accounts.models import User
from safety.notices.models.message import Message
from safety.notices.models.robot import Robot

# The place of a day's digest; urgent entries stand at 1 and on.
DIGEST = 0


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Entries by whose they are."""

    def of(self, user: User) -> Self:
        """Somebody's own inbox, the latest first: nobody reads that of another."""
        return self.filter(user=user).order_by("-at", "-pk")

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def on(self, day: date) -> Self:
        return self.filter(day=day)

    def read(self, now: datetime) -> int:
        """Mark what is unread as read; how many those were."""
        return self.unread().order_by().update(read_at=now)


class Notice(models.Model):
    """One entry of an inbox: the digest of a day (place 0), or something urgent alone.

    A digest that gets another line is unread again.
    """

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="notices", db_index=False
    )
    day = models.DateField()
    place = models.PositiveSmallIntegerField(default=DIGEST)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "day", "place"], name="one_digest_for_person_and_day"
            )
        ]
        indexes = [
            models.Index(fields=["user", "at"], name="inbox_in_order"),
            # The bell of every page.
            models.Index(
                fields=["user"], name="inbox_unread", condition=Q(read_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.day} {self.place}"

    @property
    def is_digest(self) -> bool:
        """Whether it holds what a day brought."""
        return self.place == DIGEST


class TellingQuerySet(models.QuerySet["Telling"]):
    """Tellings by how far they have come."""

    def in_no_inbox(self) -> Self:
        return self.filter(notice=None).exclude(user=None)

    def waiting(self) -> Self:
        """Those that wait for the summary of a day that leaves the site."""
        return self.filter(left_at=None)


class Telling(models.Model):
    """That a person, or a chat group, is told something once: ``key`` of a ``topic``.

    What it says is worked out when it is read, of what its reader sees then.
    ``left_at`` is when it left the site, by ``message``; without one nothing was left
    to say, or the reader has no address.
    """

    topic = models.CharField(max_length=40)
    key = models.BigIntegerField()
    user = models.ForeignKey(
        User, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    robot = models.ForeignKey(
        Robot, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    is_urgent = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)
    notice = models.ForeignKey(
        Notice, null=True, on_delete=models.PROTECT, related_name="tellings"
    )
    message = models.ForeignKey(
        Message, null=True, on_delete=models.SET_NULL, related_name="tellings"
    )
    left_at = models.DateTimeField(null=True)

    objects = TellingQuerySet.as_manager()

    class Meta:
        verbose_name = _("telling")
        verbose_name_plural = _("tellings")
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "key", "user"], name="nobody_is_told_twice"
            ),
            models.UniqueConstraint(
                fields=["topic", "key", "robot"], name="no_group_is_told_twice"
            ),
            models.CheckConstraint(
                condition=Q(user=None, robot__isnull=False)
                | Q(user__isnull=False, robot=None),
                name="telling_has_one_reader",
            ),
        ]
        indexes = [
            models.Index(
                fields=["user"], name="telling_on_its_way", condition=Q(notice=None)
            ),
            models.Index(
                fields=["user", "robot"],
                name="telling_to_leave",
                condition=Q(left_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key} {self.user_id or self.robot_id}"


def unread_of_user() -> Combinable:
    """How many entries the user of an outer query has not read."""
    mine = Notice.objects.unread().filter(user=OuterRef("pk")).order_by()
    counted = mine.values("user").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)
