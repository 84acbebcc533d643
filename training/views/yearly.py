"""The drills of a year: what law asks of a unit, what it planned, what was held."""

from datetime import date
from typing import Any, cast
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Case, Value, When
from django.db.models.functions import Coalesce, ExtractYear
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from inspections.views.hazard import one_of
from safety.accounts.guard import Request, may
from safety.core import formats
from safety.core.lists import Column
from safety.core.paging import Order
from safety.core.rules import RuleTable, sourced, ticked
from safety.journal import write as journal
from safety.journal.once import once
from safety.org.forms import answer, carry_out, form_page
from safety.org.guard import may_at, require, scope_of
from safety.org.lists import ScopedList
from safety.org.models import Unit, display_name
from training.forms.yearly import DrillRuleForm, PlannedDrillForm
from training.models import DrillRule, EmergencyPlan, PlannedDrill, Rehearsal
from training.services import matching, yearly
from training.views.drills import trail

VIEW, CHANGE, POLICY = "training.view", "drills.plan", "courses.policy"


class LateList(ScopedList):
    """Planned drills of the unit and of those below that nobody held by their day."""

    permission = VIEW
    template_name = "scoped_list.html"
    title = gettext_lazy("Planned drills that were not held")
    empty_title = gettext_lazy("No planned drill is late here")
    empty_text = gettext_lazy("A drill that is entered afterwards is off this list.")
    file_name = "late-drills"
    order = Order(("due_on",))
    columns = [
        Column(
            "what",
            gettext_lazy("What is rehearsed"),
            link=("training:view-drill-year",),
            query=(("unit", "unit__code"), ("period", "year")),
        ),
        Column("unit_name", gettext_lazy("Unit")),
        Column(
            "since_on",
            pgettext_lazy("planned drill", "From"),
            show=formats.day,
            phone=False,
        ),
        Column("due_on", pgettext_lazy("planned drill", "Until"), show=formats.day),
    ]

    def get_queryset(self) -> Any:
        late = matching.unmet(self.unit, timezone.localdate())
        labels = (When(rule__what=w, then=Value(str(w.label))) for w in Rehearsal)
        asked = Case(*labels, default=Value(str(Rehearsal.ANY.label)))
        return PlannedDrill.objects.filter(pk__in=late).annotate(
            what=Coalesce("plan__name", asked),
            unit_name=display_name("unit__"),
            year=ExtractYear("due_on"),
        )


def _address(unit: Unit, year: int) -> str:
    query = {"unit": unit.code, "period": year}
    return reverse("training:view-drill-year", query=query)


@may(VIEW)
@require_safe
def view_year(request: Request) -> HttpResponse:
    """What is planned at the unit of the page in the year of its period."""
    scope = scope_of(request, VIEW)
    unit, year = cast(Unit, scope.unit), scope.period.year
    found = yearly.of_year(unit, year)
    held = sum(each.held is not None for each in found)
    counts = {"held": formats.number(held), "all": formats.number(len(found))}
    context = {
        "title": _("Drills of %(year)s") % {"year": year},
        "scope": scope,
        "year": year,
        "planned": found,
        "told": _("%(held)s of %(all)s planned drills are held.") % counts,
        "rules": _rules(may_set=request.user.may(POLICY)),
        "request_id": uuid4(),
        "may_change": may_at(request, CHANGE, unit),
        "crumbs": trail((_("Drills of %(year)s") % {"year": year}, "")),
    }
    return render(request, "training/drill_year.html", context)


def _rules(*, may_set: bool) -> RuleTable:
    return RuleTable(
        _("What law asks"),
        [
            Column("__str__", _("What is rehearsed")),
            Column("months", _("Every so many months"), numeric=True),
            Column("per_plan", _("Each plan"), show=ticked),
            Column("valid_from", _("Valid from"), show=formats.day),
            *sourced(),
            Column("is_on", pgettext("rule of hours", "Asked"), show=ticked),
        ],
        DrillRule.objects.all(),
        may_set,
        ("training:add-drill-rule", _("Rule of drills")),
    )


