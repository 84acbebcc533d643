"""The outbox: written with what caused it, sent once, tried again, given up."""

import smtplib
from collections.abc import Iterator
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any, ClassVar

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import Settings

from safety.accounts.models import User
from safety.core import doorbell
from safety.notices import sending, services
from safety.notices.models import LEASE, Message
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.both]
State = Message.State


class Server(BaseEmailBackend):
    """A mail server that fails as told: when it is called, or when it is given mail."""

    unreachable: ClassVar[Exception | None] = None
    answer: ClassVar[Exception | None] = None
    got: ClassVar[list[Any]] = []

    def open(self) -> bool:
        if self.unreachable:
            raise self.unreachable
        return True

    def send_messages(self, messages: Any) -> int:
        if self.answer:
            raise self.answer
        self.got.extend(messages)
        return len(messages)


@pytest.fixture
def server(settings: Settings) -> Iterator[type[Server]]:
    settings.EMAIL_BACKEND = f"{__name__}.Server"
    Server.unreachable = Server.answer = None
    Server.got = []
    yield Server
    Server.unreachable = Server.answer = None


def post(**fields: Any) -> Message:
    user = make.user("worker", username="zhao.min", email="zhao@example.com")
    return services.post("invitation", to=user.email, user=user, **fields)


def after(message: Message) -> Message:
    message.refresh_from_db()
    return message


def wait(message: Message) -> None:
    """Let the pause before the next try pass."""
    Message.objects.filter(pk=message.pk).update(next_at=timezone.now())


def test_what_waits_is_sent(server: type[Server]) -> None:
    message = post()
    assert sending.send_due() == 1
    assert after(message).state == State.SENT
    assert [each.to for each in server.got] == [["zhao@example.com"]]


def test_what_is_sent_is_not_sent_again(server: type[Server]) -> None:
    post()
    sending.send_due()
    assert sending.send_due() == 0
    assert len(server.got) == 1


