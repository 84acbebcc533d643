"""A hazard of a failed item: a form under the item, or on a page of its own."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from inspections.forms.report import RaiseForm
from inspections.models import Answer, Hazard, Inspection, Item, PolicyQuerySet
from inspections.services import raising
from inspections.services.guards import Actor
from inspections.services.hazards import Call
from inspections.views.report import is_repeat, people_of
from inspections.views.walking import (
    CHANGE,
    address,
    crumbs_to,
    item_of,
    lost,
    walked,
)
from inspections.walk import Walk
from safety.accounts.guard import Request, may
from safety.journal.once import once
from safety.org.forms import answer as form_answer
from safety.org.forms import carry_out, form_page

ANY = "0"  # stands for an item in the form that is filled in on the phone


def form_for(
    request: Request,
    inspection: Inspection,
    policies: PolicyQuerySet,
    item: Item | None = None,
    *,
    has_photos: bool = False,
) -> RaiseForm:
    """The form of an item, or the one from which a phone makes those of all items.

    Photos of the item do for its hazard.
    """
    is_sent = request.method == "POST" and item is not None
    initial = _initial(inspection, policies, item)
    if request.method != "POST":
        people = people_of(request)
        initial["responsible"] = Hazard.objects.owner_at(inspection.unit, people)
    form = RaiseForm(
        *((request.POST, request.FILES) if is_sent else ()),
        item=item,
        initial=initial,
        by=request.user,
        policies=policies,
        at=inspection.unit,
        today=inspection.inspected_on,
        auto_id=f"raise-{item.pk if item else ANY}-%s",
    )
    if has_photos:
        form.fields["photos"].required = False
    return form


def _initial(
    inspection: Inspection, policies: PolicyQuerySet, item: Item | None
) -> dict[str, Any]:
    wrong = raising.wrong(inspection, item or Item())
    names = ("place", "description", "category")
    initial: dict[str, Any] = {name: getattr(wrong, name) for name in names}
    if item:
        initial["due_on"] = raising.days_proposed(inspection, [item], policies)[item.pk]
    return initial


def proposals(
    inspection: Inspection, items: Iterable[Item], policies: PolicyQuerySet
) -> dict[int, str]:
    """What the phone fills in for each item, as JSON, by the keys of the items."""
    rows = list(items)
    days = raising.days_proposed(inspection, rows, policies)
    return {
        item.pk: json.dumps(
            {
                "item": item.pk,
                "description": str(item),
                "category": item.hazard_category,
                "due_on": days[item.pk].isoformat(),
            },
            ensure_ascii=False,
        )
        for item in rows
    }


@may(CHANGE)
@form_page
@once
def raise_hazard(request: Request, key: int) -> HttpResponse:
    """Make a hazard of what failed, with what the checklist and the unit propose.

    A phone gets the part under the item: the form again, or the hazard.
    """
    inspection = walked(request, key)
    walk, is_sent = Walk(inspection), request.method == "POST"
    asked = request.POST if is_sent else request.GET
    item = item_of(walk, asked.get("item", ""))
    if item is None:
        return lost(request, inspection)
    back = f"{address(inspection)}?at={walk.stop_of(item).number}#item-{item.pk}"
    answer = walk.answers.get(item.pk)
    if not is_sent and answer and answer.raised:
        return _raised(request, back, answer)
    has_photos = item.pk in walk.photos
    call, is_again = Call(Actor.of(request.user)), False
    form = form_for(request, inspection, call.policies, item, has_photos=has_photos)

    def verb() -> Hazard:
        said = form.cleaned_data
        told = raising.Told(
            form.hazard, said["due_on"], said["is_fixed"], form.pictures, said["note"]
        )
        return raising.raise_hazard(inspection, item, told, call)

    if is_sent and form.is_valid():
        is_new = not (answer and answer.raised)
        is_again = is_new and is_repeat(request, form, call.policies, item)
        if not is_again and carry_out(form, verb):
            if request.htmx:
                return redirect(f"{request.path}?item={item.pk}")
            messages.success(request, _("The hazard is reported."))
            return redirect(back)
    context = {
        "title": _("Report as hazard"),
        "sub": str(item),
        "inspection": inspection,
        "item": item,
        "is_repeat": is_again,
        "hidden": {"request_id": uuid4(), "item": item.pk},
        "cancel_url": back,
        "crumbs": crumbs_to(
            (str(inspection), address(inspection)), (_("Report as hazard"), "")
        ),
    }
    if request.htmx:
        return render(request, "inspections/_raise.html", {**context, "form": form})
    return form_answer(request, "inspections/inspection_hazard.html", form, **context)


def _raised(request: Request, back: str, answer: Answer) -> HttpResponse:
    if not request.htmx:
        return redirect(back)
    return render(request, "inspections/_raised.html", {"answer": answer})
