"""What leaves the site, by letter and to chat groups: one summary a day for each.

A telling waits until its reader's summary of the day is written (`DIGEST_AT`); what is
urgent leaves at once, a few times a day, and more of it joins the summary.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from safety.accounts.models import User
from safety.core import doorbell
from safety.notices.models import DIGEST, Message, Robot, Telling
from safety.notices.services import TASK
from safety.notices.topics import lines_of

Reader = User | Robot


def send_urgent(
    users: Collection[int], robots: Collection[int], *, since: datetime
) -> None:
    """Let what was urgently told since a moment leave, as often as a day allows.

    In the running transaction, which holds these readers.
    """
    for name, keys in (("user", users), ("robot", robots)):
        urgent = Telling.objects.waiting().filter(is_urgent=True, at__gte=since)
        waiting = urgent.filter(**{f"{name}__in": keys}).select_related(name)
        by_reader: dict[Reader, list[Telling]] = defaultdict(list)
        for telling in waiting.order_by("pk"):
            by_reader[getattr(telling, name)].append(telling)
        for reader, tellings in by_reader.items():
            _send_urgent_to(reader, tellings)


def _send_urgent_to(reader: Reader, tellings: Sequence[Telling]) -> None:
    today = timezone.localdate()
    whose = _addressed_to(reader)
    if not whose:
        return
    sent = Message.objects.filter(**whose, day=today)
    last = sent.aggregate(last=Max("place"))["last"] or DIGEST
    for number, telling in enumerate(tellings[: settings.MOST_URGENT - last], last + 1):
        _post(reader, "told", number, [telling])


def write_summaries() -> int:
    """Write the summaries whose hour has come; how many there were."""
    local = timezone.localtime()
    if local.time() < settings.DIGEST_AT:
        return 0
    had = Message.objects.filter(day=local.date(), place=DIGEST)
    waiting = Telling.objects.waiting().filter(
        ~Exists(had.filter(user=OuterRef("user"))),
        ~Exists(had.filter(robot=OuterRef("robot"))),
    )
    readers = waiting.order_by().values_list("user_id", "robot_id").distinct()
    return sum(_summarise(user, robot) for user, robot in list(readers))


def _summarise(user: int | None, robot: int | None) -> bool:
    """Write the summary of one reader, unless he has had that of today."""
    rows: Any = User.objects if user else Robot.objects
    with transaction.atomic():
        reader: Reader = rows.filter(pk=user or robot).locked().get()
        mine = Telling.objects.waiting().filter(user=user, robot=robot)
        whose, today = _addressed_to(reader), timezone.localdate()
        if whose and Message.objects.filter(**whose, day=today, place=DIGEST).exists():
            return False
        tellings = list(mine.order_by("pk"))
        told = [(telling.topic, telling.key) for telling in tellings]
        lines = lines_of(reader, told) if whose else {}
        standing = [t for t in tellings if _stands(lines.get((t.topic, t.key)))]
        if standing:
            _post(reader, "digest", DIGEST, standing)
        mine.filter(pk__in=[telling.pk for telling in tellings]).update(
            left_at=timezone.now()
        )
    return bool(standing)


def _stands(line: Any) -> bool:
    return line is not None and line.stands


def _addressed_to(reader: Reader) -> dict[str, Any]:
    """How a letter names its reader; nothing for one who cannot be written to."""
    if isinstance(reader, Robot):
        return {"robot": reader} if reader.is_on else {}
    return {"user": reader} if reader.email and reader.is_active else {}


def _post(
    reader: Reader, template: str, place: int, tellings: Collection[Telling]
) -> None:
    """Write a message to a reader, and ring for a worker after the transaction."""
    name = reader.name if isinstance(reader, Robot) else reader.email
    message = Message.objects.create(
        template=template,
        to=name,
        language=reader.language,
        day=timezone.localdate(),
        place=place,
        **_addressed_to(reader),
    )
    told = Telling.objects.filter(pk__in=[telling.pk for telling in tellings])
    told.update(message=message, left_at=timezone.now())
    doorbell.ring_on_commit(TASK)


def try_robot(robot: Robot) -> Message:
    """Write a trial message to a group; what becomes of it is on the robot's page."""
    message = Message.objects.create(
        template="trial", to=robot.name, robot=robot, language=robot.language
    )
    doorbell.ring_on_commit(TASK)
    return message
