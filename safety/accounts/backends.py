"""Log-in by user name. `safety.people.backends` adds the employee number."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models.expressions import Combinable

from safety.accounts.models import User

_beside: dict[str, Callable[[], Combinable]] = {}
_joined: set[str] = set()


def read_beside(name: str, of: Callable[[], Combinable]) -> None:
    """Let every request read something with its user, in the same query.

    What stands above accounts registers itself; the user has it as ``name``.
    """
    _beside[name] = of


def join(name: str) -> None:
    """Let every request read the record that refers to its user by ``name``, too."""
    _joined.add(name)


class LoginBackend(ModelBackend):
    """Knows an account by its user name.

    Every request asks `get_user` again, which asks ``is_active``: an account that is
    closed opens nothing from the next request on.
    """

    def get_user(self, user_id: Any) -> User | None:
        """The account of a session, with what every page shows of it."""
        beside = {name: of() for name, of in _beside.items()}
        rows = User.objects.select_related(*sorted(_joined)).annotate(**beside)
        user = rows.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
