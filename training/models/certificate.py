"""Certificates of persons, from others and of our own; how long each kind is valid."""

from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce, Least
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections.models import Mark
from inspections.models.policy import Sourced
from safety.core.access import Viewer
from safety.core.models import Journalled, JournalledQuerySet, Voidable
from safety.core.secrets import kept, secret_of
from safety.files.models import Attachment, AttachmentQuerySet
from safety.org.models import Kind, Unit
from safety.org.validators import within_calendar
from safety.people.models import Person, Posting
from training.models.course import Course
from training.models.session import Session


class CertificateKind(models.TextChoices):
    """Of which scheme a certificate is; one does not stand for another (DOMAIN 3.2)."""

    BUILDING = "building_special", _("Building special operations")
    SPECIAL = "special_operation", _("Special operations, emergency management")
    EQUIPMENT = "special_equipment", _("Special equipment operator")
    CLASS_A = "class_a", _("Safety assessment, class A")
    CLASS_B = "class_b", _("Safety assessment, class B")
    CLASS_C1 = "class_c1", _("Safety assessment, class C1 (machinery)")
    CLASS_C2 = "class_c2", _("Safety assessment, class C2 (civil works)")
    CLASS_C3 = "class_c3", _("Safety assessment, class C3 (all)")
    OTHER = "other", pgettext_lazy("certificate", "Other")
    OWN = "own", pgettext_lazy("certificate", "Own, for a course")


# Whose holders work in special operations.
SPECIAL = (
    CertificateKind.BUILDING,
    CertificateKind.SPECIAL,
    CertificateKind.EQUIPMENT,
)


# What the secret of a certificate is made of beside its number.
SALT = "training.certificate"


class CertificateRule(Sourced, Journalled):
    """How long certificates of a kind are valid, and how often they are checked."""

    kind = models.CharField(
        _("kind"), max_length=20, choices=CertificateKind.choices, unique=True
    )
    valid_months = models.PositiveSmallIntegerField(
        _("valid for months"),
        validators=[MinValueValidator(1), MaxValueValidator(600)],
    )
    recheck_months = models.PositiveSmallIntegerField(
        _("checked again every months"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(600)],
    )
    days_ahead = models.PositiveSmallIntegerField(
        _("apply so many days before"), validators=[MaxValueValidator(400)]
    )
    source = models.CharField(_("source"), max_length=300)
    mark = models.CharField(_("how sure"), max_length=2, choices=Mark.choices)

    class Meta:
        verbose_name = _("rule of certificates")
        verbose_name_plural = _("rules of certificates")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=CertificateKind.values),
                name="certificate_rule_kind_is_known",
            )
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        return reverse("training:change-validity", args=[self.pk])


def until() -> Least:
    """The earlier of two days, of which there may be one only."""
    return Least(
        Coalesce("expires_on", "recheck_on"), Coalesce("recheck_on", "expires_on")
    )


class CertificateQuerySet(JournalledQuerySet["Certificate"]):
    """Certificates by whether they hold, and by who sees their holder."""

    def counted(self) -> Self:
        return self.filter(status=Certificate.Status.COUNTED)

    def opened_by(self, secret: str) -> "Certificate | None":
        """The own certificate of a code, whatever has become of it."""
        beside = ("person", "course", "unit")
        return self.select_related(*beside).filter(token=kept(secret)).first()

    def with_until(self) -> Self:
        """With the last day on which each is valid; none where it is for ever."""
        return self.annotate(until=until())

    def at_work(self, unit: Unit, day: date) -> Self:
        """Those of persons posted at or below a unit on a day.

        Of the group's or a company's many, each is asked by itself.
        """
        rows = self.counted().filter(person__status=Person.Status.COUNTED)
        here = Posting.objects.in_force_on(day).at_or_below(unit)
        if unit.kind in {Kind.GROUP, Kind.COMPANY}:
            return rows.filter(Exists(here.filter(person=OuterRef("person"))))
        return rows.filter(person__in=here.values("person"))

    def visible_to(self, viewer: Viewer, permission: str = "training.view") -> Self:
        return self.filter(person__in=Person.objects.visible_to(viewer, permission))


