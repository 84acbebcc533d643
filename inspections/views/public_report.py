"""Reporting a hazard without an account, and following what became of it."""

from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from inspections.forms.public_report import PublicReportForm
from inspections.models import Hazard, PublicReport, Refusal, State
from inspections.services import public_reports
from inspections.services.hazards import Clash
from inspections.views.outside import outside, too_large
from safety.accounts.limits import is_too_often
from safety.core import formats
from safety.core.secrets import secret_of
from safety.journal import once
from safety.org.models import Place

REPORT = "inspections/public_report.html"


@outside
def report_publicly(request: HttpRequest, token: str) -> HttpResponse:
    """Say what is wrong at the place of a QR code."""
    place = Place.objects.select_related("unit").filter(token=token).first()
    if place is None or not place.takes_reports or not place.unit.stands:
        raise Http404(
            _("Nothing can be reported here. Tell the site’s safety officer.")
        )
    if request.method != "POST":
        return _page(request, place, PublicReportForm())
    if said := too_large(request):
        return _refused(request, place, said, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return _received(request, place)


def _received(request: HttpRequest, place: Place) -> HttpResponse:
    """Keep it, once; whoever sends the same again is answered the same."""
    call = once.call_of(request)
    number, digest = call.number or uuid4(), call.digest
    form = PublicReportForm(request.POST, request.FILES)
    try:
        if not public_reports.made(number, digest):
            if is_too_often(request, "report_hazard", place.token):
                return _too_often(request, place, form)
            if not form.is_valid():
                return _page(request, place, form)
            said = form.said(place)
            public_reports.receive(said, request_id=number, digest=digest)
    except Clash:
        form.add_error(None, _("This page has sent a report already. Send once more."))
        return _page(request, place, form, HTTPStatus.CONFLICT)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return _page(request, place, form)
    return redirect("follow-report", secret=_secret(number))


def _secret(number: UUID) -> str:
    return secret_of(public_reports.SALT, number)


def _too_often(
    request: HttpRequest, place: Place, form: PublicReportForm
) -> HttpResponse:
    said = _("Many reports came just now. Wait some minutes, then send yours again.")
    return _refused(request, place, said, HTTPStatus.TOO_MANY_REQUESTS, form)


def _refused(
    request: HttpRequest,
    place: Place,
    said: str,
    status: HTTPStatus,
    form: PublicReportForm | None = None,
) -> HttpResponse:
    """The form with what was typed, and why it was not taken; no photo is read."""
    words = {} if form is None else dict(form.data.items())
    shown = PublicReportForm(initial=words)
    return _page(request, place, shown, status, why=said)


def _page(
    request: HttpRequest,
    place: Place,
    form: PublicReportForm,
    status: HTTPStatus = HTTPStatus.OK,
    why: str = "",
) -> HttpResponse:
    context = {
        "title": _("Report a hazard"),
        "sub": place,
        "form": form,
        "why": why,
        "request_id": uuid4(),
    }
    return render(request, REPORT, context, status=status)


@outside
@require_safe
def follow_report(request: HttpRequest, secret: str) -> HttpResponse:
    """What became of a report, in words that name nobody."""
    report = public_reports.followed(secret)
    if report is None:
        raise Http404(_("There is no report at this address."))
    hazard = public_reports.what_became(report.hazard)
    context: dict[str, Any] = {
        "title": _("Your report"),
        "sub": report.place,
        "report": report,
        "is_new": report.hazard.state == State.TRIAGE,
        "said": _said(report, hazard),
        "steps": _steps(report, hazard),
    }
    return render(request, "inspections/public_report_followed.html", context)


def _said(report: PublicReport, hazard: Hazard) -> str:
    """The state in plain words."""
    if hazard.state == State.DECLINED:
        reason = Refusal(report.declined_as).label if report.declined_as else ""
        return _("It was not taken up. %(reason)s") % {"reason": reason}
    said = {
        State.TRIAGE: _("The safety officer has it."),
        State.REPORTED: _("It is taken up. Somebody will be named to put it right."),
        State.ASSIGNED: _("Somebody is named to put it right."),
        State.RECTIFYING: _("It is being put right."),
        State.AWAITING: _("It is put right; somebody else checks it."),
        State.CLOSED: _("It is put right and checked."),
        State.VOIDED: _("It was taken out of the list."),
    }
    return said.get(State(hazard.state), "")


def _steps(report: PublicReport, hazard: Hazard) -> list[tuple[str, str, bool]]:
    """What happens, when it did or shall, and whether it has happened."""
    if hazard.status == Hazard.Status.VOIDED and hazard.state != State.TRIAGE:
        return []
    is_seen = hazard.state != State.TRIAGE
    is_given = is_seen and hazard.responsible_id is not None
    due = _("By %(day)s") % {"day": formats.day(hazard.deadline)} if is_seen else ""
    right, checked = hazard.rectified_on, hazard.verified_on
    return [
        (_("You reported it"), formats.moment(report.at), True),
        (_("A safety officer looks and says how grave it is"), "", is_seen),
        (_("Somebody is named to put it right, with a deadline"), "", is_given),
        (_("It is put right"), formats.day(right) if right else due, bool(right)),
        (_("Somebody else checks it"), formats.day(checked), bool(checked)),
    ]
