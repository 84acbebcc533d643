"""What a phone keeps of inspections: forms of the reader's projects, and his walks."""

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from inspections.models import Inspection, Occurrence, Status
from inspections.services import answering
from safety.accounts.guard import Request
from safety.core.offline import Kept, register
from safety.org.models import Kind, Unit
from safety.people.models import person_of

CHANGE, REPORT = "inspections.change", "inspections.report"
# Whoever holds a role at more projects than this is seldom on each of their sites.
MOST_UNITS = 10
MOST_WALKS = 20


def _projects(request: Request, permission: str) -> list[Unit]:
    """The projects and teams at which the reader himself holds a permission."""
    held = request.user.unit_ids_for(permission)
    rows = Unit.objects.filter(pk__in=held, kind__in=(Kind.PROJECT, Kind.TEAM))
    return [unit for unit in rows.order_by("code")[:MOST_UNITS] if unit.stands]


def forms(request: Request) -> Iterable[Kept]:
    """Reporting a hazard: at each project, and wherever the reader says."""
    if request.user.may(REPORT):
        page = reverse("inspections:report-hazard")
        title = _("Report a hazard")
        yield Kept(page, title)
        for unit in _projects(request, REPORT):
            yield Kept(f"{page}?unit={unit.code}", f"{title} · {unit}")
        yield from names()


def names() -> Iterable[Kept]:
    """What the boxes of the form offer: units, and the people of the reader's units."""
    query = {"may": REPORT, "field": "unit"}
    yield Kept(reverse("org:choose-unit", query=query))
    query = {"field": "responsible"}
    people = "people:choose-person"
    whole = reverse(people, query=query | {"whole": "yes"})
    yield Kept(whole, at=reverse(people, query=query))


def starts(request: Request) -> Iterable[Kept]:
    """Beginning an inspection at each project, with each checklist that it uses."""
    for unit in _projects(request, CHANGE):
        query = {"unit": unit.code}
        page = reverse("inspections:start-inspection", query=query)
        yield Kept(page, f"{_('Start inspection')} · {unit}")
        for version in answering.usable(Inspection(unit=unit)):
            known = query | {"version": version.pk}
            yield Kept(reverse("inspections:view-blank", query=known))


def walks(request: Request) -> Iterable[Kept]:
    """What the reader is in the middle of, and what plans ask of him."""
    held = request.user.unit_ids_for(CHANGE)
    person = person_of(request.user)
    if not held or person is None:
        return
    rows = Occurrence.objects.visible_to(request.user).for_person(person, held)
    seen = Inspection.objects.visible_to(request.user).filter(status=Status.DRAFT)
    begun = Q(lead=person) | Q(pk__in=rows.open().values("inspection"))
    mine = seen.filter(begun, sheets__isnull=False).distinct()
    for each in mine.order_by("-pk")[:MOST_WALKS]:
        yield Kept(
            reverse("inspections:view-whole", args=[each.pk]),
            f"{each.number} · {each.checklist}",
            reverse("inspections:answer-inspection", args=[each.pk]),
            reverse("inspections:finish-inspection", args=[each.pk]),
        )
    asked = rows.open().filter(inspection=None).order_by("due_at")
    for occurrence in asked[:MOST_WALKS]:
        yield Kept(reverse("inspections:view-blank-occurrence", args=[occurrence.pk]))


register(forms, starts, walks)  # type: ignore[arg-type]