class Certificate(Voidable):
    """One certificate of one person. Expired once either of its two days has passed.

    An own one is issued for a course by a unit, mostly for one session; ``nonce`` is
    what the secret of its code is made of, and ``token`` the SHA-256 of that.
    """

    person = models.ForeignKey(
        Person,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="certificates",
    )
    kind = models.CharField(_("kind"), max_length=20, choices=CertificateKind.choices)
    number = models.CharField(_("certificate number"), max_length=60)
    trade = models.CharField(_("trade"), max_length=100, blank=True)
    issuer = models.CharField(_("issued by"), max_length=200, blank=True)
    issued_on = models.DateField(_("issued on"), validators=[within_calendar])
    expires_on = models.DateField(
        _("expires on"), null=True, blank=True, validators=[within_calendar]
    )
    recheck_on = models.DateField(
        _("to be checked again by"),
        null=True,
        blank=True,
        validators=[within_calendar],
    )

    course = models.ForeignKey(
        Course,
        verbose_name=_("course"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="certificates",
    )
    unit = models.ForeignKey(
        Unit,
        verbose_name=_("unit"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    session = models.ForeignKey(
        Session,
        verbose_name=_("session"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="certificates",
    )
    nonce = models.UUIDField(null=True, unique=True, editable=False)
    token = models.CharField(max_length=64, blank=True, editable=False)
    why_voided = models.CharField(
        _("why it is withdrawn"), max_length=500, blank=True, editable=False
    )

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["kind", "number"]
        indexes = [models.Index(until(), "id", name="certificate_by_end")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "number"],
                name="certificate_once",
                violation_error_message=_(
                    "A certificate of this kind and number is entered already."
                ),
            ),
            models.UniqueConstraint(
                fields=["token"],
                condition=~Q(token=""),
                name="certificate_code_opens_one",
            ),
            models.UniqueConstraint(
                fields=["person", "course", "issued_on"],
                condition=Q(status="counted"),
                name="certificate_once_for_a_course_and_day",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=CertificateKind.values),
                name="certificate_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="own", course__isnull=False)
                | (~Q(kind="own") & Q(course=None)),
                name="certificate_of_our_own_is_for_a_course",
                violation_error_message=_(
                    "Own certificates are issued for a course, and not entered."
                ),
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gte=F("issued_on")),
                name="certificate_expires_after_it_is_issued",
                violation_error_message=_("It cannot expire before it is issued."),
            ),
            models.CheckConstraint(
                condition=Q(recheck_on=None) | Q(recheck_on__gte=F("issued_on")),
                name="certificate_is_checked_after_it_is_issued",
                violation_error_message=_("It cannot be checked before it is issued."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shown_kind} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("training:view-certificate", args=[self.pk])

    @property
    def is_own(self) -> bool:
        """Whether it was issued here."""
        return bool(self.kind == CertificateKind.OWN)

    @property
    def shown_kind(self) -> str:
        """Its kind; of an own one the course."""
        return str(self.course if self.is_own else self.get_kind_display())

    @property
    def shown_issuer(self) -> str:
        """Who gave it; of an own one the unit, in the language of the page."""
        return str(self.unit or self.issuer)

    @property
    def secret(self) -> str:
        """The part of the address where anybody can verify an own one."""
        return secret_of(SALT, self.nonce) if self.nonce else ""

    @property
    def last_day(self) -> date | None:
        """The earlier of its two days."""
        days = [day for day in (self.expires_on, self.recheck_on) if day]
        return min(days, default=None)

    def expires_by(self, day: date) -> bool:
        """Whether it has expired on a day."""
        last = self.last_day
        return last is not None and last < day


class CertificateScanQuerySet(AttachmentQuerySet["CertificateScan"]):
    """Scans by who sees their certificate."""

    def visible_to(self, viewer: Viewer) -> Self:
        return self.filter(certificate__in=Certificate.objects.visible_to(viewer))


class CertificateScan(Attachment):
    """A page of a certificate, as it was photographed."""

    certificate = models.ForeignKey(
        Certificate,
        verbose_name=_("certificate"),
        on_delete=models.PROTECT,
        related_name="scans",
    )

    objects = CertificateScanQuerySet.as_manager()

    class Meta:
        verbose_name = _("scan of a certificate")
        verbose_name_plural = _("scans of certificates")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "sha256"], name="certificate_scan_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.sha256[:12]}"
