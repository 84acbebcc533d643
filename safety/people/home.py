"""On the home page of who sees no numbers: where he himself is posted."""

from typing import Any

from django.utils import timezone

from safety.accounts.guard import Request
from safety.core.home import Panel, register
from safety.core.scope import Scope
from safety.org.guard import may_at
from safety.people.models import Posting, person_of


def my_postings(request: Request, scope: Scope) -> dict[str, Any] | None:
    """The reader's own postings of today; None for accounts of no person."""
    if scope.unit is None or may_at(request, "indicators.view", scope.unit):
        return None
    person = person_of(request.user)
    if person is None:
        return None
    today = Posting.objects.in_force_on(timezone.localdate()).filter(person=person)
    return {"postings": today.select_related("unit__parent").order_by("start_on")}


register(Panel(20, "people/_my_postings.html", my_postings))  # type: ignore[arg-type]
