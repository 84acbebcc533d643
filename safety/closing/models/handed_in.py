"""What a project hands in for a month, and the review of its company."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from safety.accounts.models import User
from safety.core.access import Viewer
from safety.core.fields import MonthField
from safety.core.models import Journalled, JournalledQuerySet
from safety.files.models import Attachment, AttachmentQuerySet
from safety.org.models import Ancestry, Unit


class ReturnQuerySet(JournalledQuerySet["Return"]):
    """Returns by state."""

    def signed(self) -> Self:
        """Those that stand: signed, and not sent back since."""
        return self.filter(signed_at__isnull=False)

    def visible_to(self, viewer: Viewer) -> Self:
        """Those of units whose months the viewer sees."""
        units = Ancestry.objects.current().below(viewer.unit_ids_for("closing.view"))
        return self.filter(unit__in=units)


class Return(Journalled):
    """A unit's month as it was confirmed; a company's signature is its review.

    ``explained`` says of each exception (the code of its check) why it is so. Sent
    back it has no signature any more, and says why.
    """

    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="+"
    )
    month = MonthField(_("month"))
    explained = models.JSONField(_("explanations"), default=dict, blank=True)
    signed_by = models.ForeignKey(
        User,
        verbose_name=_("signed by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    signed_at = models.DateTimeField(_("signed"), null=True)
    sent_back_by = models.ForeignKey(
        User,
        verbose_name=_("sent back by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    sent_back_at = models.DateTimeField(_("sent back"), null=True)
    sent_back_why = models.TextField(_("reason"), blank=True)

    objects = ReturnQuerySet.as_manager()

    class Meta:
        verbose_name = _("monthly return")
        verbose_name_plural = _("monthly returns")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["unit", "month"], name="return_once"),
            models.CheckConstraint(
                condition=Q(signed_at=None) | Q(signed_by__isnull=False),
                name="return_signed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.month}"

    def get_absolute_url(self) -> str:
        return reverse(
            "closing:view-month",
            query={"unit": self.unit.code, "period": str(self.month)},
        )

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None

    @property
    def is_sent_back(self) -> bool:
        return not self.is_signed and self.sent_back_at is not None


class ReturnSignatureQuerySet(AttachmentQuerySet["ReturnSignature"]):
    """Signatures by who sees their return."""

    def visible_to(self, viewer: Viewer) -> Self:
        return self.filter(of__in=Return.objects.visible_to(viewer))


class ReturnSignature(Attachment):
    """What whoever confirmed a return has drawn; signed anew, one more."""

    of = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="signatures")

    objects = ReturnSignatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature of a return")
        verbose_name_plural = _("signatures of returns")
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return str(self.by)
