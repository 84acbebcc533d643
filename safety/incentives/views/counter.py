"""The counter after the scan of a badge: what a worker has, ticked and signed for."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from safety.accounts.guard import Request, may
from safety.core import formats
from safety.incentives.forms.redeeming import WalletForm
from safety.incentives.models import Badge, Card, Good
from safety.incentives.models.card import CardQuerySet
from safety.incentives.services import redeeming
from safety.incentives.services.redeeming import Signed
from safety.incentives.services.wallet import Wallet, money_of, wallet_of
from safety.incentives.views.redeeming import said_of
from safety.journal.once import once
from safety.org.forms import carry_out, form_page
from safety.org.guard import Holder, may_at, unit_of
from safety.org.models import Unit
from safety.people.models import Person, Posting

SHOWN = 100  # goods on offer at a counter


def cards_at(user: Holder, person: Person) -> CardQuerySet:
    """Cards of a worker that the user may redeem."""
    return Card.objects.visible_to(user, redeeming.MAY).filter(person=person)


def serves(user: Holder, person: Person) -> bool:
    """Whether a worker is served: he works in the user's units, or has their cards."""
    is_here = person.is_visible_to(user, redeeming.MAY)
    return is_here or cards_at(user, person).exists()


@may(redeeming.MAY)
@form_page
@once
def redeem_wallet(request: Request, secret: str) -> HttpResponse:
    """All cards are ticked at first; the worker signs, and is paid."""
    badge = Badge.objects.opened_by(secret)
    if badge is None or not serves(request.user, badge.person):
        raise Http404(_("This is no badge of a worker of your units."))
    person, unit = badge.person, unit_of(request, redeeming.MAY)
    is_sent = request.method == "POST"
    goods = list(Good.objects.used_at([unit.pk]).sold_on(unit.today)[:SHOWN])
    data = request.POST if is_sent else None
    form = WalletForm(data, by=request.user.pk, goods=goods)
    paid = list[Card]()
    if form.is_valid() and carry_out(
        form, lambda: paid.extend(_redeemed(request, form, unit, person))
    ):
        left = wallet_of(cards_at(request.user, person), unit.today).amount
        kept = _("%(amount)s is left.") % {"amount": formats.money(left)}
        messages.success(request, f"{_paid(paid, form.taken)} {kept}")
        query = {"unit": unit.code}
        return redirect(reverse("incentives:redeem-cards", query=query))
    wallet = wallet_of(cards_at(request.user, person), unit.today)
    return render(
        request,
        "incentives/counter.html",
        _shown(request, unit, person, wallet) | {"form": form},
    )


def _redeemed(
    request: Request, form: WalletForm, unit: Unit, person: Person
) -> list[Card]:
    said = form.cleaned_data
    signed = Signed(person, said["drawn"], form.taken)
    return redeeming.redeem(said["serials"], unit, by=request.user, signed=signed)


def _paid(cards: list[Card], goods: dict[Good, int]) -> str:
    """What is handed out for the cards: money, or goods and the rest in money."""
    if not goods:
        return said_of(cards)
    worth = sum((card.amount for card in cards), Decimal(0))
    cost = sum((good.price * number for good, number in goods.items()), Decimal(0))
    said = _("Hand out %(goods)s, and pay %(amount)s.")
    names = ", ".join(f"{good} × {number}" for good, number in goods.items())
    return said % {"goods": names, "amount": formats.money(worth - cost)}


def _shown(
    request: Request, unit: Unit, person: Person, wallet: Wallet
) -> dict[str, Any]:
    """Each card with why it is not redeemed here, and what those ticked come to."""
    rows = [
        (card, redeeming.why_not(card, request.user, unit.today))
        for card in wallet.cards
    ]
    ready = [card for card, why in rows if not why]
    ticked = request.POST.getlist("serials", [card.serial for card in ready])
    chosen = [card for card in ready if card.serial in ticked]
    amount = sum((card.amount for card in chosen), Decimal(0))
    here = Posting.objects.in_force_on(unit.today).filter(person=person)
    posting = here.select_related("unit").order_by("-start_on").first()
    money = money_of(unit) if may_at(request, "incentives.view", unit) else None
    title = _("Redeem at counter")
    return {
        "title": title,
        "unit": unit,
        "who": f"{person} · {person.employee_no}",
        "team": posting.unit if posting else "",
        "wallet": wallet,
        "rows": rows,
        "ticked": {card.serial for card in chosen},
        "ready": len(ready),
        "amount": amount,
        "left": wallet.amount - amount,
        "shape": formats.money(0).replace("0", "{sum}"),
        "money": money,
        "request_id": uuid4(),
        "crumbs": [
            (_("Redeem prize cards"), reverse("incentives:redeem-cards")),
            (title, ""),
        ],
    }
