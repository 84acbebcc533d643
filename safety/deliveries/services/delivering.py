"""Sending what is due. Any number of workers may do it at once.

A delivery goes due, sending, sent. Until the last dot of its letter, or the call of a
robot, a lost line or a killed worker is made up for; behind it nobody knows whether it
arrived: that is said, and a person decides.
"""

from smtplib import SMTPDataError, SMTPRecipientsRefused

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safety.accounts.models import User
from safety.core import doorbell
from safety.core.paper import NoFont
from safety.deliveries import line
from safety.deliveries.models import Delivery
from safety.deliveries.services import making
from safety.deliveries.services.scheduling import TASK
from safety.files.models import File
from safety.notices import groups
from safety.reports.document import NotSeen

log = structlog.get_logger(__name__)
NEVER = 500  # from this code on a server says that later will not do either
ALL = ("schedule__unit", "recipient__user", "recipient__robot", "recipient__added_by")


def send_due() -> int:
    """Send every delivery whose time has come; how many were sent."""
    _settle_abandoned()
    due = Delivery.objects.due(timezone.now()).select_related(*ALL)
    waiting = due.order_by("next_at", "pk")
    return sum(_deliver(delivery) for delivery in waiting if delivery.claim())


def _settle_abandoned() -> None:
    """Take back what a killed worker held, unless it may have arrived."""
    for delivery in Delivery.objects.abandoned():
        if delivery.handed_at:
            delivery.lose(_("The worker stopped while sending. It may have arrived."))
        else:
            delivery.postpone(_("The worker stopped before sending."))


def _deliver(delivery: Delivery) -> bool:
    """Send a claimed delivery, or write on it why not."""
    try:
        making.require_seen(delivery.recipient, delivery.schedule.unit)
        files = making.files_of(delivery)
    except NotSeen:
        delivery.fail(_("The unit is not shown to this reader any more."))
        return False
    except NoFont:
        delivery.postpone(_("There is no font with Chinese characters on the server."))
        return False
    try:
        _bring(delivery, files)
    except OSError as error:  # all of smtplib's are
        _not_delivered(delivery, error)
    log.info("delivery", delivery=delivery.pk, state=delivery.state)
    return delivery.state == Delivery.State.SENT


def _bring(delivery: Delivery, files: list[File]) -> None:
    """Bring it to the chat group, or to the mail server."""
    recipient = delivery.recipient
    if not recipient.robot and not recipient.to:
        delivery.fail(_("The account has no e-mail address."))
        return
    language = making.language_of(delivery)
    if not delivery.made(recipient.to, language, making.digest_of(files)):
        return
    if recipient.robot:
        body = making.said(files)
        arrived = groups.speak(recipient.robot, body, delivery.hand_over)
    else:
        arrived = line.send(making.letter(delivery, files), delivery.hand_over)
    if arrived:
        delivery.arrived()


def _not_delivered(delivery: Delivery, error: OSError) -> None:
    answer = _answer(error)
    if delivery.state != Delivery.State.SENDING:
        return  # only the goodbye failed
    if answer >= NEVER:
        delivery.fail(str(error))
    elif answer or delivery.handed_at is None:
        delivery.postpone(str(error))
    else:
        delivery.lose(_("The line was lost behind the end. It may have arrived."))


def _answer(error: OSError) -> int:
    """The code with which it was refused; 0 when nothing was said of this letter."""
    if isinstance(error, SMTPRecipientsRefused):
        return next(code for code, _said in error.recipients.values())
    if isinstance(error, groups.GroupAnswer):
        return error.code
    return error.smtp_code if isinstance(error, SMTPDataError) else 0


def send_again(delivery: Delivery, *, by: User) -> bool:
    """Send once more what failed or may not have arrived, as a person has decided."""
    with transaction.atomic():
        is_due = delivery.again(by)
        if is_due:
            doorbell.ring_on_commit(TASK)
    return is_due


def confirm(delivery: Delivery) -> bool:
    """The reader says that he has it; False where he has said so before."""
    unread = Delivery.objects.filter(pk=delivery.pk, read_at=None)
    return bool(unread.update(read_at=timezone.now()))
