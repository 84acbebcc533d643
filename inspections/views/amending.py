"""What is amended in a finished inspection: in words, a moment, or one answer."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from inspections.forms.answering import AmendAnswerForm, AmendForm, VoidForm
from inspections.models import Amendment, Answer, Inspection, Status
from inspections.services import amending
from inspections.services.guards import Actor
from inspections.views.walking import CHANGE, crumbs_to, item_of, lost, walked
from inspections.walk import Walk
from safety.accounts.guard import Request, may
from safety.core.forms import HouseForm
from safety.journal.once import once
from safety.org.forms import answer, carry_out, form_page


@may(CHANGE)
@form_page
@once
def amend_inspection(request: Request, key: int) -> HttpResponse:
    """Say what is not right in a finished inspection, and why."""
    inspection = walked(request, key)
    if inspection.status != Status.FINAL:
        return redirect(inspection)
    form = AmendForm(
        request.POST if request.method == "POST" else None,
        instance=Amendment(inspection=inspection),
    )
    actor = Actor.of(request.user)
    if form.is_valid() and carry_out(
        form, lambda: amending.amend(form.instance, form.moments, actor)
    ):
        return _done(request, inspection)
    return _page(request, inspection, form)


@may(CHANGE)
@form_page
@once
def amend_answer(request: Request, key: int) -> HttpResponse:
    """Answer an item (``item``) of a finished inspection otherwise, and say why."""
    inspection = walked(request, key)
    if inspection.status != Status.FINAL:
        return redirect(inspection)
    walk, is_sent = Walk(inspection), request.method == "POST"
    asked = request.POST if is_sent else request.GET
    item = item_of(walk, asked.get("item", ""))
    if item is None:
        return lost(request, inspection)
    there = walk.answers.get(item.pk) or Answer(inspection=inspection, item=item)
    form = AmendAnswerForm(request.POST if is_sent else None, answer=there)

    def verb() -> None:
        reason = form.cleaned_data["reason"]
        actor = Actor.of(request.user)
        amending.amend_answer(inspection, item, form.told, reason, actor)

    if form.is_valid() and carry_out(form, verb):
        return _done(request, inspection)
    hidden = {"item": item.pk, "request_id": uuid4()}
    return _page(request, inspection, form, sub=str(item), hidden=hidden)


@may(CHANGE)
@form_page
@once
def void_inspection(request: Request, key: int) -> HttpResponse:
    """Take a finished inspection out of all numbers, and say why."""
    inspection = walked(request, key)
    if inspection.status != Status.FINAL:
        return redirect(inspection)
    form = VoidForm(
        request.POST if request.method == "POST" else None,
        instance=Amendment(inspection=inspection),
    )
    actor = Actor.of(request.user)
    if form.is_valid() and carry_out(form, lambda: amending.void(form.instance, actor)):
        messages.success(request, _("Voided: it counts nowhere."))
        return redirect(inspection)
    back = inspection.get_absolute_url()
    return _page(
        request,
        inspection,
        form,
        title=_("Void %(number)s") % {"number": inspection},
        sub=_(
            "It counts nowhere then, and stays with the reason. Its hazards stay as "
            "they are; what a plan has asked for is asked anew."
        ),
        is_grave=True,
        crumbs=crumbs_to((str(inspection), back), (_("Void"), "")),
    )


def _done(request: Request, inspection: Inspection) -> HttpResponse:
    messages.success(request, _("The amendment stands on the record."))
    return redirect(inspection)


def _page(
    request: Request, inspection: Inspection, form: HouseForm, **told: object
) -> HttpResponse:
    back = inspection.get_absolute_url()
    context = {
        "title": _("Amend %(number)s") % {"number": inspection},
        "hidden": {"request_id": uuid4()},
        "sub": "",
        "cancel_url": back,
        "crumbs": crumbs_to((str(inspection), back), (_("Amend"), "")),
    }
    return answer(request, "inspections/inspection_amend.html", form, **context | told)
