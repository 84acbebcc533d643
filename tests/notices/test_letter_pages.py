"""The list of letters, and sending one again."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from safety.accounts.models import User
from safety.notices import sending, services
from safety.notices.models import Message
from safety.org.models import Unit
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Unit:
    return make.company()


@pytest.fixture(autouse=True)
def _administrator(client: Client, company: Unit) -> User:
    user = make.user("administrator", company)
    client.force_login(user)
    return user


def letter(at: Unit) -> Message:
    user = make.user("worker", at, email="zhao@example.com")
    return services.post("invitation", to=user.email, user=user)


def again(client: Client, message: Message) -> str:
    address = reverse("notices:send-message", args=[message.pk])
    return client.post(address, follow=True).content.decode()


def test_the_list_says_what_was_written_to_whom(client: Client, company: Unit) -> None:
    letter(company)
    page = client.get(reverse("notices:list-messages")).content.decode()
    for said in ("zhao@example.com", "Invitation", "Waiting"):
        assert said in page


def test_the_list_has_letters_to_my_units_only(client: Client) -> None:
    letter(make.company())
    page = client.get(reverse("notices:list-messages")).content.decode()
    assert "zhao@example.com" not in page


def test_the_page_says_why_a_letter_failed(client: Client, company: Unit) -> None:
    message = letter(company)
    message.fail("550 no such mailbox")
    address = reverse("notices:view-message", args=[message.pk])
    assert "550 no such mailbox" in client.get(address).content.decode()


def test_a_letter_that_failed_is_sent_again(client: Client, company: Unit) -> None:
    message = letter(company)
    message.fail("550 no such mailbox")
    assert "leaves in a moment" in again(client, message)
    sending.send_due()
    assert len(mail.outbox) == 1


def test_a_letter_that_was_sent_is_not(client: Client, company: Unit) -> None:
    message = letter(company)
    sending.send_due()
    assert "Only a letter that failed" in again(client, message)
    assert sending.send_due() == 0
