"""Links by which somebody without an account submits the fix of one hazard."""

from datetime import datetime
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inspections.models.hazard import Hazard, State
from inspections.models.move import Move
from inspections.models.verb import Verb
from safety.core.models import Journalled, JournalledQuerySet
from safety.core.secrets import kept, secret_of
from safety.people.models import Person

SALT = "inspections.link"
# What is done beside the loop leaves a link open; all else changes the hazard's state.
BESIDE = (
    *(Verb.ASK, Verb.GRANT, Verb.REFUSE, Verb.DOWNGRADE, Verb.TAKE_IN),
    *(Verb.SUSPEND, Verb.RESUME, Verb.PAUSE, Verb.UNPAUSE),
)


class LinkQuerySet(JournalledQuerySet["Link"]):
    """Links by their secret."""

    def opened_by(self, secret: str) -> "Link | None":
        """The link of an address, whether it still opens anything or not."""
        beside = ("hazard__unit", "hazard__contractor", "person")
        return self.select_related(*beside).filter(token=kept(secret)).first()


class Link(Journalled):
    """A link for one person, to one hazard, as long as that is as it was.

    ``nonce`` is what its secret is made of, ``token`` the SHA-256 of that. ``state``
    and ``after`` (the key of the last move, 0 before the first) say how the hazard was.
    """

    hazard = models.ForeignKey(
        Hazard,
        verbose_name=_("hazard"),
        on_delete=models.PROTECT,
        related_name="links",
    )
    person = models.ForeignKey(
        Person,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    nonce = models.UUIDField(default=uuid4, unique=True, editable=False)
    token = models.CharField(max_length=64, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    after = models.BigIntegerField()
    until = models.DateTimeField(_("open until"))
    revoked_at = models.DateTimeField(_("closed"), null=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints = [
            models.UniqueConstraint(
                fields=["hazard"],
                condition=Q(revoked_at=None),
                name="one_open_link_for_hazard",
            )
        ]

    def __str__(self) -> str:
        return f"{self.hazard_id} {self.person_id}"

    @property
    def secret(self) -> str:
        """The part of its address that opens it."""
        return secret_of(SALT, self.nonce)

    def moves_since(self) -> "models.QuerySet[Move]":
        """What has changed the hazard's state since it was made."""
        return self.hazard.moves.filter(pk__gt=self.after).exclude(verb__in=BESIDE)

    @property
    def is_used(self) -> bool:
        """Whether the fix was submitted by it, and is not sent back."""
        if self.hazard.state not in (State.AWAITING, State.CLOSED):
            return False
        last = self.moves_since().filter(verb=Verb.SUBMIT).last()
        return last is not None and (last.by_id, last.user_id) == (self.person_id, None)

    def is_open(self, now: datetime | None = None) -> bool:
        """Whether it opens its hazard."""
        hazard = self.hazard
        is_as_it_was = (hazard.state, hazard.responsible_id) == (
            *(self.state, self.person_id),
        )
        is_in_time = self.revoked_at is None and (now or timezone.now()) < self.until
        return is_as_it_was and is_in_time and not self.moves_since().exists()
