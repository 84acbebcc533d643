"""Prize cards: the list of a unit, and what became of one."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_safe

from inspections.views.hazard import linked, names_of
from safety.accounts import history
from safety.accounts.guard import Request, may
from safety.core import formats
from safety.core.lists import Column, written
from safety.core.paging import Order
from safety.incentives import marks
from safety.incentives.filters import CardFilter
from safety.incentives.lists import name_seen_by
from safety.incentives.models import Behaviour, Card, CardState, Entry, HandedOut
from safety.incentives.services import voiding
from safety.org.guard import may_at
from safety.org.lists import ScopedList
from safety.org.models import display_name

VIEW = "incentives.view"


class CardList(ScopedList):
    """Cards of the unit and of those below, the latest first."""

    permission = VIEW
    template_name = "incentives/card_list.html"
    title = gettext_lazy("Prize cards")
    empty_title = gettext_lazy("No prize cards here")
    empty_text = gettext_lazy("Load a register of cards from a file.")
    file_name = "prize-cards"
    filterset_class = CardFilter
    order = Order(("issued_on",), is_descending=True)
    columns = [
        Column(
            "serial",
            gettext_lazy("Serial number"),
            link=("incentives:view-card", "pk"),
            sort=("serial",),
        ),
        Column("words", gettext_lazy("Behaviour"), below=True),
        Column("person_name", gettext_lazy("Issued to")),
        Column("unit_name", gettext_lazy("Unit"), phone=False),
        Column(
            "issued_on",
            pgettext_lazy("prize card", "Issued on"),
            show=formats.day,
            sort=("issued_on",),
        ),
        Column(
            "redeemed_on", gettext_lazy("Redeemed on"), show=formats.day, phone=False
        ),
        Column(
            "amount",
            gettext_lazy("Face value"),
            show=formats.money,
            numeric=True,
            file=str,
        ),
        Column(
            "came_to",
            gettext_lazy("Status"),
            show=marks.card_state,
            file=written(CardState),
        ),
    ]

    def get_queryset(self) -> Any:
        rows = Card.objects.at_or_below(self.unit)
        if not self.request.GET.get("state"):
            rows = rows.counted()
        return (
            rows.with_state()
            .worded()
            .annotate(
                unit_name=display_name("unit__"),
                person_name=name_seen_by(self.request.user),
            )
        )

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(
            may_print=self.may("incentives.change"),
            may_issue=self.may("incentives.issue"),
            may_look=self.may("incentives.signals"),
            **context,
        )


def _redeemed(card: Card) -> str:
    """When, and at which counter where that is known."""
    if card.counter:
        return f"{formats.moment(card.redeemed_at)} · {card.counter}"
    return formats.day(card.redeemed_on)


@may(VIEW)
@require_safe
def view_card(request: Request, key: int) -> HttpResponse:
    """Who gave it to whom for what, and what became of it."""
    seen = Card.objects.visible_to(request.user).select_related(
        "unit", "redeemed_in", "redemption__file"
    )
    card = get_object_or_404(seen, pk=key)
    worded = Behaviour.objects.filter(term=card.behaviour).first()
    person, issuer = names_of(request, card.person_id, card.issued_by_id)
    is_over, is_voided = card.state == CardState.EXPIRED, bool(card.void_reason)
    context = {
        "title": card.serial,
        "sub": f"{card.unit} · {formats.money(card.amount)}",
        "facts": [
            (_("Status"), marks.card_state(card.state)),
            (_("Issued to"), person),
            (_("Behaviour"), worded or card.behaviour),
            (_("In words"), card.note),
            (_("Face value"), formats.money(card.amount)),
            (_("Unit"), linked(card.unit)),
            (pgettext("prize card", "Issued on"), formats.day(card.issued_on)),
            (pgettext("prize card", "Issued by"), issuer),
            (_("Valid until"), formats.day(card.expires_on)),
            (_("Redeemed on"), _redeemed(card)),
            *([(_("Expired on"), formats.day(card.expired_on))] if is_over else []),
            *([(_("Why it was voided"), card.void_reason)] if is_voided else []),
        ],
        "redemption": card.redemption if card.counter else None,
        "goods": HandedOut.objects.filter(redemption=card.redemption_id).select_related(
            "good"
        ),
        "photos": card.photos.counted().arrived().select_related("file"),
        "card": card,
        "may_void": card.state == CardState.ISSUED
        and may_at(request, voiding.MAY, card.unit),
        "entries": Entry.objects.of(card.pk),
        "history": history.of(card, request.user),
        "crumbs": [
            (_("Prize cards"), reverse("incentives:list-cards")),
            (card.serial, ""),
        ],
    }
    return render(request, "incentives/card_detail.html", context)
