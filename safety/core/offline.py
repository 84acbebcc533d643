"""Pages that a phone keeps, to show them when it has no line.

An app declares in ``<app>/offline.py`` what is worth keeping for a reader::

    register(lambda request: [Kept(reverse("home"), _("Home"))])

The service worker (``frontend/js/sw.js``) fetches them while there is a line.
"""

from collections.abc import Callable, Iterable
from functools import cache
from typing import NamedTuple

from django.http import HttpRequest
from django.utils.module_loading import autodiscover_modules


class Kept(NamedTuple):
    """A page: where it is fetched, and what lists call it (empty: it is in none).

    ``at`` is the address at which it is shown, if that is another one; for ``end``, an
    address of its own while there is a line, it is shown ``at`` with ``?at=end``.
    """

    url: str
    title: str = ""
    at: str = ""
    end: str = ""


Provider = Callable[[HttpRequest], Iterable[Kept]]
_providers: list[Provider] = []


def register(*providers: Provider) -> None:
    """Declare what gives pages for a request's user."""
    _providers.extend(providers)


@cache
def _discover() -> None:
    autodiscover_modules("offline")


def kept(request: HttpRequest) -> list[Kept]:
    """The pages that this reader's phone shall keep, each once."""
    _discover()
    pages = (page for provider in _providers for page in provider(request))
    return list({page.url: page for page in pages}.values())
