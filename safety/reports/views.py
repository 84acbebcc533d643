"""Reports of a unit and period: which there are, one as a page, its files, its note."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from safety.accounts.guard import Request, may
from safety.core.months import Period
from safety.core.paper import NoFont
from safety.indicators import years
from safety.indicators.asked import Asked, scoped
from safety.org.forms import answer, form_page
from safety.org.guard import may_at, scope_of
from safety.org.models import Unit
from safety.reports import document, registry, services
from safety.reports.document import Document
from safety.reports.forms import NoteForm
from safety.reports.models import Note
from safety.reports.render import FORMS
from safety.reports.structure import Report

NOTE = "reports.note"


def _report(name: str, unit: Unit) -> Report:
    """Http404 for no report of this name, or one that is not for the unit."""
    try:
        report = registry.find(name)
    except LookupError as error:
        raise Http404(_("There is no report %(name)s.") % {"name": name}) from error
    if not report.is_for(unit):
        said = _("“%(report)s” is not for a unit like %(unit)s.")
        raise Http404(said % {"report": report.title, "unit": unit})
    return report


def _document(asked: Asked, report: Report) -> Document:
    return document.build(report, asked.unit, asked.period, asked.request.user)


def _scope(report: Report, unit: Unit, period: Period) -> str:
    """Unit and period of a report as parameters of an address."""
    fitted = report.fitted(period)
    return urlencode({"unit": unit.code, "period": str(fitted)})


def _url(report: Report, unit: Unit, period: Period) -> str:
    """The page of a report."""
    url = reverse("reports:view-report", args=[report.name])
    return f"{url}?{_scope(report, unit, period)}"


@scoped
def list_reports(asked: Asked) -> HttpResponseBase:
    """The reports of the unit, each of the period that is nearest to the page's."""
    context = {
        **asked.frame,
        "title": _("Reports"),
        "reports": [
            {
                "name": report.name,
                "title": report.title,
                "period": report.fitted(asked.period),
                "scope": _scope(report, asked.unit, asked.period),
            }
            for report in registry.every()
            if report.is_for(asked.unit)
        ],
    }
    return render(asked.request, "reports/report_list.html", context)


@scoped
def view_report(asked: Asked, name: str) -> HttpResponseBase:
    """A report as a page."""
    report = _report(name, asked.unit)
    context = {
        **asked.frame,
        "title": report.title,
        "document": _document(asked, report),
        "name": name,
        "report_scope": _scope(report, asked.unit, asked.period),
        "note_url": _note_url(asked, report),
        "crumbs": [(_("Reports"), _list_url(asked)), (str(report.title), "")],
    }
    return render(asked.request, "reports/report_view.html", context)


def _list_url(asked: Asked) -> str:
    return f"{reverse('reports:list-reports')}?{urlencode(asked.scope)}"


def _note_url(asked: Asked, report: Report) -> str:
    """Where the note is written, for who may."""
    if not may_at(asked.request, NOTE, asked.unit):
        return ""
    url = reverse("reports:write-note", args=[report.name])
    return f"{url}?{_scope(report, asked.unit, asked.period)}"


@scoped
def download_report(asked: Asked, name: str, form: str) -> HttpResponseBase:
    """A report as a file: PDF, Excel or a page that stands alone."""
    report = _report(name, asked.unit)
    if form not in FORMS:
        raise Http404(_("There is no file of this kind."))
    made, (render_as, content_type) = _document(asked, report), FORMS[form]
    try:
        content = render_as(made)
    except NoFont:
        said = _(
            "There is no font with Chinese characters on the server, so nothing can be "
            "printed. Ask the administrator to install fonts-noto-cjk."
        )
        messages.error(asked.request, said)
        return redirect(_url(report, asked.unit, asked.period))
    disposition = content_disposition_header(
        as_attachment=form != "pdf", filename=f"{made.file_name}.{form}"
    )
    headers = {"Content-Disposition": disposition or "attachment"}
    return HttpResponse(content, content_type=content_type, headers=headers)


@may(NOTE)
@form_page
def write_note(request: Request, name: str) -> HttpResponse:
    """The note that stands in a report of a unit and period."""
    scope = scope_of(request, NOTE)
    if scope.unit is None:
        raise Http404(_("Your account covers no unit yet."))
    if scope.period.year not in years.known():
        raise Http404(years.no_records(scope.period))
    unit: Unit = scope.unit
    report = _report(name, unit)
    period = report.fitted(scope.period)
    note = Note.objects.of(report.name, unit, period).first()
    form = NoteForm(request.POST or None, initial={"text": note.text if note else ""})
    back = _url(report, unit, period)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        services.write_note(report, unit, period, text, by=request.user)
        messages.success(request, _("The note is saved."))
        return redirect(back)
    context = {
        "title": _("Note of %(report)s") % {"report": report.title},
        "unit": unit,
        "period": period,
        "cancel_url": back,
        "crumbs": [(str(report.title), back), (_("Note"), "")],
    }
    return answer(request, "form.html", form, **context)
