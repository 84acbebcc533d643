"""Many hazards at once: each by its own verb and guards, taken back together.

What one may not do, or what cannot be done now, is left out and named.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from inspections.models import Batch, Hazard, Move, Verb
from inspections.services.guards import Actor, Case
from inspections.services.hazards import Call, Overtaken
from safety.accounts.models import User
from safety.journal import write as journal
from safety.journal.models import Change

MOST = 100  # hazards at once: what a list shows


@dataclass(frozen=True)
class Left:
    """A hazard that was left out, and why."""

    hazard: Hazard
    why: str


@dataclass(frozen=True)
class Outcome:
    """What was done with some hazards, and what was left out."""

    batch: Batch | None
    left: list[Left]


def refusals(cases: Iterable[Case], verb: str) -> list[Left]:
    """The hazards with which the actor cannot do it now."""
    found = []
    for case in cases:
        why = case.why_not_now(verb) if case.may(verb) else _not_for_you()
        if why:
            found.append(Left(case.hazard, why))
    return found


def _not_for_you() -> str:
    return _("This is not for you to do.")


def carry_all(
    hazards: Iterable[Hazard],
    verb: str,
    call: Call,
    act: Callable[..., Move],
    facts: dict[str, Any],
) -> Outcome:
    """Do a verb with each of the hazards that allow it, in the order of their keys."""
    user = call.actor.user
    left: list[Left] = []
    if not isinstance(user, User):
        raise PermissionDenied
    with transaction.atomic():
        batch = Batch(verb=verb, user=user)
        batch.save()
        one = replace(call, batch=batch)
        for hazard in sorted(hazards, key=lambda each: each.pk):
            try:
                with transaction.atomic():
                    act(hazard, one, **facts)
            except PermissionDenied:
                left.append(Left(hazard, _not_for_you()))
            except Overtaken as overtaken:
                left.append(Left(hazard, overtaken.why))
            except ValidationError as error:
                left.append(Left(hazard, " ".join(error.messages)))
        if not batch.moves.exists():
            batch.delete()
            return Outcome(None, left)
    return Outcome(batch, left)


def why_not_undone(batch: Batch, actor: Actor) -> str:
    """Why it can no longer be taken back; empty while it can."""
    if batch.undone_at:
        return _("It has been taken back.")
    cases = [Case(move.hazard, actor) for move in _moves(batch)[:1]]
    minutes = min((case.policy.minutes_to_take_back for case in cases), default=0)
    if timezone.now() - batch.at > timedelta(minutes=minutes):
        said = _("It is taken back within %(minutes)s minutes.")
        return said % {"minutes": minutes}
    return ""


def _moves(batch: Batch) -> Any:
    return batch.moves.select_related("hazard__unit", "batch").order_by("hazard")


def undo(batch: Batch, actor: Actor) -> list[Left]:
    """Let each hazard be as it was before; what others have moved since stays.

    Raises PermissionDenied for another user, ValidationError when it is too late.
    """
    if batch.user_id != actor.user.pk or actor.person is None:
        raise PermissionDenied
    left: list[Left] = []
    with transaction.atomic():
        batch = Batch.objects.select_for_update().get(pk=batch.pk)
        if why := why_not_undone(batch, actor):
            raise ValidationError(why)
        for move in _moves(batch):
            hazard = Hazard.objects.locked().get(pk=move.hazard_id)
            if why := _take_back(hazard, move, actor):
                left.append(Left(hazard, why))
        batch.undone_at = timezone.now()
        batch.save(update_fields=["undone_at"])
    return left


def _take_back(hazard: Hazard, move: Move, actor: Actor) -> str:
    """Undo one move; why not, where it is no longer the last thing that was done."""
    if not Case(hazard, actor).may(move.verb):
        return _not_for_you()
    changes = Change.objects.filter(label=Hazard._meta.label_lower, key=hazard.pk)
    since = list(changes.filter(at__gte=move.batch.at))  # type: ignore[union-attr]
    if hazard.moves.latest("pk") != move or any(c.verb != move.verb for c in since):
        return _("Something else was done about it since.")
    for change in since:
        journal.restore(hazard, change.before or {})
    journal.save(hazard, Verb.UNDO, by=actor.user.pk)
    Call(actor, batch=move.batch).move(hazard, Verb.UNDO)
    return ""
