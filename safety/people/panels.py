"""What this app shows on the pages of units and contractors, and in the tree."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from safety.accounts import history
from safety.core.access import Viewer
from safety.core.months import Period
from safety.core.paging import Count
from safety.indicators import read, registry
from safety.org.guard import Request, may_at
from safety.org.models import Ancestry, Unit
from safety.org.panels import Act, Figure, Panel, register
from safety.people.models import Contractor, Person, Posting

SHOWN = 8


def stored(
    code: str,
) -> Callable[[Viewer, Collection[int], Period], Mapping[int, int] | None]:
    """The stored value of an indicator, where the viewer may see numbers."""

    def counts(
        viewer: Viewer, units: Collection[int], period: Period
    ) -> Mapping[int, int] | None:
        held = viewer.unit_ids_for("indicators.view")
        if not held:
            return None
        seen = set(units)
        if held != viewer.unit_ids_for("org.view"):
            below = Ancestry.objects.current().filter(ancestor__in=held, unit__in=units)
            seen = set(below.values_list("unit_id", flat=True))
        indicator = registry.indicators()[code]
        figures = read.figures(seen, [period], [indicator])
        return {unit: int(figures[code, unit, period].numerator) for unit in seen}

    return counts


def people_of_unit(request: Request, unit: Unit) -> dict[str, Any] | None:
    """The first few people posted today, and how many there are."""
    if not may_at(request, "people.view", unit):
        return None
    today = timezone.localdate()
    people = Person.objects.counted().posted_in(unit, today)
    here = Posting.objects.in_force_on(today).of_counted().below([unit.pk])
    return {
        "count": Count.of_different(here, "person"),
        "people": list(people.order_by("employee_no")[:SHOWN]),
        "may_post": unit.stands and may_at(request, "people.change", unit),
    }


def history_of_unit(request: Request, unit: Unit) -> dict[str, Any]:
    """What changed, which `org` itself cannot put into words: accounts have names."""
    return {"history": history.of(unit, request.user)}


def people_of_contractor(
    request: Request, contractor: Contractor
) -> dict[str, Any] | None:
    """How many of the contractor's people are posted today in the reader's units."""
    today = timezone.localdate()
    postings = Posting.objects.visible_to(request.user).in_force_on(today)
    here = postings.filter(person__contractor=contractor).of_counted()
    return {"count": Count.of_different(here, "person")}


def close_url(unit: Unit) -> str:
    """Units without a last day can be closed, the group cannot."""
    is_open = unit.parent_id is not None and unit.closed_on is None
    return reverse("people:close-unit", args=[unit.code]) if is_open else ""


register(
    Figure(10, _("Projects"), stored("projects.active")),
    Figure(20, _("People"), stored("workforce.headcount")),
    Panel(Unit, 10, "people/_unit_people.html", people_of_unit),
    Panel(Unit, 90, "_history.html", history_of_unit, is_aside=True),
    Panel(Contractor, 10, "people/_contractor_people.html", people_of_contractor),
    Act(Unit, 90, _("Close"), "lock", "org.change", close_url),
)
