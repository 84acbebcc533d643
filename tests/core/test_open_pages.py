"""Home, search, pickers, switches, health and what goes wrong."""

import re
from typing import Any
from unittest import mock

import pytest
from django.core.checks import run_checks
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import OperationalError, ProgrammingError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from safety.accounts.models import User
from safety.accounts.permissions import Role
from safety.urls import (  # noqa: F401 (this module is the URL table of its tests)
    handler400,
    handler403,
    handler404,
    handler500,
)
from safety.urls import urlpatterns as site
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def broken(_request: HttpRequest, what: str) -> HttpResponse:
    raise {
        "400": BadRequest("That is no month."),
        "403": PermissionDenied(),
        "404": Http404("There is no unit X."),
        "500": RuntimeError("secret"),
    }[what]


urlpatterns = [path("broken/<str:what>/", broken), *site]


@pytest.fixture
def manager(client: Client) -> User:
    """A safety manager of a group with one company, logged in."""
    group = make.group(code="G", name="Group", name_zh="集团")
    make.company(parent=group, code="C1", name="First Company")
    user = make.user(Role.HQ_SAFETY, group, name="Safety manager")
    client.force_login(user)
    return user


def test_home_shows_the_highest_unit_and_what_one_may_do(
    client: Client, manager: User
) -> None:
    page = client.get("/").content.decode()
    assert "<h1>Group</h1>" in page
    assert 'href="/accounts/users/' in page


def test_home_of_an_account_without_a_role_says_whom_to_ask(client: Client) -> None:
    client.force_login(make.user())
    page = client.get("/").content.decode()
    assert "Your account covers no unit yet" in page


def test_links_keep_unit_and_period(client: Client, manager: User) -> None:
    page = client.get("/?unit=C1&period=2019-Q2").content.decode()
    assert 'href="/org/?unit=C1&amp;period=2019-Q2"' in page
    assert "Q2 2019" in page


def test_a_unit_of_others_is_not_found(client: Client) -> None:
    group = make.group()
    mine, foreign = make.company(parent=group), make.company(parent=group)
    client.force_login(make.user(Role.COMPANY_SAFETY, mine))
    assert client.get("/", {"unit": foreign.code}).status_code == 404
    assert client.get("/", {"unit": mine.code}).status_code == 200


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"period": "2019-13"}, 400),
        ({"period": "9" * 40}, 400),
        ({"period": "\0"}, 400),
        ({"unit": "\0"}, 404),
        ({"unit": "nowhere"}, 404),
    ],
)
@pytest.mark.parametrize("url", ["/", "/pick-unit/"])
def test_a_scope_that_does_not_exist_is_said(
    client: Client, manager: User, url: str, query: dict[str, str], status: int
) -> None:
    assert client.get(url, query).status_code == status


def test_pages_without_a_scope_of_their_own_survive_a_wrong_one(
    client: Client, manager: User
) -> None:
    assert client.get("/me/?unit=nowhere&period=never").status_code == 200


def test_units_are_picked_for_the_page_one_comes_from(
    client: Client, manager: User
) -> None:
    page = client.get("/pick-unit/?find=first&next=/org/").content.decode()
    assert 'href="/org/?unit=C1&amp;period=' in page


@pytest.mark.parametrize("address", ["//evil.example/", "https://evil.example/", "x\0"])
def test_no_picker_or_switch_leads_elsewhere(
    client: Client, manager: User, address: str
) -> None:
    page = client.get("/pick-unit/", {"next": address}).content.decode()
    assert 'href="/?unit=C1' in page
    data = {"theme": "dark", "next": address}
    assert client.post("/theme/", data).headers["Location"] == "/"


@pytest.mark.parametrize(
    "address", ["/a\nX: y", "/" + "a" * 9000, "/架", "/\\evil.example", "/%", ""]
)
def test_any_return_address_is_answered(
    client: Client, manager: User, address: str
) -> None:
    response = client.post("/theme/", {"theme": "dark", "next": address})
    assert response.status_code in {302, 400}
    assert "X" not in response.headers


@pytest.mark.parametrize("year", ["2019", "0000", "9999", "٢٠١٩", "1e3", "\0"])
def test_any_year_gives_periods(client: Client, manager: User, year: str) -> None:
    response = client.get("/pick-period/", {"year": year})
    assert response.status_code == 200


def test_search_finds_for_the_menu_and_for_the_page(
    client: Client, manager: User
) -> None:
    whole = client.get("/search/?q=first").content.decode()
    part = client.get("/search/?q=first", headers={"HX-Request": "true"})
    assert "First Company" in whole
    assert "<html" in whole
    assert "<html" not in part.content.decode()


@pytest.mark.parametrize("text", ["", "\0", "zzz", "%_\\", "'" * 300, "架"])
def test_search_takes_any_text(client: Client, manager: User, text: str) -> None:
    assert client.get("/search/", {"q": text}).status_code == 200


def test_the_language_follows_browser_cookie_and_account(
    client: Client, manager: User
) -> None:
    def language() -> str:
        return client.get("/me/", headers={"Accept-Language": "zh-CN"}).headers[
            "Content-Language"
        ]

    assert language() == "zh-hans"
    client.post("/language/", {"language": "en", "next": "/me/"})
    assert language() == "en"
    manager.refresh_from_db()
    assert manager.language == "en"


