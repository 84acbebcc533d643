"""Emergency plans: those of a unit, one with its versions, its forms."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_safe

from inspections.views.hazard import linked, one_of
from safety.accounts import history
from safety.accounts.guard import Request, may
from safety.core import formats
from safety.core.lists import Column, labelled, written
from safety.core.months import months_later
from safety.core.paging import Order
from safety.journal.once import once
from safety.org.forms import answer, carry_out, form_page
from safety.org.guard import may_at, require, unit_of
from safety.org.lists import ScopedList
from safety.org.models import Unit, display_name
from training.filters import PlanFilter
from training.forms.plans import PlanForm, VersionForm
from training.marks import until
from training.models import (
    Drill,
    DrillRule,
    EmergencyPlan,
    PlanKind,
    PlanVersion,
    Rehearsal,
)
from training.services import plans
from training.views.drills import gap_rows, trail

VIEW, CHANGE = "training.view", "drills.plan"
SHOWN = 20  # drills on the page of their plan


USED, BELOW = "used", "below"


class PlanList(ScopedList):
    """What a unit rehearses: its own plans, and those of the units above.

    Or, on the other tab, the plans of itself and of all units below it.
    """

    permission = VIEW
    template_name = "training/plan_list.html"
    title = gettext_lazy("Emergency plans")
    empty_title = gettext_lazy("No emergency plans here yet")
    empty_text = gettext_lazy("Enter the plans that drills of the unit rehearse.")
    file_name = "emergency-plans"
    filterset_class = PlanFilter
    order = Order(("review_on",))
    columns = [
        Column(
            "name",
            gettext_lazy("Emergency plan"),
            link=("training:view-emergency-plan", "pk"),
            sort=("name",),
        ),
        Column(
            "kind",
            gettext_lazy("Kind"),
            show=labelled(PlanKind),
            file=written(PlanKind),
        ),
        Column("version", gettext_lazy("Version"), numeric=True),
        Column("valid_from", gettext_lazy("Valid from"), show=formats.day, phone=False),
        Column("review_on", gettext_lazy("Review by"), show=until, sort=("review_on",)),
        Column("unit_name", gettext_lazy("Owned by")),
    ]

    tabs = {USED: gettext_lazy("Used here"), BELOW: gettext_lazy("Here and below")}

    @property
    def tab(self) -> str:
        """Whose plans are listed."""
        asked = self.request.GET.get("which", "")
        return asked if asked in self.tabs else USED

    def get_queryset(self) -> Any:
        plans = EmergencyPlan.objects
        if self.tab == BELOW:
            rows = plans.kept_below(self.unit)
        else:
            rows = plans.counted().used_at([self.unit.pk])
        return rows.with_newest().annotate(unit_name=display_name("unit__"))

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(
            may_change=self.may(CHANGE),
            tabs=self.tabs.items(),
            tab=self.tab,
            kept=self.kept("which"),
            **context,
        )


def crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    """The way from the list of plans."""
    here = _("Emergency plans"), reverse("training:list-emergency-plans")
    return trail(here, *last)


def plan_of(request: Request, key: int) -> EmergencyPlan:
    """The plan of a page, else 404."""
    rows = EmergencyPlan.objects.select_related("unit")
    plan: EmergencyPlan = one_of(request, rows, key)
    return plan


def _changeable(request: Request, key: int) -> EmergencyPlan:
    plan = plan_of(request, key)
    require(request.user, CHANGE, plan.unit_id)
    return plan


@may(VIEW)
@require_safe
def view_plan(request: Request, key: int) -> HttpResponse:
    """What it is about, its versions, and which drills have rehearsed it."""
    plan = plan_of(request, key)
    versions = list(plan.versions.order_by("-number").prefetch_related("files__file"))
    held = Drill.objects.visible_to(request.user).filter(version__plan=plan).final()
    waiting = plan.gaps.to_revise().with_results().order_by("due_on", "pk")
    is_used = plan.status == EmergencyPlan.Status.COUNTED
    context = {
        "title": plan.name,
        "plan": plan,
        "facts": [
            (_("Owned by"), linked(plan.unit)),
            (_("Kind"), plan.get_kind_display()),
            (_("About fire"), _("Yes") if plan.is_fire else _("No")),
            (_("Version"), formats.number(versions[0].number)),
            (_("Review by"), until(versions[0].review_on)),
        ],
        "versions": [
            (each, [kept.file for kept in each.files.all()]) for each in versions
        ],
        "gaps": gap_rows(request, waiting, plan.unit.today),
        "drills": held.select_related("unit", "version")[:SHOWN],
        "may_change": is_used and may_at(request, CHANGE, plan.unit_id),
        "history": history.of(plan, request.user),
        "crumbs": crumbs((plan.name, "")),
    }
    return render(request, "training/plan_detail.html", context)


@may(CHANGE)
@form_page
@once
def add_plan(request: Request) -> HttpResponse:
    """A new plan with its first version, by default of the unit of the page."""
    unit, by = unit_of(request, CHANGE), request.user.pk
    form = PlanForm(
        *_sent(request),
        by=by,
        visible=Unit.objects.visible_to(request.user),
        initial=_proposed(unit) if unit.stands else {},
    )
    if form.is_valid():
        plan, said = form.instance, form.cleaned_data
        require(request.user, CHANGE, plan.unit_id)
        if carry_out(form, lambda: plans.add(plan, form.first, said["file"], by=by)):
            messages.success(request, _("%(plan)s is added.") % {"plan": plan})
            return redirect(plan)
    title = _("New emergency plan")
    return answer(
        request,
        "form.html",
        form,
        title=title,
        hidden={"request_id": uuid4()},
        crumbs=crumbs((title, "")),
        cancel_url=reverse("training:list-emergency-plans"),
    )


def _proposed(unit: Unit) -> dict[str, Any]:
    """From today on, to be reviewed when the strictest rule asks it."""
    today = unit.today
    found: dict[str, Any] = {"unit": unit, "valid_from": today}
    rules = DrillRule.objects.in_force(today).filter(what=Rehearsal.REVIEW)
    if months := [rule.months for rule in rules]:
        found["review_on"] = months_later(today, min(months))
    return found


@may(CHANGE)
@form_page
@once
def change_plan(request: Request, key: int) -> HttpResponse:
    """Another name or kind."""
    plan, by = _changeable(request, key), request.user.pk
    form = PlanForm(*_sent(request), instance=plan, by=by, visible=Unit.objects.none())
    if form.is_valid() and carry_out(form, lambda: plans.change(plan, by=by)):
        messages.success(request, _("%(plan)s is saved.") % {"plan": plan})
        return redirect(plan)
    return _page(request, plan, form, _("Change plan"))


@may(CHANGE)
@form_page
@once
def add_version(request: Request, key: int) -> HttpResponse:
    """The plan as it is approved anew; those before stay."""
    plan, by = _changeable(request, key), request.user.pk
    last = plan.versions.order_by("-number").first()
    today = plan.unit.today
    initial = {"valid_from": today}
    if last:
        initial["review_on"] = today + (last.review_on - last.valid_from)
    form = VersionForm(
        *_sent(request), instance=PlanVersion(plan=plan), initial=initial, by=by
    )
    if form.is_valid() and carry_out(
        form,
        lambda: plans.add_version(
            plan,
            form.instance,
            form.cleaned_data["file"],
            closes=form.cleaned_data.get("closes", ()),
            by=by,
        ),
    ):
        messages.success(request, _("%(plan)s is saved.") % {"plan": form.instance})
        return redirect(plan)
    return _page(request, plan, form, _("New version"))


def _sent(request: Request) -> tuple[Any, ...]:
    return (request.POST, request.FILES) if request.method == "POST" else ()


def _page(request: Request, plan: EmergencyPlan, form: Any, title: str) -> HttpResponse:
    back = plan.get_absolute_url()
    return answer(
        request,
        "form.html",
        form,
        title=title,
        hidden={"request_id": uuid4()},
        crumbs=crumbs((plan.name, back), (title, "")),
        cancel_url=back,
    )


@may(CHANGE)
@form_page
def withdraw_plan(request: Request, key: int) -> HttpResponse:
    """Take a plan out of use; drills that rehearsed it stay as they are."""
    plan = _changeable(request, key)
    if request.method == "POST":
        plans.withdraw(plan, by=request.user.pk)
        messages.success(request, _("%(plan)s is withdrawn.") % {"plan": plan})
        return redirect("training:list-emergency-plans")
    back, withdraw = plan.get_absolute_url(), pgettext("emergency plan", "Withdraw")
    context = {
        "title": _("Withdraw plan"),
        "crumbs": crumbs((plan.name, back), (withdraw, "")),
        "text": _(
            "No drill can rehearse %(plan)s any more. Drills that were held by it stay "
            "as they are."
        )
        % {"plan": plan},
        "action": withdraw,
        "is_grave": True,
        "cancel_url": back,
    }
    return render(request, "confirm.html", context)
