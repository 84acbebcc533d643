"""Figures of closed months that differ, why they do, and what becomes of them."""

from dataclasses import replace
from typing import Any, NamedTuple
from uuid import uuid4

from django.apps import apps
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safety.accounts import history
from safety.accounts.guard import Request, may
from safety.accounts.models import User
from safety.closing.forms.months import AnswerForm, ApproveForm, AskForm, WhyForm
from safety.closing.models import Evidence
from safety.closing.services import restating
from safety.closing.services.restating import Restated
from safety.closing.views.months import VIEW, address, crumbs
from safety.core import formats
from safety.core.declare.indicators import Indicator
from safety.core.months import Period
from safety.indicators import read, registry, show
from safety.indicators.read import Figure
from safety.indicators.reasons import Reason
from safety.journal import past
from safety.journal.once import once
from safety.org.forms import answer as answer_form
from safety.org.forms import carry_out, form_page
from safety.org.guard import may_at, require, scope_of
from safety.org.models import Ancestry, Unit

SHOWN = 100
MOST_REASONS = 50


def _scope(request: Request, permission: str) -> tuple[Unit, Period]:
    scope = scope_of(request, permission)
    if scope.unit is None:
        raise Http404(_("There is no unit here that you can see."))
    return scope.unit, scope.period


def _below(unit: Unit) -> list[Unit]:
    """The unit and all below it, the unit first."""
    below = Ancestry.objects.current().below([unit.pk])
    units = Unit.objects.filter(pk__in=below)
    return sorted(units, key=lambda each: (each.pk != unit.pk, each.code))


class Line(NamedTuple):
    """One figure that differs, as a page shows it."""

    restated: Restated
    published: str
    now: str
    change: str
    url: str
    is_asked: bool


def _change(figure: Figure) -> str:
    """By how much the records now say more or less."""
    if figure.live is None:
        return ""
    moved = show.change(figure.live, figure)
    return f"{moved.arrow} {moved.amount}".strip() if moved else ""


def _lines(found: list[Restated]) -> list[Line]:
    asked = set(Evidence.objects.waiting().values_list("unit", "period", "code"))
    return [
        Line(
            each,
            show.value(each.figure),
            show.value(each.figure.live) if each.figure.live else "",
            _change(each.figure),
            address(
                "view-restatement",
                each.unit,
                each.figure.period,
                code=each.figure.indicator.code,
            ),
            (each.unit.pk, each.figure.period, each.figure.indicator.code) in asked,
        )
        for each in found
    ]


@may(VIEW)
@require_safe
def list_restated(request: Request) -> HttpResponse:
    """Every figure of closed months, of the unit and below, that differs now."""
    unit, period = _scope(request, VIEW)
    found = restating.restated(_below(unit))
    context = {
        "title": _("Restatements"),
        "unit": unit,
        "lines": _lines(found[:SHOWN]),
        "more": max(0, len(found) - SHOWN),
        "may_approve": may_at(request, restating.MAY_APPROVE, unit),
        "crumbs": crumbs(unit, period.last_month, (_("Restatements"), "")),
    }
    return render(request, "closing/restatement_list.html", context)


def _indicator(code: str) -> Indicator:
    found = registry.indicators().get(code)
    if found is None:
        raise Http404(_("There is no such indicator."))
    return found


def _one(request: Request, permission: str) -> tuple[Indicator, Unit, Period, Figure]:
    """The figure of the address; the first indicator where it names none."""
    unit, period = _scope(request, permission)
    indicator = _indicator(request.GET.get("code") or next(iter(registry.indicators())))
    return indicator, unit, period, restating.one(indicator, unit, period)


class Told(NamedTuple):
    """One record that makes a difference, for a reader."""

    name: str
    url: str
    before: str
    now: str
    changes: list[Any]


@may(VIEW)
@require_safe
def view_restated(request: Request) -> HttpResponse:
    """Published and new value, the records that make the difference, who and why."""
    indicator, unit, period, figure = _one(request, VIEW)
    if not figure.is_closed:
        figure = replace(figure, live=figure)
    try:
        parts = restating.why(indicator, unit, period)
        number = restating.since(indicator, unit, period)
        told = [
            [_told(request.user, each, number) for each in part[:MOST_REASONS]]
            for part in parts
        ]
        is_too_much = any(len(part) > MOST_REASONS for part in parts)
    except past.TooManyError:
        told, is_too_much = [], True
    beside = restating.moved_with(read.measures_of(indicator))
    context = {
        "title": str(indicator.name),
        "indicator": indicator,
        "unit": unit,
        "period": period,
        "line": _lines([Restated(unit, figure)])[0],
        "differs": figure.differs,
        "is_closed": figure.is_closed,
        "is_approved": figure.is_approved,
        "parts": told,
        "is_too_much": is_too_much,
        "moves_too": [each for each in beside if each is not indicator],
        "entries": restating.history(indicator, unit, period),
        "evidence": Evidence.objects.filter(
            unit=unit, period=period.index, code=indicator.code
        ).select_related("asked_by", "answered_by"),
        "may_approve": may_at(request, restating.MAY_APPROVE, unit),
        "may_answer": may_at(request, restating.MAY_ANSWER, unit),
        "chosen": Restated(unit, figure).key,
        "crumbs": crumbs(
            unit,
            period.last_month,
            (_("Restatements"), address("list-restatements", unit, period)),
            (str(indicator.name), ""),
        ),
    }
    return render(request, "closing/restatement_detail.html", context)


