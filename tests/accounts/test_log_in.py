"""Logging in, by user name or employee number, and being kept out."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from safety.accounts.models import User
from safety.org.models import Unit
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture(autouse=True)
def _no_tries_yet() -> None:
    cache.clear()


@pytest.fixture
def project() -> Unit:
    return make.project()


@pytest.fixture
def officer(project: Unit) -> User:
    person = make.person(project, employee_no="A-1001")
    return make.user(
        "safety_officer",
        project,
        username="wang.li",
        person=person,
        password=make.PASSWORD,
    )


def log_in(client: Client, login: str, password: str = make.PASSWORD) -> bool:
    client.post(reverse("account_login"), {"login": login, "password": password})
    return "_auth_user_id" in client.session


def test_a_user_name_opens_the_door(client: Client, officer: User) -> None:
    assert log_in(client, "wang.li")


def test_an_employee_number_opens_the_same_account(
    client: Client, officer: User
) -> None:
    assert log_in(client, "A-1001")
    assert client.session["_auth_user_id"] == str(officer.pk)


def test_a_capital_that_a_phone_has_put_is_taken_for_a_small_letter(
    client: Client, officer: User
) -> None:
    assert log_in(client, "Wang.li")


@pytest.mark.parametrize("login", ["ｗａｎｇ．ｌｉ", "Ａ－１００１", " wang.li "])
def test_wide_letters_and_spaces_are_taken_for_plain_ones(
    client: Client, officer: User, login: str
) -> None:
    assert log_in(client, login)


@pytest.mark.parametrize("login", ["wang.li", "A-1001", "nobody"])
def test_a_wrong_password_opens_nothing(
    client: Client, officer: User, login: str
) -> None:
    assert not log_in(client, login, "wrong")


def test_the_number_of_a_voided_person_opens_nothing(
    client: Client, officer: User
) -> None:
    person = officer.person
    person.status = person.Status.VOIDED
    person.save(update_fields=["status"])
    assert not log_in(client, "A-1001")


@pytest.mark.parametrize("login", ["wang.li", "A-1001"])
def test_a_closed_account_opens_nothing(
    client: Client, officer: User, login: str
) -> None:
    User.objects.filter(pk=officer.pk).update(leaves_on=timezone.localdate())
    assert not log_in(client, login)


def test_an_account_still_opens_on_the_day_before_it_closes(
    client: Client, officer: User
) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    User.objects.filter(pk=officer.pk).update(leaves_on=tomorrow)
    assert log_in(client, "wang.li")


def test_closing_an_account_ends_what_is_open_at_once(
    client: Client, officer: User
) -> None:
    client.force_login(officer)
    assert client.get(reverse("me")).status_code == 200
    User.objects.filter(pk=officer.pk).update(leaves_on=timezone.localdate())
    assert client.get(reverse("me"))["Location"].startswith(reverse("account_login"))


def test_an_account_without_a_password_opens_nothing(client: Client) -> None:
    make.user("worker", username="invited")
    assert not log_in(client, "invited", "")
    assert not log_in(client, "invited", "!")


def test_five_wrong_tries_close_the_door_for_a_while(
    client: Client, officer: User
) -> None:
    for _try in range(5):
        assert not log_in(client, "wang.li", "wrong")
    assert not log_in(client, "wang.li")


def test_other_names_are_not_shut_out_with_it(client: Client, officer: User) -> None:
    for _try in range(6):
        log_in(client, "somebody", "wrong")
    assert log_in(client, "wang.li")


def test_twenty_wrong_tries_from_one_address_close_the_door_to_it(
    client: Client, officer: User
) -> None:
    for number in range(20):
        log_in(client, f"somebody{number}", "wrong")
    assert not log_in(client, "wang.li")


def test_behind_a_proxy_everybody_has_his_own_address(
    client: Client, officer: User, settings: Any
) -> None:
    settings.PROXIES = 1
    client.defaults["HTTP_X_FORWARDED_FOR"] = "203.0.113.1"
    for number in range(20):
        log_in(client, f"somebody{number}", "wrong")
    client.defaults["HTTP_X_FORWARDED_FOR"] = "203.0.113.2"
    assert log_in(client, "wang.li")


def test_nobody_tries_more_by_making_addresses_up(
    client: Client, officer: User, settings: Any
) -> None:
    settings.PROXIES = 1
    for number in range(20):
        told = f"198.51.100.{number}, 203.0.113.1"
        client.defaults["HTTP_X_FORWARDED_FOR"] = told
        log_in(client, f"somebody{number}", "wrong")
    assert not log_in(client, "wang.li")


@pytest.mark.parametrize("proxies", [0, 1, 2])
@pytest.mark.parametrize("told", ["", ",", "nowhere", "[::1]:80", "a" * 5000])
def test_any_way_through_proxies_is_answered(
    client: Client, officer: User, settings: Any, proxies: int, told: str
) -> None:
    settings.PROXIES = proxies
    client.defaults["HTTP_X_FORWARDED_FOR"] = told
    assert log_in(client, "wang.li")


def test_a_user_name_comes_before_the_same_employee_number(
    client: Client, officer: User
) -> None:
    other = make.user("worker", username="A-1001", password="another password")
    assert log_in(client, "A-1001", "another password")
    assert client.session["_auth_user_id"] == str(other.pk)


def test_the_field_says_what_may_be_typed(client: Client) -> None:
    page = client.get(reverse("account_login")).content.decode()
    assert "User name or employee number" in page


def test_a_page_leads_to_the_log_in_and_back(client: Client) -> None:
    response = client.get(reverse("search"), {"q": "line"})
    assert response["Location"] == "/accounts/login/?next=/search/%3Fq%3Dline"


def test_a_part_of_a_page_reloads_the_page(client: Client) -> None:
    response = client.get(reverse("search"), {"q": "x"}, headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Refresh"]) == (200, "true")


@pytest.mark.parametrize("path", ["signup", "email", "confirm-email", "3rdparty"])
def test_what_this_site_does_not_have_does_not_exist(
    client: Client, officer: User, path: str
) -> None:
    client.force_login(officer)
    assert client.get(f"/accounts/{path}/").status_code == 404
