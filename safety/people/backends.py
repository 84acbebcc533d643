"""Log-in by employee number, which people on site know better than a user name."""

from typing import Any

from django.contrib.auth import get_user_model
from django.http import HttpRequest

from safety.accounts.backends import LoginBackend
from safety.accounts.models import User
from safety.people.models import Person


class EmployeeNumberBackend(LoginBackend):
    """Knows an account by the employee number of the person whose account it is."""

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002 (Django gives it)
        username: str | None = None,
        password: str | None = None,
        **_credentials: Any,
    ) -> User | None:
        """The account, or None for a wrong number, password or a closed account."""
        if username is None or password is None:
            return None
        person = (
            Person.objects.filter(employee_no=username, status=Person.Status.COUNTED)
            .exclude(user=None)
            .select_related("user")
            .first()
        )
        user = person.user if person else None
        if user is None:
            # As slow as a wrong password, so that time does not tell who exists.
            get_user_model()().set_password(password)
            return None
        matches = user.check_password(password)
        return user if matches and self.user_can_authenticate(user) else None
