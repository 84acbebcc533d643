"""What people without an account have told about a hazard, as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from inspections.models import PublicReport, Verb
from inspections.services.guards import Case
from safety.accounts.guard import Request
from safety.org.guard import may_at

PRIVATE = "people.view_private"
REWARD = "incentives.issue"
MOST = 20


@dataclass(frozen=True)
class Told:
    """A report; ``by`` is empty for whoever may not see personal data.

    Whoever ``may_reward`` it gives its reporter a prize card, once it is accepted.
    """

    report: PublicReport
    is_anonymous: bool
    by: str
    may_reward: bool


def of(request: Request, case: Case) -> Sequence[Told]:
    """The reports about a hazard and about those that were merged into it."""
    hazard = case.hazard
    has_doubles = any(move.verb == Verb.TAKE_IN for move in case.moves)
    if hazard.found_by_id and not has_doubles:
        return []
    about = Q(hazard=hazard) | Q(hazard__merged_into=hazard)
    reports = list(
        PublicReport.objects.filter(about).select_related("place__unit")[:MOST]
    )
    if not reports:
        return []
    may_see = may_at(request, PRIVATE, hazard.unit_id)
    may_reward = not hazard.uncounted and may_at(request, REWARD, hazard.unit_id)
    return [
        _told(report, may_see=may_see, may_reward=may_see and may_reward)
        for report in reports
    ]


def _told(report: PublicReport, *, may_see: bool, may_reward: bool) -> Told:
    by = " · ".join(filter(None, (report.name, report.phone)))
    return Told(report, not by, by if may_see else "", may_reward and bool(by))
