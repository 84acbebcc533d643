"""Giving a card on the spot: a worker, what he did right, and what it is worth."""

from decimal import Decimal
from typing import Any, cast
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from inspections.models import Hazard, PublicReport
from inspections.told import PRIVATE
from safety.accounts.guard import Request, may
from safety.core import formats, search
from safety.core.months import Month
from safety.incentives.forms.issuing import IssueForm
from safety.incentives.models import (
    About,
    Badge,
    Behaviour,
    Budget,
    Card,
    CardRule,
    Proposal,
)
from safety.incentives.services import issuing
from safety.incentives.services.issuing import MAY, WORKPLACES, Deed
from safety.journal.once import once
from safety.org.forms import answer, carry_out, form_page
from safety.org.guard import unit_of
from safety.org.models import Kind, Unit
from safety.people.models import Person, Posting, person_of

KEPT = ("card", "report", "worker")  # that the address may name beside the unit
SHOWN = 30  # workers and projects that the page offers to begin with


@may(MAY)
@form_page
@once
def issue_card(request: Request) -> HttpResponse:
    """Give a worker a card at the project of the page."""
    person = person_of(request.user)
    if person is None:
        raise PermissionDenied(issuing.nobody())
    report = _report_of(request)
    worker = _worker_of(request) or _reporter(report)
    unit = _place_of(unit_of(request, MAY), worker)
    form = IssueForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        initial=_proposed(request, worker, report),
        by=request.user,
        rule=CardRule.objects.in_force_at(unit),
    )
    given = list[Card | Proposal]()
    if form.is_valid() and carry_out(
        form, lambda: given.append(_give(request, form, unit))
    ):
        (card,) = given
        if isinstance(card, Proposal):
            messages.success(request, _("The card waits for a leader’s approval."))
            return redirect(card)
        said = _("%(card)s, worth %(amount)s, is given to %(person)s.")
        names = {
            "card": card,
            "amount": formats.money(card.amount),
            "person": card.person,
        }
        messages.success(request, said % names)
        return redirect(card)
    return _page(request, form, unit, person, worker)


def _give(request: Request, form: IssueForm, unit: Unit) -> Card | Proposal:
    said = form.cleaned_data
    names = ("worker", "behaviour", "amount", "note", "printed", "kept_at")
    deed = Deed(unit, *(said[name] for name in names))
    card, warnings = issuing.issue(deed, said["photos"], by=request.user)
    for warning in warnings:
        messages.warning(request, warning)
    return card


def _worker_of(request: Request) -> Person | None:
    """Whom the page's address names, by employee number or by the code of a badge."""
    asked = request.GET.get("worker", "")
    if not asked or not asked.isprintable():
        return None
    rows = Person.objects.counted()
    badge = Badge.objects.opened_by(asked)
    found = badge.person if badge else rows.filter(employee_no=asked).first()
    if found is None or not found.is_visible_to(request.user, MAY):
        messages.error(request, _("There is no worker of this code in your units."))
        return None
    return found


def _report_of(request: Request) -> PublicReport | None:
    """The public report of the page's address, where its reporter may be known."""
    asked = request.GET.get("report", "")
    if not _is_key(asked):
        return None
    hazards = Hazard.objects.visible_to(request.user)
    rows = PublicReport.objects.filter(hazard__in=hazards).select_related("place__unit")
    report: PublicReport | None = rows.filter(pk=asked).first()
    if report and request.user.may(PRIVATE, report.place.unit):
        return report
    return None


def _reporter(report: PublicReport | None) -> Person | None:
    """Which worker of the place has left his telephone number, else his name."""
    if report is None:
        return None
    people = issuing.workers_at(report.place.unit)
    for name in ("phone", "name"):
        said = getattr(report, name)
        found = list(people.filter(**{name: said})[:2]) if said else []
        if len(found) == 1:
            (person,) = found
            return cast(Person, person)
    return None


def _is_key(asked: str) -> bool:
    return asked.isascii() and asked.isdecimal() and len(asked) < 19


def _place_of(unit: Unit, worker: Person | None) -> Unit:
    """The project of the page; above projects the one where the worker is today."""
    if unit.kind in WORKPLACES or worker is None:
        return unit
    postings = Posting.objects.in_force_on(unit.today).below([unit.pk])
    mine = postings.filter(person=worker, unit__kind__in=WORKPLACES)
    posting = mine.select_related("unit").first()
    return posting.unit if posting else unit


def _proposed(
    request: Request, worker: Person | None, report: PublicReport | None
) -> dict[str, Any]:
    """What the address says already."""
    about = Behaviour.objects.offered().filter(about=About.HAZARD) if report else None
    return {
        "worker": worker,
        "behaviour": about and about.first(),
        "printed": search.clean(request.GET.get("card", "")),
    }


def _kept(request: Request) -> str:
    """What the address says of the card, for the ways that lead on from the page."""
    asked = {name: request.GET[name] for name in KEPT if name in request.GET}
    return urlencode(asked)


def _page(
    request: Request,
    form: IssueForm,
    unit: Unit,
    issuer: Person,
    worker: Person | None,
) -> HttpResponse:
    title, is_place = _("Give a prize card"), unit.kind in WORKPLACES
    back = reverse("incentives:list-cards")
    left = _left(unit) if is_place else None
    return answer(
        request,
        "incentives/card_issue.html",
        form,
        title=title,
        unit=unit,
        worker=worker,
        this_month=_got(worker, unit) if worker else 0,
        left=None if left is None else formats.money(left),
        is_place=is_place,
        projects=[] if is_place else _projects(unit),
        kept=_kept(request),
        workers=[] if worker or not is_place else _workers(unit, issuer),
        hidden={"request_id": uuid4()},
        crumbs=[(_("Prize cards"), back), (title, "")],
        cancel_url=back,
        approval=_approval(form.rule),
        outbox=_("Prize card"),
        outbox_title="worker",
    )


def _approval(rule: CardRule) -> str:
    """Which values wait for a leader; empty for none."""
    if not any(rule.asks_approval(amount) for amount in rule.amounts):
        return ""
    if rule.free_up_to == 0:
        return _("A leader approves every card.")
    return _("Above %(amount)s a leader approves it.") % {
        "amount": formats.money(rule.free_up_to)
    }


def _left(unit: Unit) -> Decimal | None:
    """What the tightest budget of the unit has left; None where there is none."""
    month = Month.containing(unit.today)
    rows = Budget.objects.covering([unit.pk], month)
    periods = set(rows.values_list("period", flat=True))
    used: Any = rows.with_use(periods)
    return min((max(each.left, Decimal(0)) for each in used), default=None)


def _got(worker: Person, unit: Unit) -> int:
    """How many cards a worker was given this month."""
    month = Month.containing(unit.today)
    days = (month.first_day, month.last_day)
    return Card.objects.counted().filter(person=worker, issued_on__range=days).count()


def _projects(unit: Unit) -> list[Unit]:
    below = Unit.objects.below([unit.pk]).filter(kind=Kind.PROJECT).standing()
    return list(below.open_on(unit.today)[:SHOWN])


def _workers(unit: Unit, issuer: Person) -> list[Person]:
    there = issuing.workers_at(unit).exclude(pk=issuer.pk)
    return list(there.select_related("contractor").order_by("name", "pk")[:SHOWN])
