"""What the search box finds.

An app declares in ``<app>/search.py``::

    register(Searchable(_("People"), find_people, "people:list-people", order=20))

``find(viewer, text, limit)`` gives what the viewer may see, best first, at most
``limit`` rows; ``url_name`` is the list that shows all of them for ``?q=``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules

from safety.core.access import Viewer

# Longer words find nothing and cost the database time.
MOST_LETTERS = 100


@dataclass(frozen=True)
class Found:
    """One thing found: its name, a second line, its page."""

    title: str
    detail: str
    url: str


@dataclass(frozen=True)
class Searchable:
    """A kind of record that the search box knows."""

    label: str | Promise
    find: Callable[[Viewer, str, int], Sequence[Found]]
    url_name: str = ""
    order: int = 100

    @property
    def url(self) -> str:
        """The list that shows all of them; empty where there is none."""
        return reverse(self.url_name) if self.url_name else ""


@dataclass(frozen=True)
class Result:
    """What one searchable found; ``has_more`` when its list has others."""

    label: str | Promise
    rows: Sequence[Found]
    url: str
    has_more: bool


_searchables: list[Searchable] = []


def register(*searchables: Searchable) -> None:
    """Declare what can be found; order of calls does not matter."""
    _searchables.extend(searchables)


@cache
def _discover() -> None:
    autodiscover_modules("search")


def clean(text: str) -> str:
    """What can be searched for: one line without characters no database takes."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(printable.split())[:MOST_LETTERS]


def search(viewer: Viewer, text: str, limit: int) -> list[Result]:
    """Everything that fits a cleaned text, by kind, kinds without any left out."""
    _discover()
    results = []
    for kind in sorted(_searchables, key=lambda each: each.order):
        rows = kind.find(viewer, text, limit + 1)
        if rows:
            more = len(rows) > limit
            results.append(Result(kind.label, rows[:limit], kind.url, more))
    return results
