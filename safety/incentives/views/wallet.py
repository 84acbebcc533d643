"""What a worker's badge opens: the wallet, without an account."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from inspections.views.outside import outside
from safety.accounts.limits import is_too_often
from safety.core import formats
from safety.incentives import marks
from safety.incentives.models import Badge, Card
from safety.incentives.services import issuing, wallet
from safety.incentives.services.redeeming import MAY
from safety.incentives.views.counter import serves


@outside
@require_safe
def open_badge(request: HttpRequest, secret: str) -> HttpResponse:
    """Cards of who has the badge, and what they are worth; nobody is named."""
    badge = Badge.objects.opened_by(secret)
    if badge and (door := _door(request, badge)):
        return redirect(door)
    context: dict[str, Any] = {"title": _("My prize cards"), "sub": "", "why": ""}
    if is_too_often(request, "open_badge", str(badge.pk) if badge else "nobody"):
        context["why"] = _("That was asked very often. Wait some minutes.")
        status = HTTPStatus.TOO_MANY_REQUESTS
        return render(request, "incentives/wallet.html", context, status=status)
    if badge is None:
        said = _("This badge opens nothing any more. Ask the safety officer for a new.")
        raise Http404(said)
    cards, today = Card.objects.filter(person=badge.person), timezone.localdate()
    context |= {
        "wallet": wallet.wallet_of(cards, today),
        "earlier": [
            (card, marks.card_state(card.state), _became(card))
            for card in wallet.earlier(cards, today)
        ],
    }
    return render(request, "incentives/wallet.html", context)


def _door(request: HttpRequest, badge: Badge) -> str:
    """Where somebody at work is led who scans a badge; empty for everybody else."""
    user: Any = request.user
    if user.is_authenticated and user.may(MAY) and serves(user, badge.person):
        return reverse("incentives:redeem-wallet", args=[badge.secret])
    if user.is_authenticated and badge.person.is_visible_to(user, issuing.MAY):
        worker = {"worker": badge.person.employee_no}
        return reverse("incentives:issue-card", query=worker)
    return ""


def _became(card: Card) -> str:
    """When and where it was redeemed, else when it was issued."""
    if card.counter:
        return f"{formats.moment(card.redeemed_at)} · {card.counter}"
    return formats.day(card.redeemed_on or card.issued_on)
