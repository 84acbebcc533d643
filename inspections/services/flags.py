"""Flags of a hazard beside its state: work suspended, and escalation paused.

Moves as those of `inspections.services.hazards`, with the same guards and errors.
"""

from django.utils import timezone

from inspections.models import Hazard, Move, Pause, Verb
from inspections.services.hazards import Call, carry


def suspend_work(hazard: Hazard, call: Call) -> Move:
    """Stop work where the hazard is, until somebody says that it goes on."""

    def change(stored: Hazard) -> None:
        stored.work_suspended_at = timezone.now()

    return carry(hazard, Verb.SUSPEND, call, change)


def resume_work(hazard: Hazard, call: Call) -> Move:
    """Let work go on."""

    def change(stored: Hazard) -> None:
        stored.work_suspended_at = None

    return carry(hazard, Verb.RESUME, call, change)


def pause(hazard: Hazard, call: Call) -> Move:
    """Tell nobody for a while; the ladder does not count that time."""

    def change(stored: Hazard) -> None:
        stored.paused_at = timezone.now()
        Pause(hazard=stored, since=stored.paused_at).save()

    return carry(hazard, Verb.PAUSE, call, change)


def unpause(hazard: Hazard, call: Call) -> Move:
    """Let the ladder go on from where it stood."""

    def change(stored: Hazard) -> None:
        stored.paused_at = None
        Pause.objects.filter(hazard=stored, until=None).update(until=timezone.now())

    return carry(hazard, Verb.UNPAUSE, call, change)
