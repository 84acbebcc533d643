"""A report to many readers by letter, each made for its reader, to a real mail server.

There is no floor: one worker is to send to all projects of the group within a minute.
Of that a third is waiting, before a letter's last dot, for a line that may be lost.
"""

from collections.abc import Iterator

from django.test import override_settings

from bench import group, worlds
from bench.lines import Line, seconds_of
from bench.reports import LANGUAGES, MONTH
from safety.accounts.models import Grant, User
from safety.accounts.permissions import Role
from safety.deliveries.models import Delivery, Recipient, Schedule
from safety.deliveries.services import delivering, keeping, scheduling
from safety.journal import write as journal
from safety.org.models import Unit
from tests.deliveries.sink import Sink, listening

READERS = worlds.sized(400)
MOST = 60 / 400  # seconds


def measure() -> Iterator[Line]:
    """Seconds for each letter; every one must have arrived, once."""
    group.built("deliveries", group.FEW)
    unit = Unit.objects.get(pk=worlds.FIRST_PROJECT)
    add_readers(unit)
    with (
        listening() as sink,
        override_settings(
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
            EMAIL_HOST=sink.hostname,
            EMAIL_PORT=sink.port,
        ),
    ):
        scheduling.on_close([unit.pk], MONTH.last_month)
        ours = seconds_of(delivering.send_due) / READERS
        require_each_once(sink)
    yield Line(f"deliveries: a letter of {READERS:,} with a PDF", ours, MOST)


def add_readers(unit: Unit) -> None:
    """Accounts of a project that get its report when the month is closed."""
    monthly = Schedule(unit=unit, report="monthly", start=Schedule.Start.CLOSE)
    keeping.save(monthly, "add", by=None)
    for number in range(READERS):
        name, language = f"reader{number}", LANGUAGES[number % len(LANGUAGES)]
        user = User(username=name, email=f"{name}@example.com", language=language)
        journal.save(user, "invite", by=None)
        grant = Grant(user=user, role=Role.SAFETY_OFFICER, unit=unit)
        journal.save(grant, "grant", by=None)
        keeping.add(Recipient(schedule=monthly, user=user), by=user)


def require_each_once(sink: Sink) -> None:
    """Raises AssertionError unless each reader has his letter, and all is said so."""
    arrived = {mail["To"] for mail in sink.mails}
    sent = Delivery.objects.filter(state=Delivery.State.SENT).count()
    if not READERS == len(arrived) == len(sink.mails) == sent:
        raise AssertionError(f"{len(sink.mails)} letters, {sent} sent")
