"""One star: by which records, picked and why, objected to, paid, on paper."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from inspections.models import Hazard
from inspections.printed import plain
from inspections.views.printed import answer as printed_answer
from safety.accounts.guard import Request, may
from safety.core import formats
from safety.incentives import printed
from safety.incentives.forms.selecting import (
    AnswerForm,
    ExcludeForm,
    ObjectionForm,
    PayForm,
    PickForm,
)
from safety.incentives.models import (
    Award,
    Card,
    Objection,
    Pick,
    Selection,
    SelectionState,
    Violation,
)
from safety.incentives.services import selecting
from safety.incentives.services.candidates import Evidence
from safety.incentives.services.selecting import MAY
from safety.incentives.views.selections import (
    OBJECT,
    VIEW,
    Names,
    crumbs,
    page,
    selection_of,
)
from safety.journal.once import once
from safety.org.forms import carry_out, form_page
from safety.org.guard import may_at
from safety.people.models import Person
from training.models import Attendance, Session

# Whoever reads of one person must see people.
PEOPLE = "people.view"
MOST = 100  # records of each sort on the page of a candidate


def _person(request: Request, employee_no: str) -> Person:
    seen = Person.objects.counted().visible_to(request.user)
    return get_object_or_404(seen, employee_no=employee_no)


@may(PEOPLE)
@require_safe
def view_candidate(request: Request, key: int, employee_no: str) -> HttpResponse:
    """The records by which somebody is ranked."""
    selection = selection_of(request, key)
    person, evidence = _person(request, employee_no), Evidence(selection)
    found = evidence.of(person)
    hazards = evidence.hazards().filter(found_by=person)
    attendances = evidence.attendances().filter(person=person)
    cards = Card.objects.visible_to(request.user)
    seen = Session.objects.visible_to(request.user)
    violations = Violation.objects.in_period(selection.period)
    is_choosing = selection.state == SelectionState.CHOOSING
    is_member = selecting.member_of(selection, request.user) is not None
    context = {
        "title": person,
        "sub": f"{selection.title} · {formats.period(selection.period)}",
        "selection": selection,
        "person": person,
        "facts": _facts(found) if found else [],
        "cards": evidence.cards().worded().filter(person=person, pk__in=cards)[:MOST],
        "hazards": hazards.filter(pk__in=Hazard.objects.visible_to(request.user))[
            :MOST
        ],
        "attendances": _attended(attendances.filter(session__in=seen)),
        "pick": selection.picks.counted().filter(person=person).first(),
        "exclusion": selection.exclusions.filter(person=person).first()
        or violations.filter(person=person).first(),
        "may_pick": is_choosing and is_member,
        "may_exclude": _may_exclude(request, selection),
        "may_ask": person.is_visible_to(request.user, MAY),
        "crumbs": crumbs(
            (str(selection), selection.get_absolute_url()), (str(person), "")
        ),
    }
    return render(request, "incentives/candidate_detail.html", context)


def _attended(rows: Any) -> list[Attendance]:
    return list(rows.select_related("session").order_by("-session__ended_on")[:MOST])


def _facts(found: Any) -> list[tuple[str, str]]:
    return [
        (_("Points"), formats.number(found.points)),
        (_("Prize cards"), formats.number(found.cards)),
        (_("Issued by so many persons"), formats.number(found.issuers)),
        (_("Hazards found"), formats.number(found.hazards)),
        (_("Training sessions"), formats.number(found.sessions)),
        (_("Hours of training"), formats.number(found.hours)),
    ]


def _may_exclude(request: Request, selection: Selection) -> bool:
    is_open = selection.state in (SelectionState.CHOOSING, SelectionState.PUBLISHED)
    return is_open and (
        may_at(request, MAY, selection.unit_id)
        or selecting.member_of(selection, request.user) is not None
    )


@may(PEOPLE)
@form_page
@once
def pick_star(request: Request, key: int, employee_no: str) -> HttpResponse:
    """A member of the committee says why somebody is a star."""
    selection = selection_of(request, key)
    person = _person(request, employee_no)
    if selecting.member_of(selection, request.user) is None:
        raise PermissionDenied
    form = PickForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and carry_out(
        form,
        lambda: selecting.pick(
            selection, person, form.cleaned_data["reason"], by=request.user
        ),
    ):
        messages.success(request, _("%(person)s is picked.") % {"person": person})
        return redirect(selection)
    title = _("Pick %(person)s as star") % {"person": person}
    return page(request, form, title, selection)


@may(VIEW)
@require_POST
@once
def take_back_star(request: Request, key: int) -> HttpResponse:
    """The committee has changed its mind."""
    pick = _pick(request, key)
    if selecting.member_of(pick.selection, request.user) is None:
        raise PermissionDenied
    try:
        selecting.take_back(pick, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(pick.selection)


@may(PEOPLE)
@form_page
@once
def exclude_candidate(request: Request, key: int, employee_no: str) -> HttpResponse:
    """Somebody cannot be a star, as for a serious violation."""
    selection = selection_of(request, key)
    person = _person(request, employee_no)
    if (
        not may_at(request, MAY, selection.unit_id)
        and selecting.member_of(selection, request.user) is None
    ):
        raise PermissionDenied
    form = ExcludeForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and carry_out(
        form,
        lambda: selecting.exclude(
            selection, person, form.cleaned_data["reason"], by=request.user
        ),
    ):
        messages.success(request, _("%(person)s is excluded.") % {"person": person})
        return redirect(selection)
    title = _("Exclude %(person)s") % {"person": person}
    return page(request, form, title, selection)


@may(OBJECT)
@form_page
@once
def object_to_star(request: Request, key: int) -> HttpResponse:
    """Keep what somebody says against a star that was published."""
    pick = _pick(request, key, OBJECT)
    form = ObjectionForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and carry_out(
        form, lambda: selecting.object_to(pick, form.instance, by=request.user)
    ):
        messages.success(request, _("The objection is saved."))
        return redirect(pick.selection)
    title = _("Object to %(person)s") % {"person": _called(request, pick)}
    return page(request, form, title, pick.selection)


@may(MAY)
@form_page
@once
def answer_objection(request: Request, key: int) -> HttpResponse:
    """Whether it is right; then the star is struck out."""
    rows = Objection.objects.select_related("pick__selection", "pick__person")
    objection: Objection = get_object_or_404(rows, pk=key)
    selection = selection_of(request, objection.pick.selection_id, MAY)
    objection.pick.selection = selection
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = form.cleaned_data
        if carry_out(
            form,
            lambda: selecting.answer(
                objection, said["answer"], said["is_upheld"], by=request.user
            ),
        ):
            messages.success(request, _("The objection is answered."))
            return redirect(selection)
    return page(request, form, _("Answer objection"), selection, sub=objection.text)


@may(MAY)
@form_page
@once
def pay_star(request: Request, key: int) -> HttpResponse:
    """The star signs for the prize on the phone of whoever pays."""
    pick = _pick(request, key, MAY)
    form = PayForm(
        request.POST if request.method == "POST" else None, by=request.user.pk
    )
    if form.is_valid() and carry_out(
        form, lambda: selecting.pay(pick, form.cleaned_data["drawn"], by=request.user)
    ):
        messages.success(request, _("The prize is paid."))
        return redirect(pick.selection)
    title = _("Pay %(amount)s to %(person)s") % {
        "amount": formats.money(pick.selection.prize),
        "person": _called(request, pick),
    }
    return page(request, form, title, pick.selection)


@may(PEOPLE)
@require_safe
def print_award(request: Request, key: int) -> HttpResponse:
    """The certificate of an award, for the wall at home."""
    rows = Award.objects.counted().visible_to(request.user)
    award = get_object_or_404(rows.select_related("unit", "person"), pk=key)
    seen = Person.objects.visible_to(request.user)
    person = get_object_or_404(seen, pk=award.person_id)
    name = f"{award.title}-{award.period}-{person.employee_no}"
    return printed_answer(request, award, name, lambda: printed.award(award))


def _called(request: Request, pick: Pick) -> str:
    """The star, as far as the reader sees who it is."""
    return plain(Names(request, [pick.person_id])[pick.person_id])


def _pick(request: Request, key: int, permission: str = VIEW) -> Pick:
    rows = Pick.objects.visible_to(request.user)
    pick: Pick = get_object_or_404(rows.select_related("person"), pk=key)
    pick.selection = selection_of(request, pick.selection_id, permission)
    return pick
