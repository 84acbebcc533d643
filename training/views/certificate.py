"""Certificates: the list of a unit with what expires first on top, one, its form."""

from datetime import date
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_safe

from inspections.views.hazard import linked, prints
from inspections.views.outside import outside
from inspections.views.printed import answer as printed_answer
from safety.accounts import history
from safety.accounts.guard import Request, may
from safety.core import formats
from safety.core.lists import Column, labelled, written
from safety.core.paging import Order
from safety.org.forms import answer, carry_out, form_page
from safety.org.lists import ScopedList
from safety.org.models import display_name
from safety.people.models import Person
from training import marks, printed
from training.filters import CertificateFilter
from training.forms.certificate import CertificateForm, WithdrawForm
from training.models import Certificate, CertificateKind, Reminder, Session
from training.services import certificates

VIEW, CHANGE = "training.view", "training.change"
# What the history leaves out: what the code of an own certificate is made of.
UNTOLD = ("nonce", "token")


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
        Column("what", gettext_lazy("Trade or course"), phone=False),
        Column("issued_on", gettext_lazy("Issued on"), show=formats.day, phone=False),
    ]

    @cached_property
    def reminded(self) -> list[int]:
        """Days before its end in which a certificate stands out."""
        return Reminder.objects.in_days()

    def get_columns(self) -> list[Column]:
        shown = partial(marks.until, reminded=self.reminded)
        label = gettext_lazy("Valid until")
        return [*self.columns, Column("until", label, show=shown, file=formats.day)]

    def get_queryset(self) -> Any:
        today = timezone.localdate()
        rows = Certificate.objects.at_work(self.unit, today)
        return (
            rows.visible_to(self.request.user, "people.view")
            .with_until()
            .annotate(
                person_name=F("person__name"),
                what=Coalesce(display_name("course__"), "trade"),
                ends=Coalesce("until", Value(date.max)),
            )
        )


def _crumbs(person: Person, *last: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        (_("Certificates"), reverse("training:list-certificates")),
        (str(person), person.get_absolute_url()),
        *last,
    ]


def _certificate(request: Request, key: int) -> Certificate:
    rows = Certificate.objects.visible_to(request.user)
    beside = rows.select_related("person", "course", "session", "unit")
    return get_object_or_404(beside, pk=key)


def _may_change(request: Request, person: Person) -> bool:
    """Whether the person works in a unit where the reader may change training."""
    mine = Person.objects.visible_to(request.user, CHANGE)
    return mine.filter(pk=person.pk).exists()


@may(VIEW)
@require_safe
def view_certificate(request: Request, key: int) -> HttpResponse:
    """Who holds it, of what kind it is, and until when it is valid."""
    certificate = _certificate(request, key)
    reminded = Reminder.objects.in_days()
    recheck = formats.day(certificate.recheck_on)
    is_own, reason = certificate.is_own, certificate.why_voided
    withdrawn = [(_("Why it is withdrawn"), reason)] if reason else []
    context = {
        "title": certificate.shown_kind,
        "certificate": certificate,
        "facts": [
            (_("Person"), linked(certificate.person)),
            *_of_our_own(request, certificate),
            (_("Certificate number"), certificate.number),
            *([] if is_own else [(_("Trade"), certificate.trade)]),
            (_("Issued by"), certificate.shown_issuer),
            (_("Issued on"), formats.day(certificate.issued_on)),
            (_("Expires on"), formats.day(certificate.expires_on)),
            *([] if is_own else [(_("To be checked again by"), recheck)]),
            (_("Valid until"), marks.until(certificate.last_day, reminded)),
            *withdrawn,
        ],
        "scans": certificate.scans.counted().arrived().select_related("file"),
        "may_change": _may_change(request, certificate.person),
        "prints": prints("training:print-certificate", key) if is_own else [],
        "verified_at": verified_at(certificate) if is_own else "",
        "history": history.of(certificate, request.user, hidden=UNTOLD),
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
    certificate = _certificate(request, key)
    if certificate.is_own or certificate.status == Certificate.Status.VOIDED:
        return redirect(certificate)
    return _form(request, certificate, _("Change certificate"))


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
    """Withdraw it, and say why."""
    certificate = _certificate(request, key)
    if not _may_change(request, certificate.person):
        raise PermissionDenied
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        certificates.void(certificate, reason, by=request.user.pk)
        said = _("%(certificate)s is withdrawn.") % {"certificate": certificate}
        messages.success(request, said)
        return redirect(certificate)
    back = certificate.get_absolute_url()
    return answer(
        request,
        "form.html",
        form,
        title=_("Withdraw certificate"),
        sub=_("%(certificate)s is held no more, and stays with its history.")
        % {"certificate": certificate},
        is_grave=True,
        crumbs=_crumbs(
            certificate.person,
            (certificate.number, back),
            (pgettext("certificate", "Withdraw"), ""),
        ),
        cancel_url=back,
    )


@may(VIEW)
@require_safe
def print_certificate(request: Request, key: int) -> HttpResponse:
    """An own certificate on paper, with the code that anybody can verify."""
    rows = Certificate.objects.visible_to(request.user).exclude(course=None)
    beside = rows.select_related("person", "course", "unit", "session")
    found = get_object_or_404(beside, pk=key)
    return printed_answer(
        request,
        found,
        found.number,
        lambda: printed.certificate(found, address=verified_at(found)),
    )


def verified_at(certificate: Certificate) -> str:
    """The whole address where anybody can verify an own certificate."""
    path = reverse("verify-certificate", args=[certificate.secret])
    return f"{settings.SITE_ADDRESS}{path}"


@outside
@require_safe
def verify_certificate(request: HttpRequest, secret: str) -> HttpResponse:
    """Whether a certificate holds: all that somebody at a gate needs, and no more."""
    certificate = Certificate.objects.opened_by(secret)
    if certificate is None:
        raise Http404(_("This code is of no certificate that was issued here."))
    today = timezone.localdate()
    context = {
        "title": certificate.course,
        "sub": certificate.number,
        "certificate": certificate,
        "is_withdrawn": certificate.status == Certificate.Status.VOIDED
        or certificate.person.status == Person.Status.VOIDED,
        "is_expired": certificate.expires_by(today),
        "facts": [
            (_("Person"), certificate.person),
            (_("Issued by"), certificate.shown_issuer),
            (_("Issued on"), formats.day(certificate.issued_on)),
            (_("Valid until"), valid_until(certificate)),
            (pgettext("certificate", "Verified on"), formats.day(today)),
        ],
    }
    return render(request, "training/certificate_verified.html", context)


def valid_until(certificate: Certificate) -> str:
    """Its last day in words."""
    last = certificate.last_day
    return formats.day(last) if last else _("For ever")


def _of_our_own(request: Request, certificate: Certificate) -> list[tuple[Any, Any]]:
    """For which course and session it was issued; the session where it is seen."""
    session = certificate.session
    found = [(_("Course"), linked(certificate.course))] if certificate.course else []
    seen = Session.objects.visible_to(request.user)
    if session and seen.filter(pk=session.pk).exists():
        found.append((_("Session"), linked(session)))
    return found
