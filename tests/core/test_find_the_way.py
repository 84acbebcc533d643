"""Navigation and search: declared by apps, shown to whom they are for."""

from collections.abc import Iterator

import pytest

from safety.core import navigation, search
from safety.core.access import Viewer
from safety.core.navigation import Entry, Section
from safety.core.search import Found, Searchable
from safety.org.models import Kind


class Somebody:
    """A viewer who holds the permissions given."""

    def __init__(self, *held: str) -> None:
        self.held = held

    def unit_ids_for(self, permission: str) -> frozenset[int]:
        return frozenset({1}) if permission in self.held else frozenset()

    def unit_kinds_for(self, permission: str) -> frozenset[str]:
        return frozenset({Kind.GROUP}) if permission in self.held else frozenset()


def find(_viewer: Viewer, text: str, limit: int) -> list[Found]:
    return [Found(f"{text} {n}", "", f"/{n}/") for n in range(3)][:limit]


@pytest.fixture(autouse=True)
def declared(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Only what these tests declare; what the apps do is declared once, before."""
    navigation._discover(), search._discover()
    monkeypatch.setattr(navigation, "_entries", [])
    monkeypatch.setattr(search, "_searchables", [])
    navigation.register(
        Entry(Section.SETUP, 10, "Units", "search", "sitemap", "org.view"),
        Entry(Section.WORK, 20, "Second", "me", "x"),
        Entry(Section.WORK, 10, "First", "home", "x"),
    )
    return iter([None])


def test_entries_stand_by_section_and_order() -> None:
    groups = navigation.by_section(navigation.entries_for(Somebody("org.view")))
    assert [(s, [e.label for e in entries]) for s, entries in groups] == [
        (Section.WORK, ["First", "Second"]),
        (Section.SETUP, ["Units"]),
    ]


def test_the_plus_of_the_tab_bar_is_no_entry_of_the_side_bar() -> None:
    navigation.register(
        Entry(Section.WORK, 15, "Plus", "pick-unit", "plus", tab="+", is_plus=True)
    )
    entries = navigation.entries_for(Somebody())
    assert [entry.label for entry in entries] == ["First", "Plus", "Second"]
    ((_section, shown),) = navigation.by_section(entries)
    assert [entry.label for entry in shown] == ["First", "Second"]
    assert navigation.current_url(entries, "/pick-unit/") == ""


def test_an_entry_one_may_not_use_is_absent() -> None:
    labels = [entry.label for entry in navigation.entries_for(Somebody())]
    assert labels == ["First", "Second"]


def test_the_current_entry_is_the_longest_beginning_of_the_address() -> None:
    entries = navigation.entries_for(Somebody("org.view"))
    assert navigation.current_url(entries, "/search/more/") == "/search/"
    assert navigation.current_url(entries, "/") == "/"
    assert navigation.current_url(entries, "/elsewhere/") == ""


def test_search_groups_what_it_finds_and_says_when_there_is_more() -> None:
    search.register(Searchable("Later", find, order=20), Searchable("First", find))
    search.register(Searchable("Nothing", lambda *_: [], order=1))
    results = search.search(Somebody(), "a", 2)
    assert [(r.label, len(r.rows), r.has_more) for r in results] == [
        ("Later", 2, True),
        ("First", 2, True),
    ]


@pytest.mark.parametrize(
    ("typed", "searched"),
    [("  a \t b\n", "a b"), ("a\0b", "a b"), ("\ud800", ""), ("架" * 500, "架" * 100)],
)
def test_what_is_typed_is_cleaned(typed: str, searched: str) -> None:
    assert search.clean(typed) == searched
