"""Who is at work on a load: a lock that its process holds, and loses when it dies."""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

# The first of the two numbers of an advisory lock; the second is the load's.
LOADS = 0x10AD


@contextmanager
def held(load: int) -> Iterator[bool]:
    """Hold a load while this block runs; False when another process holds it."""
    with (
        _on_server(load) if connection.vendor == "postgresql" else _on_disk(load) as got
    ):
        yield got


def is_held(load: int) -> bool:
    """Whether a process is at work on a load."""
    with held(load) as got:
        return not got


@contextmanager
def _on_server(load: int) -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOADS, load])
        got = bool(cursor.fetchone()[0])
    try:
        yield got
    finally:
        if got and connection.connection and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOADS, load])


@contextmanager
def _on_disk(load: int) -> Iterator[bool]:
    """SQLite is a file of this machine, and so is the lock."""
    folder = settings.VAR_DIR / "loads"
    folder.mkdir(exist_ok=True)
    database = hashlib.sha256(str(connection.settings_dict["NAME"]).encode())
    path = folder / f"{database.hexdigest()[:16]}-{load}.lock"
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        try:
            yield True
        finally:
            path.unlink(missing_ok=True)
