"""The ledger of a unit: what is on which account, and what the last proof found."""

from decimal import Decimal
from typing import Any, cast

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from safety.accounts.guard import Request, may
from safety.core import formats
from safety.incentives.models import Account, Entry, Movement, Proof
from safety.org.guard import scope_of
from safety.org.models import Kind, Unit

VIEW = "incentives.view"


@may(VIEW)
@require_safe
def view_ledger(request: Request) -> HttpResponse:
    """Balances at a unit and below; what is wrong is told at the group, where it is."""
    scope = scope_of(request, VIEW)
    unit = cast(Unit, scope.unit)
    title = _("Ledger of prize cards")
    balances = Entry.objects.below([unit.pk]).balances()
    proof = Proof.objects.first()
    is_group = unit.kind == Kind.GROUP
    context = {
        "title": title,
        "scope": scope,
        "balances": [
            (account.label, formats.money(balances[account])) for account in Account
        ],
        "proof": proof,
        "faults": [_told(fault) for fault in proof.faults]
        if proof and is_group
        else [],
        "crumbs": [
            (_("Prize cards"), reverse("incentives:list-cards")),
            (title, ""),
        ],
    }
    return render(request, "incentives/ledger.html", context)


def _told(fault: dict[str, Any]) -> dict[str, Any]:
    """A fault in words."""
    words = {
        "entry-without-card": pgettext(
            "ledger", "Entered, but the card says otherwise"
        ),
        "card-without-entry": pgettext(
            "ledger", "The card says so, but nothing is entered"
        ),
        "reversal-differs": pgettext(
            "ledger", "Given back otherwise than it was entered"
        ),
        "movement-twice": pgettext("ledger", "Entered more than once"),
        "signed-for-no-card": pgettext(
            "ledger", "Signed for at a counter, but no card was paid"
        ),
        "indicator-differs": pgettext(
            "ledger", "More in the ledger than in its indicator"
        ),
    }
    return {
        "what": words[fault["what"]],
        "of": fault["of"],
        "movement": Movement(fault["movement"]).label,
        "amount": formats.money(Decimal(fault["fen"]).scaleb(-2)),
    }
