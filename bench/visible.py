"""How soon everybody sees a change, with the site's own worker running."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from bench import databases, worlds
from bench.lines import Line, seconds_of
from bench.load import url
from safety import supervisor
from safety.indicators.drain import drain
from safety.journal.models import Mark
from safety.people import services
from safety.people.models import Posting
from tools.machine import ROOT

POSTINGS = worlds.sized(400_000)
TIMES = 5
LONGEST = 60.0  # seconds that a change may take, the worker's start included


def measure() -> Iterator[Line]:
    """The slowest of some changes, from the page's point of view."""
    databases.fresh("visible")
    worlds.build(POSTINGS // 2, POSTINGS)
    drain()
    with worker():
        change(1)  # until this one is done the worker starts
        slowest = max(seconds_of(partial(change, key)) for key in range(2, 2 + TIMES))
    yield Line(f"visible with a worker, at {POSTINGS:,}", slowest, 5)


@contextmanager
def worker() -> Iterator[None]:
    """One worker, as the site runs it."""
    process = subprocess.Popen(
        supervisor.worker(),
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": url()},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def change(key: int) -> None:
    """Change a posting and wait until nothing is left to be worked out."""
    posting = Posting.objects.get(pk=key)
    posting.end_on = worlds.LAST_DAY if posting.end_on is None else None
    services.post(posting, by=None)
    deadline = time.monotonic() + LONGEST
    while Mark.objects.exists():
        if time.monotonic() > deadline:
            raise AssertionError("the worker does not come")
        time.sleep(0.02)
