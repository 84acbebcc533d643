"""The lists of inspections and of hazards at a unit and below it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Case, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
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
    Level,
    Programme,
    State,
    Status,
    Uncounted,
)
from inspections.models import OPEN as STILL_OPEN
from safety.core import formats
from safety.core.listing import TALLY
from safety.core.lists import Column, ForChosen, labelled, written
from safety.core.paging import Count, Order
from safety.org.lists import ScopedList
from safety.org.models import display_name
from safety.people.models import Person

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
# Of open hazards: days since they were found, from and to.
AGES = ((0, 3), (4, 7), (8, 14), (15, None))
DONE_TOGETHER = (
    ("assign", _("Assign"), "user-check"),
    ("verify", _("Verify and close"), "circle-check"),
)


class HazardList(ScopedList):
    """Hazards of a state, those due first on top.

    How many each tab has, and how old the open ones are, is asked for when the rows
    are there (``?tally=yes``): today's numbers, whatever a period's indicators say.
    """

    permission = "inspections.view"
    template_name = "inspections/hazard_list.html"
    aside = "inspections/_ages.html"
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
        Column("above_name", _("Part of"), below=True),
        Column("state", _("State"), show=marks.state, file=written(State)),
        Column(
            "open_since",
            _("Age"),
            show=marks.age,
            numeric=True,
            file=marks.days_since,
        ),
        Column(
            "open_until",
            _("Deadline"),
            show=marks.deadline,
            file=marks.days_over,
            sort=("due_on",),
        ),
        Column("due_on", _("Due on"), show=formats.day, below=True),
        Column("rectifier", _("Who rectifies it"), phone=False),
        Column("contractor_name", _("Contractor"), below=True),
        Column(
            "programme",
            _("Found by"),
            show=labelled(Programme),
            phone=False,
            file=written(Programme),
        ),
        Column("level", _("Level"), shown=False, file=written(Level)),
        Column("category", pgettext_lazy("hazard", "Category"), shown=False),
        Column("place", _("Place"), shown=False),
        Column("found_on", _("Found on"), shown=False),
        Column("measures", _("Measures"), shown=False),
        Column("rectified_on", _("Rectified on"), shown=False),
        Column("verdict", _("Recheck result"), file=marks.verdict, shown=False),
        Column("verified_on", _("Rechecked on"), shown=False),
        Column("verifier", _("Rechecked by"), shown=False),
    ]

    today = property(lambda _self: timezone.localdate())

    @property
    def state(self) -> str:
        """The tab: which hazards are listed."""
        asked = self.request.GET.get("state", OPEN)
        return asked if asked in TABS else OPEN

    def of_tab(self, tab: str) -> Any:
        """The hazards of a tab, before any filter."""
        rows = Hazard.objects.counted().at_or_below(self.unit)
        if tab == OPEN:
            return rows.open()
        if tab == OVERDUE:
            return rows.overdue(self.today)
        if tab == ANY:
            return rows
        if tab != State.CLOSED:
            rows = rows.unverified()
        return rows.filter(state=tab)

    def get_queryset(self) -> Any:
        # Names of people are only for who sees these people.
        seen = Person.objects.visible_to(self.request.user)
        name_of = {
            name: Coalesce(
                Subquery(seen.filter(pk=OuterRef(field)).values("name")[:1]), Value("")
            )
            for name, field in (
                ("rectifier", "responsible_id"),
                ("verifier", "verified_by_id"),
            )
        }
        return self.of_tab(self.state).annotate(
            unit_name=display_name("unit__"),
            above_name=Coalesce(display_name("unit__parent__"), Value("")),
            contractor_name=Coalesce("contractor__name", Value("")),
            programme=Coalesce("inspection__programme", Value("")),
            open_since=Case(When(state__in=STILL_OPEN, then=F("found_on"))),
            open_until=Case(When(state__in=NOT_RECTIFIED, then=F("due_on"))),
            verdict=Case(
                When(state=State.CLOSED, then=Value(State.CLOSED)),
                When(sent_back__gt=0, then=Value(State.RECTIFYING)),
                default=Value(""),
            ),
            **name_of,
        )

    def get_for_chosen(self) -> list[ForChosen]:
        return [
            ForChosen(label, icon, reverse(f"inspections:{verb}-many"))
            for verb, label, icon in DONE_TOGETHER
            if self.may(f"inspections.{verb}")
        ]

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.htmx and TALLY in request.GET:
            return render(request, "inspections/_tally.html", self._tally())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        asked = TALLY in self.request.GET
        url = "" if asked else context["list"].with_part(TALLY)
        tally = self._tally() if asked else {**self._tabs({}), "ages": ""}
        return super().get_context_data(
            **{**tally, "tally_url": url},
            may_report=self.may("inspections.report"),
            may_verify=self.may("inspections.verify"),
            **context,
        )

    def _tally(self) -> dict[str, Any]:
        """How many hazards each tab has, and those of what age are open."""
        counts = {tab: self._count(self.of_tab(tab)) for tab in TABS}
        return {**self._tabs(counts), "tally_url": "", "ages": marks.ages(self._ages())}

    def _tabs(self, counts: dict[str, Count]) -> dict[str, Any]:
        return {
            "tabs": [(tab, label, counts.get(tab)) for tab, label in TABS.items()],
            "hot": OVERDUE if counts.get(OVERDUE, Count(0)).number else "",
            "state": self.state,
            "kept": self.kept("state"),
            "scope": self.scope,
        }

    def _ages(self) -> Iterator[tuple[int, int | None, Count]]:
        for least, most in AGES:
            rows = self.of_tab(OPEN)
            rows = rows.filter(found_on__lte=self.today - timedelta(days=least))
            if most is not None:
                rows = rows.filter(found_on__gte=self.today - timedelta(days=most))
            yield least, most, self._count(rows)

    def _count(self, rows: Any) -> Count:
        """How many of the rows the filters find."""
        filterset: Any = self.filterset
        if not filterset.is_valid():
            return Count(0)
        return self.get_count(filterset.filter_queryset(rows))


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


def _or_none(checklist: str) -> Any:
    """What a row is called: one from a file may name no checklist."""
    return checklist or _("Without a checklist")


class InspectionList(ScopedList):
    """Inspections, the latest first."""

    permission = "inspections.view"
    template_name = "inspections/inspection_list.html"
    title = _("Inspections")
    empty_title = _("No inspections here")
    empty_text = _("Start one with a checklist, or load a register from a file.")
    file_name = "inspections"
    filterset_class = InspectionFilter
    order = Order(("inspected_on",), is_descending=True)
    columns = [
        Column(
            "checklist",
            _("Checklist"),
            show=_or_none,
            link=("inspections:view-inspection", "pk"),
        ),
        Column(
            "number",
            pgettext_lazy("of a record", "Number"),
            sort=("number",),
            below=True,
        ),
        Column(
            "programme",
            _("Programme"),
            show=labelled(Programme),
            file=written(Programme),
        ),
        Column("form", _("Form"), show=labelled(Form), phone=False, file=written(Form)),
        Column("unit_name", _("Unit")),
        Column(
            "inspected_on",
            _("Inspected on"),
            show=formats.day,
            sort=("inspected_on",),
        ),
        Column("score", _("Score"), numeric=True),
        Column(
            "status",
            _("Status"),
            show=labelled(Status),
            phone=False,
            file=written(Status),
        ),
    ]

    def get_queryset(self) -> Any:
        rows = Inspection.objects.at_or_below(self.unit)
        if not self.request.GET.get("status"):
            rows = rows.exclude(status=Status.VOIDED)
        return rows.annotate(unit_name=display_name("unit__"))

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        may_start = self.may("inspections.change")
        return super().get_context_data(may_start=may_start, **context)
