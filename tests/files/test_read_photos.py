"""What a photo becomes, and what is no photo whatever it says of itself."""

import hashlib
import zipfile
from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from safety.files.reading import MOST_BYTES, Reading, read
from safety.files.refused import Refused
from tests.files import photos

# Pillow says of some broken files that they are, and reads on.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<html><script>alert(1)</script></html>"


def reading(content: bytes, name: str = "IMG_1.jpg") -> Reading:
    return read(photos.upload(content, name), photos_only=True)


def refused(content: bytes, name: str = "IMG_1.jpg") -> Refused:
    with pytest.raises(Refused) as caught:
        reading(content, name)
    return caught.value


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def colour(image: Image.Image, x: int) -> tuple[int, ...]:
    found = image.getpixel((x, 5))
    assert isinstance(found, tuple)
    return found


def test_a_photo_is_made_small_and_gets_a_thumbnail() -> None:
    found = reading(photos.jpeg(4000, 3000))
    assert (found.width, found.height) == (1600, 1200)
    assert opened(found.content).size == (1600, 1200)
    assert opened(found.thumbnail).size == (320, 240)
    assert opened(found.content).format == "JPEG"
    tall = reading(photos.jpeg(300, 9000))
    assert (tall.width, tall.height) == (53, 1600)
    assert reading(photos.jpeg(64, 48)).width == 64


@pytest.mark.parametrize("form", ["PNG", "WEBP", "HEIF", "JPEG"])
@pytest.mark.parametrize("name", ["photo.exe", "a.jpg", ""])
def test_its_type_is_what_its_bytes_say(form: str, name: str) -> None:
    content = photos.written(photos.picture(), form)
    found = reading(content, name or "x")
    assert found.type == f"image/{form.lower().replace('heif', 'heic')}"
    assert opened(found.content).format == "JPEG"
    assert found.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("form", ["JPEG", "HEIF", "WEBP"])
def test_it_stands_upright_and_says_only_when_it_was_taken(form: str) -> None:
    lying = photos.picture(64, 48).transpose(Image.Transpose.ROTATE_90)
    found = reading(photos.written(lying, form, exif=photos.exif(6)))
    upright = opened(found.content)
    assert upright.size == (64, 48)
    left, right = colour(upright, 8), colour(upright, 56)
    assert left[0] - left[2] > 140  # red
    assert right[2] - right[0] > 140  # blue
    assert found.taken_at == datetime(2019, 12, 16, 1, 11, tzinfo=UTC)
    assert found.place == pytest.approx((30.26, 120.15))
    for kept in (found.content, found.thumbnail):
        assert not opened(kept).getexif()
        assert not {"exif", "comment", "xmp", "icc_profile"} & set(opened(kept).info)
        assert photos.SECRET not in kept


def test_a_camera_without_a_zone_or_with_nonsense_is_understood() -> None:
    plain = reading(photos.jpeg(exif=photos.exif(offset="")))
    assert plain.taken_at == datetime(2019, 12, 16, 1, 11, tzinfo=UTC)
    assert reading(photos.jpeg(exif=photos.exif(offset="soon"))).taken_at is None
    torn = b"Exif\0\0MM\0*\0\0\0\x08" + b"\xff" * 40
    assert reading(photos.jpeg(exif=torn)).taken_at is None


def test_what_was_transparent_is_white() -> None:
    clear = Image.new("RGBA", (10, 10), (255, 0, 0, 0))
    kept = opened(reading(photos.written(clear, "PNG")).content)
    assert min(colour(kept, 5)) > 250


def test_what_hides_behind_or_in_a_photo_ends_here() -> None:
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("evil.html", HTML)
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", HTML.decode())
    for content in (
        photos.jpeg() + archive.getvalue(),
        photos.jpeg() + HTML,
        photos.jpeg(comment=HTML),
        photos.written(photos.picture(), "PNG", pnginfo=text),
    ):
        found = reading(content)
        for kept in (found.content, found.thumbnail):
            assert b"script" not in kept
            assert b"PK\x03\x04" not in kept


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 422),
        (photos.jpeg(400, 300)[:-400], 422),
        (photos.jpeg()[:40], 422),
        (b"\xff\xd8\xff", 422),
        (photos.written(photos.picture(), "PNG")[:60], 422),
        (photos.written(photos.picture(), "HEIF")[:200], 422),
        (b"RIFF\x10\0\0\0WEBPVP8 " + b"\0" * 20, 422),
        (photos.png_head(60_000, 60_000), 413),
        (photos.png_head(12_000, 12_000), 413),
        (photos.png_head(0, 10), 422),
        (photos.png_head(2_000, 2_000), 422),
        (photos.jpeg() + b"\0" * MOST_BYTES, 413),
        (SVG, 415),
        (HTML, 415),
        (b"GIF89a" + photos.jpeg(), 415),
        (b"PK\x03\x04" + b"\0" * 99, 415),
        (b"%PDF-1.7\n", 415),
        (b"\0" * 99, 415),
    ],
)
def test_what_is_no_photo_is_refused_with_a_sentence(
    content: bytes, status: int
) -> None:
    found = refused(content)
    assert found.status == status
    assert found.sentence.endswith(".")


def test_a_file_that_is_not_what_was_declared_is_refused() -> None:
    content = photos.jpeg()
    declared = hashlib.sha256(content).hexdigest()
    assert read(photos.upload(content), declared=declared.upper()).sha256 == declared
    with pytest.raises(Refused) as caught:
        read(photos.upload(content[:-1]), declared=declared)
    assert caught.value.status == 422


def test_a_document_is_kept_as_it_is_under_its_plain_name() -> None:
    content = b"%PDF-1.7\nrest"
    found = read(photos.upload(content, "C:\\notices\\整改\x07.pdf"))
    assert (found.type, found.content) == ("application/pdf", content)
    assert found.name == "整改.pdf"
