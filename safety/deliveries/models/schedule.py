"""Schedules: which report leaves when, in which forms, and who gets it."""

from datetime import date, datetime, time, timedelta
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety.accounts.models import User
from safety.core.access import Viewer
from safety.core.fields import PeriodField
from safety.core.models import Journalled, JournalledQuerySet
from safety.core.months import Period
from safety.notices.models import Robot
from safety.org.models import Calendar, LocatedQuerySet, Unit
from safety.reports import registry

# A working day of this number comes within so many days, whatever the holidays.
FAR = timedelta(days=62)
MOST_WORKING_DAY = 20


class ScheduleQuerySet(LocatedQuerySet["Schedule"]):
    """Schedules by where they are and by what starts them."""

    seen_by: ClassVar[str] = "deliveries.view"

    def on(self) -> Self:
        return self.filter(is_on=True)

    def started_by(self, start: str) -> Self:
        return self.on().filter(start=start)


class Schedule(Journalled):
    """A report of a unit that leaves by itself, once for each period and recipient.

    ``next_period`` is the first month whose report has not been planned. An empty
    ``language`` is each reader's own.
    """

    class Start(models.TextChoices):
        """What makes the report leave."""

        DAY = "day", _("On a working day after the period")
        CLOSE = "close", _("When the month is closed")

    class Policy(models.TextChoices):
        """How files come with a letter."""

        ATTACHED = "attached", _("Attached to the letter")
        LINKED = "linked", _("As a link to the archive")

    report = models.CharField(pgettext_lazy("document", "report"), max_length=60)
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="schedules"
    )
    language = models.CharField(_("language"), max_length=10, blank=True)
    has_pdf = models.BooleanField(_("PDF"), default=True)
    has_excel = models.BooleanField(_("Excel"), default=False)
    start = models.CharField(
        _("leaves"), max_length=10, choices=Start.choices, default=Start.DAY
    )
    working_day = models.PositiveSmallIntegerField(
        _("working day"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_WORKING_DAY)],
        help_text=_("Counted from the day after the period ends."),
    )
    hour = models.PositiveSmallIntegerField(
        _("hour"), default=8, validators=[MaxValueValidator(23)]
    )
    policy = models.CharField(
        _("how files come"),
        max_length=10,
        choices=Policy.choices,
        default=Policy.ATTACHED,
    )
    asks_receipt = models.BooleanField(
        _("asks readers to confirm"),
        default=False,
        help_text=_("By a link; the archive shows who has."),
    )
    is_on = models.BooleanField(pgettext_lazy("schedule", "is on"), default=True)
    next_period = PeriodField(_("next month"), editable=False)

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        verbose_name = _("schedule")
        verbose_name_plural = _("schedules")
        ordering = ["unit__code", "report", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(has_pdf=True) | Q(has_excel=True),
                name="schedule_has_a_form",
                violation_error_message=_("Choose PDF, Excel or both."),
            ),
            models.CheckConstraint(
                condition=Q(start__in=["day", "close"]), name="schedule_start_is_known"
            ),
            models.CheckConstraint(
                condition=Q(policy__in=["attached", "linked"]),
                name="schedule_policy_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.unit}"

    def get_absolute_url(self) -> str:
        return reverse("deliveries:view-schedule", args=[self.pk])

    @property
    def title(self) -> str:
        """What the report is called."""
        return str(registry.find(self.report).title)

    @property
    def forms(self) -> list[str]:
        """The names of the forms that readers get."""
        return ["pdf"] * self.has_pdf + ["xlsx"] * self.has_excel

    def due_at(self, period: Period) -> datetime:
        """When the report of a period leaves: on a working day of the unit's calendar.

        The hour is the site's.
        """
        start = period.last_day + timedelta(days=1)
        days = Calendar.days_of(self.unit.calendar_key, start, start + FAR)
        day: date = days.after(start, [self.working_day])[self.working_day]
        return timezone.make_aware(datetime.combine(day, time(self.hour)))


class RecipientQuerySet(JournalledQuerySet["Recipient"]):
    """Who gets reports."""

    def current(self) -> Self:
        return self.filter(is_ended=False)


class Recipient(Journalled):
    """Who gets the report of a schedule: an account, a chat group, or an address.

    What leaves for an address outside is what ``added_by`` may see, and ends with that.
    One that has ended stays, for what it was sent.
    """

    schedule = models.ForeignKey(
        Schedule, on_delete=models.PROTECT, related_name="recipients"
    )
    user = models.ForeignKey(
        User,
        verbose_name=_("account"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    robot = models.ForeignKey(
        Robot,
        verbose_name=_("group robot"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    address = models.EmailField(_("address outside"), blank=True)
    reason = models.CharField(
        pgettext_lazy("recipient", "reason"), max_length=200, blank=True
    )
    added_by = models.ForeignKey(
        User, verbose_name=_("added by"), on_delete=models.PROTECT, related_name="+"
    )
    is_ended = models.BooleanField(default=False, editable=False)

    objects = RecipientQuerySet.as_manager()

    class Meta:
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "user"],
                condition=Q(is_ended=False),
                name="account_gets_a_report_once",
                violation_error_message=_("This account gets the report already."),
            ),
            models.UniqueConstraint(
                fields=["schedule", "robot"],
                condition=Q(is_ended=False),
                name="group_gets_a_report_once",
                violation_error_message=_("This group gets the report already."),
            ),
            models.UniqueConstraint(
                fields=["schedule", "address"],
                condition=Q(is_ended=False) & ~Q(address=""),
                name="address_gets_a_report_once",
                violation_error_message=_("This address gets the report already."),
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False, robot=None, address="")
                | Q(user=None, robot__isnull=False, address="")
                | (Q(user=None, robot=None) & ~Q(address="")),
                name="recipient_is_one",
                violation_error_message=_("Choose an account, a group or an address."),
            ),
            models.CheckConstraint(
                condition=Q(address="") | ~Q(reason=""),
                name="address_outside_has_a_reason",
                violation_error_message=_("Say why an address outside gets it."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.user or self.robot or self.address)

    @property
    def to(self) -> str:
        """The address that it is sent to; a group is named."""
        if self.user:
            return self.user.email
        return str(self.robot) if self.robot else self.address

    @property
    def viewer(self) -> Viewer:
        """Whose rights decide what the report shows."""
        if self.robot:
            return self.robot
        return self.user or self.added_by

    @property
    def language(self) -> str:
        """The language of the report, where the schedule says none."""
        own = self.user.language if self.user else ""
        return own or (self.robot.language if self.robot else "")