def _told(viewer: User, reason: Reason, number: int) -> Told:
    """A subject of a number by its name, where the viewer sees it."""
    model = apps.get_model(reason.label)
    rows = getattr(model, "objects", model._base_manager)
    seen = rows.visible_to(viewer) if hasattr(rows, "visible_to") else rows.all()
    record = seen.filter(pk=reason.key).first()
    url = getattr(record, "get_absolute_url", str)() if record else ""
    changes = [
        {
            "what": history.VERBS.get(change.verb, change.verb),
            "at": change.at,
            "by": User.objects.filter(pk=change.by).first() if change.by else None,
            "load": change.load,
            "why": past.why(change),
        }
        for each in reason.records[:3]
        for change in past.who(each.label, each.key, number)
    ]
    return Told(
        str(record) if record else _("elsewhere"),
        url,
        formats.number(reason.before),
        formats.number(reason.now),
        changes,
    )


def _chosen(texts: list[str], unit: Unit) -> list[tuple[Indicator, Unit, Period]]:
    """The figures that a form names; 404 for one that is not of the unit or below."""
    units = {each.code: each for each in _below(unit)}
    found = []
    for text in texts:
        code, _bar, rest = text.partition("|")
        when, _bar, indicator = rest.partition("|")
        try:
            period = Period.parse(when)
        except ValueError as error:
            raise Http404(str(error)) from error
        if code not in units:
            raise Http404(_("There is no unit %(code)s here.") % {"code": code})
        found.append((_indicator(indicator), units[code], period))
    return found


def _form(request: Request, form: type[WhyForm]) -> WhyForm:
    return form(request.POST if request.method == "POST" else None)


@may(restating.MAY_APPROVE)
@form_page
@once
def approve(request: Request) -> HttpResponse:
    """Have the new values of chosen figures shown from now on, with the reason."""
    unit, period = _scope(request, restating.MAY_APPROVE)
    said = request.POST if request.method == "POST" else request.GET
    texts = [text for each in said.getlist("chosen") for text in each.split(",")]
    texts = [text for text in texts if text][:SHOWN]
    chosen = _chosen(texts, unit)
    form = _form(request, ApproveForm)
    if form.is_valid() and carry_out(
        form,
        lambda: restating.approve(
            chosen, by=request.user, why=form.cleaned_data["why"]
        ),
    ):
        messages.success(request, _("Approved: the new values are shown from now on."))
        return redirect(address("list-restatements", unit, period))
    title = _("Approve restatements")
    lines = [Restated(at, restating.one(of, at, when)) for of, at, when in chosen]
    return answer_form(
        request,
        "closing/restatement_approve.html",
        form,
        title=title,
        unit=unit,
        lines=_lines(lines),
        hidden={"request_id": uuid4(), "chosen": ",".join(texts)},
        crumbs=crumbs(unit, period.last_month, (title, "")),
        cancel_url=address("list-restatements", unit, period),
    )


@may(restating.MAY_APPROVE)
@form_page
@once
def ask(request: Request) -> HttpResponse:
    """Ask a unit for evidence of what it has changed."""
    indicator, unit, period, _figure = _one(request, restating.MAY_APPROVE)
    back = address("view-restatement", unit, period, code=indicator.code)
    form = _form(request, AskForm)
    if form.is_valid() and carry_out(
        form,
        lambda: restating.ask(
            indicator, unit, period, form.cleaned_data["why"], by=request.user
        ),
    ):
        messages.success(request, _("Asked."))
        return redirect(back)
    return _asked_page(request, form, unit, period, _("Ask for evidence"), back)


@may(restating.MAY_ANSWER)
@form_page
@once
def answer(request: Request, key: int) -> HttpResponse:
    """Answer what headquarters has asked."""
    rows = Evidence.objects.visible_to(request.user).select_related("unit")
    evidence = rows.filter(pk=key).first()
    if evidence is None:
        raise Http404(_("There is no such question."))
    unit, period = evidence.unit, evidence.period
    require(request.user, restating.MAY_ANSWER, unit)
    back = address("view-restatement", unit, period, code=evidence.code)
    form = _form(request, AnswerForm)
    if form.is_valid() and carry_out(
        form,
        lambda: restating.answer(evidence, form.cleaned_data["why"], by=request.user),
    ):
        messages.success(request, _("Answered."))
        return redirect(back)
    return _asked_page(
        request, form, unit, period, _("Answer"), back, question=evidence
    )


def _asked_page(
    request: Request,
    form: WhyForm,
    unit: Unit,
    period: Period,
    title: str,
    back: str,
    **more: Any,
) -> HttpResponse:
    return answer_form(
        request,
        "closing/month_why.html",
        form,
        title=title,
        unit=unit,
        month=period.last_month,
        hidden={"request_id": uuid4()},
        crumbs=crumbs(unit, period.last_month, (title, "")),
        cancel_url=back,
        **more,
    )
