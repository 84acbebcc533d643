"""Photos of what was found at an item: taken under it, on the walk itself."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from inspections.forms.photos import photos_under
from inspections.models import AnswerPhoto, Inspection, Item
from inspections.services import answering
from inspections.views.walking import (
    CHANGE,
    address,
    context_of,
    is_kept,
    item_of,
    lost,
    refused,
    walked,
)
from inspections.walk import Walk
from safety.accounts.guard import Request, may
from safety.journal.once import once


@may(CHANGE)
@require_POST
@once
def add_answer_photos(request: Request, key: int) -> HttpResponse:
    """Keep photos of what was found at an item."""
    inspection = walked(request, key)
    item = item_of(Walk(inspection), request.POST.get("item", ""))
    if item is None:
        return lost(request, inspection)
    by = request.user.pk
    form = photos_under(item.pk, request.POST, request.FILES, by=by)
    if not form.is_valid():
        return _shown(
            request, inspection, item, " ".join(map(str, form.errors["photos"]))
        )
    sent = form.cleaned_data["photos"]
    return _done(
        request,
        inspection,
        item,
        lambda: answering.add_photos(inspection, item, sent, by=by),
    )


@may(CHANGE)
@require_POST
@once
def void_answer_photo(request: Request, key: int) -> HttpResponse:
    """Take a photo off; that it was there stays in the history."""
    inspection = walked(request, key)
    rows = AnswerPhoto.objects.counted().filter(answer__inspection=inspection)
    asked = request.POST.get("photo", "")
    is_number = asked.isascii() and asked.isdecimal() and len(asked) < 19
    found = rows.filter(pk=int(asked) if is_number else 0)
    photo = found.select_related("answer__item").first()
    if photo is None:
        messages.error(request, _("This inspection has no such photo."))
        return redirect(address(inspection))
    photo.answer.inspection = inspection
    return _done(
        request,
        inspection,
        photo.answer.item,
        lambda: answering.void_photo(photo, by=request.user.pk),
    )


def _done(
    request: Request, inspection: Inspection, item: Item, act: Callable[[], Any]
) -> HttpResponse:
    said = ""
    try:
        act()
    except ValidationError as refusal:
        said = " ".join(refusal.messages)
    return _shown(request, inspection, item, said)


def _shown(
    request: Request, inspection: Inspection, item: Item, said: str
) -> HttpResponse:
    """The photos of the item anew, or its page; and what was refused."""
    walk = Walk(inspection)
    stop = walk.stop_of(item)
    if said and is_kept(request):
        return refused(said)
    if not request.htmx:
        if said:
            messages.error(request, said)
        return redirect(f"{address(inspection)}?at={stop.number}#item-{item.pk}")
    context = context_of(walk, stop) | {
        "inspection": inspection,
        "card": walk.card(item) | {"photo_form": photos_under(item.pk)},
        "refused_photo": said,
    }
    return render(request, "inspections/_answer_pictured.html", context)
