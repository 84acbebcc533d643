"""Keeping what was sent, and throwing away what nothing uses."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Q

from safety.files.models import File, books
from safety.files.reading import Reading, read
from safety.journal import write as journal

AT_ONCE = 200


def receive(
    upload: "UploadedFile[Any]",
    *,
    by: int | None,
    declared: str = "",
    photos_only: bool = False,
    takes_material: bool = False,
) -> File:
    """Read and keep what somebody sent; ``by`` is None where nobody logs in.

    Raises Refused.
    """
    kinds = {"photos_only": photos_only, "takes_material": takes_material}
    return keep(read(upload, declared=declared, **kinds), by=by)


def keep(reading: Reading, *, by: int | None) -> File:
    """The file of a sender: a new one, or the one that he sent before.

    Bytes that somebody else has sent are kept once. Nobody learns of it: they are
    written first and thrown away then, so that it takes as long, and the row says when
    and by whom *this* one was sent.
    """
    file = _written(reading, by)
    own = (file.content.name, file.thumbnail.name)
    try:
        with transaction.atomic():
            kept = _mine(reading, by) or _saved(file)
            _arrive(kept)
    except IntegrityError:  # the same, sent twice at this moment
        kept = File.objects.get(uploaded_by=by, sha256=reading.sha256)
    except BaseException:
        _erase(*own)
        raise
    if own != (kept.content.name, kept.thumbnail.name):
        _erase(*own)
    return kept


def _written(reading: Reading, by: int | None) -> File:
    """A row not saved yet, whose bytes are in the store."""
    north, east = (settings.KEEP_PHOTO_PLACE and reading.place) or (None, None)
    file = File(
        **{name: getattr(reading, name) for name in ("sha256", "type", "name")},
        **{name: getattr(reading, name) for name in ("width", "height", "taken_at")},
        size=len(reading.content),
        latitude=north,
        longitude=east,
        uploaded_by_id=by,
    )
    file.content.save("", ContentFile(reading.content), save=False)
    if reading.thumbnail:
        file.thumbnail.save("", ContentFile(reading.thumbnail), save=False)
    return file


def _mine(reading: Reading, by: int | None) -> File | None:
    if by is None:
        return None
    return File.objects.filter(uploaded_by=by, sha256=reading.sha256).first()


def _saved(file: File) -> File:
    """Save a row; with the bytes of another that has the same, held while we do."""
    same = File.objects.filter(sha256=file.sha256, size=file.size)
    if twin := same.select_for_update(no_key=True).first():
        file.content, file.thumbnail = twin.content, twin.thumbnail
    file.save(force_insert=True)
    return file


def _arrive(file: File) -> None:
    """Give it to the records for which its sender has declared it."""
    if file.uploaded_by_id is None:
        return
    for book in books():
        waiting = book._base_manager.filter(by=file.uploaded_by_id, file=None)
        for attachment in waiting.filter(sha256=file.sha256):
            attachment.file = file
            journal.save(attachment, "arrive", by=file.uploaded_by_id)


def clear_unused(now: datetime) -> int:
    """Throw away what was sent long ago and no record has; how many files."""
    before = now - timedelta(hours=settings.KEEP_UNUSED_HOURS)
    gone = 0
    while some := _removed(before):
        gone += len(some)
        for file in some:
            _erase_unless_shared(file.content.name, file.thumbnail.name)
    return gone


def _removed(before: datetime) -> list[File]:
    """Some rows that are unused and that nobody holds, deleted."""
    with transaction.atomic():
        rows = File.objects.unused(before).select_for_update(
            skip_locked=True, of=("self",)
        )
        some = list(rows[:AT_ONCE])
        File.objects.filter(pk__in=[file.pk for file in some]).delete()
    return some


def _erase_unless_shared(*names: str | None) -> None:
    kept = [name for name in names if name]
    has_them = Q(content__in=kept) | Q(thumbnail__in=kept)
    if not File.objects.filter(has_them).exists():
        _erase(*names)


def _erase(*names: str | None) -> None:
    for name in filter(None, names):
        with suppress(OSError):
            default_storage.delete(name)
