"""Every check that needs no running site, side by side; arguments choose by name."""

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tools.machine import ROOT

PROGRAMS = Path(sys.executable).parent
MANAGE = [sys.executable, "manage.py"]
PRODUCTION = {
    "HTTPS": "true",
    "DEBUG": "false",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "ALLOWED_HOSTS": "anzhu.example",
    "CSRF_TRUSTED_ORIGINS": "https://anzhu.example",
}
# Where the apps are.
ROOTS = ("safety", "inspections", "training")
console = Console()


@dataclass(frozen=True)
class Check:
    """A command that ends with status 0 when all is well."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What a check said, and in how many seconds."""

    check: Check
    passed: bool
    said: str
    seconds: float


def checks() -> list[Check]:
    """All checks, the slowest first so that they run side by side with the rest."""
    return [
        Check("engine", _module("tools.plant_bugs")),
        Check("types", _module("mypy")),
        Check("texts", _module("tools.messages", "--check")),
        Check(
            "format", _module("ruff", "format", "--check", "--output-format", "concise")
        ),
        Check("lint", _module("ruff", "check", "--output-format", "concise")),
        Check("django", _module("django_upgrade", "--check", *_python_files())),
        Check("layers", [str(PROGRAMS / "lint-imports"), "--no-cache"]),
        Check("sizes", _module("tools.check_sizes")),
        Check("templates", _module("djlint", "--quiet", "--lint", "templates")),
        Check("inline", _module("tools.check_templates")),
        Check("migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"]),
        Check("handbook", [*MANAGE, "indicators_doc", "--check"]),
        Check("deploy", [*MANAGE, *DEPLOY], PRODUCTION),
    ]


DEPLOY = ["check", "--deploy", "--fail-level", "WARNING"]


def _module(*command: str) -> list[str]:
    return [sys.executable, "-m", *command]


def _python_files() -> list[str]:
    files = (file for root in ROOTS for file in ROOT.glob(f"{root}/**/*.py"))
    return [str(file.relative_to(ROOT)) for file in files]


def outcome_of(check: Check) -> Outcome:
    """Run one check."""
    started = time.monotonic()
    done = subprocess.run(
        check.command,
        check=False,
        cwd=ROOT,
        env=os.environ | dict(check.environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    seconds = time.monotonic() - started
    return Outcome(check, done.returncode == 0, done.stdout, seconds)


def main() -> int:
    """Run all, or those named; what failed is shown whole. The exit status."""
    chosen = [
        check for check in checks() if check.name in sys.argv[1:] or not sys.argv[1:]
    ]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        outcomes = list(pool.map(outcome_of, chosen))
    table = Table("check", "result", "seconds")
    for outcome in outcomes:
        if not outcome.passed:
            console.rule(outcome.check.name)
            console.print(outcome.said, markup=False, highlight=False, soft_wrap=True)
        result = "[green]passed" if outcome.passed else "[red]failed"
        table.add_row(outcome.check.name, result, f"{outcome.seconds:.1f}")
    console.print(table)
    return 0 if all(outcome.passed for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
