"""Badges: the code of a person, by which cards are given and redeemed."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from safety.core.models import Journalled, JournalledQuerySet
from safety.core.secrets import kept, secret_of
from safety.people.models import Person

SALT = "incentives.badge"


class BadgeQuerySet(JournalledQuerySet["Badge"]):
    """Badges by whether they open anything, and by their code."""

    def in_force(self) -> "BadgeQuerySet":
        return self.filter(revoked_at=None, person__status=Person.Status.COUNTED)

    def opened_by(self, secret: str) -> "Badge | None":
        """The badge of a code; None for one that was withdrawn."""
        rows = self.in_force().select_related("person")
        return rows.filter(token=kept(secret)).first()


class Badge(Journalled):
    """One badge of a person; the one before opens nothing any more.

    ``nonce`` is what its code is made of, ``token`` the SHA-256 of that.
    """

    person = models.ForeignKey(
        Person,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="badges",
    )
    nonce = models.UUIDField(default=uuid4, unique=True, editable=False)
    token = models.CharField(max_length=64, unique=True)
    revoked_at = models.DateTimeField(_("withdrawn"), null=True)

    objects = BadgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("badge")
        verbose_name_plural = _("badges")
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(revoked_at=None),
                name="one_badge_in_force",
            )
        ]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def secret(self) -> str:
        """The part of its address that opens it."""
        return secret_of(SALT, self.nonce)
