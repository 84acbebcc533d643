"""Signing in with a phone: the code on the trainer's screen, and what it opens."""

from http import HTTPStatus
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from inspections.models import Status
from inspections.views.outside import outside, too_large
from safety.accounts.guard import Request, may
from safety.accounts.limits import is_too_often
from safety.core.middleware import remember
from safety.core.qr import qr_code
from safety.journal.once import answer_once, call_of
from training.forms.sessions import SignInForm
from training.models import Session
from training.services import signing
from training.views.attending import count_of
from training.views.sessions import CHANGE, changeable, crumbs, signed_for

DEVICE = "device"  # the cookie by which a phone is known again


@may(CHANGE)
@require_safe
def show_code(request: Request, key: int) -> HttpResponse:
    """A code that people scan, made anew every few seconds; and how many have."""
    session = changeable(request, key)
    if session.status != Status.DRAFT or session.opened_at is None:
        return redirect(session)
    address = reverse("sign-in", args=[signing.code_of(session)])
    around = signing.code_of(session, is_passed_around=True)
    context = count_of(session, session.today) | {
        "title": session.topic,
        "session": session,
        "seconds": settings.SIGN_IN_SECONDS,
        "code": qr_code(f"{settings.SITE_ADDRESS}{address}"),
        "around": reverse("sign-in", args=[around]),
        "signed_for": signed_for(request, session),
        "crumbs": crumbs(
            (session.number, session.get_absolute_url()), (_("Sign in by phone"), "")
        ),
    }
    page = "_session_code" if request.htmx else "session_code"
    return render(request, f"training/{page}.html", context)


@outside
def sign_in(request: HttpRequest, secret: str) -> HttpResponse:
    """Employee number and signature, at the session whose code was scanned."""
    code, is_sent = signing.read(secret), request.method == "POST"
    session = signing.session_of(code) if code else None
    if code is None or session is None:
        raise Http404(_("Nobody signs in here now. Ask whoever teaches."))
    if not (code.is_in_time() if is_sent else code.is_fresh()):
        raise Http404(_("This code is over. Scan the one that is on the screen now."))
    if not is_sent:
        return _page(request, session, SignInForm())
    if said := too_large(request):
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        return _page(request, session, SignInForm(), said, status)
    return answer_once(call_of(request), lambda: _signed(request, session, code))


def _signed(request: HttpRequest, session: Session, code: signing.Code) -> HttpResponse:
    """Keep it, or show the form with what is wrong."""
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _page(request, session, form)
    said = form.cleaned_data
    person = signing.person_of(session, said["employee_no"])
    if person is None:
        return _nobody(request, session, form)
    device = "" if code.is_passed_around else request.COOKIES.get(DEVICE, "")
    try:
        signed = signing.sign(session, person, said["drawn"], device)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return _page(request, session, form)
    return redirect("signed-in", secret=signing.receipt_of(signed, code))


def _nobody(request: HttpRequest, session: Session, form: SignInForm) -> HttpResponse:
    """What is said of a number that is nobody's here; who tries many waits."""
    if is_too_often(request, "sign_in", str(session.pk)):
        said = _("Too many wrong numbers. Ask whoever teaches to tick you.")
        return _page(request, session, form, said, HTTPStatus.TOO_MANY_REQUESTS)
    said = _("This number is not known here. Check it, or ask whoever teaches.")
    form.add_error("employee_no", said)
    return _page(request, session, form)


def _page(
    request: HttpRequest,
    session: Session,
    form: SignInForm,
    why: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    context = {
        "title": session.topic,
        "sub": session.unit,
        "form": form,
        "why": why,
        "request_id": uuid4(),
    }
    answer = render(request, "training/session_sign_in.html", context, status=status)
    if DEVICE not in request.COOKIES:
        remember(answer, DEVICE, uuid4().hex)
    return answer


@outside
@require_safe
def signed_in(request: HttpRequest, secret: str) -> HttpResponse:
    """Who is signed in; a phone that is passed around goes on to the next."""
    found = signing.receipt(secret)
    if found is None:
        raise Http404(_("Nobody signs in here now. Ask whoever teaches."))
    signed, is_passed_around = found
    session = signed.session
    next_code = signing.code_of(session, is_passed_around=True)
    context = {
        "title": session.topic,
        "sub": session.unit,
        "signed": signed,
        "next": reverse("sign-in", args=[next_code]) if is_passed_around else "",
    }
    return render(request, "training/session_signed_in.html", context)
