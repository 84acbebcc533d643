"""Who signed in at a session, by phone and without an account."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from safety.core.access import Viewer
from safety.files.models import Attachment, AttachmentQuerySet
from safety.people.models import Person
from training.models.session import Session


class SignInQuerySet(AttachmentQuerySet["SignIn"]):
    """Sign-ins by who sees their session, and by whose phone it was."""

    def visible_to(self, viewer: Viewer) -> Self:
        return self.filter(session__in=Session.objects.visible_to(viewer))

    def for_another(self) -> Self:
        """Those done with a phone that somebody else had signed in with."""
        return self.counted().filter(signed_by__isnull=False)


class SignIn(Attachment):
    """One person signed in on a day of a session, with a signature, without an account.

    ``device`` is the SHA-256 of what the phone's browser keeps, empty for a phone that
    is passed around; ``signed_by`` is who had signed in with the same phone before.
    """

    session = models.ForeignKey(
        Session,
        verbose_name=_("session"),
        on_delete=models.PROTECT,
        related_name="sign_ins",
        db_index=False,
    )
    person = models.ForeignKey(
        Person,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="sign_ins",
    )
    on = models.DateField(_("day"), editable=False)
    device = models.CharField(max_length=64, blank=True)
    signed_by = models.ForeignKey(
        Person,
        verbose_name=_("signed by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = SignInQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person", "on"], name="sign_in_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.session} · {self.person}"
