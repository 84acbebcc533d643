"""Whether this machine can serve: for load balancers, without log-in or secrets."""

from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis, RedisError

from safety.indicators.models import State
from safety.journal.models import Mark

log = structlog.get_logger(__name__)
ADDRESS = "/health/"


class HealthMiddleware:
    """Answers before anything else is asked.

    Load balancers come every few seconds, over plain HTTP, and by the machine's number
    instead of one of the site's names.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Say how the machine is, or pass on."""
        return (
            health(request) if request.path == ADDRESS else self.get_response(request)
        )


@never_cache
@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    """200 when the database answers, else 503.

    A broker that is down delays numbers and letters until the next sweep and stops
    nobody, so it is said and no more. ``values`` tells how many seconds the oldest
    change has waited to be counted, and how many values nightly checks have found to
    differ from the records.
    """
    values = _values()
    parts = {"status": bool(values), "database": bool(values)}
    if settings.REDIS_URL:
        parts["broker"] = _redis_answers()
    said: dict[str, Any] = {part: "ok" if ok else "down" for part, ok in parts.items()}
    if values:
        said["values"] = values
    return JsonResponse(said, status=200 if values else 503)


def _values() -> dict[str, Any]:
    """How far the numbers are behind, and what the last nightly check found.

    Late or differing numbers do not stop a machine from serving: a person must look.
    Empty when the database does not answer, or has none of our tables.
    """
    try:
        oldest = Mark.objects.order_by("pk").values_list("at", flat=True).first()
        state = State.objects.filter(pk=1).first()
    except DatabaseError:
        log.exception("health.database")
        return {}
    waits = (timezone.now() - oldest).total_seconds() if oldest else 0
    return {
        "waiting_seconds": round(waits),
        "checked_at": state.checked_at if state else None,
        "differences": sum(map(len, state.differences.values())) if state else 0,
    }


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