@may(CHANGE)
@require_POST
@once
def propose_year(request: Request) -> HttpResponse:
    """Plan what rules ask, as far as it is not planned yet."""
    scope = scope_of(request, CHANGE)
    unit, year = cast(Unit, scope.unit), scope.period.year
    try:
        made = yearly.propose(unit, year, by=request.user.pk)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(_address(unit, year))
    said = ngettext("%(n)s drill is planned.", "%(n)s drills are planned.", made)
    messages.success(request, said % {"n": formats.number(made)})
    return redirect(_address(unit, year))


@may(CHANGE)
@form_page
@once
def add_planned(request: Request) -> HttpResponse:
    """A drill beside those that rules ask."""
    scope = scope_of(request, CHANGE)
    unit, year = cast(Unit, scope.unit), scope.period.year
    planned = PlannedDrill(
        unit=unit, since_on=date(year, 1, 1), due_on=date(year, 12, 31)
    )
    return _form(request, planned, yearly.add, _("Plan a drill"))


def _planned(request: Request, key: int) -> PlannedDrill:
    rows = PlannedDrill.objects.counted().select_related("unit", "rule", "plan")
    planned: PlannedDrill = one_of(request, rows, key)
    require(request.user, CHANGE, planned.unit_id)
    return planned


@may(CHANGE)
@form_page
@once
def change_planned(request: Request, key: int) -> HttpResponse:
    """Other days, or another plan."""
    title = _("Change planned drill")
    return _form(request, _planned(request, key), yearly.change, title)


def _form(
    request: Request, planned: PlannedDrill, verb: Any, title: str
) -> HttpResponse:
    form = PlannedDrillForm(
        request.POST if request.method == "POST" else None,
        instance=planned,
        plans=EmergencyPlan.objects.counted().used_at([planned.unit_id]),
    )
    back = planned.get_absolute_url()
    if form.is_valid() and carry_out(form, lambda: verb(planned, by=request.user.pk)):
        messages.success(request, _("The planned drill is saved."))
        return redirect(planned.get_absolute_url())
    return answer(
        request,
        "form.html",
        form,
        title=title,
        hidden={"request_id": uuid4()},
        crumbs=trail((title, "")),
        cancel_url=back,
    )


@may(CHANGE)
@require_POST
@once
def void_planned(request: Request, key: int) -> HttpResponse:
    """Plan it no more."""
    planned = _planned(request, key)
    yearly.void(planned, by=request.user.pk)
    messages.success(request, _("“%(drill)s” is planned no more.") % {"drill": planned})
    return redirect(planned.get_absolute_url())


@may(POLICY)
@form_page
@once
def add_rule(request: Request) -> HttpResponse:
    """A new rule, or the same from another day on."""
    return _rule(request, DrillRule(), _("New rule of drills"))


@may(POLICY)
@form_page
@once
def change_rule(request: Request, key: int) -> HttpResponse:
    """Another number of months, or nobody is asked; its history keeps what it was."""
    rule = get_object_or_404(DrillRule, pk=key)
    return _rule(request, rule, _("Change “%(rule)s”") % {"rule": rule})


def _rule(request: Request, rule: DrillRule, title: str) -> HttpResponse:
    form = DrillRuleForm(
        request.POST if request.method == "POST" else None, instance=rule
    )
    verb, by = "change" if rule.pk else "add", request.user.pk
    if form.is_valid() and carry_out(form, lambda: journal.save(rule, verb, by=by)):
        messages.success(request, _("“%(rule)s” is saved.") % {"rule": rule})
        return redirect("training:view-drill-year")
    return answer(
        request,
        "form.html",
        form,
        title=title,
        hidden={"request_id": uuid4()},
        crumbs=trail((title, "")),
        cancel_url=reverse("training:view-drill-year"),
    )
