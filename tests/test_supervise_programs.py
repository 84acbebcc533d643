"""The foreground process keeps programs running and stops them all."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from safety.supervisor import STOP_SIGNALS, Supervisor

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
FAILING = [sys.executable, "-c", "print('last words'); raise SystemExit(3)"]
DEAF = [
    sys.executable,
    "-c",
    """if True:
        import signal, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        print("deaf", flush=True)
        time.sleep(60)
    """,
]


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)
    return tmp_path / "log"


@pytest.fixture(autouse=True)
def _signals_as_before() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in STOP_SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def stop_when(it_is_time: Callable[[], bool]) -> Callable[[], bool]:
    def announce() -> bool:
        if it_is_time():
            interrupt()
        return False

    return announce


def test_one_signal_ends_every_program(log: Path) -> None:
    started = time.monotonic()
    Supervisor({"a": SLEEPER, "b": SLEEPER}, print).run(stop_when(lambda: True))
    assert time.monotonic() - started < 5


def test_a_program_that_ends_is_started_again_later_and_later(log: Path) -> None:
    news: list[str] = []
    twice = stop_when(lambda: len(news) == 2)
    Supervisor({"sleeper": SLEEPER, "failing": FAILING}, news.append).run(twice)
    file = log / "failing.log"
    assert news[:2] == [
        f"failing ended with status 3 and is started again in {pause} s, see {file}"
        for pause in (1, 2)
    ]
    assert file.read_text() == "last words\n" * 2


def test_a_second_signal_does_not_wait_for_a_program_that_goes_on(log: Path) -> None:
    def it_is_deaf() -> bool:
        if (log / "deaf.log").read_text() != "deaf\n":
            return False
        threading.Timer(0.5, interrupt).start()
        return True

    started = time.monotonic()
    Supervisor({"deaf": DEAF}, print).run(stop_when(it_is_deaf))
    assert time.monotonic() - started < 5
