"""The guards of `safety.org.guard`, for views that ask more of a user than org knows.

One place decides: unseen is 404 (`visible_to`), seen but not allowed is 403.
"""

from collections.abc import Callable
from typing import Concatenate

from django.http import HttpResponseBase

from safety.accounts.models import User
from safety.org import guard


class Request(guard.Request):
    """A request behind the log-in: its user is always one of ours."""

    user: User


View = Callable[Concatenate[Request, ...], HttpResponseBase]

may: Callable[[str], Callable[[View], View]] = guard.may  # type: ignore[assignment]
require = guard.require
scope_of = guard.scope_of
