"""What plans ask for: one inspection of a unit on a day."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections.models.inspection import Inspection
from inspections.models.plan import Plan, PlanPerson
from safety.core.models import Journalled
from safety.org.models import LocatedQuerySet, Unit
from safety.org.validators import within_calendar
from safety.people.models import Person


class OccurrenceQuerySet(LocatedQuerySet["Occurrence"]):
    """What plans ask for, by how far it has come."""

    seen_by = "inspections.view"

    def asked(self) -> Self:
        """Without what was withdrawn."""
        return self.exclude(state=Occurrence.State.WITHDRAWN)

    def open(self) -> Self:
        return self.filter(state=Occurrence.State.OPEN)

    def due(self, now: datetime) -> Self:
        """Open, and still in time."""
        return self.open().filter(due_at__gte=now)

    def late(self, now: datetime) -> Self:
        """Open past their moment, and not missed yet."""
        return self.open().filter(due_at__lt=now)

    def for_person(self, person: Person, held: frozenset[int]) -> Self:
        """What a person shall do: named, or of a plan that names nobody where he sits.

        ``held`` are the units at which he may inspect.
        """
        shared, named = Q(person=None), PlanPerson.objects.values("plan")
        mine = PlanPerson.objects.filter(person=person).values("plan")
        return self.filter(
            Q(person=person)
            | shared & Q(plan__in=mine)
            | shared & ~Q(plan__in=named) & Q(unit__in=held)
        )


class Occurrence(Journalled):
    """One inspection that a plan asks for: at a unit, on a day, maybe of one person.

    It is open until the inspection begun from it is finished before ``missed_at``;
    missed it stays missed, whatever is finished later. A plan that is changed, paused
    or ended withdraws what nobody has begun.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("occurrence", "Due")
        DONE = "done", pgettext_lazy("occurrence", "Done")
        MISSED = "missed", pgettext_lazy("occurrence", "Missed")
        WITHDRAWN = "withdrawn", pgettext_lazy("occurrence", "Withdrawn")

    plan = models.ForeignKey(
        Plan,
        verbose_name=_("plan"),
        on_delete=models.PROTECT,
        related_name="occurrences",
    )
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="+"
    )
    day = models.DateField(_("day"), validators=[within_calendar])
    person = models.ForeignKey(
        Person,
        verbose_name=_("person"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    due_at = models.DateTimeField(_("due"))
    missed_at = models.DateTimeField(_("missed"))
    state = models.CharField(
        _("status"), max_length=10, choices=State.choices, default=State.OPEN
    )
    inspection = models.OneToOneField(
        Inspection,
        verbose_name=_("inspection"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="occurrence",
    )
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("planned inspection")
        verbose_name_plural = _("planned inspections")
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(fields=["state", "due_at"], name="occurrence_by_due"),
            models.Index(fields=["unit", "day"], name="occurrence_by_unit_and_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "unit", "day"],
                condition=Q(person=None),
                name="occurrence_once",
            ),
            models.UniqueConstraint(
                fields=["plan", "unit", "day", "person"],
                condition=Q(person__isnull=False),
                name="occurrence_once_for_person",
            ),
            models.CheckConstraint(
                condition=Q(missed_at__gte=F("due_at")), name="missed_after_due"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("open", "missed", "withdrawn"), done_at=None)
                | Q(state="done", done_at__isnull=False, inspection__isnull=False),
                name="done_by_an_inspection",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.day}"

    def get_absolute_url(self) -> str:
        return reverse("inspections:view-occurrence", args=[self.pk])

    @property
    def tone(self) -> str:
        """How it looks: ``due``, ``late``, ``missed``, ``done`` or ``done-late``."""
        if self.state == self.State.DONE:
            is_late = self.done_at and self.done_at > self.due_at
            return "done-late" if is_late else "done"
        if self.state == self.State.OPEN:
            return "late" if self.due_at < timezone.now() else "due"
        return str(self.state)
