"""One foreground process that keeps the site's programs running."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType

from django.conf import settings

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
CELERY = ("celery", "--app=safety", "--quiet")
LOOK_EVERY = 0.2  # seconds between two looks at the programs
LONGEST_PAUSE = 60.0  # seconds before a program that keeps ending is tried again
LONG_RUN = 60.0  # seconds after which an end counts as the first one again
PATIENCE = 10.0  # seconds given to running work when everything stops
# Linux asks a program started like this to stop when its supervisor was killed.
TIED = ("setpriv", "--pdeathsig=TERM", "--") if shutil.which("setpriv") else ()


def programs(port: int) -> dict[str, list[str]]:
    """The commands of web server, worker and scheduler, by name."""
    python = [sys.executable, "-m"]
    return {
        "web": [
            *python,
            "gunicorn",
            "safety.wsgi",
            f"--bind=127.0.0.1:{port}",
            "--worker-class=gthread",
            "--workers=2",
            "--threads=4",
            "--no-control-socket",
        ],
        "worker": worker(),
        "beat": [*python, *CELERY, "beat", f"--loglevel={settings.LOG_LEVEL}"],
    }


def is_answering(port: int) -> bool:
    """Whether a web server listens on this machine's port."""
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def worker() -> list[str]:
    """The command of one worker: threads on the embedded broker, else processes.

    It does not talk to other workers: what they would say stays for ever in the
    folder of the embedded broker.
    """
    pool = "prefork" if settings.REDIS_URL else "threads"
    return [
        *(sys.executable, "-m", *CELERY, "worker"),
        f"--pool={pool}",
        "--concurrency=2",
        "--without-gossip",
        "--without-mingle",
        "--without-heartbeat",
        f"--loglevel={settings.LOG_LEVEL}",
    ]


class Program:
    """One program: started, watched, started again after a growing pause.

    It leads a process group, so that Ctrl-C reaches the supervisor alone, which asks
    it once to stop, and so that it is killed with all that it started.
    """

    def __init__(self, name: str, command: Sequence[str], log: Path) -> None:
        self.name = name
        self._command = command
        self._log = log
        self._log.unlink(missing_ok=True)
        self._failures = 0
        self._start()

    def _start(self) -> None:
        self._started = time.monotonic()
        self._restart_at: float | None = None
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [*TIED, *self._command],
                cwd=settings.BASE_DIR,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                process_group=0,
            )

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def look(self) -> str | None:
        """Start it again when it is time to; say so when it has ended."""
        now = time.monotonic()
        if self._restart_at is not None:
            if now >= self._restart_at:
                self._start()
            return None
        if self.is_running:
            return None
        self.kill()
        self._failures = 1 if now - self._started > LONG_RUN else self._failures + 1
        pause = min(2.0 ** (self._failures - 1), LONGEST_PAUSE)
        self._restart_at = now + pause
        return (
            f"{self.name} ended with status {self._process.returncode}"
            f" and is started again in {pause:.0f} s, see {self._log}"
        )

    def stop(self) -> None:
        """Ask it to finish what it is doing and end."""
        if self.is_running:
            self._process.terminate()

    def kill(self) -> None:
        """End it now, and what it started."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


class Supervisor:
    """Runs programs until a signal says stop; a second one does not wait for them."""

    def __init__(
        self, commands: Mapping[str, Sequence[str]], say: Callable[[str], None]
    ) -> None:
        self._commands = commands
        self._say = say
        self._signals = 0

    def run(self, announce: Callable[[], bool]) -> None:
        """Start everything and return when everything has ended.

        ``announce`` is asked again and again until it answers that it is done.
        """
        for number in STOP_SIGNALS:
            signal.signal(number, self._count)
        folder = settings.VAR_DIR / "log"
        folder.mkdir(exist_ok=True)
        running: list[Program] = []
        try:
            for name, command in self._commands.items():
                running.append(Program(name, command, folder / f"{name}.log"))
            self._watch(running, announce)
        finally:
            self._stop(running)

    def _count(self, _number: int, _frame: FrameType | None) -> None:
        self._signals += 1

    def _watch(self, running: Sequence[Program], announce: Callable[[], bool]) -> None:
        announced = False
        while not self._signals:
            announced = announced or announce()
            for news in filter(None, [program.look() for program in running]):
                self._say(news)
            time.sleep(LOOK_EVERY)

    def _stop(self, running: Sequence[Program]) -> None:
        for program in running:
            program.stop()
        try:
            self._say(
                f"Stopping; work gets {PATIENCE:.0f} s to finish, Ctrl-C ends it now"
            )
        finally:  # a terminal that was closed takes no words
            self._wait_for(running)

    def _wait_for(self, running: Sequence[Program]) -> None:
        deadline = time.monotonic() + PATIENCE
        while (
            any(program.is_running for program in running)
            and time.monotonic() < deadline
            and self._signals <= 1
        ):
            time.sleep(LOOK_EVERY)
        for program in running:
            program.kill()
