"""Plans of inspections: the list, one of them, its form, and what is done with it."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from inspections import marks
from inspections.forms.planning import PlanForm, RuleForm
from inspections.models import (
    Checklist,
    ChecklistVersion,
    Occurrence,
    Plan,
    PlanPerson,
    Programme,
    Repeat,
)
from inspections.services import planning
from inspections.services.repeating import next_days
from inspections.views.hazard import VIEW, linked, names_of
from inspections.views.walking import inspectors
from safety.accounts import history
from safety.accounts.guard import Request, may
from safety.core import formats
from safety.core.lists import Column, labelled
from safety.core.paging import Order
from safety.journal.once import once
from safety.org.forms import answer, carry_out, form_page
from safety.org.guard import may_at, require, unit_of
from safety.org.lists import ScopedList
from safety.org.models import Unit, display_name
from safety.people.models import Person

PLAN = "inspections.plan"
SHOWN = 8  # of the next days, and of the latest occurrences


class PlanList(ScopedList):
    """Plans of the unit, of the units above that reach it, and of those below."""

    permission = VIEW
    template_name = "inspections/plan_list.html"
    title = gettext_lazy("Plans")
    empty_title = gettext_lazy("No plans here yet")
    empty_text = gettext_lazy(
        "A plan asks for inspections by a rule, at one unit or at all projects below."
    )
    file_name = "plans"
    order = Order(("name",))
    columns = [
        Column(
            "name",
            gettext_lazy("Plan"),
            link=("inspections:view-plan", "pk"),
            sort=("name",),
        ),
        Column("programme", gettext_lazy("Programme"), show=labelled(Programme)),
        Column("repeat", gettext_lazy("Repeats"), show=labelled(Repeat)),
        Column("unit_name", gettext_lazy("Unit")),
        Column("state", gettext_lazy("Status"), show=marks.plan_state),
    ]

    def get_queryset(self) -> Any:
        rows = Plan.objects.reaching([self.unit.pk])
        return rows.annotate(unit_name=display_name("unit__"))

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(may_plan=self.may(PLAN), **context)


def crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    """The way from the plans."""
    return [(_("Plans"), reverse("inspections:list-plans")), *last]


def _visible(request: Request, key: int) -> Plan:
    rows = Plan.objects.visible_to(request.user).select_related("unit")
    plan: Plan | None = rows.filter(pk=key).first()
    if plan is None:
        raise Http404(_("There is no such plan that you can see."))
    return plan


def _changeable(request: Request, key: int) -> Plan:
    plan = _visible(request, key)
    require(request.user, PLAN, plan.unit_id)
    return plan


@may(VIEW)
@require_safe
def view_plan(request: Request, key: int) -> HttpResponse:
    """What it asks for, the next days, and how the latest went."""
    plan = _visible(request, key)
    keys = list(plan.plan_people.values_list("person", flat=True))
    asked = plan.occurrences.asked().visible_to(request.user)
    latest = asked.select_related("unit").order_by("-due_at", "-pk")[:SHOWN]
    context = {
        "title": plan.name,
        "plan": plan,
        "state": marks.plan_state(plan.state),
        "facts": _facts(plan, names_of(request, *keys) if keys else []),
        "checklists": plan.checklists.all(),
        "next": next_days(plan, plan.unit.today, SHOWN) if plan.is_running else [],
        "latest": [(each, marks.occurrence(each.tone)) for each in latest],
        "may_change": may_at(request, PLAN, plan.unit_id),
        "history": history.of(plan, request.user, hidden=("since",)),
        "crumbs": crumbs((plan.name, "")),
    }
    return render(request, "inspections/plan_detail.html", context)


def _facts(plan: Plan, names: list[Any]) -> list[tuple[str, Any]]:
    told = [
        (_("Unit"), linked(plan.unit)),
        (pgettext("plan", "Where"), plan.get_reach_display()),
        (_("Programme"), plan.get_programme_display()),
        (_("Form"), plan.get_form_display()),
        (_("Repeats"), marks.rule(plan)),
        (_("From"), formats.day(plan.starts_on)),
        (_("Until"), formats.day(plan.ends_on)),
        (_("On days off"), plan.get_day_off_display()),
        (_("Due at"), f"{plan.due_time:%H:%M}"),
        (_("Missed after"), formats.hours(plan.grace_hours)),
    ]
    if plan.days_ahead:
        n = plan.days_ahead
        said = ngettext("%(n)s day before", "%(n)s days before", n) % {"n": n}
        told.append((_("Can begin"), said))
    nobody = [_("Anybody of the unit who may inspect")]
    told.append((_("Who"), marks.joined(names or nobody)))
    if len(names) > 1:
        told.append((_("Enough"), plan.get_share_display()))
    return told


def _offered(unit: Unit) -> "QuerySet[Checklist]":
    """Checklists that the unit uses and that have been published."""
    ready = ChecklistVersion.objects.published().values("checklist")
    return Checklist.objects.counted().used_at([unit.pk]).filter(pk__in=ready)


def _people(request: Request, plan: Plan) -> "QuerySet[Person]":
    """Whom a plan may name: who inspects at its unit and is seen; and who is named."""
    seen = inspectors(request, plan.unit_id)
    named = PlanPerson.objects.filter(plan=plan.pk).values("person")
    return Person.objects.filter(Q(pk__in=seen.values("pk")) | Q(pk__in=named))


@may(PLAN)
@form_page
@once
def add_plan(request: Request) -> HttpResponse:
    """A new plan at the unit of the page."""
    unit = unit_of(request, PLAN)
    return _form(request, Plan(unit=unit), planning.add, _("New plan"))


@may(PLAN)
@form_page
@once
def change_plan(request: Request, key: int) -> HttpResponse:
    """Another rule, other persons: what is still to come follows."""
    plan = _changeable(request, key)
    title = _("Change “%(plan)s”") % {"plan": plan}
    return _form(request, plan, planning.change, title)


def _form(request: Request, plan: Plan, verb: Any, title: str) -> HttpResponse:
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        instance=plan,
        checklists=_offered(plan.unit),
        people=_people(request, plan),
    )
    by = request.user.pk
    if form.is_valid() and carry_out(form, lambda: verb(plan, form.parts, by=by)):
        messages.success(request, _("“%(plan)s” is saved.") % {"plan": plan})
        return redirect(plan)
    context = {
        "title": title,
        "unit": plan.unit,
        "hidden": {"request_id": uuid4()},
        "crumbs": crumbs((title, "")),
        "cancel_url": plan.get_absolute_url()
        if plan.pk
        else reverse("inspections:list-plans"),
    }
    return answer(request, "inspections/plan_form.html", form, **context)


@may(PLAN)
@require_safe
def preview_plan(request: Request) -> HttpResponse:
    """The next days of the rule in the address, for the form's aside."""
    unit = unit_of(request, PLAN)
    form = RuleForm(request.GET, instance=Plan(unit=unit))
    days = next_days(form.instance, unit.today, SHOWN) if form.is_valid() else []
    context = {"next": days, "errors": [str(e[0]) for e in form.errors.values()]}
    return render(request, "inspections/_plan_days.html", context)


