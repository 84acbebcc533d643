"""Telling people something once: into their inbox at once, as one digest a day.

What is urgent stands alone, a few times a day (`MOST_URGENT`); more than that joins the
digest, so that nobody learns to look away. What leaves the site is in `outgoing`.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from safety.accounts.models import User
from safety.notices import outgoing
from safety.notices.models import DIGEST, Notice, Robot, Telling

AT_ONCE = 500  # rows of one statement


class News(NamedTuple):
    """What one person, or one chat group, is told: the ``key`` of a topic."""

    topic: str
    key: int
    user_id: int | None
    is_urgent: bool = False
    robot_id: int | None = None


def tell(news: Collection[News]) -> None:
    """Tell people, in the running transaction; what was told before is not again."""
    now = timezone.now()
    rows = [Telling(**each._asdict(), at=now) for each in news]
    with transaction.atomic():
        Telling.objects.bulk_create(rows, AT_ONCE, ignore_conflicts=True)
        users = {each.user_id for each in news if each.user_id}
        robots = {each.robot_id for each in news if each.robot_id}
        # Who is told by two workers at once has one digest: the second one waits here.
        list(User.objects.filter(pk__in=users).order_by("pk").locked())
        list(Robot.objects.filter(pk__in=robots).order_by("pk").locked())
        _put_into_inboxes(sorted(users))
        outgoing.send_urgent(users, robots, since=now)


def _put_into_inboxes(users: Sequence[int]) -> None:
    today = timezone.localdate()
    waiting = list(
        Telling.objects.in_no_inbox().filter(user__in=users).order_by("user_id", "pk")
    )
    rows = Notice.objects.on(today).filter(user__in=users).values("user")
    used = dict(rows.annotate(last=Max("place")).values_list("user", "last"))
    alone, joined = [], []
    for telling in waiting:
        user: Any = telling.user_id
        at = used.get(user, DIGEST)
        if telling.is_urgent and at < settings.MOST_URGENT:
            used[user] = at + 1
            notice = Notice(user_id=user, day=today, place=at + 1)
            telling.notice = notice
            alone.append(notice)
        else:
            joined.append(telling)
    Notice.objects.bulk_create(alone, AT_ONCE)
    _join(joined, today)
    Telling.objects.bulk_update(waiting, ["notice"], AT_ONCE)


def _join(tellings: Collection[Telling], day: date) -> None:
    """Put tellings into the digests of their readers, which are unread again."""
    users: set[Any] = {telling.user_id for telling in tellings}
    new = [Notice(user_id=user, day=day) for user in users]
    Notice.objects.bulk_create(new, AT_ONCE, ignore_conflicts=True)
    digests = Notice.objects.on(day).filter(user__in=users, place=DIGEST)
    digests.update(at=timezone.now(), read_at=None)
    by_user: dict[Any, Notice] = {notice.user_id: notice for notice in digests}
    for telling in tellings:
        telling.notice = by_user[telling.user_id]
