"""The bell: "look now" for a worker, by task name. A lost ring costs one sweep.

The work itself is a row written in the business transaction (ARCHITECTURE, "Queue
rule"); so ringing may fail, and never slows or fails the request that rings.
"""

import threading
import time
from functools import partial

import structlog
from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from kombu.exceptions import KombuError

log = structlog.get_logger(__name__)
GIVE_UP_AFTER = 0.2  # seconds
APART = 1.0  # seconds between two rings of one task by one process

_lock = threading.Lock()
_due: dict[str, float] = {}


def ring_on_commit(task: str) -> None:
    """Ring once when the running transaction commits, however often it is asked."""
    waiting = [entry[1] for entry in connection.run_on_commit]
    if not any(getattr(bell, "args", None) == (task,) for bell in waiting):
        transaction.on_commit(partial(ring, task))


def ring(task: str) -> None:
    """Send the message, at once or as the second one within a second, delayed."""
    now = time.monotonic()
    with _lock:
        due = _due.get(task, 0.0)
        if now < due:
            return  # one is on its way that will be read after this moment
        delay = max(0.0, due + APART - now) if due else 0.0
        _due[task] = now + delay
    try:
        _send(task, delay)
    except (OSError, KombuError) as error:
        log.warning("bell_not_heard", task=task, error=str(error))


def _send(task: str, delay: float) -> None:
    options = {**settings.CELERY_BROKER_TRANSPORT_OPTIONS, "max_retries": 0}
    if settings.REDIS_URL:
        options["socket_timeout"] = GIVE_UP_AFTER
        options["socket_connect_timeout"] = GIVE_UP_AFTER
    with current_app.connection_for_write(transport_options=options) as line:
        current_app.send_task(
            task, connection=line, retry=False, countdown=delay or None
        )