@may(PLAN)
@require_POST
def pause_plan(request: Request, key: int) -> HttpResponse:
    """Ask for nothing for a while."""
    plan = _changeable(request, key)
    planning.pause(plan, by=request.user.pk)
    messages.success(request, _("“%(plan)s” is paused.") % {"plan": plan})
    return redirect(plan)


@may(PLAN)
@require_POST
def resume_plan(request: Request, key: int) -> HttpResponse:
    """Ask again."""
    plan = _changeable(request, key)
    planning.resume(plan, by=request.user.pk)
    messages.success(request, _("“%(plan)s” runs again.") % {"plan": plan})
    return redirect(plan)


@may(PLAN)
@form_page
def end_plan(request: Request, key: int) -> HttpResponse:
    """Ask, and then end it."""
    plan = _changeable(request, key)
    if request.method == "POST":
        planning.end(plan, by=request.user.pk)
        messages.success(request, _("“%(plan)s” is ended.") % {"plan": plan})
        return redirect(plan)
    n = (
        Occurrence.objects.due(timezone.now())
        .filter(plan=plan, inspection=None)
        .count()
    )
    text = ngettext(
        "It asks for nothing more, and %(n)s inspection that is still to come is "
        "withdrawn. What was done, late or missed stays.",
        "It asks for nothing more, and %(n)s inspections that are still to come are "
        "withdrawn. What was done, late or missed stays.",
        n,
    )
    context = {
        "title": _("End “%(plan)s”") % {"plan": plan},
        "text": text % {"n": formats.number(n)},
        "action": _("End plan"),
        "is_grave": True,
        "cancel_url": plan.get_absolute_url(),
        "crumbs": crumbs((plan.name, plan.get_absolute_url()), (_("End plan"), "")),
    }
    return render(request, "confirm.html", context)
