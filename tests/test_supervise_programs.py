"""The foreground process keeps programs running and stops them all."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from safety.supervisor import STOP_SIGNALS, Supervisor

pytestmark = pytest.mark.slow
SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
FAILING = [sys.executable, "-c", "print('last words'); raise SystemExit(3)"]
SAYS_ITS_NUMBER = [
    sys.executable,
    "-c",
    "import os, time; print(os.getpid(), flush=True); time.sleep(60)",
]
SUPERVISOR = [
    sys.executable,
    "-c",
    f"""if True:
        import django
        django.setup()
        from safety.supervisor import Supervisor
        Supervisor({{"program": {SAYS_ITS_NUMBER}}}, print).run(lambda: True)
    """,
]
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


def number_in(log: Path) -> int | None:
    """The process id that a program has written, once it has."""
    text = log.read_text() if log.exists() else ""
    return int(text) if text.endswith("\n") else None


def is_gone(number: int) -> bool:
    """Whether a process has ended (one that nobody has waited for yet has, too)."""
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True
    return state == "Z"


def wait_until(it_is_so: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not it_is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_closed_terminal_leaves_no_program_behind(log: Path) -> None:
    def closed_terminal(sentence: str) -> None:
        raise OSError(sentence)

    number: list[int] = []

    def it_runs() -> bool:
        number[:] = filter(None, [number_in(log / "program.log")])
        return bool(number)

    supervisor = Supervisor({"program": SAYS_ITS_NUMBER}, closed_terminal)
    with pytest.raises(OSError, match="Stopping"):
        supervisor.run(stop_when(it_runs))
    assert is_gone(number[0])


def test_a_program_that_was_killed_is_started_again(log: Path) -> None:
    numbers: list[int] = []

    def killed_once() -> bool:
        texts = (log / "program.log").read_text().splitlines()
        if len(texts) > len(numbers):
            numbers.append(int(texts[-1]))
            if len(numbers) == 1:
                os.kill(numbers[0], signal.SIGKILL)
        return len(numbers) == 2

    Supervisor({"program": SAYS_ITS_NUMBER}, print).run(stop_when(killed_once))
    assert numbers[0] != numbers[1]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_no_end_of_the_supervisor_leaves_a_program_behind(
    log: Path, number: signal.Signals
) -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "safety.settings",
        "VAR_DIR": str(log.parent),
    }
    file = log / "program.log"
    with subprocess.Popen(SUPERVISOR, env=environment) as supervisor:
        wait_until(lambda: number_in(file))
        supervisor.send_signal(number)
    wait_until(lambda: is_gone(number_in(file)))
