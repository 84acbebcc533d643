"""Contests of teams: the list of a unit, one with its board, its form, its winner."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from inspections.models import Checklist, ChecklistVersion
from inspections.views.hazard import linked, one_of
from safety.accounts import history
from safety.accounts.guard import Request, may
from safety.core import formats
from safety.core.lists import Column
from safety.core.months import Month, Period
from safety.core.paging import Order
from safety.incentives.forms.contests import ContestForm, WinForm
from safety.incentives.models import Contest, ContestState
from safety.incentives.services import contests
from safety.incentives.services.selecting import MAY
from safety.journal.once import once
from safety.org.forms import answer, carry_out, form_page
from safety.org.guard import may_at, require, unit_of
from safety.org.lists import ScopedList
from safety.org.models import Ancestry, Kind, Unit, display_name
from safety.people.models import Person

VIEW = "incentives.view"


class ContestList(ScopedList):
    """Contests of the unit and of those below, the latest first."""

    permission = VIEW
    template_name = "incentives/contest_list.html"
    title = gettext_lazy("Safe and clean teams")
    empty_title = gettext_lazy("No contest of teams here yet")
    empty_text = gettext_lazy("Begin one with the teams of a project.")
    file_name = "contests-of-teams"
    order = Order(("period",), is_descending=True)
    columns = [
        Column(
            "title",
            pgettext_lazy("teams", "Contest"),
            link=("incentives:view-contest", "pk"),
            sort=("title",),
        ),
        Column("unit_name", gettext_lazy("Unit"), below=True),
        Column(
            "period",
            gettext_lazy("Period"),
            show=formats.period,
            sort=("period",),
            file=str,
        ),
        Column("won_by", pgettext_lazy("contest", "Winner")),
        Column(
            "prize",
            gettext_lazy("Prize money"),
            show=formats.money,
            numeric=True,
            file=str,
            phone=False,
        ),
    ]

    def get_queryset(self) -> Any:
        rows = Contest.objects.at_or_below(self.unit).counted()
        return rows.annotate(
            unit_name=display_name("unit__"), won_by=display_name("winner__")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"may_select": self.may(MAY)}


def _crumbs(*last: tuple[Any, str]) -> list[tuple[Any, str]]:
    return [(_("Safe and clean teams"), reverse("incentives:list-contests")), *last]


def _contest(request: Request, key: int, permission: str = VIEW) -> Contest:
    rows = Contest.objects.select_related("unit", "checklist", "award", "winner")
    contest: Contest = one_of(request, rows, key)
    require(request.user, permission, contest.unit_id)
    return contest


@may(VIEW)
@require_safe
def view_contest(request: Request, key: int) -> HttpResponse:
    """How the teams stand, and by which inspections."""
    contest = _contest(request, key)
    rows = contests.board(contest)
    sheets = contests.sheets_of(contest).filter(unit__in=[row.unit.pk for row in rows])
    is_open = contest.state == ContestState.GOING_ON
    may_select = is_open and may_at(request, MAY, contest.unit_id)
    beside = Q(
        label="incentives.entrant",
        key__in=list(contest.entrants.values_list("pk", flat=True)),
    )
    context = {
        "title": contest.title,
        "sub": f"{contest.unit} · {formats.period(contest.period)}",
        "contest": contest,
        "board": rows,
        "sheets": sheets.visible_to(request.user).select_related("unit")[:20],
        "facts": [
            (_("Status"), contest.state.label),
            (_("Checklist"), linked(contest.checklist)),
            (_("Prize money"), formats.money(contest.prize)),
            (_("Winner"), contest.winner and linked(contest.winner)),
            (_("Award"), contest.award and linked(contest.award)),
        ],
        "may_select": may_select,
        "is_over": contest.unit.today > contest.period.last_day,
        "may_inspect": is_open
        and may_at(request, "inspections.change", contest.unit_id),
        "history": history.of(contest, request.user, beside, hidden=("contest_id",)),
        "crumbs": _crumbs((formats.period(contest.period), "")),
    }
    return render(request, "incentives/contest_detail.html", context)


@may(MAY)
@form_page
@once
def add_contest(request: Request) -> HttpResponse:
    """Compare teams of the unit of the page."""
    unit = unit_of(request, MAY)
    contest = Contest(
        unit=unit,
        title=_("Safe and clean team"),
        period=Period.month(Month.containing(unit.today)),
    )
    return _form(request, contest, _("New contest of teams"))


@may(MAY)
@form_page
@once
def change_contest(request: Request, key: int) -> HttpResponse:
    """Other teams, or another prize, while it goes on."""
    contest = _contest(request, key, MAY)
    if contest.state != ContestState.GOING_ON:
        return redirect(contest)
    return _form(request, contest, _("Change contest of teams"))


def _form(request: Request, contest: Contest, title: str) -> HttpResponse:
    unit = contest.unit
    below = Ancestry.objects.current().below([unit.pk])
    ready = ChecklistVersion.objects.published().values("checklist")
    form = ContestForm(
        request.POST if request.method == "POST" else None,
        instance=contest,
        teams=Unit.objects.counted().filter(pk__in=below, kind=Kind.TEAM),
        checklists=Checklist.objects.counted().used_at([unit.pk]).filter(pk__in=ready),
    )
    by = request.user.pk
    if form.is_valid() and carry_out(
        form, lambda: contests.save(form.instance, form.cleaned_data["teams"], by=by)
    ):
        messages.success(request, _("The contest is saved."))
        return redirect(form.instance)
    return _page(request, form, title, contest)


@may(MAY)
@form_page
@once
def confirm_contest(request: Request, key: int) -> HttpResponse:
    """The best team gets the award."""
    contest = _contest(request, key, MAY)
    form = WinForm(
        request.POST if request.method == "POST" else None,
        leaders=contests.leaders(contest),
        people=Person.objects.counted().visible_to(request.user, MAY),
    )
    said = form.cleaned_data if form.is_valid() else {}
    if said and carry_out(
        form,
        lambda: contests.confirm(
            contest, said["team"], said["person"], by=request.user
        ),
    ):
        messages.success(request, _("The team has won: its award counts."))
        return redirect(contest)
    return _page(request, form, _("Confirm the winner"), contest)


@may(MAY)
@require_POST
@once
def void_contest(request: Request, key: int) -> HttpResponse:
    """It shall not have been."""
    contest = _contest(request, key, MAY)
    try:
        contests.void(contest, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(contest)


def _page(request: Request, form: Any, title: str, contest: Contest) -> HttpResponse:
    is_new = contest._state.adding
    back = _crumbs()[0][1] if is_new else contest.get_absolute_url()
    way = [] if is_new else [(str(contest), back)]
    return answer(
        request,
        "form.html",
        form,
        title=title,
        hidden={"request_id": uuid4()},
        crumbs=_crumbs(*way, (title, "")),
        cancel_url=back,
    )
