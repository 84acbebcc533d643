"""Verbs of certificates: enter one, correct it, issue an own one, withdraw it."""

from collections.abc import Collection
from datetime import date
from uuid import uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from inspections.models import Status, next_number
from safety.core.months import months_later
from safety.core.secrets import kept
from safety.files.fields import Sent
from safety.journal import write as journal
from safety.org.models import Unit
from safety.people.models import Person
from training.models import (
    Attendance,
    Certificate,
    CertificateKind,
    CertificateRule,
    CertificateScan,
    Course,
    Session,
)

AT_ONCE = 1000


def save(certificate: Certificate, sent: Sent, *, by: int | None) -> Certificate:
    """Keep it with its scans; days left empty follow from the rule of its kind."""
    with transaction.atomic():
        rule = CertificateRule.objects.filter(kind=certificate.kind).first()
        if rule:
            _fill_days(certificate, rule)
        verb = "add" if certificate._state.adding else "change"
        journal.save(certificate, verb, by=by)
        known = set(certificate.scans.values_list("sha256", flat=True))
        for file in sent.files:
            if file.sha256 not in known:
                scan = CertificateScan(
                    certificate=certificate, file=file, sha256=file.sha256, by_id=by
                )
                journal.save(scan, "add", by=by)
    return certificate


def _fill_days(certificate: Certificate, rule: CertificateRule) -> None:
    """Say until when it is valid, and checked again, where it does not say itself."""
    if certificate.expires_on is None:
        issued = certificate.issued_on
        certificate.expires_on = months_later(issued, rule.valid_months)
        if rule.recheck_months and certificate.recheck_on is None:
            certificate.recheck_on = months_later(issued, rule.recheck_months)


def fill_loaded(load: int, changed: Collection[int], *, by: int | None) -> None:
    """The same for those that a load has made, or ``changed``, in its transaction."""
    rules = {rule.kind: rule for rule in CertificateRule.objects.all()}
    its = Q(created_in_load=load) | Q(pk__in=changed)
    lacking = list(Certificate.objects.filter(its, kind__in=rules, expires_on=None))
    for each in lacking:
        _fill_days(each, rules[each.kind])
    for first in range(0, len(lacking), AT_ONCE):
        some = lacking[first : first + AT_ONCE]
        journal.save_all(some, "change", by=by, load=load)


def settle_all(sessions: Collection[int], *, by: int | None) -> None:
    """Issue and withdraw what some sessions give, in the running transaction."""
    for session in Session.objects.filter(pk__in=sessions).order_by("pk").locked():
        settle(session, by=by)


def settle_left(by: int | None) -> None:
    """Withdraw what rests on an attendance that is gone: its load was taken back."""
    there = Attendance.objects.present().filter(
        session=OuterRef("session"), person=OuterRef("person")
    )
    issued = Certificate.objects.counted().filter(session__isnull=False)
    left = issued.exclude(Exists(there)).values_list("session", flat=True)
    settle_all(set(left), by=by)


def issue(
    person: Person,
    course: Course,
    on: date,
    *,
    unit: Unit | None = None,
    session: Session | None = None,
    by: int | None,
) -> Certificate | None:
    """Give somebody the certificate of a course that was credited on a day, once.

    None where the course gives none. ``unit`` issues it, by default the course's.
    """
    if not course.gives_certificate:
        return None
    with transaction.atomic():
        Person.objects.locked().get(pk=person.pk)
        mine = Certificate.objects.counted().filter(person=person, course=course)
        found = mine.filter(issued_on=on).first()
        if found:
            return found
        unit, months = unit or course.unit, course.valid_months
        made = Certificate(
            person=person,
            course=course,
            session=session,
            unit=unit,
            kind=CertificateKind.OWN,
            number=next_number(Certificate.objects, "C", unit, on),
            issuer=str(unit),
            issued_on=on,
            expires_on=months_later(on, months) if months else None,
            nonce=uuid4(),
        )
        made.token = kept(made.secret)
        journal.save(made, "issue-certificate", by=by)
    return made


def settle(session: Session, *, by: int | None) -> None:
    """Let who is credited a session have its certificate, and nobody else.

    In the running transaction, which holds the session.
    """
    is_final = session.status == Status.FINAL
    credited = {}
    if is_final and session.course and session.course.gives_certificate:
        rows = session.attendances.present().filter(person__status="counted")
        if session.has_exam:
            rows = rows.filter(passed=True)
        beside = rows.select_related("person", "session")
        credited = {each.person_id: each for each in beside}
    issued = session.certificates.counted()
    for each in issued.select_related("person", "course"):
        own = credited.get(each.person_id)
        if own and (each.course_id, each.issued_on) == (session.course_id, own.own_day):
            del credited[each.person_id]
        else:
            void(each, _("The session no longer credits it."), by=by)
    for attendance in credited.values():
        assert session.course  # noqa: S101 (it has credited somebody)
        issue(
            attendance.person,
            session.course,
            attendance.own_day,
            unit=session.unit,
            session=session,
            by=by,
        )


def void(certificate: Certificate, reason: str, *, by: int | None) -> None:
    """Withdraw it, with the reason; it is held no more and stays with its history.

    Withdrawn already, nothing happens.
    """
    with transaction.atomic():
        held: Certificate = Certificate.objects.locked().get(pk=certificate.pk)
        if held.status == Certificate.Status.VOIDED:
            return
        held.status, held.why_voided = Certificate.Status.VOIDED, reason
        journal.save(held, "withdraw", by=by)
