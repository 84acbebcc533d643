"""No input gives a 500: every address, parameter and field, with what nobody means."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any
from urllib.parse import quote, unquote, unquote_to_bytes

import pytest
from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.forms import BaseForm
from django.http import QueryDict
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.utils.encoding import repercent_broken_unicode

from safety.core.months import Period
from safety.org.models import Kind
from tests import make
from tests.permissions import ADDRESSES, PUBLIC, Address
from tests.things import rewound

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# Percent-encoded, so that bytes which are no text can be sent as well. The worst are
# tried in every parameter alone, all of them in all of a page's at once.
WORST = [
    "a%00b",
    "1" + "0" * 40,
    "%ED%A0%80",  # a lone surrogate, encoded
    "0000-01-01",
    "9999-12-31",
]
NASTY = [
    *WORST,
    "",
    "%FF%FE",
    "0000-12",
    "1899-12-31",
    "1900-01",
    "2199-12",
    "2199-12-31",
    "%EF%BC%91",  # a wide 1, as Chinese keyboards write it
    "+1",
    "1,5",
    "x" * 100_000,  # more than SQLite takes for a pattern
    "%EF%BF%BF",
    "-1",
    "9223372036854775808",
    "0000-01",
    "0000",
    "0001-01-01",
    "9999-12",
    "9999",
    "2019-02-30",
    "%D9%A3%C2%B2",  # digits that int() or \d take and others do not
    "NaN",
    "1e400",
    "Infinity",
    "%27%22%5C%25_",
    "%0D%0AX-Header%3A%201",
    "%F0%9F%98%80" * 50,
    "x" * 5000,
    "..%2F..%2Fetc",
]
# PostgreSQL is asked what databases take differently; the rest is read by Python.
if connection.vendor == "postgresql":
    WORST = ["a%00b", "1" + "0" * 40, "9223372036854775808"]
    NASTY = [*WORST, "%ED%A0%80", "%EF%BF%BF", "%27%22%5C%25_", "1900-01", "2199-12"]
# With nonsense in these there is no page that would read the others, nor a form. One
# place reads the first three for all pages and is given everything by itself: a page
# never sees more than the periods among them.
FIRST = {"unit", "period", "export"}
ONCE = {"request_id"}
HEADERS = [
    "HTTP_ACCEPT_LANGUAGE",
    "HTTP_HOST",
    "HTTP_HX_CURRENT_URL",
    "HTTP_HX_REQUEST",
    "HTTP_REFERER",
    "HTTP_USER_AGENT",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REQUEST_ID",
    "REMOTE_ADDR",
]
URLENCODED = "application/x-www-form-urlencoded"
GARBAGE = [
    b"",
    b"\x00",
    b"\xff\xfe\x00",
    b"PK\x03\x04 and nothing more",
    b"\xed\xa0\x80,a\n1,2",
    b"a,b\n" + b'"' * 1000,
]


@pytest.fixture(autouse=True)
def _quiet(settings: Any) -> Iterator[None]:
    """Nobody is told to wait, and nobody reads thousands of log lines."""
    settings.ACCOUNT_RATE_LIMITS = False
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


Asked = list[tuple[QueryDict, str]]


@contextmanager
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[Asked]:
    """The names that a page asks its query and form for, and which of the two."""
    asked: Asked = []
    with monkeypatch.context() as patch:
        for method in ("__getitem__", "__contains__", "getlist", "get"):
            patch.setattr(QueryDict, method, _noting(method, asked))
        yield asked


def _noting(method: str, asked: Asked) -> Any:
    plain = getattr(QueryDict, method)

    def noted(self: Any, key: Any, *rest: Any, **named: Any) -> Any:
        if isinstance(key, str):
            asked.append((self, key))
        return plain(self, key, *rest, **named)

    return noted


class Fuzz:
    """One address, asked as somebody who may do everything everywhere."""

    def __init__(self, address: Address, name: str) -> None:
        self.client = Client(raise_request_exception=False)
        # A page where the log-in is what is asked for is asked by nobody.
        if address.may != PUBLIC or not name.startswith("account_"):
            user = make.user(
                "administrator", person=make.person(), password=make.PASSWORD
            )
            typed = {"login": user.username, "password": make.PASSWORD}
            self.client.post(reverse("account_login"), typed)
        unit = make.company() if address.at == Kind.COMPANY else make.project()
        self.key = address.thing(unit) if address.thing else {}
        self.form = {**address.form, **(address.names(unit) if address.names else {})}
        self.url, self.query = reverse(name, kwargs=self.key), dict(address.query)
        self.broken: list[str] = []

    def get(self, url: str, query: str = "") -> None:
        self.ask("GET", url, QUERY_STRING=query)

    def post(self, body: bytes, kind: str) -> Any:
        return self.ask("POST", self.url, data=body, content_type=kind)

    def send(self, form: dict[str, Any]) -> Any:
        with transaction.atomic():
            response = self.client.post(self.url, rewound(form))
            self._note("POST", str(form)[:200], response)
            transaction.set_rollback(True)
        return response

    def ask(self, method: str, url: str, **request: Any) -> Any:
        with transaction.atomic():
            response = self.client.generic(method, url, **request)
            self._note(method, f"{url} {str(request)[:200]}", response)
            transaction.set_rollback(True)
        return response

    def _note(self, method: str, what: str, response: Any) -> None:
        if getattr(response, "streaming", False):
            b"".join(response)
        if response.status_code >= 500:
            self.broken.append(f"{method} {what}: {response.status_code}")


def encoded(form: dict[str, Any]) -> str:
    return "&".join(f"{quote(str(k))}={quote(str(v))}" for k, v in form.items())


def spoiled(good: dict[str, Any], asked: set[str]) -> list[str]:
    """Queries, or bodies, in which one or all of the names asked for are nonsense.

    Each once: where no name is asked for there is one.
    """
    return list(dict.fromkeys(_spoiled(good, asked)))


def _spoiled(good: dict[str, Any], asked: set[str]) -> Iterator[str]:
    for name in asked:
        for nasty in alone(name):
            yield spoil(good, {name}, nasty)
    for nasty in NASTY:
        yield spoil({}, asked - FIRST, nasty)


def alone(name: str) -> list[str]:
    """What is tried in a parameter while the others are good."""
    if name not in FIRST:
        return WORST
    return WORST[:1] + (list(filter(is_period, NASTY)) if name == "period" else [])


def is_period(nasty: str) -> bool:
    """Whether pages hold this for a period and work with it."""
    try:
        Period.parse(unquote(nasty))
    except ValueError:
        return False
    return True


def spoil(good: dict[str, Any], names: set[str], nasty: str) -> str:
    """What is good, but for the names, which are nonsense."""
    others = {key: value for key, value in good.items() if key not in names}
    nonsense = [f"{quote(name)}={nasty}" for name in names]
    return "&".join([encoded(others), *nonsense])


PAGES = sorted(name for name, each in ADDRESSES.items() if "GET" in each.methods)
FORMS = sorted(name for name, each in ADDRESSES.items() if "POST" in each.methods)
KEYED = sorted(name for name, each in ADDRESSES.items() if each.thing)
UPLOADS = [
    name
    for name in FORMS
    if any(isinstance(value, File) for value in ADDRESSES[name].form.values())
]


@pytest.mark.both
@pytest.mark.parametrize("name", PAGES)
def test_no_query_breaks_a_page(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fuzz = Fuzz(ADDRESSES[name], name)
    with watched(monkeypatch) as asked:
        fuzz.get(fuzz.url, encoded(fuzz.query))
    for query in spoiled(fuzz.query, {name for _where, name in asked}):
        fuzz.get(fuzz.url, query)
    assert fuzz.broken == []


@pytest.mark.both
@pytest.mark.parametrize("first", sorted(FIRST))
@pytest.mark.parametrize("name", ["home", "people:list-people", "org:view-unit"])
def test_nothing_that_all_pages_read_breaks_one(name: str, first: str) -> None:
    fuzz = Fuzz(ADDRESSES[name], name)
    for nasty in NASTY:
        fuzz.get(fuzz.url, f"{first}={nasty}")
    assert fuzz.broken == []


@pytest.mark.both
@pytest.mark.parametrize("name", KEYED)
def test_no_key_in_the_address_breaks_a_page(name: str) -> None:
    fuzz = Fuzz(ADDRESSES[name], name)
    for value in fuzz.key.values():
        urls = [
            fuzz.url.replace(f"/{quote(str(value))}/", f"/{nasty}/") for nasty in NASTY
        ]
        known = [url for url in urls if is_known(url)]
        # What no address looks like is not found, wherever it is asked for.
        unknown = [url for url in urls if url not in known][:1]
        for url, method in product(known + unknown, ("GET", "POST")):
            fuzz.ask(method, url)
    assert fuzz.broken == []


def is_known(url: str) -> bool:
    """Whether some address of the site looks so."""
    path = repercent_broken_unicode(unquote_to_bytes(url)).decode()
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


# Read before any view: a small page will do, and the one where nobody is logged in.
@pytest.mark.parametrize("name", ["me", "account_login"])
@pytest.mark.parametrize(
    "header",
    # The session of a cookie is looked up; the others no database ever sees.
    [pytest.param("HTTP_COOKIE", marks=pytest.mark.both), *HEADERS],
)
def test_no_header_breaks_a_page(name: str, header: str) -> None:
    fuzz = Fuzz(ADDRESSES[name], name)
    for nasty in NASTY:
        told = unquote_to_bytes(nasty).decode("latin-1")  # as WSGI hands it over
        for method in ("GET", "POST"):
            fuzz.ask(method, fuzz.url, **{header: told})
    assert fuzz.broken == []


@pytest.mark.both
@pytest.mark.parametrize("name", FORMS)
def test_no_field_breaks_a_form(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fuzz = Fuzz(ADDRESSES[name], name)
    with watched(monkeypatch) as asked:
        query = fuzz.send(fuzz.form).wsgi_request.GET
    names = {name for where, name in asked if where is not query} | set(fuzz.form)
    first = {name: fuzz.form[name] for name in ONCE & set(fuzz.form)}
    for nasty in NASTY if names else ():
        body = spoil(first, names - ONCE, nasty).encode()
        form = refused(fuzz.post(body, URLENCODED))
        if nasty in WORST:
            # What a field refuses of itself goes no further; what fields take is tried
            # in all of them, and where these together are refused, in each alone.
            fields = names & set(form.fields) if form else set()
            taken = fields - set(form.errors) if form else set()
            body = spoil(fuzz.form, taken, nasty).encode()
            single = names - fields
            if taken and refused(fuzz.post(body, URLENCODED)):
                single |= taken
            for each in single:
                fuzz.post(spoil(fuzz.form, {each}, nasty).encode(), URLENCODED)
    assert fuzz.broken == []


def refused(answer: Any) -> BaseForm | None:
    """The form of the page that comes back and says what is wrong."""
    form = answer.context.get("form") if answer.context else None
    return form if isinstance(form, BaseForm) else None


@pytest.mark.parametrize("name", FORMS)
def test_no_body_breaks_a_form(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fuzz = Fuzz(ADDRESSES[name], name)
    with watched(monkeypatch) as asked:
        query = fuzz.post(GARBAGE[-1], URLENCODED).wsgi_request.GET
    if all(where is query for where, _name in asked):
        return  # whatever is sent, nobody reads it
    for kind in (URLENCODED, "multipart/form-data; boundary=x"):
        for garbage in GARBAGE:
            fuzz.post(garbage, kind)
    # Nobody reads a body of another kind.
    for kind in ("application/json", ""):
        fuzz.post(GARBAGE[-1], kind)
    fuzz.post(b"x=1", f"{URLENCODED}; charset=utf-16")
    fuzz.post("&".join(f"f{number}=1" for number in range(6000)).encode(), URLENCODED)
    assert fuzz.broken == []


@pytest.mark.both
@pytest.mark.parametrize("name", UPLOADS)
def test_no_file_breaks_a_form(name: str) -> None:
    fuzz = Fuzz(ADDRESSES[name], name)
    files = [key for key, value in fuzz.form.items() if isinstance(value, File)]
    for key, garbage, ending in product(files, GARBAGE, ("csv", "xlsx", "")):
        file = SimpleUploadedFile(f"rows.{ending}", garbage)
        fuzz.send({**fuzz.form, key: file})
    assert fuzz.broken == []
