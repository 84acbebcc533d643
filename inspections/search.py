"""Inspections and hazards in the search box."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from inspections.models import Hazard, Inspection
from safety.core import formats
from safety.core.access import Viewer
from safety.core.search import Found, Searchable, register


def find_hazards(viewer: Viewer, text: str, limit: int) -> Sequence[Found]:
    """Hazards by number, words, place or who is responsible; the latest first."""
    seen = Hazard.objects.counted().first_visible_to(viewer).matching(text)
    rows = seen.select_related("unit").order_by("-due_on", "-pk")
    return [
        Found(
            hazard.description, f"{hazard} · {hazard.unit}", hazard.get_absolute_url()
        )
        for hazard in rows[:limit]
    ]


def find_inspections(viewer: Viewer, text: str, limit: int) -> Sequence[Found]:
    """Inspections by the beginning of the number."""
    rows = Inspection.objects.final().visible_to(viewer).numbered(text)
    return [
        Found(
            str(inspection),
            f"{inspection.get_programme_display()} · "
            f"{formats.day(inspection.inspected_on)}",
            inspection.get_absolute_url(),
        )
        for inspection in rows.order_by("number")[:limit]
    ]


register(
    Searchable(_("Hazards"), find_hazards, "inspections:list-hazards", order=5),
    Searchable(
        _("Inspections"), find_inspections, "inspections:list-inspections", order=6
    ),
)
