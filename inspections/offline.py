"""What a phone keeps of inspections: forms of the reader's projects, open walks."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from safety.core.offline import Kept, register
from safety.org.guard import Request
from safety.org.models import Kind, Unit

# Whoever holds a role at more projects than this is seldom on each of their sites.
MOST = 10


def projects(request: Request, permission: str) -> list[Unit]:
    """The projects and teams at which the reader himself holds a permission."""
    held = request.user.unit_ids_for(permission)
    rows = Unit.objects.filter(pk__in=held, kind__in=(Kind.PROJECT, Kind.TEAM))
    return [unit for unit in rows.order_by("code")[:MOST] if unit.stands]


def forms(request: Request) -> Iterable[Kept]:
    """Reporting a hazard: at each project, and wherever the reader says."""
    if request.user.may("inspections.report"):
        page = reverse("inspections:report-hazard")
        title = _("Report a hazard")
        yield Kept(page, title)
        for unit in projects(request, "inspections.report"):
            yield Kept(f"{page}?unit={unit.code}", f"{title} · {unit}")


register(forms)  # type: ignore[arg-type]
