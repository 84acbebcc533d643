"""Plans of inspections: what shall be looked at how often, where and by whom."""

from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from inspections.models.checklist import Checklist
from inspections.models.inspection import Form, Programme
from safety.core.access import Viewer
from safety.core.models import Journalled, JournalledQuerySet
from safety.org.models import Ancestry, Unit
from safety.org.validators import within_calendar
from safety.people.models import Person


class Repeat(models.TextChoices):
    """How often."""

    ONCE = "once", _("Once")
    DAILY = "daily", _("Daily")
    WEEKLY = "weekly", _("Weekly")
    MONTHLY = "monthly", _("Monthly")
    QUARTERLY = "quarterly", _("Quarterly")


class Nth(models.IntegerChoices):
    """Which of the weekdays of a month; none: the day of the month of the beginning."""

    FIRST = 1, pgettext_lazy("weekday", "first")
    SECOND = 2, pgettext_lazy("weekday", "second")
    THIRD = 3, pgettext_lazy("weekday", "third")
    FOURTH = 4, pgettext_lazy("weekday", "fourth")
    LAST = -1, pgettext_lazy("weekday", "last")


class DayOff(models.TextChoices):
    """What becomes of a day that the calendar gives off."""

    NEXT = "next", _("The next working day instead")
    SKIP = "skip", _("Left out")
    KEEP = "keep", _("Inspected all the same")


class Reach(models.TextChoices):
    """Which units a plan is for."""

    PROJECTS = "projects", _("Every open project at or below the unit")
    UNIT = "unit", _("The unit itself")


class Share(models.TextChoices):
    """Whether one of the named persons is enough."""

    ANY = "any", _("Any one of them")
    EACH = "each", _("Each of them")


class PlanQuerySet(JournalledQuerySet["Plan"]):
    """Plans by state and by who sees them."""

    def running(self) -> Self:
        return self.filter(state=Plan.State.RUNNING)

    def waiting(self, now: datetime) -> Self:
        """Running plans that have not been looked at since their day has begun."""
        return self.running().filter(clock__next_at__lte=now)

    def reaching(self, unit_ids: Any) -> Self:
        """Plans of these units, of those below them, and of those above them."""
        tree = Ancestry.objects.current()
        above, below = tree.above(unit_ids), tree.below(unit_ids)
        return self.filter(Q(unit__in=above) | Q(unit__in=below))

    def visible_to(self, viewer: Viewer, permission: str = "inspections.view") -> Self:
        """Those that are for the viewer's units or lie in them."""
        return self.reaching(viewer.unit_ids_for(permission))


