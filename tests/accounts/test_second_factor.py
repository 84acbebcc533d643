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
from django.core import mail
from django.core.cache import cache
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from safety.accounts.models import User
from safety.notices import sending
from tests import make
from tests.permissions import ADDRESSES, PUBLIC

pytestmark = pytest.mark.django_db
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


def behind_the_log_in() -> list[str]:
    """Every address but the public ones and those of the set-up."""
    return [
        name
        for name, address in ADDRESSES.items()
        if address.may != PUBLIC and not name.startswith(("mfa_", "account_reauth"))
    ]


@pytest.mark.slow
def test_every_page_leads_to_the_set_up(client: Client, chief: User) -> None:
    client.force_login(chief)
    unit = make.project()
    for name in behind_the_log_in():
        thing = ADDRESSES[name].thing
        url = reverse(name, kwargs=thing(unit) if thing else {})
        for ask in (client.get, client.post, client.head, client.options):
            assert ask(url).headers["Location"] == reverse("mfa_activate_totp"), name


def test_a_part_of_a_page_reloads_the_page(client: Client, chief: User) -> None:
    client.force_login(chief)
    response = client.get(reverse("search"), headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Refresh"]) == (200, "true")


def test_a_role_that_does_not_exist_is_said(settings: Settings) -> None:
    settings.SECOND_FACTOR_ROLES = ["hq_safety", "hq-safety"]
    found = [error.msg for error in run_checks() if error.id == "accounts.E001"]
    assert found == ["SECOND_FACTOR_ROLES names 'hq-safety', which is no role."]


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


@pytest.fixture
def without_a_phone(client: Client, chief: User) -> str:
    """The page by which an administrator helps the chief, who has lost the phone."""
    TOTP.activate(chief, SECRET)
    RecoveryCodes.activate(chief)
    User.objects.filter(pk=chief.pk).update(email="chief@example.com")
    client.force_login(make.user("administrator", name="Zhao Min"))
    return reverse("accounts:reset-second-factor", args=[chief.username])


def test_the_account_offers_help_to_whoever_has_lost_the_phone(
    client: Client, chief: User, without_a_phone: str
) -> None:
    assert without_a_phone in client.get(chief.get_absolute_url()).content.decode()
    assert client.post(without_a_phone)["Location"] == chief.get_absolute_url()
    page = client.get(chief.get_absolute_url()).content.decode()
    assert f'href="{without_a_phone}"' not in page
    assert "Second factor switched off" in page


def test_the_password_alone_then_leads_to_a_new_set_up(
    client: Client, chief: User, without_a_phone: str
) -> None:
    client.post(without_a_phone)
    client.logout()
    typed = {"login": chief.username, "password": make.PASSWORD}
    client.post(reverse("account_login"), typed)
    assert client.get(reverse("me"))["Location"] == reverse("mfa_activate_totp")


def test_its_owner_is_told(client: Client, chief: User, without_a_phone: str) -> None:
    client.post(without_a_phone)
    client.post(without_a_phone)  # a second click
    sending.send_due()
    assert len(mail.outbox) == 1
    assert mail.outbox[0].to == ["chief@example.com"]
    assert "second factor" in mail.outbox[0].subject
    assert reverse("mfa_index") in str(mail.outbox[0].body)


def test_nobody_switches_off_that_of_somebody_above(
    client: Client, chief: User, without_a_phone: str
) -> None:
    company = make.company()
    make.grant(chief, "worker", company)
    client.force_login(make.user("company_safety", company))
    assert client.post(without_a_phone).status_code == 403
    assert Authenticator.objects.filter(user=chief).count() == 2
