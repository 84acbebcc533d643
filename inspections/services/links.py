"""Links for who has no account: made, taken back, and used to submit a fix.

Whoever has a link acts as the person it was made for, and can submit the fix of that
one hazard; `guards` holds for him as for everybody else.
"""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from inspections.models import Hazard, Link, Move, State
from inspections.services import hazards
from inspections.services.guards import Actor, Case, Nobody
from inspections.services.hazards import Call
from safety.core.secrets import kept
from safety.files.fields import Sent
from safety.journal import write as journal


def why_none(hazard: Hazard) -> str:
    """Why nobody can get a link for a hazard; empty when somebody can."""
    if hazard.responsible is None or hazard.state not in (
        *(State.ASSIGNED, State.RECTIFYING),
    ):
        return _("A link is for whoever has the hazard to rectify: assign it first.")
    if hazard.responsible.user_id is not None:
        return _("%(person)s has an account, and submits the fix there.") % {
            "person": hazard.responsible
        }
    return ""


def current(hazard: Hazard) -> Link | None:
    """The link that opens a hazard, if any does."""
    link = hazard.links.filter(revoked_at=None).select_related("person").first()
    return link if link and link.is_open() else None


def make(hazard: Hazard, actor: Actor) -> Link:
    """Make a link for who is responsible; the one before opens nothing any more.

    Raises PermissionDenied, and ValidationError where nobody can get one.
    """
    with transaction.atomic():
        stored = Hazard.objects.locked().get(pk=hazard.pk)
        case = Case(stored, actor)
        if actor.person is None or not case.assigns():
            raise PermissionDenied
        if why := why_none(stored):
            raise ValidationError(why)
        take_back(stored, by=actor.user.pk)
        link = Link(
            hazard=stored,
            person=stored.responsible,
            state=stored.state,
            after=case.last,
            until=timezone.now() + timedelta(days=case.policy.days_of_link),
        )
        link.token = kept(link.secret)
        journal.save(link, "issue", by=actor.user.pk)
        return link


def take_back(hazard: Hazard, *, by: int | None) -> None:
    """Let no link open a hazard any more."""
    for link in hazard.links.filter(revoked_at=None):
        link.revoked_at = timezone.now()
        journal.save(link, "revoke", by=by)


def actor_of(link: Link) -> Actor:
    """Who acts by a link: its person, without an account."""
    return Actor(Nobody(), link.person)


def submit(link: Link, call: Call, *, photos: Sent, **fixes: Any) -> Move:
    """Submit the fix by a link that is still open; PermissionDenied where it is not."""
    with transaction.atomic():
        held = Link.objects.locked().get(pk=link.pk)
        if not held.is_open():
            raise PermissionDenied
        return hazards.submit(held.hazard, call, photos=photos, **fixes)
