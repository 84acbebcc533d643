"""The counter where cards become money."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safety.accounts.guard import Request, may
from safety.core import formats, search
from safety.incentives.forms.redeeming import RedeemForm
from safety.incentives.models import Card
from safety.incentives.services import redeeming
from safety.incentives.services.redeeming import Signed
from safety.journal.once import once
from safety.org.forms import answer, carry_out, form_page
from safety.org.guard import unit_of
from safety.org.models import Unit


@may(redeeming.MAY)
@form_page
@once
def redeem_cards(request: Request) -> HttpResponse:
    """Scan, let the worker sign, see how much is paid, and go on with the next."""
    unit = unit_of(request, redeeming.MAY)
    form = RedeemForm(
        request.POST if request.method == "POST" else None,
        by=request.user.pk,
        initial={"serials": search.clean(request.GET.get("serial", ""))},
    )
    paid = list[Card]()
    if form.is_valid() and carry_out(
        form, lambda: paid.extend(_redeemed(request, form, unit))
    ):
        messages.success(request, said_of(paid))
        query = {"unit": unit.code}
        return redirect(reverse("incentives:redeem-cards", query=query))
    title = _("Redeem prize cards")
    return answer(
        request,
        "form.html",
        form,
        title=title,
        hidden={"request_id": uuid4()},
        cancel_url=reverse("incentives:list-cards"),
        crumbs=[(_("Prize cards"), reverse("incentives:list-cards")), (title, "")],
    )


def _redeemed(request: Request, form: RedeemForm, unit: Unit) -> list[Card]:
    """The cards of one worker, who has signed; who that is, says the first of them."""
    serials = form.cleaned_data["serials"]
    own = Card.objects.visible_to(request.user, redeeming.MAY)
    first = own.filter(serial__in=serials).select_related("person").first()
    signed = Signed(first.person, form.cleaned_data["drawn"]) if first else None
    return redeeming.redeem(serials, unit, by=request.user, signed=signed)


def said_of(cards: list[Card]) -> str:
    """How much is paid for how many cards."""
    said = ngettext(
        "%(number)s card is redeemed: pay %(amount)s.",
        "%(number)s cards are redeemed: pay %(amount)s.",
        len(cards),
    )
    total = sum(card.amount for card in cards)
    return said % {
        "number": formats.number(len(cards)),
        "amount": formats.money(total),
    }
