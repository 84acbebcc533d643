"""What came as a photo: decoded with distrust, made small, stripped of what it tells.

Only the pixels go on: a new picture is written, so whatever else was in the file (the
place, the device, a second file behind the first) ends here.
"""

import struct
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from PIL import Image, ImageOps
from PIL.ExifTags import GPS, IFD, Base
from pillow_heif import register_heif_opener

from safety.core import formats
from safety.files.refused import Refused

register_heif_opener()

LONG_SIDE, THUMBNAIL = 1600, 320  # pixels
QUALITY = 82
# The camera of a good phone has 50 million; what says more is a bomb, or no snapshot.
MOST_PIXELS = 64_000_000
# What Pillow and the libraries below it raise about bytes that are no picture.
BROKEN = (
    *(OSError, EOFError, SyntaxError, ValueError, TypeError, KeyError, IndexError),
    *(ArithmeticError, AttributeError, RuntimeError, MemoryError, struct.error),
)
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
FORMATS: Mapping[str, str] = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WEBP",
    "image/heic": "HEIF",
}


@dataclass(frozen=True)
class Photo:
    """A photo as it is kept: two JPEG files, and what the camera said of it.

    ``place`` is (latitude, longitude) in degrees, north and east positive.
    """

    content: bytes
    thumbnail: bytes
    width: int
    height: int
    taken_at: datetime | None
    place: tuple[float, float] | None


def read_photo(file: IO[bytes], kind: str) -> Photo:
    """Read a photo of a MIME type in `FORMATS`. Raises Refused."""
    try:
        with Image.open(file, formats=[FORMATS[kind]]) as image:
            _require_possible(image)
            said = _said(image)
            small = _shrunk(image)
    except BOMBS as bomb:
        raise _too_many(MOST_PIXELS) from bomb
    except BROKEN as error:
        raise Refused(_("The photo is broken. Take it again.")) from error
    content, (width, height) = _jpeg(small), small.size
    small.thumbnail((THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS)
    return Photo(content, _jpeg(small), width, height, *said)


def _require_possible(image: Image.Image) -> None:
    """Refuse by what the head says, before anything is unpacked."""
    pixels = image.width * image.height
    if pixels > MOST_PIXELS:
        raise _too_many(pixels)


def _too_many(pixels: int) -> Refused:
    number = pixels // 1_000_000
    said = ngettext(
        "The photo has %(number)s million pixels; it may have %(most)s million.",
        "The photo has %(number)s million pixels; it may have %(most)s million.",
        number,
    )
    numbers = {
        "number": formats.number(number),
        "most": formats.number(MOST_PIXELS // 1_000_000),
    }
    return Refused(said % numbers, status=413)


def _shrunk(image: Image.Image) -> Image.Image:
    """The pixels alone, upright, on white where they were transparent."""
    image.draft("RGB", (LONG_SIDE, LONG_SIDE))
    image.load()
    image.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
    upright: Image.Image = image
    with suppress(*BROKEN):
        upright = ImageOps.exif_transpose(image)
    paper = Image.new("RGB", upright.size, "white")
    if upright.has_transparency_data:
        seen = upright.convert("RGBA")
        paper.paste(seen, mask=seen)
    else:
        paper.paste(upright.convert("RGB"))
    return paper


def _jpeg(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()


def _said(image: Image.Image) -> tuple[datetime | None, tuple[float, float] | None]:
    """When and where a photo was taken, as far as the file says so and makes sense."""
    taken_at, place = None, None
    with suppress(*BROKEN):
        exif = image.getexif()
        with suppress(*BROKEN):
            taken_at = _moment(exif.get_ifd(IFD.Exif))
        with suppress(*BROKEN):
            place = _place(exif.get_ifd(IFD.GPSInfo))
    return taken_at, place


def _moment(tags: Mapping[int, Any]) -> datetime | None:
    """The moment of a camera that is right; its zone is the site's if it says none."""
    written = str(tags.get(Base.DateTimeOriginal, "")).strip("\0 ")
    if not written:
        return None
    offset = str(tags.get(Base.OffsetTimeOriginal, "")).strip("\0 ")
    if offset:
        moment = datetime.strptime(f"{written}{offset}", "%Y:%m:%d %H:%M:%S%z")
    else:
        plain = datetime.strptime(written, "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007
        moment = timezone.make_aware(plain)
    tomorrow = timezone.now() + timedelta(days=1)
    return moment.astimezone(UTC) if moment.year >= 1990 and moment < tomorrow else None


def _place(tags: Mapping[int, Any]) -> tuple[float, float] | None:
    """Latitude and longitude in degrees."""
    if GPS.GPSLatitude not in tags or GPS.GPSLongitude not in tags:
        return None
    north = _degrees(tags[GPS.GPSLatitude], tags.get(GPS.GPSLatitudeRef) == "S")
    east = _degrees(tags[GPS.GPSLongitude], tags.get(GPS.GPSLongitudeRef) == "W")
    return (north, east) if abs(north) <= 90 and abs(east) <= 180 else None


def _degrees(parts: Any, is_negative: bool) -> float:  # noqa: FBT001
    degrees, minutes, seconds = (float(part) for part in parts)
    value = round(degrees + minutes / 60 + seconds / 3600, 6)
    return -value if is_negative else value
