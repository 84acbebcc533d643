"""What people without an account have told about a hazard, as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from inspections.models import PublicReport, Verb
from inspections.services.guards import Case
from safety.accounts.guard import Request
from safety.org.guard import may_at

PRIVATE = "people.view_private"
MOST = 20


@dataclass(frozen=True)
class Told:
    """A report; ``by`` is empty for whoever may not see personal data."""

    report: PublicReport
    is_anonymous: bool
    by: str


def of(request: Request, case: Case) -> Sequence[Told]:
    """The reports about a hazard and about those that were merged into it."""
    hazard = case.hazard
    has_doubles = any(move.verb == Verb.TAKE_IN for move in case.moves)
    if hazard.found_by_id and not has_doubles:
        return []
    about = Q(hazard=hazard) | Q(hazard__merged_into=hazard)
    reports = list(PublicReport.objects.filter(about).select_related("place")[:MOST])
    if not reports:
        return []
    may_see = may_at(request, PRIVATE, hazard.unit_id)
    return [_told(report, may_see=may_see) for report in reports]


def _told(report: PublicReport, *, may_see: bool) -> Told:
    by = " · ".join(filter(None, (report.name, report.phone)))
    return Told(report, not by, by if may_see else "")
