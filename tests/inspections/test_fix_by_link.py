"""A foreman without an account puts one hazard right by a link, and nothing else."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from inspections.models import Hazard, HazardPhoto, Link, Move, Policy
from safety.accounts.permissions import Role
from safety.core.secrets import kept
from safety.files.services import receive
from safety.journal import write as journal
from safety.journal.models import Change
from tests import make, things
from tests.inspections.scene import Scene, again, url
from tests.pages import text

pytestmark = pytest.mark.django_db
FIXED = {"measures": "Rails set"}


@pytest.fixture(autouse=True)
def no_limit_is_near() -> None:
    cache.clear()


@pytest.fixture
def hazard(scene: Scene) -> Hazard:
    return scene.hazard("assigned", description="Edge open <b>", place="Axis 7")


def link(scene: Scene, hazard: Hazard) -> str:
    """Make a link as the one who assigns; its address."""
    officer = scene.client(Role.SAFETY_OFFICER)
    page = officer.post(url(hazard, "link"), follow=True)
    address: str = page.context["address"]
    assert address in text(page)
    return address[address.index("/to-fix/") :]


def fix(address: str, **more: Any) -> Any:
    form = {"request_id": str(uuid4()), **FIXED, **more}
    return Client().post(address, things.rewound(form))


def kept_by_nobody(page: Any) -> None:
    """A page that no browser, search engine or other site learns of."""
    for header, value in (
        ("Cache-Control", "no-store"),
        ("Referrer-Policy", "no-referrer"),
        ("X-Robots-Tag", "noindex, nofollow"),
    ):
        assert page[header] == value


def photo(hazard: Hazard) -> HazardPhoto:
    made = HazardPhoto(hazard=hazard, purpose="before")
    made.file = receive(things.PHOTO, by=None)
    made.sha256 = made.file.sha256
    journal.save(made, "add-photo", by=None)
    return made


def test_a_fix_is_submitted_as_the_person_and_somebody_else_verifies(
    scene: Scene, hazard: Hazard
) -> None:
    Policy.objects.update(photo_to_submit=True)
    shown = photo(hazard)
    address = link(scene, hazard)
    page = Client().get(address)
    for part in ("Edge open <b>", "Axis 7", "Foreman", "Report as rectified"):
        assert part in text(page)
    kept_by_nobody(page)
    picture = f"{address}photos/{shown.file.key}/"
    assert picture in page.content.decode()
    assert Client().get(picture)["Content-Type"] == "image/jpeg"
    assert "compulsory" in text(fix(address)) or "Fill in" in text(fix(address))
    assert again(hazard).state == "assigned"
    said = {"request_id": str(uuid4()), "photos": things.PHOTO}
    first, second = fix(address, **said), fix(address, **said)
    assert first.status_code == second.status_code == 302
    fixed = again(hazard)
    assert (fixed.state, fixed.rectified_by) == ("awaiting", scene.foreman)
    move = Move.objects.get(verb="submit")
    assert (move.by, move.user) == (scene.foreman, None)
    assert fixed.photos.filter(purpose="after").count() == 1
    thanks = Client().get(address)
    assert "Somebody else checks it now" in text(thanks)
    assert "Axis 7" not in text(thanks)
    assert Client().get(picture).status_code == 404
    told = scene.client(Role.SAFETY_OFFICER).get(hazard.get_absolute_url())
    assert "by a link" in text(told)


def test_whoever_rectified_by_a_link_never_verifies(
    scene: Scene, hazard: Hazard
) -> None:
    fix(link(scene, hazard))
    # Should he get an account later.
    user = make.user(Role.SAFETY_OFFICER, scene.project, person=scene.foreman)
    foreman = Client()
    foreman.force_login(user)
    assert foreman.post(url(hazard, "verify")).status_code == 403
    scene.client(Role.SAFETY_OFFICER).post(url(hazard, "verify"))
    assert again(hazard).state == "closed"


def test_a_link_is_over_with_its_days_its_state_and_its_person(
    scene: Scene, hazard: Hazard
) -> None:
    officer = scene.client(Role.SAFETY_OFFICER)

    def is_over(address: str) -> bool:
        statuses = {Client().get(address).status_code, fix(address).status_code}
        assert len(statuses) == 1
        return statuses == {410}

    first = link(scene, hazard)
    second = link(scene, hazard)
    assert is_over(first)
    officer.post(url(hazard, "link") + "revoke/")
    assert is_over(second)
    third = link(scene, hazard)
    with time_machine.travel(timezone.now() + timedelta(days=14), tick=False):
        assert is_over(third)
    # More time asked and granted changes no state; beginning does.
    later = {"until": str(hazard.due_on + timedelta(days=9)), "note": "No tube"}
    scene.client(Role.PROJECT_STAFF).post(url(hazard, "ask-extension"), later)
    officer.post(url(hazard, "grant-extension"))
    assert Client().get(third).status_code == 200
    officer.post(url(hazard, "begin"))
    assert is_over(third)
    fourth = link(scene, hazard)
    assert fix(fourth).status_code == 302
    officer.post(url(hazard, "send-back"), {"note": "No toe board"})
    assert again(hazard).state == "rectifying"
    assert is_over(fourth)
    fifth = link(scene, hazard)
    other = make.person(scene.project)
    officer.post(url(hazard, "assign"), {"to": other.employee_no})
    assert is_over(fifth)
    assert Client().get("/to-fix/guess/").status_code == 404
    assert Link.objects.filter(revoked_at=None).count() == 1


def test_flags_beside_the_state_leave_a_link_open(scene: Scene, hazard: Hazard) -> None:
    address = link(scene, hazard)
    for role, verb in (
        (Role.SAFETY_OFFICER, "suspend-work"),
        (Role.SAFETY_OFFICER, "resume-work"),
        (Role.COMPANY_SAFETY, "pause-escalation"),
        (Role.COMPANY_SAFETY, "resume-escalation"),
    ):
        done = scene.client(role).post(url(hazard, verb), {"note": "Rain"})
        assert done.status_code == 302
    assert Client().get(address).status_code == 200
    assert fix(address).status_code == 302


def test_links_are_for_who_has_the_hazard_and_no_account(scene: Scene) -> None:
    officer = scene.client(Role.SAFETY_OFFICER)
    leader = scene.person(Role.COMPANY_LEADER)
    for hazard in (
        scene.hazard("reported"),
        scene.hazard("awaiting"),
        scene.hazard("assigned", responsible=leader),
    ):
        page = officer.post(url(hazard, "link"), follow=True)
        assert "address" not in page.context
    assert not Link.objects.exists()
    hazard = scene.hazard("assigned")
    staff = scene.client(Role.PROJECT_STAFF)
    assert staff.post(url(hazard, "link")).status_code == 403
    assert staff.get(url(hazard, "link")).status_code == 403


def test_the_database_the_journal_and_the_logs_do_not_open_a_link(
    scene: Scene, hazard: Hazard, caplog: pytest.LogCaptureFixture
) -> None:
    address = link(scene, hazard)
    secret = address.split("/")[2]
    kept_of = Link.objects.get()
    assert kept_of.token == kept(secret)
    assert secret not in str(list(Change.objects.values_list("after", flat=True)))
    caplog.clear()
    Client().get(address)
    fix(address)
    assert secret not in caplog.text


def test_what_is_too_much_too_often_or_no_photo_is_not_taken(
    scene: Scene, hazard: Hazard, settings: Any
) -> None:
    address = link(scene, hazard)
    many = [things.photo_upload() for _ in range(4)]
    assert "Three photos" in text(fix(address, photos=many))
    assert "no photo" in text(fix(address, photos=things.upload("GIF89a")))
    huge = Client().generic(
        *("POST", address, b"x"), "text/plain", CONTENT_LENGTH=str(1 << 26)
    )
    assert huge.status_code == 413
    # It opens no other page, and does nothing else.
    cookies = Client().get(address).cookies
    assert not cookies
    settings.ACCOUNT_RATE_LIMITS = {"submit_by_link": "1/h/key"}
    cache.clear()
    fix(address, measures="")
    assert fix(address).status_code == 429
    assert again(hazard).state == "assigned"
