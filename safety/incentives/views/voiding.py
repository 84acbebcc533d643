"""Voiding a card, with a reason."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from inspections.views.hazard import one_of
from safety.accounts.guard import Request, may
from safety.core.forms import VoidForm
from safety.incentives.models import Card
from safety.incentives.services import voiding
from safety.journal.once import once
from safety.org.forms import answer, carry_out, form_page
from safety.org.guard import require


@may(voiding.MAY)
@form_page
@once
def void_card(request: Request, key: int) -> HttpResponse:
    """Take a card out of all numbers, and say why."""
    card: Card = one_of(request, Card.objects.all(), key)
    require(request.user, voiding.MAY, card.unit_id)
    form = VoidForm(request.POST if request.method == "POST" else None)
    by = request.user.pk
    if form.is_valid() and carry_out(
        form, lambda: voiding.void(card, form.cleaned_data["reason"], by=by)
    ):
        messages.success(request, _("Voided: it counts nowhere."))
        return redirect(card)
    back = card.get_absolute_url()
    return answer(
        request,
        "incentives/card_void.html",
        form,
        title=_("Void %(number)s") % {"number": card},
        hidden={"request_id": uuid4()},
        is_grave=True,
        crumbs=[
            (_("Prize cards"), reverse("incentives:list-cards")),
            (card.serial, back),
            (_("Void"), ""),
        ],
        cancel_url=back,
    )
