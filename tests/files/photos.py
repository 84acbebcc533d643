"""Photos of every kind, and what only looks like one."""

import struct
import zlib
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

TAKEN = "2019:12:16 09:11:00"
SECRET = b"SECRET-CAMERA-7"


def picture(width: int = 64, height: int = 48, seed: int = 0) -> Image.Image:
    """Red on the left, blue on the right, and a shade of its own."""
    image = Image.new("RGB", (width, height), (0, seed % 256, seed // 256 % 256))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 2 - 1, height // 2), fill="red")
    draw.rectangle((width // 2, 0, width - 1, height // 2), fill="blue")
    return image


def exif(orientation: int = 1, offset: str = "+08:00") -> bytes:
    """What a telling phone writes: device, moment, place."""
    tags = Image.Exif()
    tags[0x010F] = SECRET.decode()  # who made the camera
    tags[0x0112] = orientation
    tags.get_ifd(0x8769)[0x9003] = TAKEN
    tags.get_ifd(0x8769)[0x9011] = offset
    gps = tags.get_ifd(0x8825)
    gps[1], gps[2] = "N", (30.0, 15.0, 36.0)
    gps[3], gps[4] = "E", (120.0, 9.0, 0.0)
    return tags.tobytes()


def written(image: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def jpeg(width: int = 64, height: int = 48, seed: int = 0, **options: Any) -> bytes:
    return written(picture(width, height, seed), "JPEG", **options)


def png_head(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says that it is huge, all of it of one colour."""

    def chunk(name: bytes, data: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + crc

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    rows = zlib.compress(b"\0" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def upload(content: bytes, name: str = "IMG_1.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
