"""Selections of stars: the list of a unit, one, its form, and how it goes on."""

from collections.abc import Callable, Iterable
from datetime import timedelta
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

from inspections.views.hazard import linked, one_of
from safety.accounts import history
from safety.accounts.guard import Request, may
from safety.core import formats
from safety.core.forms import VoidForm
from safety.core.lists import Column, written
from safety.core.months import Month, Period
from safety.core.paging import Order
from safety.incentives import marks
from safety.incentives.forms.selecting import SelectionForm
from safety.incentives.models import (
    Exclusion,
    Objection,
    Pick,
    Selection,
    SelectionState,
    Violation,
)
from safety.incentives.services import selecting
from safety.incentives.services.candidates import SHOWN, Evidence
from safety.incentives.services.selecting import MAY
from safety.journal.once import once
from safety.org.forms import answer, carry_out, form_page
from safety.org.guard import may_at, require, unit_of
from safety.org.lists import ScopedList
from safety.org.models import display_name
from safety.people.models import Person

HIDDEN = gettext_lazy("Somebody outside your units")
VIEW, OBJECT = "incentives.view", "incentives.object"
# What the history leaves out of what stands beside a selection.
UNTOLD = ("selection_id", "sha256", "by_id", "at", "file_id")


class SelectionList(ScopedList):
    """Selections of the unit and of those below, the latest first."""

    permission = VIEW
    template_name = "incentives/selection_list.html"
    title = gettext_lazy("Stars")
    empty_title = gettext_lazy("No stars are chosen here yet")
    empty_text = gettext_lazy("Begin with the stars of the last month.")
    file_name = "stars"
    order = Order(("period",), is_descending=True)
    columns = [
        Column(
            "title",
            pgettext_lazy("stars", "Selection"),
            link=("incentives:view-selection", "pk"),
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
        Column("stars", gettext_lazy("Number of stars"), numeric=True, phone=False),
        Column(
            "prize",
            gettext_lazy("Prize money of each"),
            show=formats.money,
            numeric=True,
            file=str,
            phone=False,
        ),
        Column(
            "came_to",
            gettext_lazy("Status"),
            show=marks.selection_state,
            file=written(SelectionState),
        ),
    ]

    def get_queryset(self) -> Any:
        rows = Selection.objects.at_or_below(self.unit).counted().with_state()
        return rows.annotate(unit_name=display_name("unit__"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"may_select": self.may(MAY)}


class Names:
    """Persons as links, where the reader sees them; looked up at once."""

    def __init__(self, request: Request, keys: Iterable[int]) -> None:
        rows = Person.objects.visible_to(request.user)
        self.seen = rows.in_bulk(set(keys))

    def __getitem__(self, key: int) -> Any:
        return linked(self.seen[key]) if key in self.seen else HIDDEN


def crumbs(*last: tuple[Any, str]) -> list[tuple[Any, str]]:
    """The way from the list of selections."""
    return [(_("Stars"), reverse("incentives:list-selections")), *last]


def selection_of(request: Request, key: int, permission: str = VIEW) -> Selection:
    """A selection that the reader sees, else 404; 403 where he may not do that."""
    rows = Selection.objects.select_related("unit")
    selection: Selection = one_of(request, rows, key)
    require(request.user, permission, selection.unit_id)
    return selection


@may(VIEW)
@require_safe
def view_selection(request: Request, key: int) -> HttpResponse:
    """Who is chosen and why, who else could be, what was said against it."""
    selection, user = selection_of(request, key), request.user
    state = selection.state
    candidates = Evidence(selection).candidates()
    picks = list(selection.picks.select_related("award", "payment__file"))
    excluded = _excluded(selection, [each.person_id for each in candidates])
    objections = list(Objection.objects.filter(pick__in=picks).select_related("pick"))
    committee = list(selection.members.all())
    members = [member.person_id for member in committee]
    payments = {pick.pk: getattr(pick, "payment", None) for pick in picks}
    paid = [payment for payment in payments.values() if payment]
    shown = candidates[:SHOWN]
    named = [*members, *(each.person_id for each in (*picks, *excluded, *shown))]
    names = Names(request, [*named, *(pick.picked_by_id for pick in picks)])
    stars = [pick for pick in picks if pick.status == Pick.Status.COUNTED]
    picked = {pick.person_id for pick in stars}
    exclusions = [each for each in excluded if isinstance(each, Exclusion)]
    beside = _told(*committee, *picks, *exclusions, *objections, *paid)
    context = {
        "title": selection.title,
        "sub": f"{selection.unit} · {formats.period(selection.period)}",
        "selection": selection,
        "state": state,
        "came_to": marks.selection_state(state),
        "facts": _facts(selection, [names[key] for key in members]),
        "stars": [
            (
                *(pick, names[pick.person_id]),
                *(names[pick.picked_by_id], payments[pick.pk]),
            )
            for pick in stars
        ],
        "struck": [
            (names[pick.person_id], pick.why_voided)
            for pick in picks
            if pick not in stars
        ],
        "excluded": [(names[each.person_id], each.reason) for each in excluded],
        "objections": [(each, names[each.pick.person_id]) for each in objections],
        "candidates": [
            (each, names.seen.get(each.person_id), each.person_id in picked)
            for each in shown
        ],
        "how_many": len(candidates),
        **_may(request, selection),
        "history": history.of(selection, user, beside, hidden=UNTOLD),
        "crumbs": crumbs((formats.period(selection.period), "")),
    }
    return render(request, "incentives/selection_detail.html", context)


def _excluded(selection: Selection, candidates: list[int]) -> list[Any]:
    """Whom the committee has excluded, and candidates with a serious violation."""
    violations = Violation.objects.in_period(selection.period)
    return [*selection.exclusions.all(), *violations.filter(person__in=candidates)]


def _may(request: Request, selection: Selection) -> dict[str, bool]:
    """What the reader may do with it now."""
    is_open = selection.is_open_to_objections(selection.unit.today)
    is_published = selection.state == SelectionState.PUBLISHED
    return {
        "may_select": may_at(request, MAY, selection.unit_id),
        "is_member": selecting.member_of(selection, request.user) is not None,
        "may_object": is_published
        and is_open
        and may_at(request, OBJECT, selection.unit_id),
        "is_waiting": is_open,
    }


def _facts(selection: Selection, members: list[Any]) -> list[tuple[Any, Any]]:
    found = [
        (_("Number of stars"), formats.number(selection.stars)),
        (_("Prize money of each"), formats.money(selection.prize)),
        *((_("Committee"), member) for member in members),
        (_("Published on"), formats.day(selection.published_on)),
        (_("Objections until"), formats.day(selection.objections_until)),
        (_("Confirmed on"), formats.day(selection.confirmed_on)),
    ]
    if selection.why_voided:
        found.append((_("Why it is voided"), selection.why_voided))
    return found


def _told(*records: Any) -> Q:
    """What the journal says of some records beside a selection."""
    found = Q(pk=None)
    for each in records:
        found |= Q(label=each._meta.label_lower, key=each.pk)
    return found


@may(MAY)
@form_page
@once
def add_selection(request: Request) -> HttpResponse:
    """Begin to choose the stars of a month or quarter of the unit of the page."""
    unit = unit_of(request, MAY)
    last = Month.containing(unit.today - timedelta(days=unit.today.day))
    selection = Selection(
        unit=unit, title=_("Safety star"), period=Period.month(last), stars=3
    )
    return _form(request, selection, _("New selection of stars"))


@may(MAY)
@form_page
@once
def change_selection(request: Request, key: int) -> HttpResponse:
    """How many stars, for how much, by whom; while they are chosen."""
    selection = selection_of(request, key, MAY)
    if selection.state != SelectionState.CHOOSING:
        return redirect(selection)
    return _form(request, selection, _("Change selection of stars"))


def _form(request: Request, selection: Selection, title: str) -> HttpResponse:
    form = SelectionForm(
        request.POST if request.method == "POST" else None,
        instance=selection,
        people=Person.objects.counted().visible_to(request.user, MAY),
    )
    if form.is_valid() and carry_out(
        form,
        lambda: selecting.save(
            form.instance, form.cleaned_data["committee"], by=request.user.pk
        ),
    ):
        messages.success(request, _("The selection is saved."))
        return redirect(form.instance)
    return page(request, form, title, None if selection._state.adding else selection)


@may(MAY)
@form_page
@once
def void_selection(request: Request, key: int) -> HttpResponse:
    """It shall not have been, and why."""
    selection = selection_of(request, key, MAY)
    form = VoidForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and carry_out(
        form,
        lambda: selecting.void(selection, form.cleaned_data["reason"], by=request.user),
    ):
        messages.success(request, _("The selection is voided."))
        return redirect(selection)
    return page(request, form, _("Void selection of stars"), selection, is_grave=True)


@may(MAY)
@require_POST
@once
def publish_selection(request: Request, key: int) -> HttpResponse:
    """Let everybody see the stars."""
    return _move(request, key, selecting.publish, _("The stars are published."))


@may(MAY)
@require_POST
@once
def choose_again(request: Request, key: int) -> HttpResponse:
    """Back to the committee."""
    said = _("The committee chooses again.")
    return _move(request, key, selecting.choose_again, said)


@may(MAY)
@require_POST
@once
def confirm_selection(request: Request, key: int) -> HttpResponse:
    """The stars have their awards."""
    said = _("The stars are confirmed: their awards count.")
    return _move(request, key, selecting.confirm, said)


def _move(
    request: Request, key: int, verb: Callable[..., None], said: str
) -> HttpResponse:
    selection = selection_of(request, key, MAY)
    try:
        verb(selection, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, said)
    return redirect(selection)


def page(
    request: Request,
    form: Any,
    title: str,
    selection: Selection | None,
    **more: Any,
) -> HttpResponse:
    """The page of a form about a selection, or a new one."""
    back = selection.get_absolute_url() if selection else ""
    way = [(str(selection), back)] if selection else []
    return answer(
        request,
        "form.html",
        form,
        title=title,
        hidden={"request_id": uuid4()},
        crumbs=crumbs(*way, (title, "")),
        cancel_url=back or reverse("incentives:list-selections"),
        **more,
    )
