"""The register of serious violations: listed, entered, voided."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from inspections.views.hazard import linked, names_of, one_of
from safety.accounts import history
from safety.accounts.guard import Request, may
from safety.core import formats
from safety.core.forms import VoidForm
from safety.core.lists import Column
from safety.core.paging import Order
from safety.incentives.forms.violations import ViolationForm
from safety.incentives.lists import name_seen_by
from safety.incentives.models import Violation
from safety.incentives.services import violations
from safety.incentives.services.violations import MAY
from safety.journal.once import once
from safety.org.forms import answer, carry_out, form_page
from safety.org.guard import require, unit_of
from safety.org.lists import ScopedList
from safety.org.models import display_name


class ViolationList(ScopedList):
    """Serious violations at the unit and below that stand, the latest first."""

    permission = MAY
    template_name = "incentives/violation_list.html"
    title = gettext_lazy("Serious violations")
    empty_title = gettext_lazy("No serious violations here")
    empty_text = gettext_lazy("Whoever has one in a period is no star of it.")
    file_name = "violations"
    order = Order(("day",), is_descending=True)
    columns = [
        Column(
            "day",
            gettext_lazy("Day"),
            show=formats.day,
            link=("incentives:view-violation", "pk"),
            sort=("day",),
        ),
        Column("person_name", gettext_lazy("Person")),
        Column("what", gettext_lazy("What happened"), below=True),
        Column("unit_name", gettext_lazy("Unit"), phone=False),
        Column("reported_by", gettext_lazy("Reported by"), phone=False),
    ]

    def get_queryset(self) -> Any:
        rows = Violation.objects.at_or_below(self.unit).counted()
        return rows.annotate(
            person_name=name_seen_by(self.request.user),
            unit_name=display_name("unit__"),
        )

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(may_add=self.may(MAY), **context)


def _crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Serious violations"), reverse("incentives:list-violations")), *last]


def _violation(request: Request, key: int) -> Violation:
    found: Violation = one_of(request, Violation.objects.select_related("unit"), key)
    return found


@may(MAY)
@require_safe
def view_violation(request: Request, key: int) -> HttpResponse:
    """Who did what, where and when, and who says so."""
    found = _violation(request, key)
    [person] = names_of(request, found.person_id)
    context = {
        "title": found.reason,
        "sub": found.unit,
        "violation": found,
        "facts": [
            (_("Status"), found.get_status_display()),
            (_("Person"), person),
            (_("Unit"), linked(found.unit)),
            (_("Day"), formats.day(found.day)),
            (_("What happened"), found.what),
            (_("Reported by"), found.reported_by),
            *([(_("Reason"), found.why_voided)] if found.why_voided else []),
        ],
        "history": history.of(found, request.user),
        "crumbs": _crumbs((found.reason, "")),
    }
    return render(request, "incentives/violation_detail.html", context)


@may(MAY)
@form_page
@once
def add_violation(request: Request) -> HttpResponse:
    """Enter one at the unit of the page."""
    unit = unit_of(request, MAY)
    violation = Violation(unit=unit, day=unit.today, reported_by=str(request.user))
    form = ViolationForm(
        request.POST if request.method == "POST" else None,
        instance=violation,
        by=request.user,
    )
    if form.is_valid() and carry_out(
        form, lambda: violations.enter(violation, by=request.user)
    ):
        messages.success(request, _("Saved. This person is no star of the period."))
        return redirect(violation)
    title = _("Enter a serious violation")
    return answer(
        request,
        "form.html",
        form,
        title=title,
        hidden={"request_id": uuid4()},
        crumbs=_crumbs((title, "")),
        cancel_url=reverse("incentives:list-violations", query={"unit": unit.code}),
    )


@may(MAY)
@form_page
@once
def void_violation(request: Request, key: int) -> HttpResponse:
    """It was entered by mistake."""
    found = _violation(request, key)
    require(request.user, MAY, found.unit_id)
    form = VoidForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and carry_out(
        form,
        lambda: violations.void(found, form.cleaned_data["reason"], by=request.user),
    ):
        messages.success(request, _("Voided: it counts nowhere."))
        return redirect(found)
    back = found.get_absolute_url()
    return answer(
        request,
        "form.html",
        form,
        title=_("Void %(number)s") % {"number": found},
        hidden={"request_id": uuid4()},
        is_grave=True,
        crumbs=_crumbs((found.reason, back), (_("Void"), "")),
        cancel_url=back,
    )
