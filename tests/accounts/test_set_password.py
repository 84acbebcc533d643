"""Setting a password by a link that comes by mail."""

import re
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from safety.accounts.models import User
from safety.journal import write as journal
from safety.journal.models import Change
from safety.notices import sending
from safety.notices.models import Message
from tests import make

pytestmark = pytest.mark.django_db
NEW = "a quite different one"


@pytest.fixture(autouse=True)
def _no_tries_yet() -> None:
    cache.clear()


@pytest.fixture
def officer() -> User:
    return make.user("safety_officer", email="wang@example.com", password=make.PASSWORD)


def ask(client: Client, email: str = "wang@example.com") -> None:
    client.post(reverse("account_reset_password"), {"email": email})
    sending.send_due()


def link() -> str:
    found = re.search(
        r"http://[^/]+(/\S*password/reset/key/\S+)", str(mail.outbox[-1].body)
    )
    assert found
    return found[1]


def set_password(client: Client, address: str) -> str:
    """Follow the link and type a password; the page that answers."""
    form = client.get(address, follow=True)
    typed = {"password1": NEW, "password2": NEW}
    return client.post(form.request["PATH_INFO"], typed, follow=True).content.decode()


def test_the_link_sets_the_password(client: Client, officer: User) -> None:
    ask(client)
    set_password(client, link())
    officer.refresh_from_db()
    assert officer.check_password(NEW)


def test_however_the_address_is_typed(client: Client, officer: User) -> None:
    ask(client, "Wang@Example.COM")
    assert len(mail.outbox) == 1


def test_the_link_works_once(client: Client, officer: User) -> None:
    ask(client)
    address = link()
    set_password(client, address)
    page = client.get(address).content.decode()
    assert "password1" not in page


def test_the_link_ends_with_the_address_it_was_sent_to(
    client: Client, officer: User
) -> None:
    ask(client)
    User.objects.filter(pk=officer.pk).update(email="other@example.com")
    assert "password1" not in client.get(link()).content.decode()


def test_whoever_was_invited_sets_a_first_password(client: Client) -> None:
    officer = make.user("safety_officer", email="wang@example.com")
    ask(client)
    set_password(client, link())
    officer.refresh_from_db()
    assert officer.check_password(NEW)


def test_a_weak_password_is_refused(client: Client, officer: User) -> None:
    ask(client)
    form = client.get(link(), follow=True).request["PATH_INFO"]
    page = client.post(form, {"password1": "12345678", "password2": "12345678"})
    assert "too common" in page.content.decode()


def test_nobody_learns_who_has_an_account(client: Client, officer: User) -> None:
    pages = [
        client.post(reverse("account_reset_password"), {"email": email}, follow=True)
        for email in ("wang@example.com", "nobody@example.com")
    ]
    assert pages[0].redirect_chain == pages[1].redirect_chain
    assert Message.objects.count() == 1


def test_a_closed_account_gets_no_link(client: Client, officer: User) -> None:
    User.objects.filter(pk=officer.pk).update(leaves_on=timezone.localdate())
    ask(client)
    assert not mail.outbox


def test_the_journal_says_that_it_was_set(client: Client, officer: User) -> None:
    ask(client)
    set_password(client, link())
    assert Change.objects.filter(verb="set-password", by=officer.pk).count() == 1


def test_changing_it_asks_for_the_old_one(client: Client, officer: User) -> None:
    client.force_login(officer)
    typed = {"oldpassword": "wrong", "password1": NEW, "password2": NEW}
    client.post(reverse("account_change_password"), typed)
    officer.refresh_from_db()
    assert officer.check_password(make.PASSWORD)


def test_changing_it_leads_back_to_me(client: Client, officer: User) -> None:
    client.force_login(officer)
    typed = {"oldpassword": make.PASSWORD, "password1": NEW, "password2": NEW}
    response = client.post(reverse("account_change_password"), typed)
    assert response["Location"] == reverse("me")


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "This account is closed"), ("zh-hans", "该账号已停用")],
)
def test_a_link_of_an_account_closed_meanwhile_says_so(
    client: Client, officer: User, language: str, said: str
) -> None:
    ask(client)
    opened = client.get(link(), follow=True).request["PATH_INFO"]
    officer.leaves_on = timezone.localdate()
    journal.save(officer, "leave", by=None)
    typed = {"password1": NEW, "password2": NEW}
    asked: Any = {"follow": True, "headers": {"accept-language": language}}
    pages = client.get(link(), **asked), client.post(opened, typed, **asked)
    assert [said in page.content.decode() for page in pages] == [True, True]
    officer.refresh_from_db()
    assert officer.check_password(make.PASSWORD)


@pytest.mark.parametrize("email", ["wang@example.com", "nobody@example.com"])
def test_one_address_is_written_to_twice_in_five_minutes(
    client: Client, officer: User, email: str
) -> None:
    """Whether somebody has it or not, so nobody learns who has an account."""
    address = reverse("account_reset_password")
    said = [client.post(address, {"email": email}).status_code for _ in range(3)]
    assert said == [302, 302, 429]
    assert Message.objects.count() <= 2
