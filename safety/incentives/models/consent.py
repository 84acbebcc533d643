"""Whether somebody agrees to be named where all can read it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from safety.core.models import Journalled, JournalledQuerySet
from safety.people.models import Person


class ConsentQuerySet(JournalledQuerySet["Consent"]):
    """Consents by whether they hold."""

    def in_force(self) -> "ConsentQuerySet":
        return self.filter(is_given=True)


class Consent(Journalled):
    """What a person said last: named on the wall or not, since when.

    Who entered it says the journal. Without one nobody is named.
    """

    person = models.OneToOneField(
        Person,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="consent",
    )
    is_given = models.BooleanField(_("agrees to be named"), default=False)
    said_on = models.DateField(_("said on"), editable=False)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent to be named")
        verbose_name_plural = _("consents to be named")

    def __str__(self) -> str:
        return str(self.person)
