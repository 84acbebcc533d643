"""What the side bar and the phone's tab bar lead to.

An app declares its entries in ``<app>/navigation.py``::

    from safety.core.navigation import Entry, Section, register

    register(Entry(Section.SETUP, 10, _("Units and people"), "org:list-units",
                   icon="sitemap", permission="org.view"))

Only entries that the viewer may use are shown. The current one is the entry whose
address is the longest beginning of the page's address.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, cached_property

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from safety.core.access import Viewer

Text = str | Promise


class Section(IntEnum):
    """Groups of the side bar, from top to bottom (DESIGN.md, 6)."""

    OVERVIEW = 0
    WORK = 1
    REPORTING = 2
    SETUP = 3

    @property
    def label(self) -> Text:
        """The heading above the group."""
        return _LABELS[self]


_LABELS: dict[Section, Text] = {
    Section.OVERVIEW: "",
    Section.WORK: _("Work"),
    Section.REPORTING: _("Reporting"),
    Section.SETUP: _("Set-up"),
}


@dataclass(frozen=True)
class Entry:
    """One link. ``permission`` empty: for everybody who is logged in.

    ``tab`` is the short name under which a phone's tab bar shows it, too. What one
    does most on the site ``is_plus``: the tab bar alone has it, in the middle.
    """

    section: Section
    order: int
    label: Text
    url_name: str
    icon: str
    permission: str = ""
    tab: Text = ""
    is_plus: bool = False

    @cached_property
    def url(self) -> str:
        """Where the entry leads."""
        return reverse(self.url_name)

    def is_for(self, viewer: Viewer) -> bool:
        """Whether the viewer may use it."""
        return not self.permission or bool(viewer.unit_ids_for(self.permission))


_entries: list[Entry] = []


def register(*entries: Entry) -> None:
    """Declare entries; order of calls does not matter."""
    _entries.extend(entries)


@cache
def _discover() -> None:
    autodiscover_modules("navigation")


def entries_for(viewer: Viewer) -> list[Entry]:
    """What this viewer may use, in the order of the side bar."""
    _discover()
    ordered = sorted(_entries, key=lambda entry: (entry.section, entry.order))
    return [entry for entry in ordered if entry.is_for(viewer)]


def by_section(entries: Iterable[Entry]) -> list[tuple[Section, list[Entry]]]:
    """Entries grouped for the side bar; sections without any are left out."""
    groups: dict[Section, list[Entry]] = {}
    for entry in entries:
        if entry.is_plus:
            continue
        groups.setdefault(entry.section, []).append(entry)
    return list(groups.items())


def current_url(entries: Iterable[Entry], path: str) -> str:
    """The entry's address that a page at ``path`` belongs to: the longest that fits.

    The home page, with which every address begins, belongs to itself only.
    """
    urls = {entry.url for entry in entries if not entry.is_plus}
    below = {url for url in urls - {"/"} if path.startswith(url)}
    return max(below | (urls & {path}), key=len, default="")
