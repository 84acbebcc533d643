"""Deputies: who acts for somebody on leave, from a day to a day."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from safety.core.access import Viewer
from safety.core.models import Journalled, JournalledQuerySet
from safety.org.validators import within_calendar
from safety.people.models import Person


class DeputyQuerySet(JournalledQuerySet["Deputy"]):
    """Deputies by day, and by who sees whom they act for."""

    def in_force(self, day: date) -> Self:
        return self.filter(first_on__lte=day, last_on__gte=day)

    def not_over(self, day: date) -> Self:
        return self.filter(last_on__gte=day)

    def visible_to(self, viewer: Viewer) -> Self:
        return self.filter(person__in=Person.objects.visible_to(viewer))


class Deputy(Journalled):
    """``deputy`` acts for ``person`` on these days, both included.

    The deputy rectifies what the other is responsible for, and verifies what the other
    might verify, under his own name and saying for whom.
    """

    person = models.ForeignKey(
        Person,
        verbose_name=_("person on leave"),
        on_delete=models.PROTECT,
        related_name="deputies",
    )
    deputy = models.ForeignKey(
        Person,
        verbose_name=_("deputy"),
        on_delete=models.PROTECT,
        related_name="deputy_for",
    )
    first_on = models.DateField(_("first day"), validators=[within_calendar])
    last_on = models.DateField(_("last day"), validators=[within_calendar])
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = DeputyQuerySet.as_manager()

    class Meta:
        verbose_name = _("deputy")
        verbose_name_plural = _("deputies")
        ordering = ["first_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "deputy", "first_on"],
                name="deputy_once_from_a_day",
                violation_error_message=_("They are a deputy from that day already."),
            ),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")),
                name="deputy_ends_after_beginning",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=~Q(person=F("deputy")),
                name="nobody_is_his_own_deputy",
                violation_error_message=_("Choose somebody else as the deputy."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} → {self.person}"
