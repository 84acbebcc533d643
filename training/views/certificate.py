"""Certificates: the list of a unit with what expires first on top, one, its form."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from inspections.views.hazard import linked
from safety.accounts import history
from safety.accounts.guard import Request, may
from safety.core import formats
from safety.core.lists import Column, labelled, written
from safety.core.paging import Order
from safety.org.forms import answer, carry_out, form_page
from safety.org.lists import ScopedList
from safety.people.models import Person
from training.filters import CertificateFilter
from training.forms.certificate import CertificateForm
from training.models import Certificate, CertificateKind
from training.services import certificates
from training.services.holding import SOON

VIEW, CHANGE = "training.view", "training.change"


def until(last: date | None) -> SafeString | str:
    """The last day on which something is valid, red once it has passed."""
    if last is None:
        return formats.DASH
    today = timezone.localdate()
    tone = "bad" if last < today else ""
    if not tone and last <= today + timedelta(days=max(SOON)):
        tone = "warn"
    return format_html('<span class="az-tag {}">{}</span>', tone, formats.day(last))


class CertificateList(ScopedList):
    """Certificates of who is posted at a unit or below it today."""

    permission = VIEW
    template_name = "scoped_list.html"
    title = gettext_lazy("Certificates")
    empty_title = gettext_lazy("No certificates here yet")
    empty_text = gettext_lazy("Add them on the pages of persons, or load a file.")
    file_name = "certificates"
    filterset_class = CertificateFilter
    order = Order(("ends",))
    columns = [
        Column(
            "kind",
            gettext_lazy("Certificate"),
            show=labelled(CertificateKind),
            file=written(CertificateKind),
            link=("training:view-certificate", "pk"),
        ),
        Column("number", gettext_lazy("Certificate number"), below=True),
        Column("person_name", gettext_lazy("Person")),
        Column("trade", gettext_lazy("Trade"), phone=False),
        Column("issued_on", gettext_lazy("Issued on"), show=formats.day, phone=False),
        Column("until", gettext_lazy("Valid until"), show=until, file=formats.day),
    ]

    def get_queryset(self) -> Any:
        people = Person.objects.counted().posted_in(self.unit, timezone.localdate())
        seen = people.visible_to(self.request.user)
        rows = Certificate.objects.counted().filter(person__in=seen)
        return rows.with_until().annotate(
            person_name=F("person__name"), ends=Coalesce("until", Value(date.max))
        )


def _crumbs(person: Person, *last: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        (_("Certificates"), reverse("training:list-certificates")),
        (str(person), person.get_absolute_url()),
        *last,
    ]


def _certificate(request: Request, key: int) -> Certificate:
    rows = Certificate.objects.visible_to(request.user).select_related("person")
    return get_object_or_404(rows, pk=key)


def _may_change(request: Request, person: Person) -> bool:
    """Whether the person works in a unit where the reader may change training."""
    mine = Person.objects.visible_to(request.user, CHANGE)
    return mine.filter(pk=person.pk).exists()


@may(VIEW)
@require_safe
def view_certificate(request: Request, key: int) -> HttpResponse:
    """Who holds it, of what kind it is, and until when it is valid."""
    certificate = _certificate(request, key)
    context = {
        "title": certificate.get_kind_display(),
        "certificate": certificate,
        "facts": [
            (_("Person"), linked(certificate.person)),
            (_("Certificate number"), certificate.number),
            (_("Trade"), certificate.trade),
            (_("Issued by"), certificate.issuer),
            (_("Issued on"), formats.day(certificate.issued_on)),
            (_("Expires on"), formats.day(certificate.expires_on)),
            (_("To be checked again by"), formats.day(certificate.recheck_on)),
            (_("Valid until"), until(certificate.last_day)),
        ],
        "scans": certificate.scans.counted().arrived().select_related("file"),
        "may_change": _may_change(request, certificate.person),
        "history": history.of(certificate, request.user),
        "crumbs": _crumbs(certificate.person, (certificate.number, "")),
    }
    return render(request, "training/certificate_detail.html", context)


@may(CHANGE)
@form_page
def add_certificate(request: Request, employee_no: str) -> HttpResponse:
    """A certificate of a person who works in the reader's units."""
    seen = Person.objects.counted().visible_to(request.user)
    person = get_object_or_404(seen, employee_no=employee_no)
    return _form(request, Certificate(person=person), _("New certificate"))


@may(VIEW)
@form_page
def change_certificate(request: Request, key: int) -> HttpResponse:
    """Correct it, or add a scan."""
    return _form(request, _certificate(request, key), _("Change certificate"))


def _form(request: Request, certificate: Certificate, title: str) -> HttpResponse:
    person, by = certificate.person, request.user.pk
    if not _may_change(request, person):
        raise PermissionDenied
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = CertificateForm(*sent, instance=certificate, by=by)
    if form.is_valid() and carry_out(
        form,
        lambda: certificates.save(certificate, form.cleaned_data["photos"], by=by),
    ):
        said = _("%(certificate)s is saved.") % {"certificate": certificate}
        messages.success(request, said)
        return redirect(certificate)
    return answer(
        request,
        "form.html",
        form,
        title=title,
        crumbs=_crumbs(person, (title, "")),
        cancel_url=person.get_absolute_url(),
    )


@may(VIEW)
@form_page
def void_certificate(request: Request, key: int) -> HttpResponse:
    """Take it out of what somebody holds."""
    certificate = _certificate(request, key)
    if not _may_change(request, certificate.person):
        raise PermissionDenied
    if request.method == "POST":
        certificates.void(certificate, by=request.user.pk)
        said = _("%(certificate)s is voided.") % {"certificate": certificate}
        messages.success(request, said)
        return redirect(certificate)
    context = {
        "title": _("Void certificate"),
        "crumbs": _crumbs(certificate.person, (_("Void"), "")),
        "text": _("%(certificate)s is held no more, and stays with its history.")
        % {"certificate": certificate},
        "action": _("Void"),
        "is_grave": True,
        "cancel_url": certificate.get_absolute_url(),
    }
    return render(request, "confirm.html", context)
