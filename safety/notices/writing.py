"""From a row of the outbox to a mail, in one language or in all."""

from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from safety.accounts.letters import password_link
from safety.notices.models import Message

DAY = 24 * 3600
BETWEEN = "\n\n* * *\n\n"


def written(message: Message) -> EmailMessage:
    """The mail of a message; a template's first line is its subject."""
    known = dict(settings.LANGUAGES)
    languages = [message.language] if message.language in known else known
    context = {
        **message.context,
        "user": message.user,
        "site": settings.SITE_ADDRESS,
        "days": settings.PASSWORD_RESET_TIMEOUT // DAY,
        # Made only by a template that asks for it, and then once.
        "password_link": SimpleLazyObject(partial(_link, message)),
    }
    texts = [_in_language(code, message.template, context) for code in languages]
    parts = [text.partition("\n") for text in dict.fromkeys(texts)]
    return EmailMessage(
        subject=" · ".join(subject.strip() for subject, _line, _body in parts),
        body=BETWEEN.join(body.strip() for _subject, _line, body in parts) + "\n",
        to=[message.to],
    )


def _link(message: Message) -> str:
    return password_link(message.user) if message.user else ""


def _in_language(code: str, template: str, context: dict[str, object]) -> str:
    with translation.override(code):
        return render_to_string(f"emails/{template}.txt", context).strip()
