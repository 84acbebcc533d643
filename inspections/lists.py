"""The lists of inspections and of hazards at a unit and below it."""

from typing import Any

from django.db.models import Case, F, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections import marks
from inspections.filters import HazardFilter, InspectionFilter
from inspections.models import (
    NOT_RECTIFIED,
    Form,
    Hazard,
    Inspection,
    Programme,
    State,
    Status,
    Uncounted,
)
from safety.core import formats
from safety.core.lists import Column, labelled
from safety.core.paging import Order
from safety.org.lists import ScopedList
from safety.org.models import display_name

ANY, OPEN, OVERDUE = "any", "open", "overdue"
TABS = {
    OPEN: pgettext_lazy("hazards", "Open"),
    OVERDUE: _("Overdue"),
    State.REPORTED.value: State.REPORTED.label,
    State.ASSIGNED.value: State.ASSIGNED.label,
    State.RECTIFYING.value: State.RECTIFYING.label,
    State.AWAITING.value: State.AWAITING.label,
    State.CLOSED.value: State.CLOSED.label,
    ANY: _("All"),
}


class HazardList(ScopedList):
    """Hazards of a state, those due first on top."""

    permission = "inspections.view"
    template_name = "inspections/hazard_list.html"
    title = _("Hazards")
    empty_title = _("No hazards here")
    empty_text = _("Report one, or load a register from a file.")
    file_name = "hazards"
    filterset_class = HazardFilter
    order = Order(("due_on",))
    columns = [
        Column("risk", _("Risk"), show=marks.risk, sort=("risk",)),
        Column("description", _("Hazard"), link=("inspections:view-hazard", "pk")),
        Column("number", pgettext_lazy("of a record", "Number"), below=True),
        Column("unit_name", _("Unit")),
        Column("state", _("State"), show=marks.state),
        Column("due_on", _("Due on"), show=formats.day, sort=("due_on",)),
        Column("late_since", _("Overdue"), show=marks.overdue, file=marks.days_over),
        Column("contractor_name", _("Contractor"), phone=False),
        Column("programme", _("Found by"), show=labelled(Programme), phone=False),
    ]

    today = property(lambda _self: timezone.localdate())

    @property
    def state(self) -> str:
        """The tab: which hazards are listed."""
        asked = self.request.GET.get("state", OPEN)
        return asked if asked in TABS else OPEN

    def get_queryset(self) -> Any:
        rows = Hazard.objects.counted().at_or_below(self.unit)
        if self.state == OPEN:
            rows = rows.open()
        elif self.state == OVERDUE:
            rows = rows.overdue(self.today)
        elif self.state != ANY:
            rows = rows.filter(state=self.state)
        return rows.annotate(
            unit_name=display_name("unit__"),
            contractor_name=Coalesce("contractor__name", Value("")),
            programme=Coalesce("inspection__programme", Value("")),
            late_since=Case(
                When(state__in=NOT_RECTIFIED, due_on__lt=self.today, then=F("due_on"))
            ),
        )

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(
            tabs=TABS.items(),
            state=self.state,
            kept=self.kept("state"),
            may_report=self.may("inspections.report"),
            may_verify=self.may("inspections.verify"),
            **context,
        )


class ReportList(ScopedList):
    """What people without an account have reported and nobody has decided yet."""

    permission = "inspections.assign"
    template_name = "inspections/triage_list.html"
    title = _("Reports from the site")
    empty_title = _("Nothing waits to be looked at")
    empty_text = _("What people report from the codes on the site comes here.")
    file_name = "reports"
    order = Order(("pk",), is_descending=True)
    tabs = {
        Uncounted.TRIAGE.value: _("To look at"),
        Uncounted.DECLINED.value: Uncounted.DECLINED.label,
    }
    columns = [
        Column("description", _("Report"), link=("inspections:view-hazard", "pk")),
        Column("number", pgettext_lazy("of a record", "Number"), below=True),
        Column("unit_name", _("Unit")),
        Column("place", _("Place")),
        Column("public_report__at", _("Reported"), show=formats.moment),
    ]

    @property
    def tab(self) -> str:
        """What is listed."""
        asked = self.request.GET.get("which", "")
        return asked if asked in self.tabs else Uncounted.TRIAGE.value

    def get_queryset(self) -> Any:
        rows = Hazard.objects.at_or_below(self.unit).untaken(self.tab)
        # A draft becomes no report, and a report has its row.
        rows = rows.filter(public_report__isnull=False)
        return rows.annotate(unit_name=display_name("unit__"))

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(
            tabs=self.tabs.items(), tab=self.tab, kept=self.kept("which"), **context
        )


class InspectionList(ScopedList):
    """Inspections, the latest first."""

    permission = "inspections.view"
    template_name = "inspections/inspection_list.html"
    title = _("Inspections")
    empty_title = _("No inspections here")
    empty_text = _("Inspections come in from files.")
    file_name = "inspections"
    filterset_class = InspectionFilter
    order = Order(("inspected_on",), is_descending=True)
    columns = [
        Column(
            "number",
            pgettext_lazy("of a record", "Number"),
            link=("inspections:view-inspection", "pk"),
            sort=("number",),
        ),
        Column("checklist", _("Checklist"), below=True),
        Column("programme", _("Programme"), show=labelled(Programme)),
        Column("form", _("Form"), show=labelled(Form), phone=False),
        Column("unit_name", _("Unit")),
        Column(
            "inspected_on",
            _("Inspected on"),
            show=formats.day,
            sort=("inspected_on",),
        ),
        Column("score", _("Score"), numeric=True, phone=False),
        Column("status", _("Status"), show=labelled(Status), phone=False),
    ]

    def get_queryset(self) -> Any:
        rows = Inspection.objects.at_or_below(self.unit)
        if not self.request.GET.get("status"):
            rows = rows.exclude(status=Status.VOIDED)
        return rows.annotate(unit_name=display_name("unit__"))

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        may_start = self.may("inspections.change")
        return super().get_context_data(may_start=may_start, **context)
