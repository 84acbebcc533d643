"""What log lines carry, and what they never hold."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from safety.accounts.logs import hide_secrets
from safety.notices import sending
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """The lines that the site's own handler has written so far, read as JSON."""
    cache.clear()
    handler = next(
        each for each in logging.getLogger().handlers if each.name == "stderr"
    )
    assert isinstance(handler, logging.StreamHandler)
    written = io.StringIO()
    stderr = handler.setStream(written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    handler.setStream(stderr)


def test_every_line_of_a_request_has_its_number(client: Client, lines: Any) -> None:
    client.get(reverse("account_login"))
    numbers = {line["request_id"] for line in lines()}
    assert len(numbers) == 1


def test_lines_of_plain_logging_have_it_too(client: Client, lines: Any) -> None:
    with structlog.contextvars.bound_contextvars(request_id="r-1"):
        logging.getLogger("somebody.elses").warning("said")
    assert lines()[-1]["request_id"] == "r-1"


def test_no_line_holds_a_password(client: Client, lines: Any) -> None:
    make.user("worker", username="wang.li", password=make.PASSWORD)
    for password in (make.PASSWORD, "wrong password"):
        typed = {"login": "wang.li", "password": password}
        client.post(reverse("account_login"), typed)
        assert password not in str(lines())


def test_no_line_holds_the_key_of_a_link(client: Client, lines: Any) -> None:
    make.user("worker", email="wang@example.com")
    client.post(reverse("account_reset_password"), {"email": "wang@example.com"})
    sending.send_due()
    body = str(mail.outbox[0].body)
    key = body.partition("/password/reset/key/")[2].partition("/")[0]
    client.get(f"/accounts/password/reset/key/{key}/")
    client.get(f"/accounts/password/reset/key/{key}")
    text = str(lines())
    assert "/password/reset/key/" in text
    assert key not in text
    assert key.partition("-")[2] not in text


@pytest.mark.parametrize("name", ["password", "new_password", "csrf_token", "Cookie"])
def test_what_is_called_a_secret_is_hidden(name: str) -> None:
    assert hide_secrets(None, "info", {name: "x"}) == {name: "[hidden]"}


def test_no_line_names_an_address(client: Client, lines: Any) -> None:
    make.user("worker", email="wang@example.com")
    client.post(reverse("account_reset_password"), {"email": "wang@example.com"})
    sending.send_due()
    assert "wang@" not in str(lines())


def test_no_line_says_what_was_searched_for(client: Client, lines: Any) -> None:
    client.force_login(make.user("hq_safety"))
    client.get("/people/", {"q": "Zhao Min", "export": "csv"})
    client.get("/people/", {"q": "Zhao Min", "after": "no such page"})
    client.get("/no/such/page/", {"q": "Zhao Min"})
    assert {line["request"] for line in lines() if "request" in line} == {
        "GET /people/",
        "GET /no/such/page/",
    }
    assert "Zhao" not in str(lines())


def test_what_is_refused_is_one_line_with_its_number(
    client: Client, lines: Any
) -> None:
    client.force_login(make.user("worker"))
    for page in ("/no/such/page/", "/people/", "/?period=never"):
        client.get(page)
    assert [line["code"] for line in lines() if "code" in line] == [404, 403, 400]
    assert all("request_id" in line and "exception" not in line for line in lines())


def test_a_line_names_the_account_and_the_address(client: Client, lines: Any) -> None:
    user = make.user("worker")
    client.force_login(user)
    client.get("/me/", headers={"X-Forwarded-For": "203.0.113.9"})
    assert {(line["user_id"], line["ip"]) for line in lines()} == {
        (user.pk, "127.0.0.1")
    }
