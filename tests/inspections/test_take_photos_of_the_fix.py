"""A photo of a fix is not older than the hazard's being somebody's to put right."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from tests.files.photos import TAKEN, exif, jpeg, upload
from tests.inspections.scene import Scene, again, url
from tests.pages import text

pytestmark = pytest.mark.django_db
AT = datetime.strptime(f"{TAKEN} +0800", "%Y:%m:%d %H:%M:%S %z")


def submitted(assigned_at: datetime) -> tuple[str, Any]:
    """The hazard's state after a photo taken at `AT` was sent, and the answer."""
    scene = Scene()
    with time_machine.travel(assigned_at, tick=False):
        hazard = scene.hazard("reported", found_on=timezone.localdate())
        to = scene.foreman.employee_no
        scene.client("safety_officer").post(url(hazard, "assign"), {"to": to})
    with time_machine.travel(assigned_at + timedelta(hours=3), tick=False):
        sent = {"measures": "Rails", "photos": upload(jpeg(exif=exif()))}
        answer = scene.client("project_staff").post(url(hazard, "submit"), sent)
    return again(hazard).state, answer


@pytest.mark.parametrize("before", [timedelta(hours=2), timedelta(hours=-20)])
def test_one_of_these_days_shows_it(before: timedelta) -> None:
    state, answer = submitted(AT - before)
    assert (state, answer.status_code) == ("awaiting", 302)


def test_an_old_one_does_not_and_says_why() -> None:
    state, answer = submitted(AT + timedelta(days=2))
    assert state == "assigned"
    assert "taken on 16 Dec 2019" in text(answer)
