"""Everything is logged, behind the log-in, and for some behind a second factor."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django_structlog.middlewares import RequestMiddleware
from structlog.contextvars import bind_contextvars

from safety.accounts.adapter import client_address
from safety.accounts.models import User

GetResponse = Callable[[HttpRequest], HttpResponseBase]
# What somebody without a second factor needs to get one, or to leave.
OPEN_WITHOUT = frozenset({"account_logout", "account_reauthenticate"})


class RequestLogMiddleware(RequestMiddleware):
    """A line of the log when a request comes and when it is answered.

    It names the page and not the query, which has what people search for: names,
    numbers, addresses of other people.
    """

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """``GET /people/``; a part of an address that opens by itself is left out."""
        return f"{request.method} {_without_secret(request)}"

    @classmethod
    def bind_ip(cls, request: HttpRequest) -> None:
        """The address that limits go by, too: nobody gives himself another one."""
        bind_contextvars(ip=client_address(request))


def _without_secret(request: HttpRequest) -> str:
    try:
        found = request.resolver_match or resolve(request.path_info)
        secret = found.kwargs.get("secret", "")
    except Resolver404:
        secret = ""
    return request.path.replace(secret, "…") if secret else request.path


class LogInRequiredMiddleware(LoginRequiredMiddleware):
    """To the log-in, unless the view is marked with Django's `login_not_required`.

    A view may name a page for whoever has no account, ``view.outside(request)``.
    """

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseRedirect:
        """Redirect to the log-in, and from there back to the page."""
        find: Any = getattr(view_func, "outside", None)
        if find and (url := find(request)):
            return HttpResponseRedirect(url)
        return _whole_page(request, super().handle_no_permission(request, view_func))


def _whole_page(
    request: HttpRequest, response: HttpResponseRedirect
) -> HttpResponseRedirect:
    """A redirect as it is; where htmx asked for a part, it moves the whole page."""
    if request.htmx:  # type: ignore[attr-defined]
        del response["Location"]
        response.status_code, response["HX-Refresh"] = 200, "true"
    return response


class SecondFactorMiddleware:
    """To the set-up of a second factor, for roles in ``SECOND_FACTOR_ROLES``."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on; `process_view` decides."""
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., Any],
        _args: list[Any],
        _kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Let public views, the set-up itself and those who need none pass."""
        if not getattr(view_func, "login_required", True) or _is_set_up(request):
            return None
        user = request.user
        if not isinstance(user, User) or not needs_second_factor(user):
            return None
        set_up = HttpResponseRedirect(reverse("mfa_activate_totp"))
        return _whole_page(request, set_up)


def needs_second_factor(user: User) -> bool:
    """Whether a role asks for a second factor that the user has not set up yet."""
    roles = {role for role, _unit in user.held}
    if not roles.intersection(settings.SECOND_FACTOR_ROLES):
        return False
    return not is_mfa_enabled(user, [Authenticator.Type.TOTP])


def _is_set_up(request: HttpRequest) -> bool:
    name = request.resolver_match.view_name if request.resolver_match else ""
    return name.startswith("mfa_") or name in OPEN_WITHOUT
