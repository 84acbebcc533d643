"""Settlements of counters: the list of a unit, one of them, its PDF, its form."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db.models import Count, Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from inspections.views.hazard import linked, one_of
from inspections.views.printed import answer as answer_paper
from safety.accounts import history
from safety.accounts.guard import Request, may
from safety.core import formats
from safety.core.lists import Column
from safety.core.paging import Order
from safety.incentives import printed
from safety.incentives.forms.settling import SettleForm
from safety.incentives.lists import name_seen_by
from safety.incentives.models import Settlement
from safety.incentives.services import settling
from safety.journal.once import once
from safety.org.forms import answer, carry_out, form_page
from safety.org.guard import unit_of
from safety.org.lists import ScopedList
from safety.org.models import display_name

VIEW = "incentives.view"


class SettlementList(ScopedList):
    """Settlements of the unit's counter and of those below, the latest first."""

    permission = VIEW
    template_name = "incentives/settlement_list.html"
    title = gettext_lazy("Settlements of prize cards")
    empty_title = gettext_lazy("Nothing is settled here yet")
    empty_text = gettext_lazy("A clerk settles what the counter has paid.")
    file_name = "settlements"
    order = Order(("until_on",), is_descending=True)
    columns = [
        Column(
            "until_on",
            pgettext_lazy("settlement", "Until"),
            show=formats.day,
            link=("incentives:view-settlement", "pk"),
            sort=("until_on",),
        ),
        Column("unit_name", gettext_lazy("Counter of"), below=True),
        Column("since_on", pgettext_lazy("settlement", "From"), show=formats.day),
        Column("number", gettext_lazy("Cards"), numeric=True),
        Column(
            "amount",
            gettext_lazy("Amount"),
            show=formats.money,
            numeric=True,
            file=str,
        ),
    ]

    def get_queryset(self) -> Any:
        rows = Settlement.objects.at_or_below(self.unit).with_sums()
        return rows.annotate(unit_name=display_name("unit__"))

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(may_settle=self.may(settling.MAY), **context)


def _crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        (_("Prize cards"), reverse("incentives:list-cards")),
        (_("Settlements"), reverse("incentives:list-settlements")),
        *last,
    ]


def _settlement(request: Request, key: int) -> Any:
    rows = Settlement.objects.with_sums().select_related("unit", "by")
    return one_of(request, rows, key)


def _facts(settlement: Any) -> list[tuple[str, Any]]:
    return [
        (_("Counter of"), linked(settlement.unit)),
        (_("From"), formats.day(settlement.since_on)),
        (_("Until"), formats.day(settlement.until_on)),
        (_("Cards"), formats.number(settlement.number)),
        (_("Amount"), formats.money(settlement.amount)),
        (_("Settled by"), str(settlement.by)),
        (_("Settled at"), formats.moment(settlement.at)),
    ]


def _cards(request: Request, settlement: Settlement) -> Any:
    """Its cards in the order they were redeemed, with names that the viewer sees."""
    cards = settlement.cards.annotate(person_name=name_seen_by(request.user))
    return cards.order_by("redeemed_on", "serial")


@may(VIEW)
@require_safe
def view_settlement(request: Request, key: int) -> HttpResponse:
    """Which cards it has, what they add up to, and who signed."""
    settlement = _settlement(request, key)
    goods = settling.goods_of(settlement)
    context = {
        "title": _("Settlement"),
        "settlement": settlement,
        "facts": _facts(settlement),
        "cards": _cards(request, settlement),
        "goods": goods,
        "in_money": settling.in_money(settlement, goods),
        "signatures": settlement.signatures.select_related("file"),
        "history": history.of(settlement, request.user),
        "crumbs": _crumbs((formats.day(settlement.until_on), "")),
    }
    return render(request, "incentives/settlement_detail.html", context)


@may(VIEW)
@require_safe
def print_settlement(request: Request, key: int) -> HttpResponse:
    """The list with its sum and both signatures, for the books."""
    settlement = _settlement(request, key)
    return answer_paper(
        request,
        settlement,
        f"settlement-{settlement.unit.code}-{settlement.until_on}",
        lambda: printed.settlement(
            settlement,
            facts=_facts(settlement),
            cards=_cards(request, settlement),
            goods=settling.goods_of(settlement),
        ),
    )


@may(settling.MAY)
@form_page
@once
def settle_cards(request: Request) -> HttpResponse:
    """Close what was redeemed at the counter of the page's unit up to a day."""
    unit = unit_of(request, settling.MAY)
    form = SettleForm(
        request.POST if request.method == "POST" else None,
        by=request.user.pk,
        initial={"until": unit.today, "clerk": str(request.user)},
    )
    made = list[Settlement]()
    if form.is_valid() and carry_out(
        form,
        lambda: made.append(
            settling.settle(
                unit, form.cleaned_data["until"], form.signed, by=request.user
            )
        ),
    ):
        messages.success(request, _("Settled. These cards stay as they are."))
        return redirect(made[0])
    title = _("Settle prize cards")
    return answer(
        request,
        "incentives/settle_cards.html",
        form,
        title=title,
        unit=unit,
        waiting=settling.waiting(unit).aggregate(
            number=Count("pk"), amount=Sum("amount")
        ),
        hidden={"request_id": uuid4()},
        crumbs=_crumbs((title, "")),
        cancel_url=reverse("incentives:list-settlements", query={"unit": unit.code}),
    )