class Plan(Journalled):
    """Asks for inspections by a rule, at one unit or at each project below it.

    ``every`` counts days, weeks, months or quarters. ``weekdays`` are iCalendar's
    (``MO,WE``): of a week, or with ``nth`` of a month. An inspection is due at
    ``due_time`` of its day where the unit is, and missed ``grace_hours`` later; it can
    be begun ``days_ahead`` days before. Nothing that was due before ``since`` is asked
    for.
    """

    class State(models.TextChoices):
        RUNNING = "running", pgettext_lazy("plan", "Running")
        PAUSED = "paused", pgettext_lazy("plan", "Paused")
        ENDED = "ended", pgettext_lazy("plan", "Ended")

    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="plans"
    )
    name = models.CharField(_("name"), max_length=200)
    programme = models.CharField(
        _("programme"), max_length=20, choices=Programme.choices
    )
    form = models.CharField(_("form"), max_length=20, choices=Form.choices)
    checklists = models.ManyToManyField(
        Checklist, verbose_name=_("checklists"), through="PlanChecklist"
    )
    reach = models.CharField(_("where"), max_length=10, choices=Reach.choices)
    people = models.ManyToManyField(
        Person, verbose_name=_("persons"), through="PlanPerson"
    )
    share = models.CharField(
        _("who"), max_length=10, choices=Share.choices, default=Share.ANY
    )
    repeat = models.CharField(_("repeats"), max_length=10, choices=Repeat.choices)
    every = models.PositiveSmallIntegerField(
        _("every"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    weekdays = models.CharField(_("weekdays"), max_length=20, blank=True)
    nth = models.SmallIntegerField(
        _("which weekday of the month"), choices=Nth.choices, null=True, blank=True
    )
    starts_on = models.DateField(_("from"), validators=[within_calendar])
    ends_on = models.DateField(
        _("until"), null=True, blank=True, validators=[within_calendar]
    )
    day_off = models.CharField(
        _("on days off"), max_length=10, choices=DayOff.choices, default=DayOff.NEXT
    )
    due_time = models.TimeField(_("due at"), default=time(18))
    grace_hours = models.PositiveSmallIntegerField(
        _("missed after hours"), default=24, validators=[MaxValueValidator(24 * 31)]
    )
    days_ahead = models.PositiveSmallIntegerField(
        _("can begin days before"), default=0, validators=[MaxValueValidator(31)]
    )
    state = models.CharField(
        _("status"), max_length=10, choices=State.choices, default=State.RUNNING
    )
    since = models.DateTimeField(_("asks since"), editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="plan_ends_after_it_starts",
                violation_error_message=_("The last day is before the first."),
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{field}__in": choices.values}),
                    name=f"plan_{field}_is_known",
                )
                for field, choices in (
                    ("programme", Programme),
                    ("form", Form),
                    ("reach", Reach),
                    ("share", Share),
                    ("repeat", Repeat),
                    ("day_off", DayOff),
                )
            ),
            models.CheckConstraint(
                condition=Q(state__in=("running", "paused", "ended")),
                name="plan_state_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("inspections:view-plan", args=[self.pk])

    def clean(self) -> None:
        """ValidationError where the parts of the rule do not go together."""
        of_month = self.repeat in (Repeat.MONTHLY, Repeat.QUARTERLY)
        if self.nth and (not of_month or not self.weekdays):
            said = gettext("Choose weekdays, and months or quarters, to go with it.")
            raise ValidationError({"nth": said})
        if of_month and self.weekdays and not self.nth:
            said = gettext("Say which of these weekdays of the month.")
            raise ValidationError({"nth": said})
        if self.weekdays and self.repeat in (Repeat.ONCE, Repeat.DAILY):
            said = gettext("Weekdays go with weeks, months and quarters.")
            raise ValidationError({"weekdays": said})

    @property
    def is_running(self) -> bool:
        return self.state == self.State.RUNNING

    def moments(self, day: date, zone: tzinfo) -> tuple[datetime, datetime]:
        """When what falls on a day is due in a time zone, and when it is missed."""
        due = datetime.combine(day, self.due_time, tzinfo=zone)
        return due, due + timedelta(hours=self.grace_hours)

    @property
    def units(self) -> QuerySet[Unit]:
        """The units that it is for, open or not."""
        if self.reach == Reach.UNIT:
            rows = Unit.objects.filter(pk=self.unit_id)
        else:
            rows = Unit.objects.projects().below([self.unit_id])
        return rows.standing()


class PlanClock(models.Model):
    """How far the clock has come with a plan, which is no fact that anybody changes.

    Everything until ``made_until`` has been asked for; ``next_at`` is when there may be
    more.
    """

    plan = models.OneToOneField(
        Plan, models.CASCADE, primary_key=True, related_name="clock"
    )
    made_until = models.DateField()
    next_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.plan_id} {self.made_until}"


class PlanChecklist(Journalled):
    """A checklist that a plan's inspections are done with, in its newest version."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="plan_checklists")
    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="+")

    objects: Any = JournalledQuerySet.as_manager()

    class Meta:
        verbose_name = _("checklist of a plan")
        verbose_name_plural = _("checklists of plans")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "checklist"], name="checklist_once_in_plan"
            )
        ]

    def __str__(self) -> str:
        return str(self.checklist)


class PlanPerson(Journalled):
    """A person whom a plan names."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="plan_people")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    objects: Any = JournalledQuerySet.as_manager()

    class Meta:
        verbose_name = _("person of a plan")
        verbose_name_plural = _("persons of plans")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "person"], name="person_once_in_plan"
            )
        ]

    def __str__(self) -> str:
        return str(self.person)
