"""Roles that a setting names see nothing before they have a second factor."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from safety.accounts.models import User
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.both]
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _asked_of_headquarters(settings: Settings) -> None:
    settings.SECOND_FACTOR_ROLES = ["hq_safety"]
    cache.clear()


@pytest.fixture
def chief() -> User:
    return make.user("hq_safety", password=make.PASSWORD)


def code() -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(SECRET, counter)))


def test_every_page_leads_to_the_set_up(client: Client, chief: User) -> None:
    client.force_login(chief)
    for name in ("home", "me", "accounts:list-users"):
        assert client.get(reverse(name))["Location"] == reverse("mfa_activate_totp")


def test_the_set_up_opens_for_the_password(client: Client, chief: User) -> None:
    client.force_login(chief)
    asked = client.get(reverse("mfa_activate_totp"))["Location"]
    assert client.post(asked, {"password": make.PASSWORD}).status_code == 302
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_the_code_of_the_app_ends_the_set_up(client: Client, chief: User) -> None:
    client.force_login(chief)
    client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})
    client.get(reverse("mfa_activate_totp"))
    session = client.session
    session["mfa.totp.secret"] = SECRET
    session.save()
    client.post(reverse("mfa_activate_totp"), {"code": code()})
    assert client.get(reverse("me")).status_code == 200


def test_one_can_leave_and_choose_a_language_before(
    client: Client, chief: User
) -> None:
    client.force_login(chief)
    said = client.post(reverse("choose-language"), {"language": "zh-hans", "next": "/"})
    assert said["Location"] == "/"
    assert client.post(reverse("account_logout"))["Location"] != reverse(
        "mfa_activate_totp"
    )


def test_with_a_second_factor_everything_opens(client: Client, chief: User) -> None:
    TOTP.activate(chief, SECRET)
    client.force_login(chief)
    assert client.get(reverse("me")).status_code == 200


def test_recovery_codes_alone_are_none(client: Client, chief: User) -> None:
    RecoveryCodes.activate(chief)
    client.force_login(chief)
    assert client.get(reverse("me")).status_code == 302


def test_other_roles_are_not_asked(client: Client) -> None:
    client.force_login(make.user("auditor"))
    assert client.get(reverse("me")).status_code == 200


def test_a_password_alone_does_not_log_in_any_more(client: Client, chief: User) -> None:
    TOTP.activate(chief, SECRET)
    typed = {"login": chief.username, "password": make.PASSWORD}
    response = client.post(reverse("account_login"), typed)
    assert response["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session


def test_the_code_does(client: Client, chief: User) -> None:
    TOTP.activate(chief, SECRET)
    typed = {"login": chief.username, "password": make.PASSWORD}
    client.post(reverse("account_login"), typed)
    client.post(reverse("mfa_authenticate"), {"code": code()})
    assert client.session["_auth_user_id"] == str(chief.pk)


def test_giving_it_up_leads_to_the_set_up_again(client: Client, chief: User) -> None:
    TOTP.activate(chief, SECRET)
    client.force_login(chief)
    Authenticator.objects.all().delete()
    assert client.get(reverse("me"))["Location"] == reverse("mfa_activate_totp")
