"""What people are told about: each app declares it in ``<app>/notices.py``.

    register(Topic("hazards.escalated", lines_of))

``lines_of(viewer, keys)`` gives a `Line` by key, of those that the viewer may see now.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache

from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules

from safety.core.access import Viewer

Text = str | Promise


@dataclass(frozen=True)
class Line:
    """One thing told: what it is, where and since when, and where it leads.

    ``group`` is the heading under which a digest shows it; ``stands`` is whether there
    is still something to do.
    """

    text: str
    sub: str
    url: str
    group: Text
    css: str = ""
    stands: bool = True


@dataclass(frozen=True)
class Topic:
    """One sort of news."""

    code: str
    lines: Callable[[Viewer, Collection[int]], Mapping[int, Line]]


_topics: dict[str, Topic] = {}


def register(topic: Topic) -> None:
    """Declare a topic."""
    _topics[topic.code] = topic


@cache
def _discover() -> None:
    autodiscover_modules("notices")


def lines_of(
    viewer: Viewer, told: Collection[tuple[str, int]]
) -> dict[tuple[str, int], Line]:
    """A line for each (topic, key) that the viewer may see now."""
    _discover()
    found: dict[tuple[str, int], Line] = {}
    for code in {code for code, _key in told}:
        keys = [key for each, key in told if each == code]
        lines = _topics[code].lines(viewer, keys)
        found |= {(code, key): line for key, line in lines.items()}
    return found
