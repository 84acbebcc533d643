"""Links for who has no account: shown by who assigns, opened by who rectifies."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from inspections import marks
from inspections.forms.link import LinkForm
from inspections.models import Hazard, Link, Purpose
from inspections.services import links
from inspections.services.guards import Actor, Case, no_person
from inspections.services.hazards import Call, Clash, Overtaken
from inspections.views.hazard import hazard_of, late, trail
from inspections.views.outside import outside, too_large
from safety.accounts.guard import Request, may, require
from safety.accounts.limits import is_too_often
from safety.core import formats
from safety.core.qr import qr_code
from safety.files.views import serve
from safety.journal import once
from safety.org.forms import carry_out, form_page

ASSIGN = "inspections.assign"


# --- for who assigns --------------------------------------------------------------


@may(ASSIGN)
@form_page
def link_hazard(request: Request, key: int) -> HttpResponse:
    """Show the link of a hazard, as text and as a code, or make one."""
    hazard = _assignable(request, key)
    if request.method == "POST":
        actor = Actor.of(request.user)
        if actor.person is None:
            raise PermissionDenied(no_person())
        try:
            links.make(hazard, actor)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        return redirect("inspections:link-hazard", key=hazard.pk)
    link = links.current(hazard)
    title = _("Link without an account")
    context = {
        "title": title,
        "hazard": hazard,
        "why_none": links.why_none(hazard),
        "link": link,
        "crumbs": [*trail(hazard), (title, "")],
        **(_shown(hazard, link) if link else {}),
    }
    return render(request, "inspections/link.html", context)


def _shown(hazard: Hazard, link: Link) -> dict[str, Any]:
    """A link as text to send and as a code to show."""
    path = reverse("fix-by-link", args=[link.secret])
    address = f"{settings.SITE_ADDRESS}{path}"
    said = _("%(person)s: please put right by %(day)s: %(hazard)s (%(number)s).") % {
        "person": link.person,
        "day": formats.day(hazard.deadline),
        "hazard": hazard.description,
        "number": hazard.number,
    }
    return {
        "address": address,
        "text": f"{said} {address}",
        "code": qr_code(address),
        "until": formats.moment(link.until),
    }


def _assignable(request: Request, key: int) -> Hazard:
    hazard = hazard_of(request, key)
    require(request.user, ASSIGN, hazard.unit_id)
    return hazard


@may(ASSIGN)
@require_POST
def revoke_link(request: Request, key: int) -> HttpResponse:
    """Let the link of a hazard open nothing any more."""
    hazard = _assignable(request, key)
    links.take_back(hazard, by=request.user.pk)
    messages.success(request, _("The link opens nothing any more."))
    return redirect("inspections:link-hazard", key=hazard.pk)


# --- for who rectifies ------------------------------------------------------------


def _opened(secret: str) -> Link:
    link = Link.objects.opened_by(secret)
    if link is None:
        raise Http404(_("There is nothing at this address. Ask for a new link."))
    return link


@outside
def fix_by_link(request: HttpRequest, secret: str) -> HttpResponse:
    """What is to be put right, and the form that says that it is."""
    link = _opened(secret)
    case = Case(link.hazard, links.actor_of(link))
    if request.method != "POST":
        return (
            _page(request, case, LinkForm(case=case))
            if link.is_open()
            else (_closed(request, link))
        )
    if why := too_large(request):
        return _page(
            *(request, case, LinkForm(case=case)),
            why=why,
            status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        )
    return _submitted(request, link, case)


def _submitted(request: HttpRequest, link: Link, case: Case) -> HttpResponse:
    """Submit it once; whoever sends the same again gets the same answer."""
    form = LinkForm(request.POST, request.FILES, case=case)
    sent = once.call_of(request)
    call = Call(case.actor, "", sent.number, sent.digest, case.last)
    try:
        if not call.made():
            if not link.is_open():
                return _closed(request, link)
            if is_too_often(request, "submit_by_link", str(link.pk)):
                why = _("That was sent very often. Wait some minutes.")
                status = HTTPStatus.TOO_MANY_REQUESTS
                return _page(request, case, form, why=why, status=status)
            if not form.is_valid():
                return _page(request, case, form)
            noted = replace(call, note=form.note_said)
            verb = lambda: links.submit(link, noted, **form.facts)  # noqa: E731
            if not carry_out(form, verb):
                return _page(request, case, form)
    except (Clash, Overtaken, PermissionDenied):
        return _closed(request, _opened(link.secret))
    return redirect(request.path)


def _page(
    request: HttpRequest,
    case: Case,
    form: LinkForm,
    *,
    why: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    hazard = case.hazard
    photos = hazard.photos.counted().arrived().filter(purpose=Purpose.BEFORE)
    at = case.policy.deadline.strftime("%H:%M")
    context = {
        "title": _("Put this right"),
        "sub": " · ".join(filter(None, (str(hazard.unit), hazard.place))),
        "hazard": hazard,
        "person": case.actor.person,
        "risk": marks.risk(hazard.risk) if hazard.risk else "",
        "due": f"{formats.day(hazard.deadline)} {at}",
        "late": late(hazard),
        "photos": [photo.file for photo in photos.select_related("file")[:3]],
        "secret": request.resolver_match.kwargs["secret"],  # type: ignore[union-attr]
        "form": form,
        "why": why,
        "request_id": uuid4(),
    }
    return render(request, "inspections/fix_by_link.html", context, status=status)


def _closed(request: HttpRequest, link: Link) -> HttpResponse:
    """Why a link opens nothing; 410 unless it has done what it was made for."""
    is_used = link.is_used
    context = {"title": _("Link"), "sub": "", "is_used": is_used}
    status = HTTPStatus.OK if is_used else HTTPStatus.GONE
    return render(request, "inspections/link_closed.html", context, status=status)


@outside
@require_safe
def view_photo(request: HttpRequest, secret: str, key: UUID) -> HttpResponseBase:
    """A photo of what is to be put right, small, while the link is open."""
    link = _opened(secret)
    photos = link.hazard.photos.counted().filter(file__key=key)
    photo = photos.select_related("file").first() if link.is_open() else None
    return serve(request, photo.file if photo else None, is_small=True)
