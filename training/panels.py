"""What this app shows on the pages of persons."""

from collections.abc import Collection
from typing import Any

from django.urls import reverse
from django.utils import timezone

from safety.org.guard import Request
from safety.org.panels import Panel, register
from safety.people.models import Person, Posting
from training import marks
from training.services.clearance import clearance
from training.services.holding import Standing


def training_of_person(request: Request, person: Person) -> dict[str, Any] | None:
    """Whether somebody may work today, what is held, and hours of this year.

    What postings outside the reader's units ask is not said.
    """
    if not request.user.may("training.view"):
        return None
    today = timezone.localdate()
    mine = Posting.objects.visible_to(request.user, "training.view")
    standing = Standing([person], today, mine)
    return {
        "person": person,
        "today": today,
        "clearance": clearance(person, today, standing),
        "holdings": [
            (each, marks.holding(each)) for each in standing.holdings(person.pk)
        ],
        "owed": standing.owed(person.pk),
        "certificates": standing.certificates(person.pk),
        "may_add": _works_in(standing, request.user.unit_ids_for("training.change")),
        "gives_code": person.user_id is None
        and _works_in(standing, request.user.unit_ids_for("people.change")),
        "file_url": reverse("training:view-training-file", args=[person.employee_no]),
    }


def _works_in(standing: Standing, units: Collection[int]) -> bool:
    """Whether the one person works at or below one of some units today."""
    return not standing.above.isdisjoint(units)


register(Panel(Person, 20, "training/_requirement_person.html", training_of_person))
