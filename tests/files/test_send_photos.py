"""A phone sends a photo: once, however often it tries."""

import hashlib
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from safety.files import views
from safety.files.models import File
from safety.journal import tasks
from safety.journal.models import Receipt
from tests import make
from tests.files import photos
from tests.line import Line

pytestmark = pytest.mark.both
in_one_go = pytest.mark.django_db
side_by_side = pytest.mark.django_db(transaction=True)
URL = "/files/"


@pytest.fixture
def phone() -> Client:
    client = Client()
    client.force_login(make.user("worker"))
    return client


def form(number: object = None, content: bytes = b"", **more: Any) -> dict[str, Any]:
    content = content or photos.jpeg()
    said = {"sha256": hashlib.sha256(content).hexdigest(), **more}
    return {
        "request_id": str(number or uuid4()),
        "photo": SimpleUploadedFile("x", content),
        **said,
    }


@in_one_go
def test_a_photo_is_taken_and_its_hash_confirmed(phone: Client) -> None:
    asked = form()
    told = phone.post(URL, asked)
    assert told.status_code == 201
    file = File.objects.get()
    assert told.json() == {
        "key": str(file.key),
        "sha256": asked["sha256"],
        "width": 64,
        "height": 48,
        "url": f"/files/{file.key}/",
        "thumbnail": f"/files/{file.key}/thumbnail/",
    }
    assert phone.get(told.json()["url"]).status_code == 200


@in_one_go
def test_sent_again_it_is_answered_as_the_first_time(phone: Client) -> None:
    number = uuid4()
    first = phone.post(URL, form(number))
    File.objects.all().delete()  # so that the second answer is no new one
    again = phone.post(URL, form(number))
    assert (again.status_code, again.content) == (201, first.content)
    assert not File.objects.exists()


@in_one_go
def test_the_number_of_something_else_is_a_conflict(phone: Client) -> None:
    number, other = uuid4(), Client()
    other.force_login(make.user("worker"))
    phone.post(URL, form(number))
    changed = form(number, photos.jpeg(seed=1))
    for client, asked in ((phone, changed), (other, form(number))):
        told = client.post(URL, asked, headers={"accept": "application/json"})
        assert told.status_code == 409
        assert told.json()["error"].startswith("Something else was sent")
    page = phone.post(URL, form(number, photos.jpeg(seed=1)))
    assert page.status_code == 409
    assert "That was sent before" in page.content.decode()
    assert File.objects.count() == 1


@in_one_go
@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (form(sha256="0" * 64), 422),
        (form(content=b"<svg/>"), 415),
        (form(content=b"%PDF-1.7\n"), 415),
        (form(content=photos.png_head(60_000, 60_000)), 413),
        ({"request_id": str(uuid4())}, 400),
        (form("no-number"), 400),
    ],
)
def test_what_is_not_taken_is_said_and_may_be_mended(
    phone: Client, asked: dict[str, Any], status: int
) -> None:
    told = phone.post(URL, asked)
    assert told.status_code == status
    if told.headers["Content-Type"] == "application/json":
        assert told.json()["error"].endswith(".")
        assert phone.post(URL, form(asked["request_id"])).status_code == 201


@in_one_go
def test_nobody_fills_the_store_with_what_no_record_has(
    phone: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST", 2)
    told = [phone.post(URL, form(content=photos.jpeg(n, 9))) for n in (8, 9, 10)]
    assert [each.status_code for each in told] == [201, 201, 429]
    assert told[-1].json()["error"].endswith("forms first.")


@in_one_go
def test_receipts_are_forgotten_in_time(phone: Client, time_machine: Any) -> None:
    phone.post(URL, form())
    tasks.clear_receipts()
    assert Receipt.objects.count() == 1
    time_machine.move_to(timezone.now() + tasks.KEPT + timedelta(days=1))
    tasks.clear_receipts()
    assert not Receipt.objects.exists()


@pytest.fixture(autouse=True)
def _quiet(settings: Any, tmp_path: Path) -> Iterator[None]:
    """Photos go nowhere else, and nobody reads thousands of log lines."""
    settings.MEDIA_ROOT = tmp_path
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


@side_by_side
def test_many_copies_at_once_are_each_one_photo() -> None:
    """A thousand, and what else a phone sends: inspections/test_never_twice."""
    forms = [{"photo": photos.jpeg(8, 8, comment=b"%d" % n)} for n in range(40)]
    line = Line(make.user("worker"), [(URL, form) for form in forms])
    told = line.send_all()
    assert {answer.status for answer in told} == {201}
    assert len(set(told)) == len(forms)
    assert File.objects.count() == Receipt.objects.count() == len(forms)
