"""What a phone keeps of prize cards: the form that gives one, at each project."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from safety.accounts.guard import Request
from safety.core.offline import Kept, register
from safety.incentives.services.issuing import MAY, WORKPLACES
from safety.org.models import Unit

# Whoever holds a role at more projects than this is seldom on each of their sites.
MOST_UNITS = 10


def forms(request: Request) -> Iterable[Kept]:
    """Giving a card at each project, and the people whom its box offers."""
    held = request.user.unit_ids_for(MAY)
    rows = Unit.objects.filter(pk__in=held, kind__in=WORKPLACES).order_by("code")
    units = [unit for unit in rows[:MOST_UNITS] if unit.stands]
    for unit in units:
        page = reverse("incentives:issue-card", query={"unit": unit.code})
        yield Kept(page, f"{_('Give a prize card')} · {unit}")
    if units:
        query = {"field": "worker"}
        people = "people:choose-person"
        whole = reverse(people, query=query | {"whole": "yes"})
        yield Kept(whole, at=reverse(people, query=query))


register(forms)  # type: ignore[arg-type]
