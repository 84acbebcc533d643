"""A mail server that loses the line where it is told to."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tests.notices.service import BEHIND, INSIDE
from tools.services import free_port

# Where the line is lost, beside inside a letter and behind its last dot.
BEFORE = "before"


class Server(SMTP):
    """A server that hangs up inside a letter, where the sink says so."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 (aiosmtpd's name)
        if self.event_handler.take(INSIDE):
            line: Any = self.transport
            line.write(b"354 go on\r\n")
            line.abort()
            return
        await super().smtp_DATA(arg)


class Sink(Controller):
    """Keeps what it was given. ``faults`` are where the next lines are lost.

    ``lost`` are the keys of the letters whose line was lost behind their last dot.
    ``slowness`` is how long (seconds) it takes to answer.
    """

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.faults: list[str] = []
        self.lost: list[str] = []
        self.refusal = ""
        self.slowness = 0.0
        super().__init__(self, hostname="127.0.0.1", port=free_port())

    def factory(self) -> SMTP:
        return Server(self, enable_SMTPUTF8=True)

    def take(self, fault: str) -> bool:
        """Whether the next fault is this one; then it is spent."""
        is_next = self.faults[:1] == [fault]
        if is_next:
            self.faults.pop(0)
        return is_next

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.take(BEFORE):
            server.transport.abort()
        await asyncio.sleep(self.slowness)
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 (aiosmtpd's name)
        self, server: Any, _session: Any, envelope: Any
    ) -> str:
        mail = message_from_bytes(envelope.content, policy=policy.default)
        self.mails.append(mail)
        if self.take(BEHIND):
            self.lost.append(key_of(mail))
            server.transport.abort()
        await asyncio.sleep(self.slowness)
        return "250 OK"


@contextmanager
def listening() -> Iterator[Sink]:
    """A mail server of the test's own."""
    sink = Sink()
    sink.start()
    try:
        yield sink
    finally:
        sink.stop()


def key_of(mail: EmailMessage) -> str:
    """The secret of the delivery that a letter is of."""
    return str(mail["Message-ID"]).strip("<>").partition("@")[0]


def text_of(mail: EmailMessage) -> str:
    """What a letter says."""
    text: str = mail.get_body(("plain",)).get_content()
    return text


def file_of(mail: EmailMessage) -> bytes:
    """The bytes of its first file."""
    content: bytes = next(mail.iter_attachments()).get_content()
    return content
