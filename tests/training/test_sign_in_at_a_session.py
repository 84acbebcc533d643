"""Signing in with one's own phone, without an account; and all four ways agree."""

from base64 import b64encode
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from inspections.models import Status
from safety.org.models import Unit
from tests import make, pages
from tests.files import photos
from training.models import Session, SignIn
from training.services import signing

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NINE = datetime(2026, 9, 21, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def clock(settings: Any, tmp_path: Path) -> Any:
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NINE, tick=False) as clock:
        yield clock


@pytest.fixture
def project() -> Unit:
    made = make.project(code="P1")
    for n in range(3):
        make.person(made, employee_no=f"E{n}", name=f"Worker {n}")
    return made


@pytest.fixture
def trainer(project: Unit) -> Client:
    client = Client()
    client.force_login(make.user("safety_officer", project))
    return client


def opened(project: Unit) -> Session:
    return make.session(
        project, status=Status.DRAFT, opened_at=NINE, ended_on=NINE.date()
    )


def drawn(shade: int = 0) -> str:
    content = photos.written(photos.picture(70, 26 + shade), "PNG")
    return f"data:image/png;base64,{b64encode(content).decode()}"


def address(session: Session, **code: bool) -> str:
    return f"/sign-in/{signing.code_of(session, **code)}/"


def sign(phone: Client, at: str, number: str, **said: str) -> Any:
    """As a browser does it: open the page, write, send."""
    form = pages.fields(phone.get(at)) | {"employee_no": number, "drawn": drawn()}
    return phone.post(at, form | said, follow=True)


def there(session: Session) -> set[str]:
    rows = session.attendances.present()
    return set(rows.values_list("person__employee_no", flat=True))


def test_a_worker_signs_in_with_number_and_signature(project: Unit) -> None:
    held = opened(project)
    page = sign(Client(), address(held), "E0")
    assert "Worker 0 is signed in." in pages.text(page)
    assert there(held) == {"E0"}
    kept = SignIn.objects.get()
    assert kept.file
    assert (kept.person.name, kept.signed_by) == ("Worker 0", None)


def test_the_same_sent_again_is_one(project: Unit) -> None:
    held, phone = opened(project), Client()
    at = address(held)
    form = pages.fields(phone.get(at)) | {"employee_no": "E0", "drawn": drawn()}
    answers = {phone.post(at, form)["Location"] for _ in range(5)}
    assert len(answers) == 1
    sign(phone, at, "E0", drawn=drawn(1))
    assert held.attendances.count() == SignIn.objects.count() == 1


def test_a_photo_of_the_code_does_not_work_for_long(
    project: Unit, clock: Any, settings: Any
) -> None:
    held, phone = opened(project), Client()
    at = address(held)
    form = pages.fields(phone.get(at))
    clock.shift(timedelta(seconds=2 * settings.SIGN_IN_SECONDS))
    assert Client().get(at).status_code == 404
    # Who has scanned it in time finishes in peace, but not for ever.
    said = form | {"employee_no": "E0", "drawn": drawn()}
    assert phone.post(at, said).status_code == 302
    clock.shift(timedelta(minutes=settings.SIGN_IN_MINUTES))
    assert phone.post(at, said | {"employee_no": "E1"}).status_code == 404
    assert there(held) == {"E0"}


def test_a_code_is_of_one_open_session_and_cannot_be_made_up(project: Unit) -> None:
    held = opened(project)
    at = address(held)
    other = at.replace(f"/{held.pk}-", f"/{held.pk + 1}-")
    for wrong in (other, at[:-3] + "xx/", "/sign-in/x/", "/sign-in/1-0-x/"):
        assert Client().get(wrong).status_code == 404
    Session.objects.filter(pk=held.pk).update(status=Status.FINAL)
    assert Client().get(at).status_code == 404


def test_a_phone_that_signs_in_two_is_told_to_the_trainer(
    project: Unit, trainer: Client
) -> None:
    held, phone = opened(project), Client()
    sign(phone, address(held), "E0")
    page = sign(phone, address(held), "E1")
    assert "Somebody else has signed in with this phone before." in pages.text(page)
    sign(Client(), address(held), "E2")
    assert there(held) == {"E0", "E1", "E2"}
    doubted = SignIn.objects.for_another().get()
    assert (doubted.person.name, doubted.signed_by.name) == ("Worker 1", "Worker 0")
    for shown in ("show-code/", ""):
        text = pages.text(trainer.get(f"/training/sessions/{held.pk}/{shown}"))
        assert "Worker 1 was signed in with the phone of Worker 0 ." in text


def test_a_phone_passed_around_signs_in_all(
    project: Unit, trainer: Client, clock: Any
) -> None:
    held, phone = opened(project), Client()
    page = trainer.get(f"/training/sessions/{held.pk}/show-code/")
    at = page.context["around"]
    for n in range(3):
        clock.shift(timedelta(minutes=5))
        done = sign(phone, at, f"E{n}")
        assert done.context["next"] == at
    assert there(held) == {"E0", "E1", "E2"}
    assert not SignIn.objects.for_another().exists()


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"employee_no": "X9"}, "This number is not known here."),
        ({"employee_no": "GONE"}, "This number is not known here."),
        ({"employee_no": ""}, "Fill in “Employee number”."),
        ({"drawn": ""}, "Fill in “Signature”."),
        ({"drawn": "data:text/html,x"}, "This is no drawing."),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_signed_in(
    project: Unit, said: dict[str, str], says: str
) -> None:
    make.person(employee_no="GONE")
    held = opened(project)
    page = sign(Client(), address(held), "E0", **said)
    assert says in pages.text(page)
    assert not held.attendances.exists()


def test_the_code_on_the_screen_is_made_anew(
    project: Unit, trainer: Client, clock: Any, settings: Any
) -> None:
    held = opened(project)
    at = f"/training/sessions/{held.pk}/show-code/"
    first = trainer.get(at, headers={"HX-Request": "true"}).context["code"]
    assert trainer.get(at).context["code"] == first
    clock.shift(timedelta(seconds=settings.SIGN_IN_SECONDS))
    assert trainer.get(at).context["code"] != first


def test_all_four_ways_give_the_same_totals(project: Unit, trainer: Client) -> None:
    numbers = ["E0", "E1", "E2"]
    by_phone, passed, ticked, paper = (opened(project) for _ in range(4))
    for number in numbers:
        sign(Client(), address(by_phone), number)
        sign(Client(), address(passed, is_passed_around=True), number)
    for person in project.postings.values_list("person", flat=True):
        trainer.post(f"/training/sessions/{ticked.pk}/attend/", {"tick": person})
    trainer.post(
        f"/training/sessions/{paper.pk}/keep-paper/",
        {"head_count": 3, "numbers": "\n".join(numbers)},
    )
    for held in (by_phone, passed, ticked, paper):
        trainer.post(f"/training/sessions/{held.pk}/close/")
        held.refresh_from_db()
        assert held.status == Status.FINAL
        rows = list(held.attendances.present())
        assert sum(row.credited for row in rows if row.is_credited) == Decimal(6)
        assert there(held) == set(numbers)
