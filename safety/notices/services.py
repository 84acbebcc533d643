"""Writing messages. They are sent by `safety.notices.sending`."""

from typing import Any

from django.db import transaction

from safety.accounts.models import User
from safety.core import doorbell
from safety.notices.models import Message

TASK = "notices.send"


def post(
    template: str,
    *,
    to: str,
    user: User | None = None,
    language: str = "",
    context: dict[str, Any] | None = None,
) -> Message:
    """Write a message in the running transaction, and ring for a worker after it.

    ``template`` is a name in ``templates/emails``; ``context`` is what JSON can keep,
    and nothing secret.
    """
    message = Message.objects.create(
        template=template, to=to, user=user, language=language, context=context or {}
    )
    doorbell.ring_on_commit(TASK)
    return message


def send_again(message: Message) -> bool:
    """Try once more what failed, and ring for a worker; False unless it had failed."""
    with transaction.atomic():
        doorbell.ring_on_commit(TASK)
        return message.again()


def post_to(user: User, template: str) -> None:
    """Write to the owner of an account, in his language if he has chosen one."""
    post(template, to=user.email, user=user, language=user.language)
