"""What somebody has begun to report: kept, seen by nobody else, then reported."""

from typing import Any
from uuid import uuid4

import pytest

from inspections.models import Hazard, Move, Policy
from safety.journal.models import Change
from tests import pages
from tests.inspections.scene import Scene
from tests.inspections.test_end_an_inspection import photo

pytestmark = [pytest.mark.django_db, pytest.mark.both]
PAGE = "/inspections/hazards/report/"
SAID = {"unit": "P01", "description": "Edge open", "found_on": "2019-06-03"}


@pytest.fixture
def officer(scene: Scene) -> Any:
    return scene.client("safety_officer")


def begun(client: Any, **said: Any) -> Hazard:
    answer = client.post(PAGE, SAID | {"draft": "1"} | said)
    assert answer.status_code == 302
    made = Hazard.objects.get(state="draft")
    assert answer.headers["Location"] == f"{PAGE}?draft={made.pk}"
    return made


def test_a_draft_needs_no_photo_and_counts_nowhere(scene: Scene, officer: Any) -> None:
    Policy.objects.update(photo_to_report=True)
    made = begun(officer)
    assert (made.status, made.found_by) == ("voided", scene.person("safety_officer"))
    assert not Move.objects.exists()
    assert not Hazard.objects.counted().exists()
    assert made.description in pages.text(officer.get("/"))
    refused = officer.post(f"{PAGE}?draft={made.pk}", SAID)
    assert refused.context["form"].errors["photos"]


def test_it_is_reported_with_what_was_kept(scene: Scene, officer: Any) -> None:
    Policy.objects.update(photo_to_report=True)
    made = begun(officer, photos=photo(), responsible=scene.foreman.employee_no)
    address = f"{PAGE}?draft={made.pk}"
    page = officer.get(address)
    assert "1 photo is kept with this draft" in pages.text(page)
    shown = pages.fields(page)
    assert "Edge open" in pages.text(page)
    assert shown["responsible"].startswith(scene.foreman.employee_no)
    sent = shown | {"description": "Edge open, axis 3"}
    answers = [officer.post(address, sent) for _ in range(2)]
    made.refresh_from_db()
    assert [answer.url for answer in answers] == [made.get_absolute_url()] * 2
    assert (made.state, made.description) == ("assigned", "Edge open, axis 3")
    assert made.number.startswith("H-P01-19-")
    assert made.photos.counted().count() == 1
    assert Move.objects.get().verb == "report"
    assert officer.post(address, sent | {"place": "Axis 9"}).status_code == 409
    assert "Edge open" not in pages.text(officer.get("/"))


def test_it_may_be_changed_and_sent_twice(scene: Scene, officer: Any) -> None:
    twice = {"request_id": str(uuid4())}
    made = begun(officer, **twice)
    assert begun(officer, **twice) == made
    address = f"{PAGE}?draft={made.pk}"
    officer.post(address, SAID | {"draft": "1", "place": "Axis 3"})
    made.refresh_from_db()
    assert (made.state, made.place) == ("draft", "Axis 3")
    officer.post(address, SAID | {"photos": photo()})
    officer.post(address, SAID | {"draft": "1", "place": "Axis 4"})
    made.refresh_from_db()
    assert (made.state, made.place) == ("reported", "")


def test_nobody_else_sees_it(scene: Scene, officer: Any) -> None:
    made = begun(officer, photos=photo())
    file = made.photos.get().file
    assert file
    for role in ("project_manager", "company_safety", "administrator"):
        other = scene.client(role)
        for address in (
            f"{PAGE}?draft={made.pk}",
            f"{PAGE}discard/?draft={made.pk}",
            made.get_absolute_url(),
            file.get_absolute_url(),
        ):
            assert other.get(address).status_code == 404
        found = other.get("/inspections/hazards/?state=all")
        assert made.number not in pages.text(found)
        other.post(f"{PAGE}discard/?draft={made.pk}")
    assert Hazard.objects.get() == made


def test_it_is_discarded_and_the_journal_keeps_it(scene: Scene, officer: Any) -> None:
    made = begun(officer, photos=photo())
    address = f"{PAGE}discard/?draft={made.pk}"
    assert "Edge open" in pages.text(officer.get(address))
    assert [officer.post(address).status_code for _ in range(2)] == [302, 302]
    assert not Hazard.objects.exists()
    kept = Change.objects.get(label="inspections.hazard", verb="discard")
    assert kept.before
    assert kept.before["description"] == "Edge open"


@pytest.mark.parametrize("asked", ["0", "x", "²", "9" * 30, "-1"])
def test_no_such_draft_is_404(officer: Any, asked: str) -> None:
    assert officer.get(PAGE, {"draft": asked}).status_code == 404


def test_what_is_wrong_is_said_and_nothing_is_kept(officer: Any) -> None:
    answer = officer.post(PAGE, SAID | {"draft": "1", "description": ""})
    assert "description" in answer.context["form"].errors
    assert not Hazard.objects.exists()
