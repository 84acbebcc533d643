"""Whether this machine can serve: for load balancers, without log-in or secrets."""

from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis, RedisError

from safety.indicators.models import State
from safety.journal.models import Mark

log = structlog.get_logger(__name__)


@login_not_required
@never_cache
@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    """200 when the database answers, else 503.

    A broker that is down delays numbers and letters until the next sweep and stops
    nobody, so it is said and no more. ``values`` tells how many seconds the oldest
    change has waited to be counted, and how many values differed from the records in
    the last nightly check.
    """
    serves = _database_answers()
    parts = {"status": serves, "database": serves}
    if settings.REDIS_URL:
        parts["broker"] = _redis_answers()
    said: dict[str, Any] = {part: "ok" if ok else "down" for part, ok in parts.items()}
    if serves:
        said["values"] = _values()
    return JsonResponse(said, status=200 if serves else 503)


def _values() -> dict[str, Any]:
    """How far the numbers are behind, and what the last nightly check found.

    Late or differing numbers do not stop a machine from serving: a person must look.
    """
    oldest = Mark.objects.order_by("pk").values_list("at", flat=True).first()
    state = State.objects.filter(pk=1).first()
    waits = (timezone.now() - oldest).total_seconds() if oldest else 0
    return {
        "waiting_seconds": round(waits),
        "checked_at": state.checked_at if state else None,
        "differences": len(state.differences) if state else 0,
    }


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        log.exception("health.database")
        return False
    return True


def _redis_answers() -> bool:
    client = Redis.from_url(
        settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2
    )
    try:
        with client:
            return bool(client.ping())
    except RedisError:
        log.exception("health.broker")
        return False
