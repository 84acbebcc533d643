"""Incidents: the list of a unit, the record of one, its form, and voiding it."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_safe

from safety.accounts import history
from safety.accounts.guard import Request, may
from safety.core import formats
from safety.core.forms import VoidForm
from safety.core.lists import Column, labelled, written
from safety.core.paging import Order
from safety.incidents import services
from safety.incidents.filters import IncidentFilter
from safety.incidents.forms import IncidentForm
from safety.incidents.models import Category, Incident, Severity
from safety.journal.once import once
from safety.org.forms import answer, carry_out, form_page
from safety.org.guard import may_at, require, unit_of
from safety.org.lists import ScopedList
from safety.org.models import display_name

VIEW, CHANGE = "incidents.view", "incidents.change"


class IncidentList(ScopedList):
    """Incidents of the unit and of those below, the latest first."""

    permission = VIEW
    template_name = "incidents/incident_list.html"
    title = gettext_lazy("Incidents")
    empty_title = gettext_lazy("No incidents here")
    empty_text = gettext_lazy(
        "Enter what went wrong, near misses too, or load a register from a file."
    )
    file_name = "incidents"
    filterset_class = IncidentFilter
    order = Order(("occurred_on",), is_descending=True)
    columns = [
        Column(
            "number",
            pgettext_lazy("of a record", "Number"),
            link=("incidents:view-incident", "pk"),
            sort=("number",),
        ),
        Column("unit_name", gettext_lazy("Unit")),
        Column(
            "occurred_on",
            gettext_lazy("Occurred on"),
            show=formats.day,
            sort=("occurred_on",),
        ),
        Column(
            "severity",
            gettext_lazy("Severity"),
            show=labelled(Severity),
            file=written(Severity),
        ),
        Column(
            "category",
            pgettext_lazy("incident", "Category"),
            show=labelled(Category),
            file=written(Category),
        ),
        Column("deaths", gettext_lazy("Deaths"), numeric=True, phone=False),
        Column("lost_days", gettext_lazy("Lost days"), numeric=True, phone=False),
    ]

    def get_queryset(self) -> Any:
        rows = Incident.objects.at_or_below(self.unit)
        if not self.request.GET.get("status"):
            rows = rows.counted()
        return rows.annotate(unit_name=display_name("unit__"))

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(may_change=self.may(CHANGE), **context)


def _trail(*last: tuple[str, str]) -> list[tuple[str, str]]:
    """The way from the list."""
    return [(_("Incidents"), reverse("incidents:list-incidents")), *last]


def _incident_of(request: Request, key: int) -> Incident:
    rows = Incident.objects.visible_to(request.user).select_related("unit")
    incident: Incident = get_object_or_404(rows, pk=key)
    return incident


@may(VIEW)
@require_safe
def view_incident(request: Request, key: int) -> HttpResponse:
    """What happened, how grave it was, and what was said of it when."""
    incident = _incident_of(request, key)
    is_counted = incident.status == Incident.Status.COUNTED
    context = {
        "title": incident.number,
        "sub": f"{incident.unit} · {incident.get_severity_display()}",
        "incident": incident,
        "facts": _facts(incident),
        "may_change": is_counted and may_at(request, CHANGE, incident.unit),
        "history": history.of(incident, request.user),
        "crumbs": _trail((incident.number, "")),
    }
    return render(request, "incidents/incident_detail.html", context)


def _facts(incident: Incident) -> list[tuple[str, Any]]:
    unit = incident.unit
    link = format_html('<a href="{}">{}</a>', unit.get_absolute_url(), unit)
    facts = [
        (pgettext("of a record", "Number"), incident.number),
        (_("Status"), incident.get_status_display()),
        (_("Unit"), link),
        (_("Occurred on"), formats.day(incident.occurred_on)),
        (_("Severity"), incident.get_severity_display()),
        (pgettext("incident", "Category"), incident.category_label),
        (_("Deaths"), formats.number(incident.deaths or 0)),
        (_("Lost days"), formats.number(incident.lost_days or 0)),
        (_("Description"), incident.description),
    ]
    if incident.void_reason:
        facts.append((_("Why it was voided"), incident.void_reason))
    return facts


@may(CHANGE)
@form_page
@once
def add_incident(request: Request) -> HttpResponse:
    """Enter what went wrong at the unit of the page."""
    unit = unit_of(request, CHANGE)
    incident = Incident(unit=unit, occurred_on=unit.today)
    back = reverse("incidents:list-incidents")
    return _form(request, incident, services.add, _("Enter an incident"), back)


@may(CHANGE)
@form_page
@once
def change_incident(request: Request, key: int) -> HttpResponse:
    """Say otherwise what happened, when, or how grave it was."""
    incident = _incident_of(request, key)
    require(request.user, CHANGE, incident.unit_id)
    title = _("Change %(number)s") % {"number": incident}
    back = incident.get_absolute_url()
    return _form(request, incident, services.change, title, back)


def _form(
    request: Request, incident: Incident, verb: Any, title: str, back: str
) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    form = IncidentForm(sent, instance=incident)
    if form.is_valid() and carry_out(form, lambda: verb(incident, by=request.user.pk)):
        messages.success(request, _("%(number)s is saved.") % {"number": incident})
        return redirect(incident)
    return answer(
        request,
        "incidents/incident_form.html",
        form,
        title=title,
        unit=incident.unit,
        hidden={"request_id": uuid4()},
        cancel_url=back,
        crumbs=_trail((title, "")),
    )


@may(CHANGE)
@form_page
@once
def void_incident(request: Request, key: int) -> HttpResponse:
    """Take an incident out of all numbers, and say why."""
    incident = _incident_of(request, key)
    require(request.user, CHANGE, incident.unit_id)
    form = VoidForm(request.POST if request.method == "POST" else None)
    by = request.user.pk
    if form.is_valid() and carry_out(
        form, lambda: services.void(incident, form.cleaned_data["reason"], by=by)
    ):
        messages.success(request, _("Voided: it counts nowhere."))
        return redirect(incident)
    back = incident.get_absolute_url()
    return answer(
        request,
        "form.html",
        form,
        title=_("Void %(number)s") % {"number": incident},
        is_grave=True,
        hidden={"request_id": uuid4()},
        cancel_url=back,
        crumbs=_trail((incident.number, back), (_("Void"), "")),
    )
