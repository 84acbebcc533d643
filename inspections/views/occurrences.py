"""What plans ask for: the list by how far it has come, one of them, and its start."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Case, F, Q, Value, When
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from inspections import marks
from inspections.filters import OccurrenceFilter
from inspections.models import Occurrence
from inspections.services import planning
from inspections.services.guards import Actor
from inspections.views.hazard import VIEW, linked, names_of, one_of
from safety.accounts import history
from safety.accounts.guard import Request, may
from safety.core import formats
from safety.core.lists import Column
from safety.core.paging import Order
from safety.org.guard import may_at, require
from safety.org.lists import ScopedList
from safety.org.models import display_name

CHANGE = "inspections.change"
DUE, LATE, MISSED, DONE, ANY = "due", "late", "missed", "done", "any"
TABS = {
    DUE: gettext_lazy("Due"),
    LATE: gettext_lazy("Late"),
    MISSED: gettext_lazy("Missed"),
    DONE: gettext_lazy("Done"),
    ANY: gettext_lazy("All"),
}


def tone_at(now: datetime) -> Case:
    """`Occurrence.tone` as a column."""
    state, is_late = Occurrence.State, Q(due_at__lt=now)
    return Case(
        When(is_late, state=state.OPEN, then=Value("late")),
        When(state=state.OPEN, then=Value("due")),
        When(state=state.DONE, done_at__gt=F("due_at"), then=Value("done-late")),
        default=F("state"),
    )


class OccurrenceList(ScopedList):
    """Planned inspections, those that are due first on top."""

    permission = VIEW
    template_name = "inspections/occurrence_list.html"
    title = gettext_lazy("Planned inspections")
    empty_title = gettext_lazy("Nothing here")
    empty_text = gettext_lazy("Plans ask for inspections; none of them stands here.")
    file_name = "planned-inspections"
    filterset_class = OccurrenceFilter
    columns = [
        Column(
            "plan_name",
            gettext_lazy("Inspection"),
            link=("inspections:view-occurrence", "pk"),
        ),
        Column("unit_name", gettext_lazy("Unit")),
        Column("due_at", gettext_lazy("Due at"), show=formats.moment, sort=("due_at",)),
        Column(
            "missed_at", gettext_lazy("Missed at"), show=formats.moment, phone=False
        ),
        Column("shown", gettext_lazy("Status"), show=marks.occurrence),
    ]

    @cached_property
    def now(self) -> datetime:
        """The moment that the whole page is about."""
        return timezone.now()

    @property
    def tab(self) -> str:
        """Which of them are listed."""
        asked = self.request.GET.get("state", DUE)
        return asked if asked in TABS else DUE

    @property
    def order(self) -> Order:  # type: ignore[override]
        """What is open comes by when it is due; what is over, the latest first."""
        is_over = self.tab not in (DUE, LATE)
        return Order(("due_at",), is_descending=is_over)

    def get_queryset(self) -> Any:
        rows = Occurrence.objects.at_or_below(self.unit)
        kept = {
            DUE: rows.due(self.now),
            LATE: rows.late(self.now),
            MISSED: rows.filter(state=Occurrence.State.MISSED),
            DONE: rows.filter(state=Occurrence.State.DONE),
            ANY: rows.asked(),
        }[self.tab]
        return kept.annotate(
            plan_name=F("plan__name"),
            unit_name=display_name("unit__"),
            shown=tone_at(self.now),
        )

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(
            tabs=TABS.items(), tab=self.tab, kept=self.kept("state"), **context
        )


def crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    """The way from the list."""
    here = reverse("inspections:list-occurrences")
    return [(_("Planned inspections"), here), *last]


@may(VIEW)
@require_safe
def view_occurrence(request: Request, key: int) -> HttpResponse:
    """One planned inspection: when, where, of whom, and what came of it."""
    rows = Occurrence.objects.select_related("plan", "unit", "inspection")
    asked: Occurrence = one_of(request, rows, key)
    keys = list(asked.plan.plan_people.values_list("person", flat=True))
    whose = [asked.person_id] if asked.person_id else keys
    names = names_of(request, *whose) if whose else [_("Anybody of the unit")]
    is_open = asked.state == Occurrence.State.OPEN and asked.inspection is None
    may_begin = is_open and may_at(request, CHANGE, asked.unit_id)
    context = {
        "title": asked.plan.name,
        "asked": asked,
        "mark": marks.occurrence(asked.tone),
        "facts": [
            (_("Unit"), linked(asked.unit)),
            (_("Plan"), linked(asked.plan)),
            (_("Who"), marks.joined(names)),
            (_("Day"), formats.day(asked.day)),
            (_("Due at"), formats.moment(asked.due_at)),
            (_("Missed at"), formats.moment(asked.missed_at)),
            (_("Done"), formats.moment(asked.done_at)),
            (_("Inspection"), linked(asked.inspection) if asked.inspection else ""),
        ],
        "may_begin": may_begin
        and planning.may_begin(asked, Actor.of(request.user).person),
        "history": history.of(asked, request.user),
        "crumbs": crumbs((asked.plan.name, "")),
    }
    return render(request, "inspections/occurrence_detail.html", context)


@may(CHANGE)
@require_POST
def begin_occurrence(request: Request, key: int) -> HttpResponse:
    """Start its inspection, or go on with it: the next page is the first item."""
    rows = Occurrence.objects.select_related("plan", "unit")
    asked: Occurrence = one_of(request, rows, key)
    require(request.user, CHANGE, asked.unit_id)
    try:
        inspection = planning.begin(asked, Actor.of(request.user))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(asked)
    return redirect("inspections:answer-inspection", inspection.pk)
