"""The language of a page, that nobody keeps it, and how it goes over the line."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

Next = Callable[[HttpRequest], HttpResponseBase]
YEAR = 365 * 24 * 3600


class SqueezeMiddleware(GZipMiddleware):
    """Compress answers, but not photos and documents, which are compressed already."""

    SQUEEZED = ("image/jpeg", "application/pdf")

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Compress an answer that gets smaller by it."""
        if response.headers.get("Content-Type", "").startswith(self.SQUEEZED):
            return response
        return super().process_response(request, response)


class KeepNothingMiddleware:
    """No browser or proxy keeps a page: after signing out, Back shows none.

    What may be kept says so itself, as the static files do.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve the request, its answer for this moment only."""
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class ReaderMiddleware:
    """Say in the header ``Reader`` for whom a page is; empty for nobody.

    By it a phone keeps pages for one user, and forgets them when he has signed out.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve the request; of what failed nothing more is asked."""
        response = self.get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if is_page and response.status_code == HTTPStatus.OK:
            response.headers["Reader"] = str(request.user.pk or "")
        return response


class LanguageMiddleware:
    """Activate the language of the cookie, else the best of ``Accept-Language``.

    The language in a user's account becomes the cookie when he logs in, so that no
    page has to ask the database for it.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve the request in its language, and say so to caches."""
        language = translation.get_language_from_request(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        response.headers.setdefault("Content-Language", language)
        if of_account := getattr(request, "language_of_account", ""):
            remember(response, settings.LANGUAGE_COOKIE_NAME, of_account)
        return response


@receiver(user_logged_in)
def take_language_of_account(request: HttpRequest, user: Any, **_kwargs: Any) -> None:
    """Speak the language the user chose last, on whatever device."""
    request.language_of_account = user.language  # type: ignore[attr-defined]


def remember(response: HttpResponseBase, cookie: str, value: str) -> None:
    """Keep a choice (language, theme) on this device for a year."""
    response.set_cookie(
        cookie, value, YEAR, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax"
    )
