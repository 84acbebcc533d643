"""Log-in by user name. `safety.people.backends` adds the employee number."""

from django.contrib.auth.backends import ModelBackend


class LoginBackend(ModelBackend):
    """Knows an account by its user name.

    Every request asks `get_user` again, which asks ``is_active``: an account that is
    closed opens nothing from the next request on.
    """
