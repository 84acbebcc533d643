"""Every address × method × role × place, against the tables of `tests.permissions`.

Everybody tries everything once: GET and POST, on SQLite. What is asked beside that is
tried by one of each sort of people, who hold the same of what an address asks for:
another one at the next address, method and place, so that everybody has his turn.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from safety.accounts.permissions import PERMISSIONS, Role
from safety.journal.models import Change
from safety.notices.models import Message
from safety.org.models import Kind
from tests import make, permissions
from tests.cast import Cast, Place
from tests.permissions import ADDRESSES, ANYBODY, PUBLIC, Address
from tests.things import (
    ACCOUNT_EMAIL,
    PRIVATE_EMAIL,
    PRIVATE_PHONE,
    STRANGER,
    STRANGERS_OWN,
    rewound,
)

pytestmark = pytest.mark.django_db

PERMITTED = permissions.permitted()
ANONYMOUS = "anonymous"
LISTS = sorted(name for name in ADDRESSES if ":list-" in name or ":roster" in name)
ELSEWHERE = (Place.PARENT, Place.FOREIGN)
OTHER_METHODS = ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "BREW")
DENIED, UNSEEN, REFUSED = {403}, {404}, {403, 404}


@dataclass(frozen=True)
class Attempt:
    """One request: where the thing of the address, ``?unit=`` and the form lie."""

    method: str
    thing: Place = Place.OWN
    page: Place = Place.OWN
    form: Place = Place.OWN

    @property
    def is_at_home(self) -> bool:
        return {self.thing, self.page, self.form} == {Place.OWN}

    def __str__(self) -> str:
        return f"{self.method}, thing {self.thing}, page {self.page}, form {self.form}"


def attempts(address: Address) -> Iterator[Attempt]:
    """Everything at home, and each of the three elsewhere."""
    for method in ("GET", "POST"):
        yield Attempt(method)
        for place in ELSEWHERE:
            is_used_below = address.is_inherited and place == Place.PARENT
            if address.thing and not address.is_groups and not is_used_below:
                yield Attempt(method, thing=place)
            if address.is_scoped:
                yield Attempt(method, page=place)
            if address.names and method == "POST" and not is_used_below:
                yield Attempt(method, form=place)


def expected(address: Address, attempt: Attempt, who: str) -> set[int]:
    """The statuses that are right."""
    verb = address.verb(attempt.method)
    if who == ANONYMOUS and verb != PUBLIC:
        return {302}
    if attempt.method not in address.methods.split():
        is_let_in = _holds(verb, who) and attempt.is_at_home
        return {405, *address.ok} - {200} | (set() if is_let_in else REFUSED)
    if verb == PUBLIC or (_holds(verb, who) and attempt.is_at_home):
        return _done(address, attempt.method)
    if _holds(verb, who):
        # A form that names what is not there may also say so and be shown again.
        return UNSEEN if attempt.form == Place.OWN else REFUSED | {200}
    is_seen = not address.thing or _holds(address.sees or address.may, who)
    return DENIED if attempt.is_at_home and is_seen else REFUSED


def _holds(verb: str, who: str) -> bool:
    return verb in (ANYBODY, PUBLIC) or who in PERMITTED.get(verb, ())


def one_of_each_sort(address: Address, people: Iterable[str], turn: int) -> list[str]:
    """Of those who hold the same of what is asked for, the one whose turn it is."""
    verbs = (address.may, address.post, address.sees)
    sorts: dict[tuple[bool, ...], list[str]] = {}
    for who in people:
        held = tuple(_holds(verb, who) for verb in verbs if verb)
        sorts.setdefault((who == ANONYMOUS, *held), []).append(who)
    return [alike[turn % len(alike)] for alike in sorts.values()]


def _done(address: Address, method: str) -> set[int]:
    if method == "GET":
        return set(address.ok)
    return {*address.done} if address.form or address.names else {*address.ok, 302}


def expected_of_others(address: Address, attempt: Attempt, who: str) -> set[int]:
    """The statuses that are right for what is neither GET nor POST."""
    if who == ANONYMOUS and address.may != PUBLIC:
        return {302}
    if attempt.method == "HEAD" and "GET" in address.methods.split():
        return expected(address, replace(attempt, method="GET"), who)
    # Some views say of themselves what they can, others show their form.
    return {405, 200, *address.ok} | (set() if _holds(address.may, who) else REFUSED)


def expected_with_a_view(address: Address, attempt: Attempt, wide: str) -> set[int]:
    """The statuses that are right elsewhere for who holds the role ``wide`` there."""
    if attempt.method not in address.methods.split():
        return {405, *REFUSED}
    verb, is_form = address.verb(attempt.method), attempt.form != Place.OWN
    is_enough = address.seeing_is_enough and attempt.thing != Place.OWN
    if _holds(verb, wide) or (is_enough and _holds(address.sees, wide)):
        return _done(address, attempt.method)
    return REFUSED | ({200} if is_form else set())


class Walk:
    """Tries one address as everybody from everywhere; collects what is not right."""

    def __init__(self, name: str, address: Address, cast: Cast) -> None:
        self.name, self.address, self.cast = name, address, cast
        self.wrong: list[str] = []
        self._made: dict[Attempt, tuple[str, dict[str, Any]]] = {}
        self._turn = sorted(ADDRESSES).index(name)
        self._clients = {ANONYMOUS: Client(raise_request_exception=False)}
        for role, key in cast.sessions.items():
            self._clients[role] = Client(raise_request_exception=False)
            self._clients[role].cookies[settings.SESSION_COOKIE_NAME] = key

    def try_all(self) -> list[str]:
        """GET and POST, everything at home, and one thing after the other elsewhere."""
        for turn, attempt in enumerate(attempts(self.address), self._turn):
            writes = attempt.method == "POST" and attempt.is_at_home
            is_whole = connection.vendor == "sqlite"
            for who in self._clients if is_whole else self._some(turn):
                right = expected(self.address, attempt, who)
                self._try(attempt, who, right, _hidden_from(who), writes=writes)
        return self.wrong

    def try_other_methods(self) -> list[str]:
        """What is neither GET nor POST does nothing."""
        for turn, method in enumerate(OTHER_METHODS, self._turn):
            attempt = Attempt(method)
            for who in self._some(turn):
                right = expected_of_others(self.address, attempt, who)
                self._try(attempt, who, right, _hidden_from(who))
        return self.wrong

    def try_with_a_view(self, wide: Role) -> list[str]:
        """As those who may at home, and hold a role everywhere that sees much more."""
        hidden = set() if _holds("people.view", wide) else {STRANGERS_OWN}
        elsewhere = [each for each in attempts(self.address) if not each.is_at_home]
        trying = [
            (role, attempt)
            for turn, attempt in enumerate(elsewhere, self._turn)
            for role in self._some(turn)
            if role != ANONYMOUS and _holds(self.address.verb(attempt.method), role)
        ]
        for role in {role for role, _attempt in trying}:
            make.grant(self.cast.users[role], wide, make.group())
        for role, attempt in trying:
            right = expected_with_a_view(self.address, attempt, wide)
            self._try(attempt, role, right, hidden, writes=302 in right)
        return self.wrong

    def _some(self, turn: int) -> list[str]:
        return one_of_each_sort(self.address, self._clients, turn)

    def _try(
        self,
        attempt: Attempt,
        who: str,
        right: set[int],
        hidden: set[str],
        *,
        writes: bool = False,
    ) -> None:
        (url, form), client = self._request(attempt), self._clients[who]
        cache.clear()  # no limit of log-in is reached
        with transaction.atomic():
            before = _written()
            if attempt.method == "POST":
                response: Any = client.post(url, rewound(form))
            else:
                response = client.generic(attempt.method, url)
            page, after = _text(response), _written()
            transaction.set_rollback(True)
        said = f"{self.name} as {who} ({attempt})"
        if response.status_code not in right:
            self.wrong.append(f"{said}: {response.status_code}, right is {right}")
        if after != before and not writes:
            self.wrong.append(f"{said}: wrote something")
        self.wrong += [f"{said}: shows {each}" for each in hidden if each in page]

    def _request(self, attempt: Attempt) -> tuple[str, dict[str, Any]]:
        """Address and form, about things that are made once: each try leaves them."""
        if attempt not in self._made:
            self._made[attempt] = self._url(attempt), self._form(attempt)
        return self._made[attempt]

    def _url(self, attempt: Attempt) -> str:
        units, thing = self.cast.units, self.address.thing
        named = thing(units[attempt.thing]) if thing else {}
        query = dict(self.address.query)
        if self.address.is_scoped:
            query["unit"] = units[attempt.page].code
        url = reverse(self.name, kwargs=named)
        return f"{url}?{urlencode(query)}" if query else url

    def _form(self, attempt: Attempt) -> dict[str, Any]:
        names = self.address.names
        named = names(self.cast.units[attempt.form]) if names else {}
        return {**self.address.form, **named}


def _written() -> tuple[int, int]:
    return Change.objects.count(), Message.objects.count()


def _text(response: Any) -> str:
    parts = response.streaming_content if response.streaming else [response.content]
    return b"".join(parts).decode(errors="replace")


def _hidden_from(who: str) -> set[str]:
    """What no page shows to this reader."""
    hidden = {STRANGER}
    if not _holds("people.view_private", who):
        hidden |= {PRIVATE_PHONE, PRIVATE_EMAIL}
    if not _holds("accounts.view", who):
        hidden |= {ACCOUNT_EMAIL}
    return hidden


def names_of_addresses() -> list[str]:
    """The name of every address of the site."""
    return list(_names(get_resolver(), ""))


def _names(resolver: URLResolver, prefix: str) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}"
        else:
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _names(pattern, space)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Nobody reads thousands of log lines."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


def test_the_table_of_roles_is_the_projects() -> None:
    assert permissions.permitted() == PERMISSIONS


def test_the_columns_of_the_table_are_the_roles_in_their_order() -> None:
    head = permissions.WHO.split("\n")[1].split()
    assert len(head) == len(Role)


def test_the_table_covers_every_address_and_no_other() -> None:
    assert set(ADDRESSES) == set(names_of_addresses())


@pytest.fixture(scope="module")
def casts(module_db: None) -> dict[str, Cast]:
    """A cast for what is at a project, and one for what is at a company; logged in."""
    return {str(kind): Cast(kind).logged_in() for kind in (Kind.PROJECT, Kind.COMPANY)}


@pytest.fixture
def walk(name: str, casts: dict[str, Cast]) -> Walk:
    """A walk to one address."""
    return Walk(name, ADDRESSES[name], casts[ADDRESSES[name].at])


@pytest.mark.both
@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_everybody_may_what_the_tables_say(walk: Walk) -> None:
    assert walk.try_all() == []


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_no_other_method_does_anything(walk: Walk) -> None:
    assert walk.try_other_methods() == []


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(ADDRESSES))
@pytest.mark.parametrize("wide", [Role.AUDITOR, Role.WORKER])
def test_who_sees_more_than_he_may_change_changes_no_more(
    walk: Walk, wide: Role
) -> None:
    assert walk.try_with_a_view(wide) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_list_in_a_file_shows_no_more_than_its_page(walk: Walk, kind: str) -> None:
    walk.address = replace(walk.address, query={"export": kind})
    assert walk.try_all() == []
