"""Where to look in the cards of a month, and the audit of some that are drawn."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from inspections.views.hazard import linked, names_of, one_of
from safety.accounts.guard import Request, may
from safety.core import formats
from safety.core.lists import Column
from safety.core.months import Month, Period
from safety.core.rules import RuleTable, sourced
from safety.incentives.forms.signals import AuditForm, SignalRuleForm
from safety.incentives.models import Card, CardAudit, SignalRule
from safety.incentives.services import signals
from safety.incentives.services.selecting import POLICY
from safety.incentives.services.signals import AUDIT, Signal
from safety.journal import write as journal
from safety.org.forms import answer, carry_out, form_page
from safety.org.guard import may_at, require, scope_of
from safety.org.models import Unit

VIEW = "incentives.signals"
SHOWN = 30  # cards of a signal


@may(VIEW)
@require_safe
def view_signals(request: Request) -> HttpResponse:
    """What in the cards of a month is worth a look, with the cards."""
    scope = scope_of(request, VIEW)
    unit, month = cast(Unit, scope.unit), _month_of(scope.period)
    found = signals.signals(unit, month)
    shown = [card for each in found for card in each.cards[:SHOWN]]
    people = [card.person_id for card in shown] + [each.issuer_id for each in found]
    names_of(request, *people)
    teams = Unit.objects.in_bulk({each.team_id for each in found if each.team_id})
    title = _("Signals")
    context = {
        "title": title,
        "scope": scope,
        "sub": f"{unit} · {formats.period(month)}",
        "signals": [
            {
                "sort": each.sort.label,
                "says": signals.SAYS.get(each.sort, ""),
                "what": _told(request, each, teams),
                "cards": _listed(request, each.cards[:SHOWN]),
                "papers": each.papers[:SHOWN],
                "more": max(0, len(each.cards) + len(each.papers) - SHOWN),
            }
            for each in found
        ],
        "crumbs": _crumbs((title, "")),
    }
    return render(request, "incentives/signals.html", context)


def _told(request: Request, signal: Signal, teams: dict[int, Unit]) -> list[Any]:
    """Whose cards they are, and how many of how many."""
    number = len(signal.cards) + len(signal.papers)
    if signal.issuer_id is None:
        said = ngettext("%(number)s card", "%(number)s cards", number)
        told = said % {"number": formats.number(number)}
        return [linked(signal.batch), told] if signal.batch else [told]
    [issuer] = names_of(request, signal.issuer_id)
    said = pgettext("signal", "%(number)s of %(all)s cards") % {
        "number": formats.number(number),
        "all": formats.number(signal.all_of_them),
    }
    team = teams.get(signal.team_id or 0)
    return [issuer, said, *([team] if team else [])]


def _listed(request: Request, cards: Iterable[Card]) -> list[tuple[Card, Any]]:
    return [(card, names_of(request, card.person_id)[0]) for card in cards]


@may(VIEW)
@require_safe
def view_audit(request: Request) -> HttpResponse:
    """The cards of a month that are drawn, and what was found about each."""
    scope = scope_of(request, VIEW)
    unit, month = cast(Unit, scope.unit), _month_of(scope.period)
    cards = signals.sample(unit, month)
    names_of(request, *(card.person_id for card in cards))
    title = _("Audit of prize cards")
    done = pgettext("audit", "%(done)s of %(all)s done") % {
        "done": formats.number(sum(hasattr(card, "audit") for card in cards)),
        "all": formats.number(len(cards)),
    }
    context = {
        "title": title,
        "scope": scope,
        "sub": f"{unit} · {formats.period(month)} · {done}",
        "cards": [
            (card, name, getattr(card, "audit", None))
            for card, name in _listed(request, cards)
        ],
        "may_audit": may_at(request, AUDIT, unit),
        "crumbs": _crumbs((title, "")),
    }
    return render(request, "incentives/card_audit.html", context)


@may(AUDIT)
@form_page
def audit_card(request: Request, key: int) -> HttpResponse:
    """Say what was found about a card; who gave it or has it may not."""
    rows = Card.objects.worded().select_related("unit", "audit")
    card: Any = one_of(request, rows, key)
    require(request.user, AUDIT, card.unit)
    known = getattr(card, "audit", None)
    form: Any = AuditForm(
        request.POST if request.method == "POST" else None,
        instance=known or CardAudit(card=card),
    )
    month = Period.month(Month.containing(card.issued_on))
    back = reverse(
        "incentives:view-audit", query={"unit": card.unit.code, "period": str(month)}
    )
    if form.is_valid():
        said = form.cleaned_data
        if carry_out(
            form,
            lambda: signals.audit(card, said["finding"], said["note"], by=request.user),
        ):
            messages.success(request, _("The finding is saved."))
            return redirect(back)
    title = _("Audit %(card)s") % {"card": card}
    return answer(
        request,
        "form.html",
        form,
        title=title,
        sub=f"{card.words} · {formats.day(card.issued_on)}",
        crumbs=_crumbs((_("Audit of prize cards"), back), (title, "")),
        cancel_url=back,
    )


@may(VIEW)
@require_safe
def list_signal_rules(request: Request) -> HttpResponse:
    """From when on something is a signal, and how many cards are audited."""
    columns = [
        Column("__str__", _("Rule")),
        Column("value", _("Value"), numeric=True, show=formats.number),
        *sourced(),
    ]
    title = _("Rules of signals")
    may_set = request.user.may(POLICY)
    context = {
        "title": title,
        "table": RuleTable(title, columns, SignalRule.objects.all(), may_set),
        "crumbs": _crumbs((title, "")),
    }
    return render(request, "incentives/signal_rule_list.html", context)


@may(POLICY)
@form_page
def change_signal_rule(request: Request, key: int) -> HttpResponse:
    """Signals are found, and cards drawn, by this from now on."""
    rule = get_object_or_404(SignalRule, pk=key)
    form: Any = SignalRuleForm(
        request.POST if request.method == "POST" else None, instance=rule
    )
    by, back = request.user.pk, reverse("incentives:list-signal-rules")
    if form.is_valid() and carry_out(form, lambda: journal.save(rule, "change", by=by)):
        messages.success(request, _("“%(rule)s” is saved.") % {"rule": rule})
        return redirect(back)
    title = _("Change “%(rule)s”") % {"rule": rule}
    way = _crumbs((_("Rules of signals"), back), (title, ""))
    return answer(request, "form.html", form, title=title, crumbs=way, cancel_url=back)


def _month_of(period: Period) -> Period:
    """The month of a page, the last one of a longer period."""
    return Period.month(period.last_month)


def _crumbs(*way: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Prize cards"), reverse("incentives:list-cards")), *way]
