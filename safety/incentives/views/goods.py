"""The price list of a unit's shop: what cards are redeemed for instead of money."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from safety.accounts.guard import Request, may
from safety.core import formats
from safety.core.lists import Column
from safety.core.paging import Order
from safety.incentives.forms.goods import GoodForm
from safety.incentives.models import Good
from safety.journal import write as journal
from safety.org.forms import answer, carry_out, form_page, save_once
from safety.org.guard import unit_of
from safety.org.lists import ScopedList
from safety.org.models import display_name

MAY = "incentives.change"


class GoodList(ScopedList):
    """Goods that a unit's counter hands out: its own, and those of units above."""

    permission = "incentives.view"
    template_name = "incentives/good_list.html"
    title = pgettext_lazy("goods", "Price list")
    empty_title = gettext_lazy("No goods here")
    empty_text = gettext_lazy("Without goods cards are redeemed for money alone.")
    file_name = "price-list"
    order = Order(("shown_name",))
    columns = [
        Column(
            "shown_name",
            pgettext_lazy("goods", "Name"),
            sort=("shown_name",),
            link=("incentives:change-good", "pk"),
        ),
        Column("unit_name", gettext_lazy("Unit"), below=True),
        Column("from_on", pgettext_lazy("goods", "From"), show=formats.day),
        Column("until_on", pgettext_lazy("goods", "Until"), show=formats.day),
        Column(
            "price",
            pgettext_lazy("goods", "Price"),
            show=formats.money,
            numeric=True,
            file=str,
        ),
    ]

    def get_queryset(self) -> Any:
        return Good.objects.used_at([self.unit.pk]).annotate(
            shown_name=display_name(), unit_name=display_name("unit__")
        )

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(may_change=self.may(MAY), **context)


def _crumbs(title: str) -> list[tuple[str, str]]:
    return [
        (pgettext("goods", "Price list"), reverse("incentives:list-goods")),
        (title, ""),
    ]


@may(MAY)
@form_page
def add_good(request: Request) -> HttpResponse:
    """A line of the price list of the page's unit, from today on."""
    unit = unit_of(request, MAY)
    back = reverse("incentives:list-goods", query={"unit": unit.code})
    good = Good(unit=unit, from_on=unit.today)
    form = GoodForm(request.POST if request.method == "POST" else None, instance=good)
    if request.method == "POST":
        by, mine = request.user.pk, Good.objects.filter(unit=unit)
        made = save_once(form, lambda: journal.save(form.instance, "add", by=by), mine)
        if made:
            messages.success(request, _("%(good)s is added.") % {"good": made})
            return redirect(back)
    title = _("Add goods")
    crumbs = _crumbs(title)
    return answer(
        request, "form.html", form, title=title, crumbs=crumbs, cancel_url=back
    )


@may(MAY)
@form_page
def change_good(request: Request, key: int) -> HttpResponse:
    """Another name, price or last day; what was handed out keeps its price."""
    mine = Good.objects.visible_to(request.user, MAY).select_related("unit")
    good = get_object_or_404(mine, pk=key)
    back = reverse("incentives:list-goods", query={"unit": good.unit.code})
    form = GoodForm(request.POST if request.method == "POST" else None, instance=good)
    by = request.user.pk
    if form.is_valid() and carry_out(form, lambda: journal.save(good, "change", by=by)):
        messages.success(request, _("%(good)s is saved.") % {"good": good})
        return redirect(back)
    title = _("Change goods")
    crumbs = _crumbs(title)
    return answer(
        request, "form.html", form, title=title, crumbs=crumbs, cancel_url=back
    )
