"""Training sessions, and who attended them for how long."""

from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from inspections.models import Status
from safety.core.access import Viewer
from safety.core.declare.indicators import Days
from safety.core.fields import HundredthsField
from safety.core.models import JournalledQuerySet, Voidable
from safety.org.models import LocatedQuerySet, Unit
from safety.org.validators import within_calendar
from safety.people.models import Person

MOST_A_DAY = 24  # hours: a day has no more


class SessionKind(models.TextChoices):
    """What is taught to whom, as FORMATS writes it."""

    INDUCTION_COMPANY = "induction_company", _("Induction: company level")
    INDUCTION_PROJECT = "induction_project", _("Induction: project level")
    INDUCTION_TEAM = "induction_team", _("Induction: team level")
    ANNUAL = "annual", _("Annual retraining")
    SPECIAL = "special", _("Special operations")
    TOOLBOX = "toolbox", _("Toolbox talk")
    WARNING = "warning", _("Accident warning")
    ONLINE = "online", _("Online course")
    CHANGED_POST = "changed_post", _("Changed post")
    FOUR_NEW = "four_new", _("Four-new: technology, process, material, equipment")
    SEASONAL = "seasonal", _("Season, holiday or resumption of work")
    AUDITOR = "auditor", _("QHSE or CAHSE auditors")
    VISITOR = "visitor", _("Visitor induction")


class SessionQuerySet(LocatedQuerySet["Session"]):
    """Sessions by state, place and who sees them."""

    seen_by = "training.view"

    def final(self) -> Self:
        return self.filter(status=Status.FINAL)


class Session(Voidable):
    """Something taught by one unit, which has it whoever comes; counts when it ended.

    ``hours`` is what each attendance is credited that does not say otherwise: hours of
    60 minutes. A session of several days counts as a whole on its last day.
    """

    number = models.CharField(_("number"), max_length=60, unique=True)
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="sessions"
    )
    course = models.ForeignKey(
        "training.Course",
        verbose_name=_("course"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sessions",
    )
    topic = models.CharField(_("topic"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=SessionKind.choices)
    started_on = models.DateField(_("started on"), validators=[within_calendar])
    ended_on = models.DateField(_("ended on"), validators=[within_calendar])
    hours = HundredthsField(_("hours"), validators=[MinValueValidator(0)])
    has_exam = models.BooleanField(_("with an exam"), default=False)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.FINAL
    )

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["-ended_on", "number"]
        indexes = [models.Index(fields=["ended_on", "id"], name="session_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=SessionKind.values), name="session_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="session_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__gte=F("started_on")),
                name="session_ends_after_it_starts",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=Q(hours__gte=0),
                name="session_hours_not_negative",
                violation_error_message=_("Hours cannot be negative."),
            ),
            models.CheckConstraint(
                condition=Q(
                    # In hundredths, as they are kept.
                    hours__lte=(Days("started_on", "ended_on") + 1) * 100 * MOST_A_DAY
                ),
                name="session_hours_fit_its_days",
                violation_error_message=_("A day has no more than 24 hours."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class AttendanceQuerySet(JournalledQuerySet["Attendance"]):
    """Attendances, seen by whoever sees their session."""

    def counted(self) -> Self:
        """Those that are not voided."""
        return self.filter(status=Attendance.Status.COUNTED)

    def visible_to(self, viewer: Viewer, permission: str = "") -> Self:
        return self.filter(session__in=Session.objects.visible_to(viewer, permission))


class Attendance(Voidable):
    """One person at one session. Without ``hours`` those of the session are credited.

    Whether somebody passed is asked for where the session has an exam; empty is not
    passed. Of who was absent all is kept, and nothing counts.
    """

    session = models.ForeignKey(
        Session,
        verbose_name=_("session"),
        on_delete=models.PROTECT,
        related_name="attendances",
        db_index=False,
    )
    person = models.ForeignKey(
        Person,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="attendances",
    )
    hours = HundredthsField(
        _("hours"), null=True, blank=True, validators=[MinValueValidator(0)]
    )
    passed = models.BooleanField(_("passed"), null=True, blank=True)
    is_present = models.BooleanField(_("present"), default=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                name="attendance_once",
                violation_error_message=_("This person is on the list already."),
            ),
            models.CheckConstraint(
                condition=Q(hours=None) | Q(hours__gte=0),
                name="attendance_hours_not_negative",
                violation_error_message=_("Hours cannot be negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session} · {self.person}"
