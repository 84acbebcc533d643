"""A line to a mail server that tells when it was lost.

Before the last dot of a letter the server cannot have taken it; behind the dot it may
have, whatever it says or does not say.
"""

import select
import smtplib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend

from safety.notices.groups import GRACE

END = b"\r\n.\r\n"


class Unanswered(OSError):
    """The line was lost behind the last dot: the letter may have arrived."""


class Withdrawn(Exception):
    """The letter is not this worker's any more."""


class _Steps(smtplib.SMTP):
    """SMTP that asks before the last dot of a letter."""

    hand_over: Callable[[], bool]
    _has_ended = False

    def data(self, msg: Any) -> Any:
        self._has_ended = False
        try:
            return super().data(msg)
        except OSError as error:
            if self._has_ended:
                raise Unanswered(str(error)) from error
            raise

    def send(self, s: Any) -> None:
        if not isinstance(s, bytes) or not s.endswith(END):
            super().send(s)
            return
        super().send(s[: -len(END)])
        self._require_line()
        if not self.hand_over():
            self.close()
            raise Withdrawn
        self._has_ended = True
        super().send(END)

    def _require_line(self) -> None:
        """A server says nothing inside a letter, unless it hangs up."""
        if self.sock and select.select([self.sock], [], [], GRACE)[0]:
            self.close()
            raise smtplib.SMTPServerDisconnected("hung up inside the letter")


class _SafeSteps(_Steps, smtplib.SMTP_SSL):
    """The same over TLS from the start."""


class _Backend(EmailBackend):
    """Django's, over such a line."""

    def __init__(self, hand_over: Callable[[], bool]) -> None:
        super().__init__()
        self._hand_over = hand_over

    def open(self) -> bool | None:
        is_new = super().open()
        if isinstance(self.connection, _Steps):
            self.connection.hand_over = self._hand_over
        return is_new

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _SafeSteps if self.use_ssl else _Steps


def send(mail: EmailMessage, hand_over: Callable[[], bool]) -> bool:
    """Send a letter; False where ``hand_over`` says no, just before it may arrive.

    Raises OSError, of which smtplib's are; Unanswered where it may have arrived.
    """
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        return hand_over() and bool(get_connection().send_messages([mail]))
    try:
        return bool(_Backend(hand_over).send_messages([mail]))
    except Withdrawn:
        return False
