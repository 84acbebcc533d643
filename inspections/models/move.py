"""What was done about a hazard: each move is kept as it was made, and never changes."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inspections.models.batch import Batch
from inspections.models.hazard import NOT_RECTIFIED, OPEN, Hazard, State
from inspections.models.verb import Verb
from safety.accounts.models import User
from safety.people.models import Person

# From which states each move leads on.
FROM: dict[str, tuple[State, ...]] = {
    Verb.ACCEPT: (State.TRIAGE,),
    Verb.DECLINE: (State.TRIAGE,),
    Verb.MERGE: (State.TRIAGE, *NOT_RECTIFIED),
    Verb.ASSIGN: NOT_RECTIFIED,
    Verb.BEGIN: (State.ASSIGNED,),
    Verb.SUBMIT: NOT_RECTIFIED,
    Verb.VERIFY: (State.AWAITING,),
    Verb.SEND_BACK: (State.AWAITING,),
    Verb.REOPEN: (State.CLOSED,),
    Verb.WITHDRAW: OPEN,
    Verb.VOID: (*OPEN, State.CLOSED),
    Verb.ASK: (State.ASSIGNED, State.RECTIFYING),
    Verb.GRANT: NOT_RECTIFIED,
    Verb.REFUSE: NOT_RECTIFIED,
    Verb.DOWNGRADE: OPEN,
    Verb.SUSPEND: OPEN,
    Verb.RESUME: (*OPEN, State.CLOSED),
    Verb.PAUSE: OPEN,
    Verb.UNPAUSE: OPEN,
}


class Move(models.Model):
    """One thing that somebody did about a hazard. Append-only; ``id`` is the order.

    ``by`` is the person who acted and ``user`` the account it was done with, none for
    who acted by a link. ``day``
    and ``person`` are what the move names: the day asked for, who shall rectify.
    ``batch`` is what was done at once with others.
    ``request_id`` comes from the page that was sent, and ``digest`` is of what it
    said: the same sent twice is one move, something else under the same id none.
    """

    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="moves")
    verb = models.CharField(_("move"), max_length=20, choices=Verb.choices)
    at = models.DateTimeField(_("moment"), default=timezone.now)
    by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="moves_of_hazards"
    )
    user = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    note = models.TextField(_("note"), blank=True)
    day = models.DateField(null=True)
    person = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # On leave, while a deputy acts.
    on_behalf = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    request_id = models.UUIDField(null=True, unique=True)
    digest = models.CharField(max_length=64, blank=True)
    batch = models.ForeignKey(
        Batch, null=True, on_delete=models.PROTECT, related_name="moves"
    )

    class Meta:
        verbose_name = _("move")
        verbose_name_plural = _("moves")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verb__in=Verb.values), name="move_verb_is_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.hazard_id} {self.verb}"

    def save(self, *args: Any, **options: Any) -> None:
        """Insert it; what has happened is not changed."""
        super().save(*args, **{**options, "force_insert": True})
