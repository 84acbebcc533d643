"""Photos: who may add and take off which, and when they are compulsory."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from inspections.models import (
    NOT_RECTIFIED,
    OPEN,
    Answer,
    AnswerPhoto,
    Hazard,
    HazardPhoto,
    Move,
    Policy,
    Purpose,
    Verb,
)
from inspections.services.guards import Case
from safety.core import formats
from safety.files.fields import Sent, too_many
from safety.files.models import Attachment, AttachmentQuerySet
from safety.journal import write as journal

A_DAY = timedelta(days=1)
ADD = "add-photo"


class Pictures(NamedTuple):
    """What is sent with a report."""

    before: Sent
    after: Sent


NONE = Sent()
NO_PICTURES = Pictures(NONE, NONE)


def as_sent(photos: AttachmentQuerySet[Any]) -> Sent:
    """Photos of a record as another takes them that has none of its own."""
    rows = list(photos.select_related("file"))
    files = [photo.file for photo in rows if photo.file]
    return Sent(files, [photo.sha256 for photo in rows])


def may_add(case: Case, purpose: str) -> bool:
    """Whether the actor may ever add a photo that shows this."""
    if case.actor.person is None:
        return False
    if purpose == Purpose.AFTER:
        return case.may(Verb.SUBMIT)
    is_finder = case.actor.person.pk == case.hazard.found_by_id
    return is_finder or case.ground.holds("inspections.report")


def is_open(hazard: Hazard) -> bool:
    """Whether photos may come and go: what is closed, or counts nowhere, stays."""
    return hazard.state in OPEN


def may_void(case: Case, photo: HazardPhoto) -> bool:
    """The project's safety officers take off any; others theirs, until it is judged."""
    if case.actor.person is None:
        return False
    is_own = photo.by_id == case.actor.user.pk
    return case.assigns() or (is_own and case.hazard.state in NOT_RECTIFIED)


def attach(hazard: Hazard, sent: Sent, purpose: str, *, by: int | None) -> None:
    """Give a hazard photos; those that it has already stay as they are.

    ValidationError for more than a record may have.
    """
    if not sent.hashes:
        return
    with transaction.atomic():
        Hazard.objects.locked().get(pk=hazard.pk)
        rows = list(hazard.photos.all())
        known = [photo for photo in rows if photo.purpose == purpose]
        beside = [photo for photo in rows if photo.purpose != purpose]
        new = partial(HazardPhoto, hazard=hazard, purpose=purpose)
        keep_photos(known, sent, new, by=by, beside=beside)


def attach_all(hazard: Hazard, pictures: Pictures, *, by: int | None) -> None:
    """Give a hazard that is being reported all its photos."""
    if hazard.as_read:
        for purpose, sent in zip(Purpose, pictures, strict=True):
            attach(hazard, sent, purpose, by=by)
        return
    # Just made: nobody else knows it, and it has none.
    rows = [
        HazardPhoto(hazard=hazard, purpose=purpose, by_id=by, file=file, sha256=sha256)
        for purpose, sent in zip(Purpose, pictures, strict=True)
        for sha256, file in sent.by_hash.items()
    ]
    _require_few(rows)
    journal.save_all(rows, ADD, by=by)


def attach_to_answer(answer: Answer, sent: Sent, *, by: int | None) -> None:
    """Give photos to an answer, whose inspection is held."""
    if sent.hashes:
        new = partial(AnswerPhoto, answer=answer)
        keep_photos(list(answer.photos.all()), sent, new, by=by)


def keep_photos(
    known: Sequence[Attachment],
    sent: Sent,
    new: Callable[..., Attachment],
    *,
    by: int | None,
    beside: Sequence[Attachment] = (),
) -> None:
    """Store what was sent, each photo once; ``beside`` are others of the record."""
    rows = {photo.sha256: photo for photo in known}
    for sha256, file in sent.by_hash.items():
        photo = rows.setdefault(sha256, new(sha256=sha256, by_id=by))
        photo.status = Attachment.Status.COUNTED
        photo.file = file or photo.file
    _require_few([*rows.values(), *beside])
    journal.save_all([rows[sha256] for sha256 in sent.hashes], ADD, by=by)


def _require_few(photos: Sequence[Attachment]) -> None:
    counted = [photo for photo in photos if photo.status == Attachment.Status.COUNTED]
    if len(counted) > settings.MOST_FILES:
        raise ValidationError(too_many())


def void(photo: Attachment, *, by: int | None) -> None:
    """Take a photo off; it stays in the history, and is served no more."""
    photo.status = HazardPhoto.Status.VOIDED
    journal.save(photo, "void-photo", by=by)


def require_before(hazard: Hazard, pictures: Pictures, policy: Policy) -> None:
    """ValidationError by field where policy wants a photo and there is none."""
    missing = {}
    if policy.photo_to_report and not (pictures.before.hashes or has_before(hazard)):
        missing["photos"] = _("A photo is compulsory for its level.")
    if hazard.is_fixed_on_spot and policy.photo_to_submit and not pictures.after.hashes:
        missing["photos_after"] = _("A photo that shows the fix is compulsory.")
    if missing:
        raise ValidationError(missing)


def has_before(hazard: Hazard) -> bool:
    """Whether a photo came along with a draft."""
    if not hazard.as_read:
        return False
    return hazard.photos.counted().filter(purpose=Purpose.BEFORE).exists()


def require_after(hazard: Hazard, sent: Sent, policy: Policy) -> None:
    """The same for a fix; a photo added since it was judged last is enough."""
    if policy.photo_to_submit and not (sent.hashes or has_after(hazard)):
        said = _("A photo that shows the fix is compulsory.")
        raise ValidationError({"photos": said})


def require_new(hazard: Hazard, sent: Sent) -> None:
    """ValidationError for a photo of a fix that is older than the hazard's last owner.

    It says itself when it was taken. Clocks and zones of phones differ by hours, so a
    day is let pass.
    """
    given = hazard.moves.filter(verb__in=(Verb.REPORT, Verb.ASSIGN))
    since = given.order_by("-pk").values_list("at", flat=True).first()
    for file in sent.files:
        taken = file.taken_at
        if since and taken and taken < since - A_DAY:
            said = _("This photo was taken on %(day)s, before the hazard was assigned.")
            day = formats.day(timezone.localdate(taken))
            raise ValidationError({"photos": said % {"day": day}})


def has_after(hazard: Hazard) -> bool:
    """Whether a photo shows that it is put right, added since it was judged last."""
    judged = hazard.moves.filter(verb__in=(Verb.SEND_BACK, Verb.REOPEN))
    last: Move | None = judged.order_by("-pk").first()
    photos = hazard.photos.counted().after()
    return (photos.filter(at__gt=last.at) if last else photos).exists()
