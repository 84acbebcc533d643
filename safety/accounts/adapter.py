"""How allauth, which does log-in, passwords and second factor, behaves here."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.httpkit import clean_client_ip
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from safety.accounts.models import User
from safety.accounts.services import set_password


def client_address(request: HttpRequest) -> str:
    """Where a request comes from, as the outermost of our own proxies saw it.

    Each of them writes behind what it was told who told it; only those ``PROXIES`` are
    believed. Empty when nobody knows (a socket without a proxy).
    """
    told = request.headers.get("X-Forwarded-For", "").split(",")
    way = [*told, request.META.get("REMOTE_ADDR", "")]
    return clean_client_ip(way[max(0, len(way) - 1 - settings.PROXIES)]) or ""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by invitation, and passwords change through a verb."""

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _(
            "User name or password is not right. Check capital letters and try again."
        ),
        "too_many_login_attempts": _(
            "Too many tries. Wait five minutes, or set a new password."
        ),
        "incorrect_password": _("The password is not right."),
        "invalid_password_reset": _("This link has been used or is too old."),
    }

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Nobody makes an account alone."""
        return False

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Keep the new password, and that it was changed, but never the password."""
        assert isinstance(user, User)  # noqa: S101 (allauth knows accounts only)
        set_password(user, password)

    def get_password_change_redirect_url(self, _request: HttpRequest) -> str:
        """Back to the user's own page."""
        return reverse("me")

    def get_client_ip(self, request: HttpRequest) -> str:
        """What limits by address go by."""
        return client_address(request)

    def send_mail(
        self, template_prefix: str, email: str, context: dict[str, Any]
    ) -> None:
        """Refuse: letters go through the outbox (`safety.accounts.letters`)."""
        raise NotImplementedError(template_prefix)
