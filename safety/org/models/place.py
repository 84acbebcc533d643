"""Places on a site, each with a QR code that leads to its page."""

import secrets

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from safety.core.models import Journalled
from safety.org.models.located import LocatedQuerySet
from safety.org.models.unit import Unit, is_chinese


def new_token() -> str:
    """The part of a place's address that cannot be guessed."""
    return secrets.token_urlsafe(9)


class PlaceQuerySet(LocatedQuerySet["Place"]):
    """Places by the unit they belong to."""

    seen_by = "org.view"


class Place(Journalled):
    """A spot of a unit that people stand at: a gate, a zone, a box, a crane."""

    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="places"
    )
    name = models.CharField(_("name"), max_length=200)
    name_zh = models.CharField(_("Chinese name"), max_length=200, blank=True)
    takes_reports = models.BooleanField(
        _("anybody may report hazards here"),
        default=True,
        help_text=_("Whoever scans the code needs no account for it."),
    )
    token = models.CharField(
        max_length=20, unique=True, default=new_token, editable=False
    )

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"],
                name="place_named_once_in_unit",
                violation_error_message=_("The unit has a place of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name_zh if is_chinese() and self.name_zh else self.name

    def get_absolute_url(self) -> str:
        return reverse("org:view-place", args=[self.token])
