"""What pages for people without an account have in common.

Nobody keeps them, finds them or learns their address from a link; nothing is done in
somebody's name by a cookie, so they need no token against that; they speak the language
that ``?language=`` asks for from then on.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from safety.core.middleware import remember
from safety.org.forms import form_page

View = Callable[..., HttpResponseBase]
# Of one sending: three photos of a good phone, and some words.
MOST_BYTES = 30 * 1024 * 1024
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


def outside(view: View) -> View:
    """Open a view to everybody: the line of the module's docstring."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = spoken(request) or view(request, *args, **kwargs)
        for name, value in HEADERS.items():
            answer.headers[name] = value
        return answer

    return csrf_exempt(login_not_required(form_page(inner)))


def spoken(request: HttpRequest) -> HttpResponseBase | None:
    """The same page in the language that ``?language=`` asks for, if it does."""
    language = request.GET.get("language", "")
    if language not in dict(settings.LANGUAGES):
        return None
    answer = redirect(request.path)
    remember(answer, settings.LANGUAGE_COOKIE_NAME, language)
    return answer


def too_large(request: HttpRequest) -> str:
    """Why a body is not even read; empty when it is."""
    length = request.headers.get("content-length") or "0"
    if length.isdecimal() and len(length) < 12 and int(length) <= MOST_BYTES:
        return ""
    return _("That is too much at once. Send fewer photos.")
