"""Who is told at once: whoever gets a hazard to rectify, and who looks at reports.

It stands in the inbox from that moment on, and goes along in the summary of the day.
"""

from inspections.models import Hazard, Move, Who
from inspections.services.audience import About, Audience
from safety.notices import inbox
from safety.notices.inbox import News
from safety.org.models import Kind

ASSIGNED, REPORTED = "hazards.assigned", "hazards.reported"


def tell_owner(move: Move) -> None:
    """Tell whom a move names that it is his to rectify, unless he has done it himself.

    Who cannot see the hazard gets a link instead.
    """
    owner = move.person and move.person.user
    is_other = owner is not None and owner.pk != move.user_id
    if owner and is_other and owner.may("inspections.view", move.hazard.unit_id):
        inbox.tell([News(ASSIGNED, move.pk, owner.pk)])


def tell_officers(hazard: Hazard) -> None:
    """Tell safety officers, or who is nearest above them, of a report from the site."""
    about = About(hazard.unit_id, None, None, Kind.PROJECT)
    told = Audience([hazard.unit_id]).told(Who.VERIFIER, about)
    inbox.tell([News(REPORTED, hazard.pk, user) for user in sorted(told)])
