"""From a row of the outbox to a mail, in one language or in all."""

from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safety.accounts.letters import password_link
from safety.core import formats
from safety.notices.models import Message
from safety.notices.topics import Line, lines_of

DAY = 24 * 3600
# Lines under one heading of what leaves the site; the rest is in the inbox.
MOST_LINES = 20
BETWEEN = "\n\n* * *\n\n"


def written(message: Message) -> EmailMessage:
    """The mail of a message; a template's first line is its subject."""
    known = dict(settings.LANGUAGES)
    languages = [message.language] if message.language in known else known
    context = {
        **message.context,
        "user": message.user,
        "message": message,
        "most": MOST_LINES,
        "site": settings.SITE_ADDRESS,
        "days": settings.PASSWORD_RESET_TIMEOUT // DAY,
        # Asked for in each language, and what it says is of what is seen now.
        "groups": partial(_groups, message),
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


def _groups(message: Message) -> list[tuple[str, list[Line]]]:
    """What a summary says, under its headings, of what its reader sees now."""
    reader = message.user or message.robot
    told = [(each.topic, each.key) for each in message.tellings.order_by("-pk")]
    lines = lines_of(reader, told) if reader else {}
    found: dict[str, dict[str, Line]] = {}
    standing = [line for line in lines.values() if line.stands]
    for each in told:
        line = lines.get(each)
        if line and (line.stands or not standing):
            # The same record told from two rungs is one line.
            found.setdefault(str(line.group), {}).setdefault(line.url, line)
    return [(heading, list(rows.values())) for heading, rows in found.items()]


def spoken(message: Message) -> tuple[str, list[tuple[str, str]]]:
    """Title and lines (text, address) of a message to a chat group."""
    with translation.override(message.language or settings.LANGUAGE_CODE):
        groups = _groups(message)
        number = sum(len(lines) for _heading, lines in groups)
        rows: list[tuple[str, str]] = []
        for heading, lines in groups:
            rows.append((f"{heading} · {len(lines)}", ""))
            rows += [
                (f"{line.text} · {line.sub}", f"{settings.SITE_ADDRESS}{line.url}")
                for line in lines[:MOST_LINES]
            ]
        return str(_title(message.template, number)), rows


def _title(template: str, number: int) -> str:
    if template == "trial":
        return _("Anzhu speaks to this group")
    said = ngettext("Anzhu: %(n)s hazard", "Anzhu: %(n)s hazards", number)
    return said % {"n": formats.number(number)}


def _link(message: Message) -> str:
    return password_link(message.user) if message.user else ""


def _in_language(code: str, template: str, context: dict[str, object]) -> str:
    with translation.override(code):
        return render_to_string(f"emails/{template}.txt", context).strip()
