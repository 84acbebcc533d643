"""The variables of the environment, read so that a wrong one is named in a sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured


@contextmanager
def named(variable: str) -> Iterator[None]:
    """What cannot be used ends in a sentence that names it."""
    try:
        yield
    except (ImproperlyConfigured, LookupError, OSError, ValueError) as error:
        raise ImproperlyConfigured(f"{variable} cannot be used: {error}") from error


class Environment(environ.Env):  # type: ignore[misc]
    """Variables of the environment, each named when its value is none of its kind."""

    def get_value(self, var: str, *arguments: Any, **options: Any) -> Any:
        with named(var):
            return super().get_value(var, *arguments, **options)
