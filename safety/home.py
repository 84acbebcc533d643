"""What is late now, and what one can do on a phone: a desk has the side bar."""

from typing import Any

from django.utils import timezone

from safety.core import late
from safety.core.home import Panel, register
from safety.core.scope import Scope
from safety.org.guard import Request


def late_now(request: Request, scope: Scope) -> dict[str, Any] | None:
    """What is late today, whatever the period of the page."""
    items = None if scope.unit is None else late.found(request, scope)
    return None if items is None else {"items": items, "now": timezone.now()}


register(Panel(20, "_late.html", late_now))  # type: ignore[arg-type]
register(Panel(50, "_quick.html", lambda _request, _scope: {}))
