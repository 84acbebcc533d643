"""Who must know of what stays open: the ladder as rows, and what was told when."""

from datetime import date, time
from typing import Any, Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inspections.models.hazard import Hazard
from inspections.models.level import Level
from inspections.models.policy import Mark, Sourced
from safety.core.models import Journalled, JournalledQuerySet
from safety.org.models import Unit
from safety.org.validators import within_calendar


class Who(models.TextChoices):
    """Who is told, from the bottom of the ladder to its top."""

    OWNER = "owner", _("Whoever shall rectify it")
    VERIFIER = "verifier", _("Whoever shall verify it")
    PROJECT_MANAGER = "project_manager", _("Project manager")
    COMPANY_SAFETY = "company_safety", _("Company safety manager")
    COMPANY_LEADER = "company_leader", _("Company leader")
    HEADQUARTERS = "headquarters", _("Headquarters")


class After(models.TextChoices):
    """The moment from which hours are counted."""

    BEFORE = "before", _("Before the deadline")
    DUE = "due", _("After the deadline")
    FIXED = "fixed", _("After the fix, until it is verified")


class RungQuerySet(JournalledQuerySet["Rung"]):
    """Rungs by level and day."""

    def in_force(self, level: str, day: date) -> list["Rung"]:
        """The ladder for hazards of a level found on a day, from its bottom."""
        latest: dict[tuple[str, str], Rung] = {}
        rows = self.filter(level=level, valid_from__lte=day).order_by("valid_from")
        for rung in rows:
            latest[rung.who, rung.after] = rung
        found = [rung for rung in latest.values() if rung.is_on]
        return sorted(found, key=Rung.place)


class Rung(Sourced, Journalled):
    """One rung: who is told how many working hours past which moment.

    For hazards found since a day; a later row for the same person and moment stands in
    its place, and may switch it off.
    """

    level = models.CharField(_("level"), max_length=10, choices=Level.choices)
    who = models.CharField(_("who is told"), max_length=20, choices=Who.choices)
    after = models.CharField(_("counted from"), max_length=10, choices=After.choices)
    hours = models.PositiveSmallIntegerField(
        _("working hours"), validators=[MaxValueValidator(2000)]
    )
    valid_from = models.DateField(_("valid from"), validators=[within_calendar])
    is_on = models.BooleanField(_("is told"), default=True)
    source = models.CharField(_("source"), max_length=300)
    mark = models.CharField(_("how sure"), max_length=2, choices=Mark.choices)

    objects = RungQuerySet.as_manager()

    class Meta:
        verbose_name = _("rung of the escalation ladder")
        verbose_name_plural = _("rungs of the escalation ladder")
        ordering = ["level", "after", "hours", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["level", "who", "after", "valid_from"],
                name="rung_once_for_moment_and_day",
                violation_error_message=_(
                    "The ladder has this rung from that day already."
                ),
            ),
            models.CheckConstraint(
                condition=Q(level__in=Level.values), name="rung_level_is_known"
            ),
            models.CheckConstraint(
                condition=Q(who__in=Who.values), name="rung_who_is_known"
            ),
            models.CheckConstraint(
                condition=Q(after__in=After.values), name="rung_moment_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()}: {self.get_who_display()}"

    def get_absolute_url(self) -> str:
        return reverse("inspections:change-rung", args=[self.pk])

    def place(self) -> tuple[int, int, int]:
        """Where it stands on the ladder: by moment, hours and who is told."""
        after, who = After.values.index(self.after), Who.values.index(self.who)
        return after, self.hours, who


class Shift(Sourced, Journalled):
    """The hours of a working day from a day on: what the ladder counts."""

    valid_from = models.DateField(
        _("valid from"),
        unique=True,
        validators=[within_calendar],
        error_messages={"unique": _("There are hours from that day already.")},
    )
    begins_at = models.TimeField(_("work begins"), default=time(8))
    break_from = models.TimeField(_("break from"), default=time(12))
    break_until = models.TimeField(_("break until"), default=time(14))
    ends_at = models.TimeField(_("work ends"), default=time(18))
    source = models.CharField(_("source"), max_length=300)
    mark = models.CharField(_("how sure"), max_length=2, choices=Mark.choices)

    objects: Any = JournalledQuerySet.as_manager()

    class Meta:
        verbose_name = _("hours of a working day")
        verbose_name_plural = _("hours of working days")
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(begins_at__lt=F("break_from"))
                & Q(break_from__lte=F("break_until"))
                & Q(break_until__lt=F("ends_at")),
                name="shift_in_order",
                violation_error_message=_(
                    "The day begins, pauses, goes on and ends, in this order."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.begins_at:%H:%M}–{self.ends_at:%H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("inspections:change-shift", args=[self.pk])


class Watch(Journalled):
    """Escalation is on for a unit and all below it."""

    unit = models.OneToOneField(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="watch"
    )
    since = models.DateTimeField(_("since"), default=timezone.now)
    tells_backlog = models.BooleanField(_("told of what was late already"))

    objects: Any = JournalledQuerySet.as_manager()

    class Meta:
        verbose_name = _("watched unit")
        verbose_name_plural = _("watched units")

    def __str__(self) -> str:
        return str(self.unit)


class Pause(models.Model):
    """A stretch of time that the ladder of a hazard does not count.

    Who paused it and why is a `Move`; while a hazard was closed counts as paused, too.
    """

    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="pauses")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        constraints = [
            models.UniqueConstraint(
                fields=["hazard"], condition=Q(until=None), name="one_open_pause"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="pause_lasts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hazard_id} {self.since}"


class EscalationQuerySet(models.QuerySet["Escalation"]):
    """Escalations by how far they have come."""

    def untold(self) -> Self:
        return self.filter(told_at=None)


class Escalation(models.Model):
    """A hazard has reached a rung: the evidence, written once and never changed.

    ``day`` is the deadline, or the day of the fix, that the rung counts from, and
    ``moment`` the same to the minute. One ``is_known`` was late when escalation was
    turned on, and nobody is told. To whom it went are the tellings of its key.
    """

    hazard = models.ForeignKey(
        Hazard, on_delete=models.PROTECT, related_name="escalations", db_index=False
    )
    rung = models.ForeignKey(
        Rung, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    day = models.DateField()
    moment = models.DateTimeField()
    at = models.DateTimeField(default=timezone.now)
    is_known = models.BooleanField(default=False)
    told_at = models.DateTimeField(null=True)

    objects = EscalationQuerySet.as_manager()

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        constraints = [
            models.UniqueConstraint(
                fields=["hazard", "rung", "day"], name="a_rung_fires_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["id"], name="escalation_untold", condition=Q(told_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.hazard_id} {self.rung_id} {self.day}"
