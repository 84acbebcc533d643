"""Sending what waits in the outbox. Any number of workers may do it at once.

A message goes queued, sending, sent. Just before the mail server gets it the row says
so: a worker killed before that is made up for, one killed after it is not, for its
letter may have arrived and nobody gets a letter twice.
"""

from smtplib import SMTPRecipientsRefused, SMTPResponseException

import structlog
from django.core.mail import get_connection
from django.utils import timezone
from django.utils.translation import gettext as _

from safety.notices import groups
from safety.notices.models import Message
from safety.notices.writing import spoken, written

log = structlog.get_logger(__name__)
NOT_NOW = range(400, 500)  # what a mail server answers when later may do


def send_due() -> int:
    """Send every message whose time has come; returns how many were sent."""
    _settle_abandoned()
    due = Message.objects.due(timezone.now()).order_by("next_at", "pk")
    return sum(_deliver(message) for message in due if message.claim())


def _settle_abandoned() -> None:
    """Take back what a killed worker held, unless the mail server may have it."""
    for message in Message.objects.abandoned():
        if message.handed_at:
            message.fail(_("The worker stopped while sending. It may have arrived."))
        else:
            message.postpone(_("The worker stopped before sending."))


def _deliver(message: Message) -> bool:
    """Send a claimed message, or write on it why not."""
    if message.user and not message.user.is_active:
        message.fail(_("The account is closed."))
        return False
    try:
        _bring(message)
    except OSError as error:  # all of smtplib's are
        _not_delivered(message, error)
    log.info("letter", message=message.pk, state=message.state)
    return message.state == Message.State.SENT


def _bring(message: Message) -> None:
    """Bring it to the chat group of its robot, or to the mail server."""
    if message.robot:
        title, lines = spoken(message)
        body = groups.body_of(message.robot, title, lines)
        if groups.speak(message.robot, body, message.hand_over):
            message.arrived()
        return
    mail = written(message)
    with get_connection() as line:
        if message.hand_over():
            line.send_messages([mail])
            message.arrived()


def _not_delivered(message: Message, error: OSError) -> None:
    answer = _answer(error)
    if message.state == Message.State.SENT:
        return  # only the goodbye failed
    if message.handed_at is None or answer in NOT_NOW:
        message.postpone(str(error))
    elif answer:
        message.fail(str(error))
    else:
        message.fail(_("There was no answer. It may have arrived."))


def _answer(error: OSError) -> int:
    """The code with which the mail server said no; 0 when it said nothing."""
    if isinstance(error, SMTPRecipientsRefused):
        return next(code for code, _said in error.recipients.values())
    if isinstance(error, groups.GroupAnswer):
        return error.code
    return error.smtp_code if isinstance(error, SMTPResponseException) else 0
