"""Prove everything that can be proved on this machine, and name what could not.

Three parts: all tests but the browser's on SQLite; those marked `both` again on
PostgreSQL with Redis: the engine, access, files in and out, lists, searches, locks;
those marked `browser` in Chromium, what measures time there by itself. Arguments go to
pytest and narrow every part.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from environ import Env
from rich.console import Console

from tools.machine import ROOT
from tools.services import (
    find_chromium,
    find_postgres,
    find_redis,
    private_postgres,
    private_redis,
)

NOTHING_SELECTED = 5  # pytest's exit status
# What a .env file of this folder may say about the site is not about the tests.
PLAIN = {
    "DEBUG": "false",
    "HTTPS": "false",
    "SECRET_KEY": "tests",
    "ALLOWED_HOSTS": "localhost,127.0.0.1",
    "TIME_ZONE": "Asia/Shanghai",
    "REPORTING_MONTH_STARTS_ON": "1",
    "OPENING_PERIOD": "",
    "SECOND_FACTOR_ROLES": "",
    "S3_BUCKET": "",
    "EMAIL_URL": "",
}
# One test process for each processor; private Redis has a database for each of them.
SIDE_BY_SIDE = ("--numprocesses=auto", "--maxprocesses=8", "--dist=worksteal")
console = Console()

Servers = dict[str, str]  # DATABASE_URL and REDIS_URL


class Run:
    """One run of `make test`: parts done, what failed, what was left out and why."""

    def __init__(self, marks: str, arguments: list[str], var: Path) -> None:
        self.failed: list[str] = []
        self.left_out: list[str] = []
        self._marks = marks
        self._arguments = arguments
        self._var = var
        self._selected = False

    def selects(self, marks: str) -> bool:
        """Whether the arguments leave any test of a part, which may want servers."""
        if not self._marks and not self._arguments:
            return True
        command = self._pytest(marks, ("--collect-only", "--quiet", "--no-summary"))
        environment = os.environ | PLAIN | {"VAR_DIR": str(self._var)}
        done = subprocess.run(
            command, check=False, cwd=ROOT, env=environment, capture_output=True
        )
        return done.returncode != NOTHING_SELECTED

    def _pytest(self, marks: str, how: Sequence[str]) -> list[str]:
        chosen = f"({marks}) and ({self._marks})" if self._marks else marks
        return [sys.executable, "-m", "pytest", "-m", chosen, *how, *self._arguments]

    def part(
        self,
        title: str,
        marks: str,
        servers: Servers | None = None,
        how: Sequence[str] = SIDE_BY_SIDE,
    ) -> None:
        """Run the tests of one part, without servers on a SQLite file of their own."""
        console.rule(title)
        places = {
            "VAR_DIR": str(self._var),
            "DATABASE_URL": f"sqlite:///{self._var / 'site.sqlite3'}",
            "REDIS_URL": "",
        }
        command = self._pytest(marks, how)
        environment = os.environ | PLAIN | places | (servers or {})
        status = _wait(subprocess.Popen(command, cwd=ROOT, env=environment))
        self._selected |= status != NOTHING_SELECTED
        if status not in (0, NOTHING_SELECTED):
            self.failed.append(title)

    def verdict(self) -> int:
        """Say how it went; the exit status."""
        console.rule("Result")
        for title in self.failed:
            console.print(f"[red]failed[/red]  {title}")
        for reason in self.left_out:
            console.print(f"[yellow]left out[/yellow]  {reason}")
        if not self._selected:
            console.print("[red]failed[/red]  no test was selected")
        incomplete = bool(self.left_out) and os.environ.get("CI") == "true"
        if self.failed or incomplete or not self._selected:
            return 1
        console.print("[green]passed[/green]")
        return 0


def _wait(process: "subprocess.Popen[bytes]") -> int:
    """Wait for pytest's end; Ctrl-C reaches it too and it ends in good order."""
    try:
        return process.wait()
    except (KeyboardInterrupt, SystemExit):
        process.terminate()
        process.wait()
        raise


def main() -> int:
    """Run the parts, each with what it needs; the exit status."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    Env.read_env(ROOT / ".env")
    parser = argparse.ArgumentParser(prog="make test", add_help=False)
    parser.add_argument("-m", dest="marks", default="")
    options, arguments = parser.parse_known_args()
    with tempfile.TemporaryDirectory(prefix="anzhu-test-") as folder:
        run = Run(options.marks, arguments, Path(folder))
        run.part("SQLite", "not browser")
        servers(run)
        browser(run)
        return run.verdict()


def servers(run: Run) -> None:
    """The tests marked `both`, on the servers given or on private ones."""
    title, marks = "PostgreSQL and Redis", "both and not browser"
    if not run.selects(marks):
        return
    with ExitStack() as stack:
        url, redis = os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", "")
        if not url.startswith("postgres"):
            programs = find_postgres()
            url = stack.enter_context(private_postgres(programs)) if programs else ""
        if not redis:
            program = find_redis()
            redis = stack.enter_context(private_redis(program)) if program else ""
        if url and redis:
            how = () if os.environ.get("REDIS_URL") else SIDE_BY_SIDE
            names = {"DATABASE_URL": url, "REDIS_URL": redis}
            run.part(title, marks, names, how)
            return
    for missing, name, variable in (
        (not url, "PostgreSQL", "DATABASE_URL"),
        (not redis, "Redis", "REDIS_URL"),
    ):
        if missing:
            run.left_out.append(
                f"{title}: no {name} server is installed and {variable} names none"
            )


def browser(run: Run) -> None:
    """The tests marked `browser`."""
    if not run.selects("browser"):
        return
    if find_chromium():
        run.part("Chromium", "browser and not alone")
        if run.selects("alone"):
            run.part("Chromium by itself", "alone", how=())
    else:
        run.left_out.append("Chromium: none is installed")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
