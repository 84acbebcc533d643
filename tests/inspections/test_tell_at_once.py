"""Whoever gets a hazard, and who looks at reports from the site, is told at once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from inspections.models import Hazard
from inspections.services import hazards
from inspections.services.guards import Actor
from inspections.services.hazards import Call
from safety.accounts.permissions import Role
from safety.notices.models import Notice
from tests import make
from tests.inspections.scene import Scene, again, url
from tests.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def scene() -> Scene:
    cache.clear()  # reports from one address are limited
    return Scene()


def inbox(client: Client) -> str:
    """What the entries of somebody's inbox say."""
    keys = Notice.objects.order_by("pk").values_list("pk", flat=True)
    pages = [client.get(f"/notices/{key}/") for key in keys]
    return " ".join(text(page) for page in pages if page.status_code == 200)


def assign(scene: Scene, hazard: Hazard, role: str) -> None:
    actor = Actor.of(scene.users["safety_officer"])
    hazards.assign(hazard, Call(actor, request_id=uuid4()), to=scene.person(role))


def test_the_owner_is_told_when_it_is_his_once_and_in_one_entry_a_day(
    scene: Scene,
) -> None:
    edge = scene.hazard("reported", description="Edge open")
    cable = scene.hazard("reported", description="Cable in water")
    for hazard in (edge, cable):
        assign(scene, hazard, Role.PROJECT_STAFF)
    staff = scene.client(Role.PROJECT_STAFF)
    notice = Notice.objects.get()
    assert notice.user == scene.users[Role.PROJECT_STAFF]
    said = inbox(staff)
    assert "Yours to rectify" in said
    assert said.count("Edge open") == said.count("Cable in water") == 1
    assert "Settled" not in said
    home = text(staff.get("/"))
    assert "My hazards to rectify" in home
    assert "Cable in water" in home
    # Given to somebody else it is settled for him; who gives it to himself knows.
    assign(scene, again(edge), Role.PROJECT_MANAGER)
    assign(scene, again(cable), Role.SAFETY_OFFICER)
    assert inbox(staff).count("Settled") == 2
    assert Notice.objects.count() == 2
    assert "Edge open" in inbox(scene.client(Role.PROJECT_MANAGER))
    # Who sees no hazards is given a link, and no entry that he could not open.
    assign(scene, again(edge), Role.WORKER)
    assert Notice.objects.count() == 2


def test_who_reports_names_the_owner_who_is_told(scene: Scene) -> None:
    staff = scene.person(Role.PROJECT_STAFF)
    form = {
        "unit": "P01",
        "description": "Edge open",
        "found_on": str(scene.today),
        "due_on": str(scene.today + timedelta(days=3)),
        "responsible": staff.employee_no,
        "request_id": str(uuid4()),
    }
    officer = scene.client(Role.SAFETY_OFFICER)
    for _copy in range(2):
        assert officer.post("/inspections/hazards/report/", form).status_code == 302
    assert inbox(scene.client(Role.PROJECT_STAFF)).count("Edge open") == 1


def test_officers_of_the_project_are_told_of_a_report_from_the_site(
    scene: Scene,
) -> None:
    gate = make.place(scene.project, name="North gate")
    form = {"danger": "edge", "words": "Rail is gone", "request_id": str(uuid4())}
    for _copy in range(2):
        answer = Client().post(f"/report/{gate.token}/", form)
        assert answer.status_code == 302
    officer = scene.client(Role.SAFETY_OFFICER)
    assert [notice.user for notice in Notice.objects.all()] == [
        scene.users[Role.SAFETY_OFFICER]
    ]
    said = inbox(officer)
    assert "Reports from the site" in said
    assert said.count("Rail is gone") == 1
    assert "Settled" not in said
    hazard = Hazard.objects.get()
    officer.post(url(hazard, "decline"), {"why": "safe", "note": "Looked"})
    assert again(hazard).state == "declined"
    assert "Settled" in inbox(officer)
