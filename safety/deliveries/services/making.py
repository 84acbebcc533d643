"""What leaves: the report as its reader may see it, made once, and the letter."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from safety.deliveries.models import Delivery, DeliveryFile, Recipient
from safety.files.models import File
from safety.files.reading import Reading
from safety.files.services import keep
from safety.journal import write as journal
from safety.notices import groups
from safety.notices.models import Robot
from safety.org.models import Unit
from safety.reports import document, registry
from safety.reports.document import Document, NotSeen
from safety.reports.render import FORMS

JSON = "application/json"


def language_of(delivery: Delivery) -> str:
    """The schedule's, or the reader's own, or the site's."""
    own = delivery.recipient.language
    return delivery.schedule.language or own or settings.LANGUAGE_CODE


def require_seen(recipient: Recipient, unit: Unit) -> None:
    """Raises NotSeen where who reads, or has added him, may not see the unit now."""
    account = recipient.user or (None if recipient.robot else recipient.added_by)
    seen = Unit.objects.visible_to(recipient.viewer, "indicators.view")
    if (account and not account.is_active) or not seen.filter(pk=unit.pk).exists():
        raise NotSeen


def files_of(delivery: Delivery) -> list[File]:
    """The files of a delivery, made when it is first asked for them."""
    kept = list(delivery.files.counted().select_related("file"))
    if not kept:
        kept = _kept(delivery, _made(delivery))
    return [each.file for each in kept if each.file]


def _made(delivery: Delivery) -> list[Reading]:
    robot = delivery.recipient.robot
    with translation.override(language_of(delivery)):
        made = _document(delivery)
        if robot:
            body = json.dumps(_body(robot, delivery, made), ensure_ascii=False)
            return [_reading(f"{made.file_name}.json", JSON, body.encode())]
        return [
            _reading(f"{made.file_name}.{form}", FORMS[form][1], FORMS[form][0](made))
            for form in delivery.schedule.forms
        ]


def _document(delivery: Delivery) -> Document:
    """The report as the recipient may see it; an address outside is named on it."""
    schedule, recipient = delivery.schedule, delivery.recipient
    made = document.build(
        registry.find(schedule.report),
        schedule.unit,
        delivery.period,
        recipient.viewer,
    )
    if not recipient.address:
        return made
    said = _("For %(address)s, added by %(user)s: %(reason)s")
    named = {
        "address": recipient.address,
        "user": recipient.added_by,
        "reason": recipient.reason,
    }
    return replace(made, state=f"{made.state} {said % named}")


def _reading(name: str, kind: str, content: bytes) -> Reading:
    return Reading(hashlib.sha256(content).hexdigest(), kind, name, content)


def _kept(delivery: Delivery, readings: Sequence[Reading]) -> list[DeliveryFile]:
    """Keep the bytes, once: another worker's are taken where it was faster."""
    with transaction.atomic():
        Delivery.objects.select_for_update(no_key=True).get(pk=delivery.pk)
        had = list(delivery.files.counted().select_related("file"))
        if had:
            return had
        made = []
        for reading in readings:
            file = keep(reading, by=None)
            row = DeliveryFile(delivery=delivery, file=file, sha256=file.sha256)
            journal.save(row, "make", by=None)
            made.append(row)
    return made


def content_of(file: File) -> bytes:
    """The bytes of a file as they were kept."""
    with file.content.open("rb") as opened:
        content: bytes = opened.read()
    return content


def digest_of(files: Sequence[File]) -> str:
    """The hash of files, one behind the other."""
    whole = hashlib.sha256()
    for file in files:
        whole.update(content_of(file))
    return whole.hexdigest()


def letter(delivery: Delivery, files: Sequence[File]) -> EmailMessage:
    """The letter to a reader, with files or with a link to them."""
    schedule = delivery.schedule
    is_attached = schedule.policy == schedule.Policy.ATTACHED
    with translation.override(delivery.language):
        context = {
            "delivery": delivery,
            "schedule": schedule,
            "recipient": delivery.recipient,
            "url": link_of(delivery),
            "is_attached": is_attached,
        }
        text = render_to_string("emails/report.txt", context).strip()
    subject, _line, body = text.partition("\n")
    mail = EmailMessage(subject=subject, body=f"{body.strip()}\n", to=[delivery.to])
    mail.extra_headers["Message-ID"] = f"<{delivery.secret_key}@anzhu>"
    for file in files if is_attached else ():
        mail.attach(file.name, content_of(file), file.type)
    return mail


def link_of(delivery: Delivery) -> str:
    """Where the reader finds it: an address outside has no account."""
    if delivery.recipient.address:
        path = reverse("open-delivery", args=[delivery.secret_key])
    else:
        path = delivery.get_absolute_url()
    return f"{settings.SITE_ADDRESS}{path}"


def _body(robot: Robot, delivery: Delivery, made: Document) -> dict[str, object]:
    """What a robot says: the report's first sentences, and where the report is."""
    page = reverse("reports:view-report", args=[made.name])
    query = f"unit={delivery.schedule.unit.code}&period={delivery.period}"
    lines = [(text, "") for text in (made.headline, *made.sentences) if text]
    lines.append((_("Open the report"), f"{settings.SITE_ADDRESS}{page}?{query}"))
    return groups.body_of(robot, f"{made.heading} · {made.unit}", lines)


def said(files: Sequence[File]) -> dict[str, object]:
    """What a robot was made to say."""
    body: dict[str, object] = json.loads(content_of(files[0]))
    return body
