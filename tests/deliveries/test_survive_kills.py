"""Real workers and beats, killed and doubled: nothing is missing, nothing is doubled.

They run on the test's PostgreSQL and Redis and send to a mail server of the test's own.
Their clock is where the test puts it, and goes on from there.
"""

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

import pytest
import time_machine
from celery import current_app
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from safety import supervisor
from safety.accounts.models import User
from safety.core import doorbell
from safety.deliveries.models import Delivery
from tests import make
from tests.conftest import database_url
from tests.deliveries.conftest import BEGIN
from tests.deliveries.make import reader, schedule
from tests.deliveries.sink import Sink, key_of, listening
from tests.notices.service import BEHIND, INSIDE

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both,
    pytest.mark.slow,
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="many programs write at once"
    ),
]
KILLS, READERS = 20, 40
# The site's own are minutes and hours.
PACE = {
    "SWEEP_SECONDS": "1",
    "DELIVERY_LEASE_SECONDS": "8",
    "MAIL_RETRY_SECONDS": ",".join(["0.5"] * 2 * KILLS),
}
SLOWNESS = 0.15  # seconds
PATIENCE = 170.0  # seconds
DUE = datetime.fromisoformat("2019-08-05 08:00+08:00")  # third working day after July
BEFORE_DUE = DUE - timedelta(seconds=10)  # they need about five to start
OCTOBER = datetime.fromisoformat("2019-10-30 12:00+08:00")
JULY = datetime.fromisoformat("2019-07-20 12:00+08:00")
State = Delivery.State
DONE = {State.SENT, State.UNKNOWN}


class Program:
    """A worker or a beat, with a clock that goes on from where it was put."""

    def __init__(self, name: str, log: Path, places: dict[str, str]) -> None:
        self._command = supervisor.programs(0)[name]
        self._log = log
        self._places = places
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, clock: datetime) -> None:
        """Start it; one that runs is killed, with all that it started."""
        self.kill()
        self._set = (clock, time.monotonic())
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                self._command,
                env=os.environ | self._places | {"CLOCK": clock.isoformat()},
                cwd=settings.BASE_DIR,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def start_again(self) -> None:
        """Kill it and start it again, while its clock goes on."""
        clock, since = self._set
        self.start(clock + timedelta(seconds=time.monotonic() - since))

    def kill(self) -> None:
        if self._process:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def has_done(self, task: str) -> bool:
        """Whether it has done a task since it was started."""
        lines = self._log.read_text().splitlines()
        return any(f"Task {task}[" in line and " succeeded" in line for line in lines)


class Site:
    """Two workers and two beats, and the mail server to which they send."""

    def __init__(self, folder: Path, sink: Sink) -> None:
        self.sink = sink
        self.deadline = time.monotonic() + PATIENCE
        places = PACE | {
            "DATABASE_URL": database_url(),
            "EMAIL_URL": f"smtp://{sink.hostname}:{sink.port}",
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        }
        self.workers, self.beats = (
            [Program(name, folder / f"{name}-{number}.log", places) for number in "12"]
            for name in ("worker", "beat")
        )

    @property
    def programs(self) -> list[Program]:
        return [*self.workers, *self.beats]

    def start(self, *clocks: datetime) -> None:
        """Start all of them, the first pair and the second each with its clock."""
        for pair in (self.workers, self.beats):
            for program, clock in zip(pair, clocks, strict=True):
                program.start(clock)

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        while not is_so():
            assert time.monotonic() < self.deadline, Counter(states())
            time.sleep(0.05)

    def wait_for_letters(self, number: int) -> None:
        self.wait_until(lambda: len(self.sink.mails) >= number)

    def wait_for_deliveries(self, number: int) -> None:
        """Wait until so many are done, and each worker has looked for more."""
        self.wait_until(lambda: len(done := states()) >= number and set(done) <= DONE)
        for task in ("deliveries.plan", "deliveries.deliver"):
            for worker in self.workers:
                self.wait_until(partial(worker.has_done, task))


def states() -> list[str]:
    return list(Delivery.objects.values_list("state", flat=True))


