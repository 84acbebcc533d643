"""Doing something about a hazard: one page for every move."""

from http import HTTPStatus
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from inspections import marks
from inspections.deeds import BY_VERB, Deed
from inspections.models import Hazard, Move, Verb
from inspections.services.guards import Actor, Case, no_person
from inspections.services.hazards import Call, Clash, Overtaken
from inspections.views.hazard import VIEW, fixes, hazard_of, names_of, trail
from safety.accounts.guard import Request, may
from safety.core import formats
from safety.journal import once
from safety.org.fields import UNSEEN
from safety.org.forms import carry_out, form_page


def call_of(request: Request, actor: Actor, note: str) -> Call:
    """Who asks for what, as the page that was sent says."""
    sent, seen = once.call_of(request), request.POST.get("seen", "")
    return Call(
        actor,
        note,
        request_id=sent.number,
        digest=sent.digest,
        seen=int(seen) if seen.isascii() and seen.isdecimal() else None,
    )


@may(VIEW)
@form_page
def move_hazard(request: Request, key: int, verb: str) -> HttpResponse:
    """Do something about a hazard: guard, form, verb, back to its page."""
    deed = BY_VERB[verb]
    hazard = hazard_of(request, key)
    case = Case(hazard, Actor.of(request.user))
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = deed.form(*sent, case=case)
    if request.method == "POST":
        return _done(request, deed, case, form)
    _require(case, verb)
    return _page(request, deed, case, form, case.why_not_now(verb))


def _require(case: Case, verb: str) -> None:
    if not case.may(verb):
        raise PermissionDenied("" if case.actor.person else no_person())


def _done(request: Request, deed: Deed, case: Case, form: Any) -> HttpResponse:
    """Carry it out; whoever sends the same again gets the same answer."""
    hazard = case.hazard
    try:
        if not call_of(request, case.actor, "").made():
            _require(case, deed.verb)
            if not form.is_valid():
                return _page(request, deed, case, form, case.why_not_now(deed.verb))
            call = call_of(request, case.actor, form.note_said)
            verb = lambda: deed.act(hazard, call, **form.facts)  # noqa: E731
            if not carry_out(form, verb):
                return _page(request, deed, case, form, "")
    except Clash:
        return _page(request, deed, case, form, _("Something else was sent before."))
    except Overtaken as overtaken:
        return _page(request, deed, overtaken.case, form, overtaken.why)
    messages.success(request, str(deed.said))
    return redirect(_next(request, hazard))


def _next(request: Request, hazard: Hazard) -> str:
    """Back to the queue for who works through it, else to the hazard."""
    if request.POST.get("then") == "queue":
        unit = request.POST.get("unit", "")
        query = {"unit": unit} if unit else {}
        return reverse("inspections:verify-hazards", query=query)
    return hazard.get_absolute_url()


def _page(
    request: Request, deed: Deed, case: Case, form: Any, why_not: str
) -> HttpResponse:
    """The form; 409 with what has happened where the hazard has moved on."""
    hazard = case.hazard
    title = f"{deed.action}: {hazard.description}"
    is_lost = any(form.has_error(name, UNSEEN) for name in form.fields)
    status = HTTPStatus.NOT_FOUND if is_lost else HTTPStatus.OK
    context = {
        "title": deed.action,
        "page_title": title,
        "deed": deed,
        "hazard": hazard,
        "form": form,
        "text": deed.text,
        "can": case.can(deed.verb),
        "why_not": why_not,
        "last": _last(request, case) if why_not else "",
        "hidden": {"seen": case.last, "request_id": uuid4()},
        "risk": hazard.risk and marks.risk(hazard.risk),
        "state": marks.state(hazard.state),
        "fixes": [] if hazard.uncounted else fixes(request, case),
        "cancel_url": hazard.get_absolute_url(),
        "crumbs": [*trail(hazard), (str(deed.action), "")],
    }
    status = HTTPStatus.CONFLICT if why_not else status
    return render(request, "inspections/move_form.html", context, status=status)


def _last(request: Request, case: Case) -> str:
    """What was done last, by whom and when."""
    if not case.moves:
        return ""
    move: Move = case.moves[-1]
    (who,) = names_of(request, move.by_id)
    what, at = Verb(move.verb).label, formats.moment(move.at)
    return format_html("{}: {}, {}", who, what, at)
