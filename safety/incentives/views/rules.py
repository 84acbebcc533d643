"""By which rules cards are given, and for what: shown and changed."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from safety.accounts.guard import Request, may
from safety.core import formats
from safety.core.lists import Column
from safety.core.rules import RuleTable, sourced, ticked
from safety.incentives.forms.rules import BehaviourForm, CardRuleForm
from safety.incentives.models import Behaviour, CardRule
from safety.incentives.views.cards import VIEW
from safety.journal import write as journal
from safety.org.forms import answer, carry_out, form_page, save_once
from safety.org.guard import may_at, require, scope_of, unit_of
from safety.org.models import Unit

SET = "incentives.rule"
POLICY = "incentives.policy"


def crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    """The way from the page of rules."""
    return [
        (_("Prize cards"), reverse("incentives:list-cards")),
        (_("Rules"), reverse("incentives:list-rules") if last else ""),
        *last,
    ]


@may(VIEW)
@require_safe
def list_rules(request: Request) -> HttpResponse:
    """What holds at a unit, who below has rules of its own, and the behaviours."""
    scope = scope_of(request, VIEW)
    unit = cast(Unit, scope.unit)
    rule = CardRule.objects.in_force_at(unit)
    below = CardRule.objects.at_or_below(unit).exclude(unit=None).exclude(unit=unit)
    context = {
        "title": _("Rules of prize cards"),
        "scope": scope,
        "rule": rule,
        "facts": _told(rule),
        "may_set": may_at(request, SET, unit),
        "is_own": CardRule.objects.own_of(unit) == rule,
        "below": below.select_related("unit"),
        "rules": [_behaviours(may_set=request.user.may(POLICY))],
        "crumbs": crumbs(),
    }
    return render(request, "incentives/rule_list.html", context)


def _told(rule: CardRule) -> list[tuple[str, Any]]:
    """A rule in words."""
    free = formats.money(rule.free_up_to)
    return [
        (_("Holds for"), rule),
        (_("Given by"), _(", ").join(rule.role_names)),
        (_("Face values"), _(", ").join(map(formats.money, rule.amounts))),
        (_("Standard value"), formats.money(rule.standard)),
        (
            _("Approval of a leader"),
            pgettext("approval", "Never asked")
            if rule.free_up_to is None
            else _("Above %(amount)s") % {"amount": free},
        ),
        (_("Cards that somebody gives in a day"), formats.number(rule.of_issuer_a_day)),
        (_("Cards that a worker gets in a day"), formats.number(rule.of_worker_a_day)),
        (
            _("Cards from one to the same worker in a week"),
            formats.number(rule.of_pair_a_week),
        ),
        (_("To the own team at most"), f"{rule.share_of_own_team} %"),
        (_("Days that a phone may keep a card"), formats.number(rule.days_late)),
        (
            _("Valid for days"),
            formats.number(rule.days_valid) if rule.days_valid else _("Without end"),
        ),
        (_("Source"), rule.shown_source),
        (_("How sure"), rule.get_mark_display()),
    ]


def _behaviours(*, may_set: bool) -> RuleTable:
    return RuleTable(
        _("Behaviours"),
        [
            Column("display_name", _("Behaviour")),
            Column("get_about_display", pgettext("behaviour", "About")),
            Column("term", _("Term")),
            *sourced(),
            Column("is_offered", _("Offered"), show=ticked),
        ],
        Behaviour.objects.all(),
        may_set,
        ("incentives:add-behaviour", _("Behaviour")),
    )


@may(SET)
@form_page
def set_card_rule(request: Request) -> HttpResponse:
    """Give the unit of the page a rule of its own, or change the one it has."""
    unit = unit_of(request, SET)
    rule = CardRule.objects.own_of(unit) or _begun(unit)
    form = CardRuleForm(
        request.POST if request.method == "POST" else None, instance=rule
    )
    verb, by = "change" if rule.pk else "add", request.user.pk
    back = reverse("incentives:list-rules", query={"unit": unit.code})
    if form.is_valid() and carry_out(form, lambda: journal.save(rule, verb, by=by)):
        said = _("The rule of %(unit)s is saved.") % {"unit": unit}
        messages.success(request, said)
        return redirect(back)
    title = _("Rule of %(unit)s") % {"unit": unit}
    return answer(
        request,
        "form.html",
        form,
        title=title,
        crumbs=crumbs((title, "")),
        cancel_url=back,
    )


def _begun(unit: Unit) -> CardRule:
    """A rule of its own as it is inherited, to be changed."""
    rule = CardRule.objects.in_force_at(unit)
    copied = {name: getattr(rule, name) for name in CardRuleForm.Meta.fields}
    return CardRule(unit=unit, **copied)


@may(SET)
@form_page
def drop_card_rule(request: Request, key: int) -> HttpResponse:
    """Let the unit of a rule inherit one again."""
    seen = CardRule.objects.visible_to(request.user).select_related("unit")
    own = get_object_or_404(seen, pk=key)
    unit = cast(Unit, own.unit)
    require(request.user, SET, unit)
    back = reverse("incentives:list-rules", query={"unit": unit.code})
    if request.method == "POST":
        journal.remove(own, "remove", by=request.user.pk)
        said = _("%(unit)s has the rule of the unit above again.") % {"unit": unit}
        messages.success(request, said)
        return redirect(back)
    title = _("Drop own rule")
    context = {
        "title": title,
        "crumbs": crumbs((title, "")),
        "text": _("The rule of the unit above holds at %(unit)s again.")
        % {"unit": unit},
        "action": title,
        "is_grave": True,
        "cancel_url": back,
    }
    return render(request, "confirm.html", context)


@may(POLICY)
@form_page
def add_behaviour(request: Request) -> HttpResponse:
    """Cards are given for this, too."""
    form = BehaviourForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        by, rows = request.user.pk, Behaviour.objects.all()
        made = save_once(form, lambda: journal.save(form.instance, "add", by=by), rows)
        if made:
            messages.success(request, _("“%(rule)s” is added.") % {"rule": made})
            return redirect("incentives:list-rules")
    return _behaviour(request, form, _("New behaviour"))


@may(POLICY)
@form_page
def change_behaviour(request: Request, key: int) -> HttpResponse:
    """Word it otherwise, or offer it no more."""
    found = get_object_or_404(Behaviour, pk=key)
    form = BehaviourForm(
        request.POST if request.method == "POST" else None, instance=found
    )
    by = request.user.pk
    if form.is_valid() and carry_out(
        form, lambda: journal.save(found, "change", by=by)
    ):
        messages.success(request, _("“%(rule)s” is saved.") % {"rule": found})
        return redirect("incentives:list-rules")
    return _behaviour(request, form, _("Change “%(rule)s”") % {"rule": found})


def _behaviour(request: Request, form: BehaviourForm, title: str) -> HttpResponse:
    return answer(
        request,
        "form.html",
        form,
        title=title,
        crumbs=crumbs((title, "")),
        cancel_url=reverse("incentives:list-rules"),
    )
