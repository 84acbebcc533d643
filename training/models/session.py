"""Training sessions, and who attended them for how long."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections.models import Status
from safety.core.access import Viewer
from safety.core.declare.indicators import Days
from safety.core.fields import HundredthsField
from safety.core.models import Journalled, JournalledQuerySet, Voidable
from safety.files.models import Attachment, AttachmentQuerySet
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


class SessionState(models.TextChoices):
    """How far a session has come, as pages say it; ``status`` says what counts."""

    PLANNED = "planned", pgettext_lazy("session", "Planned")
    OPEN = "open", pgettext_lazy("session", "Open")
    CLOSED = "closed", pgettext_lazy("session", "Closed")
    VOIDED = "voided", pgettext_lazy("session", "Voided")


# A session that was begun is open; both are drafts, and count nowhere.
STATES: dict[str, Q] = {
    SessionState.PLANNED: Q(status=Status.DRAFT, opened_at=None),
    SessionState.OPEN: Q(status=Status.DRAFT, opened_at__isnull=False),
    SessionState.CLOSED: Q(status=Status.FINAL),
    SessionState.VOIDED: Q(status=Status.VOIDED),
}


class SessionQuerySet(LocatedQuerySet["Session"]):
    """Sessions by state, place and who sees them."""

    seen_by = "training.view"

    def final(self) -> Self:
        return self.filter(status=Status.FINAL)

    def in_state(self, state: str) -> Self:
        return self.filter(STATES[state])

    def with_state(self) -> Self:
        """Each with its ``came_to``, one of `SessionState`."""
        cases = [When(found, then=Value(state)) for state, found in STATES.items()]
        return self.annotate(came_to=Case(*cases))

    def matching(self, text: str) -> Self:
        """Sessions whose number begins with, or whose topic holds, the text."""
        return self.filter(Q(number__istartswith=text) | Q(topic__icontains=text))


class Session(Voidable):
    """Something taught by one unit, which has it whoever comes; counts when it ended.

    ``hours`` is what each attendance is credited that does not say otherwise: hours of
    60 minutes. A session of several days counts as a whole on its last day; whether for
    hours and for coverage says its course (`Counting`). The trainer is somebody of the
    group, or somebody from outside by name.
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
    trainer = models.ForeignKey(
        Person,
        verbose_name=_("trainer"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="taught_sessions",
    )
    trainer_name = models.CharField(
        _("trainer from outside"), max_length=200, blank=True
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    opened_at = models.DateTimeField(_("opened"), null=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    head_count = models.PositiveSmallIntegerField(
        _("head-count of the sheet"), null=True, blank=True
    )
    why_differs = models.CharField(
        _("why list and head-count differ"), max_length=500, blank=True
    )
    counts_for_hours = models.BooleanField(
        _("counts for training hours"), default=True, editable=False
    )
    counts_for_coverage = models.BooleanField(
        _("counts for coverage"), default=True, editable=False
    )
    why_voided = models.CharField(_("why it is voided"), max_length=500, blank=True)
    is_school = models.BooleanField(
        _("of the online school"), default=False, editable=False
    )
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
            models.CheckConstraint(
                condition=Q(trainer=None) | Q(trainer_name=""),
                name="session_trainer_inside_or_outside",
                violation_error_message=_(
                    "The trainer is somebody of ours or somebody from outside, "
                    "not both."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("training:view-session", args=[self.pk])

    @property
    def days(self) -> list[date]:
        """Every day from its first to its last."""
        number = (self.ended_on - self.started_on).days + 1
        return [self.started_on + timedelta(days=each) for each in range(number)]

    @property
    def has_days(self) -> bool:
        """Whether it has more than one, so that people are ticked on each."""
        return bool(self.ended_on > self.started_on)

    @property
    def today(self) -> date:
        """The day where it is held, or that of its days which is nearest."""
        if not self.has_days:
            first: date = self.started_on
            return first
        day: date = min(max(self.unit.today, self.started_on), self.ended_on)
        return day

    @property
    def state(self) -> SessionState:
        """How far it has come."""
        if self.status == Status.DRAFT:
            return SessionState.OPEN if self.opened_at else SessionState.PLANNED
        is_final = self.status == Status.FINAL
        return SessionState.CLOSED if is_final else SessionState.VOIDED


class AttendanceQuerySet(JournalledQuerySet["Attendance"]):
    """Attendances, seen by whoever sees their session."""

    def counted(self) -> Self:
        """Those that are not voided."""
        return self.filter(status=Attendance.Status.COUNTED)

    def invited(self) -> Self:
        """Those of who was asked to come, there or not."""
        return self.counted().filter(is_invited=True)

    def present(self) -> Self:
        """Those of who was there."""
        return self.counted().filter(is_present=True)

    def visible_to(self, viewer: Viewer, permission: str = "") -> Self:
        return self.filter(session__in=Session.objects.visible_to(viewer, permission))


class Attendance(Voidable):
    """One person at one session. Without ``hours`` those of the session are credited.

    Whether somebody passed is asked for where the session has an exam; empty is not
    passed. Of who was absent all is kept, and nothing counts; so is whoever is only
    invited yet. ``completed_on`` is the
    own day of who learned in the online school: numbers go by the session's last day,
    how long the course is held goes by this one.
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
    is_invited = models.BooleanField(_("invited"), default=False, editable=False)
    completed_on = models.DateField(
        _("completed on"), null=True, blank=True, editable=False
    )

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

    @property
    def is_credited(self) -> bool:
        """Whether it counts where its session does."""
        return self.is_present and bool(self.passed or not self.session.has_exam)

    @property
    def own_day(self) -> date:
        """On which somebody had it: in the online school before the session's last."""
        day: date = self.completed_on or self.session.ended_on
        return day

    @property
    def credited(self) -> Decimal:
        """Its hours: those of the session unless it says otherwise."""
        hours: Decimal | None = self.hours
        return self.session.hours if hours is None else hours


class AttendedDay(Journalled):
    """One day of a session of several on which somebody was there, and for how long.

    Without ``minutes`` from beginning to end. An attendance without any such day is one
    of all days. What is credited for the days stands on the attendance.
    """

    attendance = models.ForeignKey(
        Attendance, on_delete=models.CASCADE, related_name="days", db_index=False
    )
    on = models.DateField(_("day"))
    minutes = models.PositiveIntegerField(_("minutes"), null=True)

    class Meta:
        verbose_name = _("attended day")
        verbose_name_plural = _("attended days")
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(
                fields=["attendance", "on"], name="attended_day_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.attendance_id} · {self.on}"


class SessionPhotoQuerySet(AttachmentQuerySet["SessionPhoto"]):
    """Photos by who sees their session."""

    def visible_to(self, viewer: Viewer) -> Self:
        return self.filter(session__in=Session.objects.visible_to(viewer))


class SessionPhoto(Attachment):
    """One photo of the sheet that people signed, or of the room."""

    session = models.ForeignKey(
        Session,
        verbose_name=_("session"),
        on_delete=models.PROTECT,
        related_name="photos",
    )
    why_voided = models.CharField(_("why it is taken off"), max_length=500, blank=True)

    objects = SessionPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo of a session")
        verbose_name_plural = _("photos of sessions")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "sha256"], name="session_photo_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.sha256[:12]}"
