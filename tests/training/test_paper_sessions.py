"""The paper way: a photographed sheet, a head-count, and the list typed from it."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from inspections.models import Status
from safety.org.models import Unit
from tests import make, pages
from tests.files import photos
from training.models import Session

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def project() -> Unit:
    made = make.project(code="P1")
    for n in range(3):
        make.person(made, employee_no=f"E{n}")
    return made


@pytest.fixture
def trainer(project: Unit, client: Client) -> Client:
    client.force_login(make.user("project_staff", project))
    return client


@pytest.fixture
def held(project: Unit) -> Session:
    return make.session(project, status=Status.DRAFT)


def keep(client: Client, held: Session, **said: Any) -> Any:
    address = f"/training/sessions/{held.pk}/keep-paper/"
    return client.post(address, {"head_count": "2"} | said, follow=True)


def close(client: Client, held: Session) -> str:
    address = f"/training/sessions/{held.pk}/close/"
    return pages.text(client.post(address, follow=True))


def sheet() -> SimpleUploadedFile:
    content = photos.written(photos.picture(60, 40), "JPEG")
    return SimpleUploadedFile("sheet.jpg", content)


def test_a_photo_a_number_and_the_list_make_a_session(
    trainer: Client, held: Session
) -> None:
    keep(trainer, held, photos=sheet(), numbers="E0\nE1, E0")
    assert "is closed and counts" in close(trainer, held)
    held.refresh_from_db()
    assert (held.status, held.head_count) == (Status.FINAL, 2)
    listed = held.attendances.present().values_list("person__employee_no", flat=True)
    assert set(listed) == {"E0", "E1"}
    page = trainer.get(held.get_absolute_url())
    assert held.photos.get().file.thumbnail_url in page.content.decode()
    assert "Heads on the sheet 2" in pages.text(page)


def test_every_number_that_is_nobodys_is_named_and_nothing_is_kept(
    trainer: Client, held: Session
) -> None:
    make.person(employee_no="E9")
    said = pages.text(keep(trainer, held, numbers="E0 X1 E9 X2"))
    for wrong in (
        "There is no person X1.",
        "There is no person X2.",
        "E9 is posted nowhere on that day.",
    ):
        assert wrong in said
    held.refresh_from_db()
    assert held.head_count is None
    assert not held.attendances.exists()


def test_list_and_head_count_agree_or_somebody_says_why(
    trainer: Client, held: Session
) -> None:
    keep(trainer, held, numbers="E0")
    assert "The sheet has 2 heads and the list 1." in close(trainer, held)
    keep(trainer, held, why_differs="One name cannot be read")
    assert "is closed and counts" in close(trainer, held)
    shown = pages.text(trainer.get(held.get_absolute_url()))
    assert "One name cannot be read" in shown


def test_a_photo_is_taken_off_and_once_closed_with_a_reason(
    trainer: Client, held: Session
) -> None:
    keep(trainer, held, photos=sheet(), numbers="E0 E1")
    photo = held.photos.get()
    at = f"/training/sessions/photos/{photo.pk}/take-off/"
    assert at in trainer.get(held.get_absolute_url()).content.decode()
    close(trainer, held)
    assert trainer.get(at).status_code == 403
    officer = Client()
    officer.force_login(make.user("safety_officer", held.unit))
    assert "Fill in “Reason”." in pages.text(officer.post(at, {}))
    assert officer.get(photo.file.get_absolute_url()).status_code == 200
    page = officer.post(at, {"reason": "Of another session"}, follow=True)
    assert "The photo is taken off." in pages.text(page)
    assert "Of another session" in pages.text(page)
    assert not page.context["photos"]
    assert officer.get(photo.file.get_absolute_url()).status_code == 404
    assert officer.post(at, {"reason": "Again"}).status_code == 404


def test_before_the_end_nobody_has_to_say_why(trainer: Client, held: Session) -> None:
    keep(trainer, held, photos=sheet())
    photo = held.photos.get()
    trainer.post(f"/training/sessions/photos/{photo.pk}/take-off/", {"reason": ""})
    assert not held.photos.counted().exists()
    keep(trainer, held, photos=sheet())
    assert held.photos.counted().get() == photo


def test_who_does_not_see_the_session_sees_no_photo_of_it(
    trainer: Client, held: Session
) -> None:
    keep(trainer, held, photos=sheet())
    stranger = Client()
    stranger.force_login(make.user("project_staff", make.project()))
    address = held.photos.get().file.get_absolute_url()
    assert trainer.get(address).status_code == 200
    assert stranger.get(address).status_code == 404