def periods() -> dict[str, int]:
    """How many deliveries there are of each month."""
    return Counter(str(each.period) for each in Delivery.objects.all())


def require_each_once(site: Site, expected: Counter[str]) -> None:
    """What is said to be sent has arrived once; of what is unknown at most one did."""
    letters = Counter((mail["To"], mail["Subject"]) for mail in site.sink.mails)
    assert set(letters.values()) <= {1}
    arrived = Counter(key_of(mail) for mail in site.sink.mails)
    for delivery in Delivery.objects.all():
        assert delivery.state in DONE
        if delivery.state == State.SENT:
            assert arrived[delivery.secret_key] == 1
    assert periods() == expected


@pytest.fixture
def site(
    transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Site]:
    """A site of which nothing runs yet, and which no message waits for."""
    current_app.control.purge()
    monkeypatch.setattr(doorbell, "_due", {})
    with listening() as sink:
        found = Site(tmp_path, sink)
        try:
            yield found
        finally:
            for program in found.programs:
                program.kill()


@pytest.fixture
def readers(site: Site) -> User:
    """Accounts that get the monthly report of July and later; one who keeps it."""
    with time_machine.travel(BEGIN):
        project = make.project()
        monthly = schedule(project)
        for number in range(READERS):
            user = make.user("safety_officer", project, email=f"r{number}@example.com")
            reader(monthly, user=user, by=user)
        return make.user("hq_safety", make.group())


def test_killed_twenty_times_nothing_is_missing_and_nothing_doubled(
    site: Site, readers: User, client: Client
) -> None:
    random, sink = Random(), site.sink
    sink.slowness = SLOWNESS
    site.start(OCTOBER, OCTOBER)
    months = Counter({f"2019-0{month}": READERS for month in (7, 8, 9)})
    for kill in range(KILLS):
        # Each amid the work, and behind it a line that is lost on its own.
        site.wait_for_letters(1 + kill * months.total() // (KILLS + 2))
        time.sleep(random.uniform(0, 2 * SLOWNESS))
        random.choice(site.programs).start_again()
        sink.faults.append(INSIDE if kill % 2 else BEHIND)
    site.wait_for_deliveries(months.total())
    require_each_once(site, months)
    assert sink.faults == []
    lost = Delivery.objects.filter(secret_key__in=sink.lost)
    assert len(sink.lost) == KILLS // 2
    assert set(lost.values_list("state", flat=True)) == {State.UNKNOWN}
    assert Counter(states())[State.SENT] > len(states()) / 2
    again = lost[0]
    with time_machine.travel(OCTOBER):
        client.force_login(readers)
        client.post(reverse("deliveries:send-again", args=[again.pk]))
    site.wait_until(lambda: Delivery.objects.get(pk=again.pk).state == State.SENT)
    assert Counter(map(key_of, sink.mails))[again.secret_key] == 2


def test_two_workers_and_two_beats_pass_the_due_second_and_are_started_again_in_it(
    site: Site, readers: User
) -> None:
    site.start(BEFORE_DUE, BEFORE_DUE)
    site.wait_until(Delivery.objects.exists)
    for program in site.programs:
        program.start_again()
    site.wait_for_deliveries(READERS)
    require_each_once(site, Counter({"2019-07": READERS}))
    assert not Delivery.objects.filter(is_late=True).exists()


def test_clocks_that_jump_two_months_on_and_back_send_each_once(
    site: Site, readers: User
) -> None:
    site.start(DUE, DUE)
    site.wait_for_deliveries(READERS)
    expected = Counter({"2019-07": READERS})
    require_each_once(site, expected)
    assert not Delivery.objects.filter(is_late=True).exists()
    expected += Counter({"2019-08": READERS, "2019-09": READERS})
    for clocks in ((OCTOBER, DUE), (JULY, OCTOBER)):
        site.start(*clocks)
        site.wait_for_deliveries(expected.total())
        require_each_once(site, expected)
    late = Delivery.objects.filter(is_late=True)
    assert Counter(str(each.period) for each in late) == expected - Counter(
        {"2019-07": READERS}
    )
