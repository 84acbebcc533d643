"""`manage.py demo`: the sample group, and everything that serves it."""

import os
import socket
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from redis import Redis, RedisError
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TimeElapsedColumn
from rich.table import Table

from safety.indicators import drain
from safety.org.models import Unit
from safety.supervisor import Supervisor, is_answering, programs

Report = Callable[[str, int, int], None]


class Command(BaseCommand):
    """Loads what each app's `demo.py` holds, in the order of INSTALLED_APPS.

    A `demo.py` has ``load(small, progress)``, where ``progress(what, done, total)``
    may be called as often as it likes, or ``close(progress)``, which is done once the
    numbers of all that was loaded are there. It may have ``LOGINS``: a sequence of
    (role, log-in, password).
    """

    help = (
        "Load the sample group if there is none, then run web server, worker and"
        " scheduler until Ctrl-C. Example: manage.py demo --small"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--small", action="store_true", help="load a cut of it")
        parser.add_argument(
            "--load-only", action="store_true", help="load it and start nothing"
        )

    def handle(self, *, small: bool, load_only: bool, **_options: Any) -> None:
        self.console = Console()
        _refuse_real_site()
        if not load_only:
            _refuse_taken_port()
            _refuse_silent_redis()
        samples = list(_samples())
        self.unfinished = settings.VAR_DIR / "sample-unfinished"
        if self.unfinished.exists() or not Unit.objects.exists():
            self._load(samples, small=small)
        if not load_only:
            self._serve(samples)

    def _load(self, samples: Sequence[ModuleType], *, small: bool) -> None:
        self.console.print(
            f"Loading the sample group into {connection.settings_dict['NAME']}: its"
            " accounts have a published password, so keep real records elsewhere",
            soft_wrap=True,
        )
        self.unfinished.touch()
        try:
            with _progress(self.console) as report:
                for sample in samples:
                    if hasattr(sample, "load"):
                        sample.load(small, report)
            with self.console.status("Computing its numbers"):
                done = drain.drain()
            with _progress(self.console) as report:
                for sample in samples:
                    if hasattr(sample, "close"):
                        sample.close(report)
        except KeyboardInterrupt:
            raise CommandError(
                "Interrupted: make demo goes on from here, make demo-reset starts over"
            ) from None
        self.unfinished.unlink()
        self.console.print(f"Computed {done.values:,} values in {done.seconds:.0f} s")

    def _serve(self, samples: Sequence[ModuleType]) -> None:
        def announce() -> bool:
            if not is_answering(settings.PORT):
                return False
            self.console.print(
                _logins(samples),
                f"Anzhu runs at http://127.0.0.1:{settings.PORT}, Ctrl-C stops it;"
                f" its logs are in {settings.VAR_DIR / 'log'}",
                sep="\n",
                soft_wrap=True,
            )
            return True

        # The sample group lived in 2019: open the site where there is something to see.
        os.environ.setdefault("OPENING_PERIOD", "2019-12")
        Supervisor(programs(settings.PORT), self.console.print).run(announce)
        self.console.print("Stopped.")


def _samples() -> Iterator[ModuleType]:
    for app in apps.get_app_configs():
        name = f"{app.name}.demo"
        if find_spec(name):
            yield import_module(name)


@contextmanager
def _progress(console: Console) -> Iterator[Report]:
    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        tasks = {}

        def report(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what)
            progress.update(tasks[what], completed=done, total=total)

        yield report


def _logins(samples: Sequence[ModuleType]) -> Table:
    table = Table("role", "log-in", "password")
    for sample in samples:
        for login in getattr(sample, "LOGINS", ()):
            table.add_row(*map(str, login))
    return table


def _refuse_real_site() -> None:
    """The sample's accounts have a password that everybody can read."""
    if settings.HTTPS:
        raise CommandError(
            "HTTPS=true is for a real site, and the sample group has accounts with a"
            " published password: run the demo without HTTPS, on another DATABASE_URL"
        )


def _refuse_taken_port() -> None:
    if not 0 < settings.PORT < 65536:
        raise CommandError(f"PORT={settings.PORT} is no port: choose one up to 65535")
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind(("127.0.0.1", settings.PORT))
        except OSError as error:
            raise CommandError(
                f"Port {settings.PORT} cannot be used ({error.strerror}): stop what"
                f" uses it, or choose another: PORT={settings.PORT + 1} make demo"
            ) from error


def _refuse_silent_redis() -> None:
    try:
        if settings.REDIS_URL:
            with Redis.from_url(settings.REDIS_URL, socket_timeout=5) as redis:
                redis.ping()
    except (RedisError, ValueError) as error:
        raise CommandError(
            f"REDIS_URL does not lead to a Redis that answers ({error}): start it,"
            " or unset REDIS_URL to do without"
        ) from error
