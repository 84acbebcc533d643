"""The end of an inspection."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from inspections.forms.finishing import FinishForm
from inspections.models import Status
from inspections.services import finishing
from inspections.views.walking import (
    CHANGE,
    LACKING,
    address,
    crumbs_to,
    is_kept,
    refused,
    walked,
)
from inspections.walk import Walk
from safety.accounts.guard import Request, may
from safety.journal.once import once
from safety.org.forms import answer as form_answer
from safety.org.forms import carry_out, form_page


@may(CHANGE)
@form_page
@once
def finish_inspection(request: Request, key: int) -> HttpResponse:
    """What is missing, or the score and who signs; then lock it."""
    inspection = walked(request, key)
    if inspection.status != Status.DRAFT:
        return redirect(inspection)
    by, is_sent = request.user.pk, request.method == "POST"
    form = FinishForm(request.POST if is_sent else None, by=by)
    if form.is_valid() and carry_out(
        form, lambda: finishing.finish(inspection, form.signed, by=by)
    ):
        said = _("%(number)s is finished and counts.") % {"number": inspection.number}
        messages.success(request, said)
        return redirect(inspection)
    if is_sent and is_kept(request):
        wrong = [said for every in form.errors.values() for said in every]
        return refused(" ".join(map(str, wrong)))
    walk, title = Walk(inspection), _("Finish inspection")
    context = {
        "title": title,
        "inspection": inspection,
        "walk": walk,
        "hidden": {"request_id": uuid4()},
        "missing": [(stop, item, LACKING[what]) for stop, item, what in walk.missing()],
        "cancel_url": address(inspection),
        "crumbs": crumbs_to(
            (str(inspection), inspection.get_absolute_url()), (title, "")
        ),
    }
    return form_answer(request, "inspections/inspection_finish.html", form, **context)


@may(CHANGE)
@form_page
def discard_inspection(request: Request, key: int) -> HttpResponse:
    """Give up an inspection that has not ended."""
    inspection = walked(request, key)
    if inspection.status != Status.DRAFT:
        return redirect(inspection)
    if request.method == "POST":
        finishing.discard(inspection, by=request.user.pk)
        said = _("%(number)s is discarded.") % {"number": inspection.number}
        messages.success(request, said)
        return redirect("inspections:list-inspections")
    title = _("Discard inspection")
    context = {
        "title": title,
        "crumbs": crumbs_to(
            (str(inspection), inspection.get_absolute_url()), (title, "")
        ),
        "text": _(
            "%(number)s counts nowhere then. Hazards that were raised stay; what a "
            "plan asks for can be begun anew."
        )
        % {"number": inspection},
        "action": pgettext("inspection", "Discard"),
        "is_grave": True,
        "cancel_url": inspection.get_absolute_url(),
    }
    return render(request, "confirm.html", context)
