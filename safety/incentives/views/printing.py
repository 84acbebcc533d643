"""Paper cards: printed for a unit, what became of each, and what its code opens."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from inspections.views.outside import outside
from inspections.views.printed import answer as printed
from safety.accounts.guard import Request, may, require
from safety.core import formats
from safety.core.paper import Label, Sheet
from safety.incentives import marks
from safety.incentives.forms.printing import PrintForm
from safety.incentives.models import Card, CardRule, PrintedBatch, PrintedCard
from safety.incentives.services import issuing, printing, redeeming
from safety.journal.once import once
from safety.org.forms import answer, form_page
from safety.org.guard import unit_of

MAY = "incentives.change"
SHOWN = 50  # batches on the page that prints the next


@may(MAY)
@form_page
@once
def print_cards(request: Request) -> HttpResponse:
    """How many of which value; and those that were printed before."""
    unit = unit_of(request, MAY)
    rule = CardRule.objects.in_force_at(unit)
    form = PrintForm(request.POST if request.method == "POST" else None, rule=rule)
    if form.is_valid():
        said, by = form.cleaned_data, request.user.pk
        return redirect(printing.prepare(unit, said["amount"], said["number"], by=by))
    title = _("Paper cards")
    rows = PrintedBatch.objects.at_or_below(unit).with_counts().select_related("unit")
    return answer(
        request,
        "incentives/batch_print.html",
        form,
        title=title,
        unit=unit,
        batches=rows[:SHOWN],
        hidden={"request_id": uuid4()},
        crumbs=[(_("Prize cards"), reverse("incentives:list-cards")), (title, "")],
        cancel_url=reverse("incentives:list-cards"),
    )


def _batch(request: Request, key: int) -> PrintedBatch:
    seen = PrintedBatch.objects.visible_to(request.user).select_related("unit")
    batch: PrintedBatch = get_object_or_404(seen, pk=key)
    require(request.user, MAY, batch.unit_id)
    return batch


@may(MAY)
@form_page
def view_batch(request: Request, key: int) -> HttpResponse:
    """Each paper card and what became of it; those ticked are marked as lost."""
    batch = _batch(request, key)
    if request.method == "POST":
        sent = request.POST.getlist("serials")
        serials = [serial for serial in sent if serial.isprintable()]
        number = printing.lose(batch, serials, by=request.user.pk)
        said = ngettext(
            "%(number)s paper card is lost, and nobody can issue it.",
            "%(number)s paper cards are lost, and nobody can issue them.",
            number,
        )
        messages.success(request, said % {"number": formats.number(number)})
        return redirect(batch)
    cards = batch.cards.select_related("card")
    context = {
        "title": str(batch),
        "batch": batch,
        "sub": f"{batch.unit} · {formats.money(batch.amount)}",
        "rows": [(card, marks.paper_state(card.state)) for card in cards],
        "crumbs": [
            (_("Prize cards"), reverse("incentives:list-cards")),
            (_("Paper cards"), reverse("incentives:print-cards")),
            (str(batch), ""),
        ],
    }
    return render(request, "incentives/batch_detail.html", context)


@may(MAY)
@require_safe
def sheet_of_cards(request: Request, key: int) -> HttpResponse:
    """The paper cards of a batch that can still be issued, as a PDF to cut out."""
    batch = _batch(request, key)
    title = f"{_('Paper cards')} {batch}"
    cards = list(batch.cards.filter(card=None, lost_at=None))

    def sheet() -> Sheet:
        amount = formats.money(batch.amount)
        labels = [
            Label(_address(card), [amount, card.serial, str(batch.unit)])
            for card in cards
        ]
        return Sheet(title, labels)

    return printed(request, batch, title, sheet)


def _address(card: PrintedCard) -> str:
    return f"{settings.SITE_ADDRESS}{reverse('open-card', args=[card.secret])}"


@outside
@require_safe
def open_card(request: HttpRequest, secret: str) -> HttpResponse:
    """What a paper card is worth and whether it was issued; nobody is named."""
    paper = PrintedCard.objects.opened_by(secret)
    if paper is None:
        raise Http404(_("This code is of no paper card that was printed here."))
    if door := _door(request, paper):
        return redirect(door)
    cards: Any = Card.objects.worded()
    context = {
        "title": _("Prize card"),
        "sub": paper.serial,
        "paper": paper,
        "words": cards.get(pk=paper.card.pk).words if paper.card else "",
        "state": marks.card_state(paper.card.state)
        if paper.card
        else marks.paper_state(paper.state),
    }
    return render(request, "incentives/paper_card.html", context)


def _door(request: HttpRequest, paper: PrintedCard) -> str:
    """Where somebody at work is led who scans it; empty for everybody else."""
    user: Any = request.user
    if not user.is_authenticated:
        return ""
    unit = paper.batch.unit
    if paper.card is None and user.may(issuing.MAY, unit):
        query = {"unit": unit.code, "card": paper.serial}
        return reverse("incentives:issue-card", query=query)
    if paper.card and user.may(redeeming.MAY, paper.card.unit_id):
        query = {"unit": unit.code, "serial": paper.serial}
        return reverse("incentives:redeem-cards", query=query)
    return ""
