"""Proposed cards: what waits for a leader, and what became of one."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from inspections.views.hazard import linked, names_of, one_of
from safety.accounts import history
from safety.accounts.guard import Request, may
from safety.core import formats
from safety.incentives.forms.approving import ApproveForm, WithdrawForm
from safety.incentives.models import Answer, Behaviour, Proposal
from safety.incentives.services import approving, issuing
from safety.incentives.services.approving import MAY as APPROVE
from safety.incentives.views.cards import VIEW
from safety.journal.once import once
from safety.org.forms import answer, carry_out, form_page
from safety.org.guard import may_at, require, unit_of

AT_ONCE = 100


@may(APPROVE)
@form_page
@once
def approve_cards(request: Request) -> HttpResponse:
    """Approve what waits at the unit of the page and below, or reject it."""
    unit = unit_of(request, APPROVE)
    waiting = Proposal.objects.at_or_below(unit).waiting().select_related("unit")
    form = ApproveForm(
        request.POST if request.method == "POST" else None, waiting=waiting[:AT_ONCE]
    )
    if form.is_valid() and carry_out(form, lambda: _answered(request, form)):
        query = {"unit": unit.code}
        return redirect(reverse("incentives:approve-cards", query=query))
    title = _("Approve prize cards")
    ticked = set(map(str, form["cards"].value() or ()))
    return answer(
        request,
        "incentives/card_approve.html",
        form,
        title=title,
        unit=unit,
        waiting=[
            (said, str(said.pk) in ticked, *_told(request, form.waiting, said))
            for said in form.waiting
        ],
        hidden={"request_id": uuid4()},
        crumbs=[(_("Prize cards"), reverse("incentives:list-cards")), (title, "")],
    )


def _told(
    request: Request, rows: list[Proposal], said: Proposal
) -> tuple[object, object, object]:
    """Worker, proposer and behaviour of a card in the reader's words."""
    # Asked of all of them at first, so that the page asks the database once.
    names_of(
        request, *(key for row in rows for key in (row.person_id, row.issued_by_id))
    )
    worker, issuer = names_of(request, said.person_id, said.issued_by_id)
    known = request.__dict__.setdefault(
        "behaviours", {each.term: each for each in Behaviour.objects.all()}
    )
    return worker, issuer, known.get(said.behaviour, said.behaviour)


def _answered(request: Request, form: ApproveForm) -> None:
    keys = form.cleaned_data["cards"]
    if form.is_rejected:
        number = approving.reject(keys, form.cleaned_data["why"], by=request.user)
        said = ngettext(
            "%(number)s card is rejected.", "%(number)s cards are rejected.", number
        )
        messages.success(request, said % {"number": formats.number(number)})
        return
    for warning in approving.approve(keys, by=request.user):
        messages.warning(request, warning)
    said = ngettext(
        "%(number)s card is approved.", "%(number)s cards are approved.", len(keys)
    )
    messages.success(request, said % {"number": formats.number(len(keys))})


@may(VIEW)
@require_safe
def view_proposal(request: Request, key: int) -> HttpResponse:
    """Who proposes what for whom, and what was answered."""
    seen = Proposal.objects.visible_to(request.user).select_related(
        "unit", "card", "issued_by"
    )
    said = get_object_or_404(seen, pk=key)
    worker, issuer = names_of(request, said.person_id, said.issued_by_id)
    worded = Behaviour.objects.filter(term=said.behaviour).first()
    back = reverse("incentives:approve-cards", query={"unit": said.unit.code})
    crumbs = [(_("Prize cards"), reverse("incentives:list-cards"))]
    if may_at(request, APPROVE, said.unit):
        crumbs.append((_("Approve prize cards"), back))
    context = {
        "title": str(said),
        "sub": f"{said.unit} · {formats.money(said.amount)}",
        "facts": [
            (pgettext("proposed card", "Answer"), said.get_answer_display()),
            (_("Reason"), said.why),
            (_("Prize card"), linked(said.card) if said.card else ""),
            (pgettext("proposed card", "For"), worker),
            (_("Behaviour"), worded or said.behaviour),
            (_("In words"), said.note),
            (_("Face value"), formats.money(said.amount)),
            (_("Paper card"), said.printed),
            (_("Unit"), linked(said.unit)),
            (_("Day"), formats.day(said.issued_on)),
            (_("Proposed by"), issuer),
        ],
        "photos": said.photos.counted().arrived().select_related("file"),
        "withdraw_url": _withdraw_url(request, said),
        "history": history.of(said, request.user),
        "crumbs": [*crumbs, (str(said), "")],
    }
    return render(request, "incentives/proposal_detail.html", context)


def _withdraw_url(request: Request, said: Proposal) -> str:
    """Where its proposer takes a card back that nobody has answered yet."""
    is_own = said.issued_by.user_id == request.user.pk
    if not is_own or said.answer != Answer.WAITING:
        return ""
    if not may_at(request, issuing.MAY, said.unit):
        return ""
    return reverse("incentives:withdraw-proposal", args=[said.pk])


@may(issuing.MAY)
@form_page
@once
def withdraw_proposal(request: Request, key: int) -> HttpResponse:
    """Take back a proposed card of one's own, and say why."""
    said: Proposal = one_of(request, Proposal.objects.all(), key)
    require(request.user, issuing.MAY, said.unit_id)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and carry_out(
        form,
        lambda: approving.withdraw(said, form.cleaned_data["reason"], by=request.user),
    ):
        messages.success(request, _("Taken back: the card is not given."))
        return redirect(said)
    back = said.get_absolute_url()
    return answer(
        request,
        "form.html",
        form,
        title=_("Take back %(number)s") % {"number": said},
        hidden={"request_id": uuid4()},
        is_grave=True,
        crumbs=[
            (_("Prize cards"), reverse("incentives:list-cards")),
            (str(said), back),
            (pgettext("proposed card", "Take back"), ""),
        ],
        cancel_url=back,
    )
