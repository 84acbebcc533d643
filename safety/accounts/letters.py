"""Letters that accounts cause. What carries them stands above and registers itself."""

from collections.abc import Callable

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from safety.accounts.models import User

INVITATION, NEW_PASSWORD = "invitation", "new_password"
SECOND_FACTOR_OFF = "second_factor_off"

Carrier = Callable[[User, str], None]
_carriers: list[Carrier] = []


def register(carrier: Carrier) -> None:
    """Let an outbox carry letters: ``carrier(user, name of the letter)``.

    Said twice, as when apps are made ready again, it carries each letter once.
    """
    if carrier not in _carriers:
        _carriers.append(carrier)


def send(user: User, letter: str) -> None:
    """Hand a letter over, in the running transaction."""
    for carry in _carriers:
        carry(user, letter)


def password_link(user: User) -> str:
    """The address at which the user sets a password, good once and for three days.

    Made when a letter leaves and never stored: whoever has it has the account.
    """
    key = default_token_generator.make_token(user)
    path = reverse(
        "account_reset_password_from_key", args=[user_pk_to_url_str(user), key]
    )
    return f"{settings.SITE_ADDRESS}{path}"
