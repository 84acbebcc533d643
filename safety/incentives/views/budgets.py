"""Budgets of prize cards: those of a unit, one with what is used, and its form."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db.models import F, IntegerField, Value
from django.db.models.expressions import ExpressionWrapper
from django.db.models.functions import NullIf
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from inspections.views.hazard import linked, one_of
from safety.accounts import history
from safety.accounts.guard import Request, may
from safety.core import formats
from safety.core.lists import Column
from safety.core.months import Period
from safety.core.paging import Order
from safety.incentives import marks
from safety.incentives.forms.budgets import BudgetForm
from safety.incentives.models import Budget
from safety.incentives.services import budgets
from safety.journal.once import once
from safety.org.forms import answer, carry_out, form_page
from safety.org.guard import may_at, require, unit_of
from safety.org.lists import ScopedList
from safety.org.models import display_name

VIEW = "incentives.view"


class BudgetList(ScopedList):
    """Budgets of the unit and of those below, the latest first, with what is used."""

    permission = VIEW
    template_name = "incentives/budget_list.html"
    title = gettext_lazy("Budgets of prize cards")
    empty_title = gettext_lazy("No budgets here")
    empty_text = gettext_lazy("Without a budget no card is issued on a page.")
    file_name = "budgets"
    order = Order(("period",), is_descending=True)
    columns = [
        Column(
            "period",
            gettext_lazy("Period"),
            show=formats.period,
            link=("incentives:view-budget", "pk"),
            sort=("period",),
            file=str,
        ),
        Column("unit_name", gettext_lazy("Unit"), below=True),
        *(
            Column(name, label, show=formats.money, numeric=True, file=str)
            for name, label in (
                ("amount", gettext_lazy("Budget")),
                ("issued", gettext_lazy("Issued")),
                ("redeemed", gettext_lazy("Redeemed")),
                ("left", gettext_lazy("Left")),
            )
        ),
        Column("used", gettext_lazy("Used (%)"), show=marks.used, numeric=True),
    ]

    def get_queryset(self) -> Any:
        rows = Budget.objects.at_or_below(self.unit)
        used = ExpressionWrapper(
            F("issued") * 100 / NullIf(F("amount"), Value(0)), IntegerField()
        )
        return rows.with_use(rows.periods()).annotate(
            unit_name=display_name("unit__"), used=used
        )

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(may_set=self.may(budgets.MAY), **context)


def _crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        (_("Prize cards"), reverse("incentives:list-cards")),
        (_("Budgets"), reverse("incentives:list-budgets")),
        *last,
    ]


def _budget(request: Request, key: int) -> Any:
    """The budget of a page with what is used of it, else 404."""
    budget = one_of(request, Budget.objects.select_related("unit"), key)
    rows = Budget.objects.with_use([budget.period]).select_related("unit")
    return rows.get(pk=budget.pk)


@may(VIEW)
@require_safe
def view_budget(request: Request, key: int) -> HttpResponse:
    """How much of it is issued, how much of that redeemed, and who set it why."""
    budget = _budget(request, key)
    context = {
        "title": str(budget),
        "budget": budget,
        "may_change": may_at(request, budgets.MAY, budget.unit),
        "facts": [
            (_("Unit"), linked(budget.unit)),
            (_("Period"), formats.period(budget.period)),
            (_("Budget"), formats.money(budget.amount)),
            (_("Issued"), formats.money(budget.issued)),
            (_("Redeemed of it"), formats.money(budget.redeemed)),
            (_("Left"), formats.money(budget.left)),
            (_("Warns from"), formats.percent(budget.warn_at / 100, 0)),
            (_("Reason"), budget.reason),
        ],
        "history": history.of(budget, request.user),
        "crumbs": _crumbs((formats.period(budget.period), "")),
    }
    return render(request, "incentives/budget_detail.html", context)


@may(budgets.MAY)
@form_page
@once
def add_budget(request: Request) -> HttpResponse:
    """Set a budget of the unit of the page."""
    unit = unit_of(request, budgets.MAY)
    budget = Budget(unit=unit, period=Period.parse(str(unit.today)[:7]))
    back = reverse("incentives:list-budgets", query={"unit": unit.code})
    return _form(request, budget, _("Set a budget"), back)


@may(budgets.MAY)
@form_page
@once
def change_budget(request: Request, key: int) -> HttpResponse:
    """Raise or lower it, with a reason."""
    budget = one_of(request, Budget.objects.select_related("unit"), key)
    require(request.user, budgets.MAY, budget.unit_id)
    title = _("Change budget %(budget)s") % {"budget": budget}
    return _form(request, budget, title, budget.get_absolute_url())


def _form(request: Request, budget: Budget, title: str, back: str) -> HttpResponse:
    form = BudgetForm(
        request.POST if request.method == "POST" else None, instance=budget
    )
    if form.is_valid() and carry_out(
        form,
        lambda: budgets.save(budget, form.cleaned_data["reason"], by=request.user.pk),
    ):
        messages.success(request, _("Budget %(budget)s is set.") % {"budget": budget})
        return redirect(budget)
    return answer(
        request,
        "form.html",
        form,
        title=title,
        hidden={"request_id": uuid4()},
        crumbs=_crumbs((title, "")),
        cancel_url=back,
    )
