"""Doing the same with many hazards, chosen in their list, and taking it back."""

from http import HTTPStatus
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from inspections import marks
from inspections.deeds import BY_VERB, Deed
from inspections.forms.moves import AssignManyForm, MoveForm
from inspections.models import Batch, Hazard, Verb
from inspections.services import batches
from inspections.services.batches import Left
from inspections.services.guards import Actor, Case, no_person
from inspections.services.hazards import Call
from inspections.views.hazard import VIEW, trail
from safety.accounts.guard import Request, may
from safety.core import formats
from safety.journal.once import once
from safety.org.forms import form_page

FORMS: dict[str, type[MoveForm]] = {Verb.ASSIGN: AssignManyForm, Verb.VERIFY: MoveForm}
TOLD = 5  # of what was left out, by number
HEADS: dict[str, str | Promise] = {
    Verb.ASSIGN: gettext_lazy("Assign the chosen hazards"),
    Verb.VERIFY: gettext_lazy("Verify and close the chosen hazards"),
}


def _chosen(request: Request) -> list[Hazard]:
    """The hazards that a list has sent, 404 where one of them is not to be seen."""
    sent = request.POST if request.method == "POST" else request.GET
    texts = sent.getlist("row")
    keys = {int(t) for t in texts if t.isascii() and t.isdecimal() and len(t) < 19}
    if len(keys) < len(set(texts)) or len(keys) > batches.MOST:
        raise Http404
    rows = Hazard.objects.visible_to(request.user).filter(pk__in=keys)
    found = list(rows.select_related("unit", "responsible").order_by("due_on", "pk"))
    if len(found) < len(keys):
        raise Http404
    return found


@may(VIEW)
@form_page
@once
def move_many(request: Request, verb: str) -> HttpResponse:
    """Say what shall be done with all of them; it shows which must be left out."""
    deed, actor = BY_VERB[verb], Actor.of(request.user)
    chosen = _chosen(request)
    if actor.person is None:
        raise PermissionDenied(no_person())
    cases = [Case(hazard, actor) for hazard in chosen]
    if cases and not any(case.may(verb) for case in cases):
        raise PermissionDenied
    left = batches.refusals(cases, verb)
    form = None
    if len(left) < len(cases):
        sent = (request.POST,) if request.method == "POST" else ()
        form = FORMS[verb](*sent, case=cases[0])
    if form and form.is_valid():
        call = Call(actor, form.note_said)
        done = batches.carry_all(chosen, verb, call, deed.act, form.facts)
        if done.batch:
            _say_left(request, done.left)
            return redirect("inspections:view-batch", done.batch.pk)
        left, form = done.left, None
    return _page(request, deed, chosen, left, form)


def _page(
    request: Request,
    deed: Deed,
    chosen: list[Hazard],
    left: list[Left],
    form: MoveForm | None,
) -> HttpResponse:
    """The form, and what it is about; 409 when nothing of what was sent can be done."""
    title, why = HEADS[deed.verb], {each.hazard.pk: each.why for each in left}
    context = {
        "title": title,
        "deed": deed,
        "form": form,
        "hazards": [_row(hazard, why.get(hazard.pk, "")) for hazard in chosen],
        "number": len(chosen) - len(left),
        "hidden": {"request_id": uuid4()},
        "back_url": reverse("inspections:list-hazards"),
        "crumbs": [*trail(), (str(title), "")],
    }
    is_late = request.method == "POST" and form is None
    status = HTTPStatus.CONFLICT if is_late else HTTPStatus.OK
    return render(request, "inspections/move_many.html", context, status=status)


def _row(hazard: Hazard, why_not: str = "") -> dict[str, Any]:
    return {
        "hazard": hazard,
        "risk": marks.risk(hazard.risk),
        "state": marks.state(hazard.state),
        "why_not": why_not,
    }


def _say_left(request: Request, left: list[Left]) -> None:
    """Name what was left out."""
    if not left:
        return
    named = [f"{each.hazard.number} ({each.why})" for each in left[:TOLD]]
    said = ngettext(
        "%(number)s hazard was left out: %(named)s",
        "%(number)s hazards were left out: %(named)s",
        len(left),
    )
    named += ["…"] if len(left) > TOLD else []
    told = {"number": formats.number(len(left)), "named": "; ".join(named)}
    messages.warning(request, said % told)


def _batch(request: Request, key: int) -> Batch:
    """A batch of the reader's own, else 404."""
    return get_object_or_404(Batch, pk=key, user=request.user)


@may(VIEW)
@require_safe
def view_batch(request: Request, key: int) -> HttpResponse:
    """What was done, and the button that takes it back."""
    batch = _batch(request, key)
    moved = Hazard.objects.visible_to(request.user).filter(moves__batch=batch)
    hazards = moved.distinct().select_related("unit").order_by("due_on", "pk")
    deed = BY_VERB[batch.verb]
    context = {
        "title": deed.said,
        "batch": batch,
        "hazards": [_row(hazard) for hazard in hazards],
        "undone": batch.undone_at and formats.moment(batch.undone_at),
        "why_not": batches.why_not_undone(batch, Actor.of(request.user)),
        "back_url": reverse("inspections:list-hazards"),
        "crumbs": [*trail(), (str(deed.said), "")],
    }
    return render(request, "inspections/batch_detail.html", context)


@may(VIEW)
@require_POST
def undo_batch(request: Request, key: int) -> HttpResponse:
    """Take all of it back, but for what has moved on since."""
    batch = _batch(request, key)
    try:
        _say_left(request, batches.undo(batch, Actor.of(request.user)))
        messages.success(request, _("Taken back: the hazards are as they were before."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("inspections:view-batch", key)
