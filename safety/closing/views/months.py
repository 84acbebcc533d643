"""Pages on which a month is handed in, reviewed, closed and opened again."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from safety.accounts.guard import Request, may
from safety.closing.forms.months import (
    CloseForm,
    DueDaysForm,
    ReopenForm,
    SendBackForm,
    SignForm,
    WhyForm,
)
from safety.closing.models import DueDay, Entry, Return, Verb
from safety.closing.overview import Overview
from safety.closing.services import handing_in, months, reminding
from safety.core import formats
from safety.core.lists import Column
from safety.core.months import Month
from safety.core.paging import Order
from safety.journal import write as journal
from safety.journal.once import once
from safety.org.forms import answer, carry_out, form_page
from safety.org.guard import may_at, scope_of
from safety.org.lists import ScopedList
from safety.org.models import Ancestry, Kind, Unit, display_name

VIEW, REVIEW = "closing.view", "closing.review"


def asked(request: Request, permission: str) -> tuple[Unit, Month]:
    """The unit and the month of a page: the last of its period."""
    scope = scope_of(request, permission)
    if scope.unit is None:
        raise Http404(_("There is no unit here that you can see."))
    return scope.unit, scope.period.last_month


def address(name: str, unit: Unit, month: object, **more: str) -> str:
    """A page of the month close, of a unit and month or period."""
    query = {"unit": unit.code, "period": str(month), **more}
    return reverse(f"closing:{name}", query=query)


def crumbs(unit: Unit, month: Month, *last: tuple[str, str]) -> list[tuple[str, str]]:
    """The way to a page below that of the month."""
    return [(_("Month close"), address("view-month", unit, month)), *last]


@may(VIEW)
@require_safe
def view_month(request: Request) -> HttpResponse:
    """How far a month is: who is in, what stands in the way, what differs since."""
    unit, month = asked(request, VIEW)
    overview = Overview(unit, month)
    entry = months.closed_by(unit, month)
    units = months.units_of(unit, month)
    refused = months.refusal(unit, month, units) if entry is None else ""
    own = Return.objects.filter(unit=unit, month=month.index).first()
    signs = unit.kind in handing_in.SIGNING and entry is None
    context = {
        "title": _("Close %(month)s") % {"month": formats.month(month)},
        "unit": unit,
        "month": month,
        "overview": overview,
        "entry": entry,
        "own": own,
        "refused": refused,
        "cannot_sign": handing_in.refusal(unit, month) if signs else "",
        "may_sign": signs and may_at(request, handing_in.MAY, unit),
        "may_send_back": may_at(request, REVIEW, unit),
        "may_close": may_at(request, months.MAY, unit),
        "is_project": unit.kind == Kind.PROJECT,
        "restated": sum(line.restated for line in overview.lines),
        "due_on": DueDay.objects.of(unit, month) if entry is None else None,
        "today": timezone.localdate(),
    }
    return render(request, "closing/month_detail.html", context)


@may(handing_in.MAY)
@form_page
@once
def hand_in(request: Request) -> HttpResponse:
    """What the checks find, explained where it can be, and the signature."""
    unit, month = asked(request, handing_in.MAY)
    found = months.exceptions(months.units_of(unit, month), month)
    if unit.kind != Kind.PROJECT:
        found = []
    own = Return.objects.filter(unit=unit, month=month.index).first()
    form = SignForm(
        request.POST if request.method == "POST" else None,
        found=found,
        by=request.user.pk,
        initial=own.explained if own else {},
    )
    if form.is_valid() and carry_out(
        form,
        lambda: handing_in.sign(
            unit,
            month,
            explained=form.explained,
            drawn=form.cleaned_data["drawn"],
            by=request.user,
        ),
    ):
        messages.success(request, _("Signed."))
        return redirect(address("view-month", unit, month))
    is_review = unit.kind == Kind.COMPANY
    title = _("Review %(month)s") if is_review else _("Hand in %(month)s")
    title %= {"month": formats.month(month)}
    return answer(
        request,
        "closing/month_sign.html",
        form,
        title=title,
        unit=unit,
        month=month,
        own=own,
        refused=handing_in.refusal(unit, month),
        blocking=[each for each in found if each.check.is_blocking],
        hidden={"request_id": uuid4()},
        crumbs=crumbs(unit, month, (title, "")),
        cancel_url=address("view-month", unit, month),
    )


def _why_page(
    request: Request, unit: Unit, month: Month, form: WhyForm, title: str, **more: Any
) -> HttpResponse:
    return answer(
        request,
        "closing/month_why.html",
        form,
        title=title,
        unit=unit,
        month=month,
        hidden={"request_id": uuid4()},
        crumbs=crumbs(unit, month, (title, "")),
        cancel_url=address("view-month", unit, month),
        **more,
    )


def _form(request: Request, form: type[WhyForm], *, is_asked: bool = True) -> WhyForm:
    data = request.POST if request.method == "POST" else None
    return form(data, is_asked=is_asked)


@may(REVIEW)
@form_page
@once
def send_back(request: Request) -> HttpResponse:
    """Send back what a unit has signed, with the reason."""
    unit, month = asked(request, REVIEW)
    own = Return.objects.signed().filter(unit=unit, month=month.index).first()
    form = _form(request, SendBackForm)
    if form.is_valid() and carry_out(
        form,
        lambda: handing_in.send_back(
            unit, month, form.cleaned_data["why"], by=request.user
        ),
    ):
        messages.success(request, _("Sent back."))
        return redirect(address("view-month", unit, month))
    title = _("Send back %(month)s") % {"month": formats.month(month)}
    refused = "" if own else _("Nothing has been handed in.")
    return _why_page(request, unit, month, form, title, refused=refused)


@may(months.MAY)
@form_page
@once
def close_month(request: Request) -> HttpResponse:
    """Close a month for the unit and all below it."""
    unit, month = asked(request, months.MAY)
    units = months.units_of(unit, month)
    found = months.exceptions(units, month)
    lacking = handing_in.missing(unit, month)
    explains = [each for each in found if not each.check.is_blocking]
    form = _form(request, CloseForm, is_asked=bool(explains or lacking))
    if form.is_valid() and carry_out(
        form,
        lambda: months.close(
            unit, month, by=request.user, why=form.cleaned_data["why"]
        ),
    ):
        messages.success(request, _("Closed. What is published stays as it is."))
        return redirect(address("view-month", unit, month))
    title = _("Close %(month)s") % {"month": formats.month(month)}
    return _why_page(
        request,
        unit,
        month,
        form,
        title,
        found=found,
        lacking=lacking,
        refused=months.refusal(unit, month, units),
    )


@may(months.MAY)
@form_page
@once
def reopen_month(request: Request) -> HttpResponse:
    """Open a closed month again; what else that opens is said before."""
    unit, month = asked(request, months.MAY)
    form = _form(request, ReopenForm)
    if form.is_valid() and carry_out(
        form,
        lambda: months.reopen(
            unit, month, by=request.user, why=form.cleaned_data["why"]
        ),
    ):
        messages.success(request, _("Open again."))
        return redirect(address("view-month", unit, month))
    title = _("Open %(month)s again") % {"month": formats.month(month)}
    is_closed = months.closed_by(unit, month) is not None
    said = {"month": formats.month(month), "unit": unit}
    return _why_page(
        request,
        unit,
        month,
        form,
        title,
        opens=months.reopens(unit, month) if is_closed else [],
        refused="" if is_closed else _("%(month)s is not closed for %(unit)s.") % said,
    )


@may(months.MAY)
@form_page
def set_due_days(request: Request) -> HttpResponse:
    """By when projects hand in, companies review and the group closes."""
    known = {row.kind: row for row in DueDay.objects.all()}
    form = DueDaysForm(
        request.POST if request.method == "POST" else None,
        initial={kind: row.working_day for kind, row in known.items()},
    )
    if form.is_valid():
        for kind, day in form.cleaned_data.items():
            row = known.get(kind) or DueDay(kind=kind)
            row.working_day = day
            journal.save(row, "change", by=request.user.pk)
        messages.success(request, _("Saved."))
        return redirect("closing:view-month")
    title = _("Due days of months")
    way = [(_("Month close"), reverse("closing:view-month")), (title, "")]
    return answer(
        request,
        "form.html",
        form,
        title=title,
        crumbs=way,
        cancel_url=reverse("closing:view-month"),
    )


def _verbs() -> Case:
    """What an entry did, as people say it."""
    said = (When(verb=verb, then=Value(str(verb.label))) for verb in Verb)
    return Case(*said, output_field=CharField())


class LateList(ScopedList):
    """Months that were to be handed in, reviewed or closed by now, and are not."""

    permission = VIEW
    template_name = "scoped_list.html"
    title = gettext_lazy("Months that are late")
    empty_title = gettext_lazy("No month is late here")
    empty_text = gettext_lazy("Whoever hands in or closes one late is listed here.")
    file_name = "late-months"
    order = Order(("due_on",))
    columns = [
        Column(
            "unit_name",
            gettext_lazy("Unit"),
            link=("closing:view-month",),
            query=(("unit", "unit__code"), ("period", "month")),
        ),
        Column("month", gettext_lazy("Month"), show=formats.month, file=str),
        Column("due_on", gettext_lazy("Due on"), show=formats.day),
    ]

    def get_queryset(self) -> "QuerySet[Any, Any]":
        rows = reminding.late(self.unit)
        return rows.annotate(unit_name=display_name("unit__"))


class EntryList(ScopedList):
    """The closing book of a unit and all below it, the latest first."""

    permission = VIEW
    title = gettext_lazy("Closing book")
    empty_title = gettext_lazy("Nothing is closed here yet")
    empty_text = gettext_lazy("Each close, reopening and restatement is an entry.")
    file_name = "closing-book"
    order = Order(("pk",), is_descending=True)
    columns = [
        Column("pk", gettext_lazy("Number"), numeric=True),
        Column("at", gettext_lazy("When"), show=formats.moment),
        Column("verb_label", gettext_lazy("What")),
        Column("unit_name", gettext_lazy("Unit")),
        Column("month", gettext_lazy("Month"), show=formats.month),
        Column("code", gettext_lazy("Indicator")),
        Column("by_name", gettext_lazy("By")),
        Column("why", gettext_lazy("Reason"), below=True),
        Column("hash", gettext_lazy("Hash"), show=lambda text: text[:12]),
    ]

    def get_queryset(self) -> "QuerySet[Any, Any]":
        below = Ancestry.objects.current().below([self.unit.pk])
        rows = Entry.objects.filter(unit__in=below)
        return rows.annotate(
            unit_name=display_name("unit__"),
            verb_label=_verbs(),
            by_name=F("by__username"),
        )