def test_logging_in_brings_the_language_of_the_account(client: Client) -> None:
    make.user(Role.WORKER, username="li", password="pw", language="zh-hans")
    client.post("/accounts/login/", {"login": "li", "password": "pw"})
    assert client.get("/me/").headers["Content-Language"] == "zh-hans"


def test_an_unknown_language_or_theme_is_a_bad_request(client: Client) -> None:
    assert client.post("/language/", {"language": "xx"}).status_code == 400
    assert client.post("/theme/", {"theme": "pink"}).status_code == 400


def test_the_theme_is_in_the_first_byte_of_the_page(
    client: Client, manager: User
) -> None:
    client.post("/theme/", {"theme": "dark"})
    assert 'data-bs-theme="dark"' in client.get("/me/").content.decode()


def test_phones_get_no_tabler(client: Client, manager: User) -> None:
    phone = {"User-Agent": "Mozilla/5.0 (Linux; Android 12) Mobile Safari/537.36"}
    assert "tabler.css" not in client.get("/", headers=phone).content.decode()
    assert "tabler.css" in client.get("/").content.decode()


def test_every_page_has_the_strict_policy(client: Client, manager: User) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    "address", ["/", "/people/", "/people/?export=csv", "/?period=x", "/broken/403/"]
)
def test_no_browser_keeps_a_page_for_whoever_comes_next(
    client: Client, manager: User, address: str
) -> None:
    assert "no-store" in client.get(address).headers["Cache-Control"]


@pytest.mark.parametrize("host", ["evil.example", "[", "a b"])
@pytest.mark.parametrize("over_http", [True, False])
def test_another_name_of_the_site_is_refused_with_the_strict_policy(
    client: Client, settings: Any, host: str, over_http: bool
) -> None:
    settings.SECURE_SSL_REDIRECT = over_http
    response = client.get("/", headers={"Host": host})
    assert response.status_code == 400
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("400", "That is no month."),
        ("403", "You cannot open this page"),
        ("404", "There is no unit X."),
    ],
)
def test_errors_have_a_page_that_says_what_next(
    client: Client, manager: User, what: str, said: str
) -> None:
    response = client.get(f"/broken/{what}/")
    assert response.status_code == int(what)
    assert said in response.content.decode()


def test_a_failure_of_ours_gives_nothing_away(client: Client, manager: User) -> None:
    client.raise_request_exception = False
    response = client.get("/broken/500/")
    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()
    assert "secret" not in response.content.decode()


def test_a_failure_of_ours_can_be_tried_again_and_found_in_the_logs(
    client: Client, manager: User, caplog: pytest.LogCaptureFixture
) -> None:
    client.raise_request_exception = False
    page = client.get("/broken/500/?a=1").content.decode()
    assert 'href="/broken/500/?a=1"' in page
    found = re.search(r"the reference (\w{8})", page)
    assert found
    assert found[1] in caplog.text
    assert b'href="/broken/500/"' not in client.post("/broken/500/").content


def test_a_refusal_says_what_the_account_covers(client: Client, manager: User) -> None:
    assert "Your role at Group does not" in client.get("/broken/403/").content.decode()
    client.force_login(make.user())
    assert b"Your account does not cover it." in client.get("/broken/403/").content


def test_an_address_that_fits_nothing_is_not_explained(
    client: Client, manager: User
) -> None:
    page = client.get("/no/such/page/").content.decode()
    assert "We cannot find that page" in page
    assert "tried" not in page


def test_a_form_without_token_says_that_it_has_expired() -> None:
    response = Client(enforce_csrf_checks=True).post("/theme/", {"theme": "dark"})
    assert response.status_code == 403
    assert "This form has expired" in response.content.decode()


def test_health_answers_without_log_in(client: Client) -> None:
    response = client.get("/health/")
    assert (response.status_code, response.json()["status"]) == (200, "ok")


def test_health_answers_whoever_comes_by_number_over_plain_http(
    client: Client, settings: Any
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/health/", headers={"Host": "10.0.0.7"}).status_code == 200


@pytest.mark.parametrize("failure", [OperationalError, ProgrammingError])
def test_health_says_when_the_database_is_down_or_has_no_tables(
    client: Client, failure: type[Exception]
) -> None:
    with mock.patch.object(connection, "cursor", side_effect=failure):
        response = client.get("/health/")
    assert response.status_code == 503
    assert response.json() == {"status": "down", "database": "down"}


def test_health_says_when_redis_is_down_and_goes_on_serving(
    client: Client, settings: Any
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    response = client.get("/health/")
    assert response.status_code == 200
    assert response.json()["broker"] == "down"


def test_pages_travel_compressed(client: Client, manager: User) -> None:
    response = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"


def test_a_period_to_open_with_that_is_none_is_said(settings: Any) -> None:
    settings.OPENING_PERIOD = "2019-13"
    (said,) = [error.msg for error in run_checks() if error.id == "org.E001"]
    assert said.startswith("OPENING_PERIOD: “2019-13” is no period.")
    settings.OPENING_PERIOD = "2019-12"
    assert not [error for error in run_checks() if error.id == "org.E001"]
