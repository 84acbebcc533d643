"""Verbs of certificates: enter one, correct it, void it."""

from django.db import transaction

from safety.core.months import months_later
from safety.files.fields import Sent
from safety.journal import write as journal
from training.models import Certificate, CertificateRule, CertificateScan


def save(certificate: Certificate, sent: Sent, *, by: int | None) -> Certificate:
    """Keep it with its scans; days left empty follow from the rule of its kind."""
    with transaction.atomic():
        rule = CertificateRule.objects.filter(kind=certificate.kind).first()
        if rule and certificate.expires_on is None:
            issued = certificate.issued_on
            certificate.expires_on = months_later(issued, rule.valid_months)
            if rule.recheck_months and certificate.recheck_on is None:
                certificate.recheck_on = months_later(issued, rule.recheck_months)
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


def void(certificate: Certificate, *, by: int | None) -> None:
    """Take it out of all that asks for certificates; it stays, with its history."""
    certificate.status = Certificate.Status.VOIDED
    journal.save(certificate, "void", by=by)
