"""What somebody sent: what it is by its bytes, whatever it is called, and its hash."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from io import SEEK_END
from pathlib import PurePath
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from safety.files.images import FORMATS, read_photo
from safety.files.refused import Refused

MOST_BYTES = 20 * 1024 * 1024
MOST_OF_MATERIAL = 100 * 1024 * 1024
PDF, VIDEO = "application/pdf", "video/mp4"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
MATERIAL = {VIDEO, SLIDES}  # what only lessons have, and what is large
HEAD = 32  # bytes that tell what a file is
# The last bytes of an archive that may tell where its contents are, and how long.
END_OF_ZIP, ZIP64, MOST_CONTENTS = 22 + 65_535, b"PK\x06\x07", 2 * 1024 * 1024
SIGNS: Mapping[str, re.Pattern[bytes]] = {
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "image/webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
    "image/heic": re.compile(rb"....ftyp(hei[cxms]|hev[cxms]|mif1|msf1)", re.DOTALL),
    PDF: re.compile(rb"%PDF-[12]\."),
    VIDEO: re.compile(rb"....ftyp(isom|iso[2-6]|mp4[12]|avc1|M4V |dash)", re.DOTALL),
    SLIDES: re.compile(rb"PK\x03\x04"),
}


@dataclass(frozen=True)
class Reading:
    """A file that can be kept: what it is, and the bytes that stay.

    ``sha256`` is that of what was sent, in hexadecimal; width and height are pixels of
    what stays. A document has neither them nor a thumbnail.
    """

    sha256: str
    type: str
    name: str
    content: bytes
    thumbnail: bytes = b""
    width: int | None = None
    height: int | None = None
    taken_at: datetime | None = None
    place: tuple[float, float] | None = None


def read(
    upload: "UploadedFile[Any]",
    *,
    declared: str = "",
    photos_only: bool = False,
    takes_material: bool = False,
) -> Reading:
    """Read what was sent; ``declared`` is the SHA-256 that the sender says it has.

    Raises Refused: 413 for what is too large, 415 for what is of no kind that is
    taken, 422 for what is empty, broken, or not what was declared.
    """
    most = MOST_OF_MATERIAL if takes_material else MOST_BYTES
    _require_size(upload.size or 0, most)
    sha256 = digest_of(upload)
    if declared and declared.lower() != sha256:
        raise Refused(_("The file did not arrive whole. Send it again."))
    upload.seek(0)
    kind = sniff(
        upload.read(HEAD), photos_only=photos_only, takes_material=takes_material
    )
    upload.seek(0)
    if kind not in MATERIAL:
        _require_size(upload.size or 0, MOST_BYTES)
    if kind == SLIDES:
        _require_slides(_plain(upload))
        upload.seek(0)
    if kind in (PDF, *MATERIAL):
        return Reading(sha256, kind, shown_name(upload.name), upload.read())
    photo = read_photo(_plain(upload), kind)
    return Reading(sha256, kind, "", **vars(photo))


def _require_size(size: int, most: int) -> None:
    if not size:
        raise Refused(_("The file is empty."))
    if size > most:
        said = _("The file has %(size)s; it may have %(most)s.")
        sizes = {"size": filesizeformat(size), "most": filesizeformat(most)}
        raise Refused(said % sizes, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def digest_of(upload: "UploadedFile[Any]") -> str:
    """The SHA-256 of what was sent, in hexadecimal."""
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def sniff(head: bytes, *, photos_only: bool, takes_material: bool = False) -> str:
    """The MIME type of a file by its first bytes. Raises Refused."""
    taken = set(FORMATS if photos_only else SIGNS) - (
        set() if takes_material else MATERIAL
    )
    for kind, sign in SIGNS.items():
        if kind in taken and sign.match(head):
            return kind
    said = _("That is no photo. Choose a JPEG, PNG, WebP or HEIC file.")
    if not photos_only:
        said = _("Choose a photo (JPEG, PNG, WebP or HEIC) or a PDF file.")
    if takes_material:
        said = _("Choose a photo, a PDF file, slides (PPTX) or a video (MP4).")
    raise Refused(said, status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)


def _require_slides(file: IO[bytes]) -> None:
    """Refuse an archive that is no presentation, or one that brings programs along.

    Only its table of contents is read, which is short: nothing is unpacked.
    """
    try:
        _require_short_contents(file)
        with ZipFile(file) as archive:
            names = archive.namelist()
    except (BadZipFile, NotImplementedError) as error:
        raise Refused(_("The file is broken. Send it again.")) from error
    if "ppt/presentation.xml" not in names:
        said = _("Choose a photo, a PDF file, slides (PPTX) or a video (MP4).")
        raise Refused(said, status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    if any(name.endswith(("vbaProject.bin", ".exe", ".dll")) for name in names):
        said = _("The slides have macros in them: save them without, as PPTX.")
        raise Refused(said, status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)


def _require_short_contents(file: IO[bytes]) -> None:
    """BadZipFile where reading the table of contents would take a lot of memory."""
    size = file.seek(0, SEEK_END)
    file.seek(max(0, size - END_OF_ZIP))
    tail = file.read()
    _before, mark, end = tail.rpartition(b"PK\x05\x06")
    length = int.from_bytes(end[8:12], "little")
    if not mark or ZIP64 in tail or length > MOST_CONTENTS:
        raise BadZipFile
    file.seek(0)


def shown_name(name: str | None) -> str:
    """What a document is called, without the ways that its sender put before it."""
    plain = PurePath((name or "").replace("\\", "/")).name
    return "".join(sign for sign in plain if sign.isprintable())[-200:]


def _plain(upload: "UploadedFile[Any]") -> IO[bytes]:
    """The file below Django's wrapper, which is what Pillow reads."""
    return upload.file  # type: ignore[return-value]