def test_a_message_goes_when_its_transaction_does(server: type[Server]) -> None:
    with transaction.atomic():
        post()
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_writing_rings_the_bell(
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    rung: list[str] = []
    monkeypatch.setattr(doorbell, "ring", rung.append)
    with django_capture_on_commit_callbacks(execute=True):
        services.post("invitation", to="zhao@example.com")
    assert rung == ["notices.send"]


def test_a_server_that_cannot_be_reached_is_tried_again_later(
    server: type[Server],
) -> None:
    message = post()
    server.unreachable = ConnectionRefusedError("nobody there")
    sending.send_due()
    assert after(message).state == State.QUEUED
    assert message.next_at > timezone.now() + timedelta(seconds=50)
    assert "nobody there" in message.error


def test_before_the_pause_is_over_nothing_is_tried(server: type[Server]) -> None:
    post()
    server.unreachable = ConnectionRefusedError()
    sending.send_due()
    server.unreachable = None
    assert sending.send_due() == 0


def test_the_next_try_sends_it(server: type[Server]) -> None:
    message = post()
    server.unreachable = ConnectionRefusedError()
    sending.send_due()
    server.unreachable = None
    wait(message)
    assert sending.send_due() == 1
    assert after(message).error == ""


def test_pauses_grow_until_it_is_given_up(
    server: type[Server], settings: Settings
) -> None:
    settings.MAIL_RETRY_SECONDS = [60, 600]
    message = post()
    server.unreachable = ConnectionRefusedError("nobody there")
    pauses = []
    for _try in range(3):
        wait(message)
        sending.send_due()
        pauses.append(round((after(message).next_at - timezone.now()).total_seconds()))
    assert pauses[:2] == [60, 600]
    assert (message.state, message.attempts) == (State.FAILED, 3)


def test_an_address_that_the_server_refuses_is_given_up(server: type[Server]) -> None:
    message = post()
    server.answer = smtplib.SMTPRecipientsRefused({"zhao@example.com": (550, b"no")})
    sending.send_due()
    assert after(message).state == State.FAILED
    assert "550" in message.error


def test_a_server_that_is_busy_is_tried_again(server: type[Server]) -> None:
    message = post()
    server.answer = smtplib.SMTPDataError(451, b"later")
    sending.send_due()
    assert after(message).state == State.QUEUED


def test_a_line_that_breaks_while_sending_is_not_tried_again(
    server: type[Server],
) -> None:
    message = post()
    server.answer = smtplib.SMTPServerDisconnected("gone")
    sending.send_due()
    assert after(message).state == State.FAILED
    assert "may have arrived" in message.error


def test_one_that_fails_does_not_keep_the_others(
    server: type[Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = post()
    services.post("invitation", to="b@example.com", user=first.user)
    Message.objects.filter(pk=first.pk).update(attempts=0, to="bad")
    calls = iter([smtplib.SMTPRecipientsRefused({"bad": (550, b"no")}), None])
    take = Server.send_messages

    def send(self: Server, messages: Any) -> int:
        Server.answer = next(calls)
        return take(self, messages)

    monkeypatch.setattr(Server, "send_messages", send)
    assert sending.send_due() == 1


def test_nobody_writes_to_a_closed_account(server: type[Server]) -> None:
    message = post()
    User.objects.filter(pk=message.user_id).update(leaves_on=timezone.localdate())
    sending.send_due()
    assert after(message).state == State.FAILED
    assert not server.got


def abandon(message: Message, *, handed: bool) -> None:
    """As if its worker had been killed before, or while, the mail server got it."""
    long_ago = timezone.now() - 2 * LEASE
    Message.objects.filter(pk=message.pk).update(
        state=State.SENDING,
        attempts=1,
        claimed_at=long_ago,
        handed_at=long_ago if handed else None,
    )


def test_what_a_killed_worker_had_not_handed_over_is_sent_later(
    server: type[Server],
) -> None:
    message = post()
    abandon(message, handed=False)
    sending.send_due()
    assert after(message).state == State.QUEUED
    wait(message)
    sending.send_due()
    assert after(message).state == State.SENT


def test_what_a_killed_worker_had_handed_over_is_not_sent_again(
    server: type[Server],
) -> None:
    message = post()
    abandon(message, handed=True)
    sending.send_due()
    assert after(message).state == State.FAILED
    assert "may have arrived" in message.error
    assert not server.got


def test_a_worker_whose_lease_ran_out_hands_nothing_over(
    server: type[Server],
) -> None:
    message = post()
    assert message.claim()
    other = Message.objects.get(pk=message.pk)
    other.postpone("taken for dead")
    assert not message.hand_over()


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_nothing_twice(server: type[Server]) -> None:
    user = make.user("worker", email="zhao@example.com")
    for _number in range(20):
        services.post("invitation", to=user.email, user=user)
    start, sent = Barrier(2), []

    def work() -> None:
        start.wait()
        try:
            sent.append(sending.send_due())
        finally:
            connection.close()

    workers = [Thread(target=work) for _worker in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(sent) == 20
    assert len(server.got) == 20


def test_whoever_chose_no_language_gets_both() -> None:
    post()
    sending.send_due()
    assert mail.outbox[0].body.count("/password/reset/key/") >= 1
    assert "Set your password here" in mail.outbox[0].body


def test_a_chosen_language_is_the_only_one() -> None:
    post(language="en")
    sending.send_due()
    assert mail.outbox[0].subject == "Your account at Anzhu"
    assert "* * *" not in mail.outbox[0].body


def test_names_are_not_escaped_in_plain_text() -> None:
    message = post(language="en")
    User.objects.filter(pk=message.user_id).update(name="O'Brien & <Sons>")
    sending.send_due()
    assert "Hello O'Brien & <Sons>," in mail.outbox[0].body


def test_a_name_cannot_write_headers() -> None:
    message = post(language="en")
    User.objects.filter(pk=message.user_id).update(name="a\nBcc: x@example.com")
    sending.send_due()
    assert "Bcc" not in mail.outbox[0].message()


def test_the_key_is_made_when_the_letter_leaves() -> None:
    message = post()
    stored = str(Message.objects.filter(pk=message.pk).values().get())
    sending.send_due()
    assert "/password/reset/key/" in mail.outbox[0].body
    assert "key" not in stored
