"""Deputies: they rectify and verify for who is on leave, and never their own work."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from inspections.models import Deputy, Hazard, Move
from inspections.services import escalation
from safety.accounts.permissions import Role
from safety.journal import write as journal
from safety.notices.models import Telling
from safety.people.models import Person
from tests import make
from tests.inspections.scene import Scene, again, url
from tests.pages import text

pytestmark = pytest.mark.django_db
PAGE = "/inspections/hazards/deputies/"
FIX = {"measures": "Rails set"}


def acts_for(scene: Scene, deputy: Person, person: Person, **days: int) -> Deputy:
    """Let somebody act for another, by default today."""
    first, last = days.get("first", 0), days.get("last", 0)
    made = Deputy(
        person=person,
        deputy=deputy,
        first_on=scene.today + timedelta(first),
        last_on=scene.today + timedelta(last),
    )
    journal.save(made, "add", by=None)
    return made


def reader(scene: Scene, name: str) -> tuple[Person, Client]:
    """Somebody of the project who sees hazards and may do nothing about them."""
    person = make.person(scene.project, name=name)
    client = Client()
    client.force_login(make.user("auditor", scene.project, person=person))
    return person, client


def verified(client: Client, hazard: Hazard) -> int:
    return client.post(url(hazard, "verify")).status_code


def test_a_deputy_verifies_in_his_days_and_says_for_whom(scene: Scene) -> None:
    officer = scene.person(Role.SAFETY_OFFICER)
    person, client = reader(scene, "Zhao")
    hazard = scene.hazard("awaiting")
    assert verified(client, hazard) == 403
    past = acts_for(scene, person, officer, first=-9, last=-1)
    acts_for(scene, person, officer, first=1, last=9)
    assert verified(client, hazard) == 403
    journal.remove(past, "remove", by=None)
    acts_for(scene, person, officer)
    # Not what only the company verifies: the officer could not, either.
    assert verified(client, scene.hazard("awaiting", level="major")) == 403
    assert verified(client, hazard) == 302
    move = Move.objects.get(hazard=hazard, verb="verify")
    assert (move.by, move.on_behalf) == (person, officer)
    assert again(hazard).verified_by == person
    assert "Zhao for Safety officer" in text(client.get(hazard.get_absolute_url()))


@pytest.mark.parametrize("fixer", ["deputy", "principal", "once", "for_owner"])
def test_whoever_rectified_never_verifies_through_a_deputy(
    fixer: str, scene: Scene
) -> None:
    officer = scene.person(Role.SAFETY_OFFICER)
    person, client = reader(scene, "Zhao")
    acts_for(scene, person, officer)
    hazard = scene.hazard("assigned")
    if fixer == "for_owner":  # the deputy rectified for the owner, who then is another
        owner = scene.person(Role.PROJECT_STAFF)
        hazard = scene.hazard("assigned", responsible=owner)
        acts_for(scene, person, owner)
        assert client.post(url(hazard, "submit"), FIX).status_code == 302
        move = Move.objects.get(hazard=hazard)
        assert (move.by, move.on_behalf) == (person, owner)
        assert verified(scene.client(Role.PROJECT_STAFF), hazard) == 403
    else:
        by: dict[str, Any] = {"deputy": person}
        fields = {"rectified_by": by.get(fixer, officer)}
        hazard = scene.hazard("awaiting", **fields)
    if fixer == "once":
        hazard = scene.hazard("assigned")
        manager = scene.client(Role.PROJECT_MANAGER)
        scene.client(Role.SAFETY_OFFICER).post(url(hazard, "submit"), FIX)
        manager.post(url(hazard, "send-back"), {"note": "No toe board"})
        scene.client(Role.PROJECT_STAFF).post(url(hazard, "submit"), FIX)
    assert verified(client, hazard) == 403
    assert verified(scene.client(Role.PROJECT_MANAGER), hazard) == 302


def test_nobody_acts_through_two_and_a_closed_account_lends_nothing(
    scene: Scene,
) -> None:
    officer = scene.person(Role.SAFETY_OFFICER)
    between = scene.person(Role.AUDITOR)
    person, client = reader(scene, "Zhao")
    acts_for(scene, between, officer)
    acts_for(scene, person, between)
    hazard = scene.hazard("awaiting")
    assert verified(client, hazard) == 403
    acts_for(scene, person, officer)
    scene.users[Role.SAFETY_OFFICER].leaves_on = scene.today
    journal.save(scene.users[Role.SAFETY_OFFICER], "leave", by=None)
    assert verified(client, hazard) == 403


def test_one_names_a_deputy_for_oneself_or_for_whom_one_looks_after(
    scene: Scene,
) -> None:
    person, _client = reader(scene, "Zhao")
    day = str(scene.today)
    form = {"deputy": person.employee_no, "first_on": day, "last_on": day}
    officer, company = scene.client(Role.SAFETY_OFFICER), scene.client("company_safety")
    for _twice in range(2):
        assert officer.post(f"{PAGE}add/", form).status_code == 302
    made = Deputy.objects.get()
    assert made.person == scene.person(Role.SAFETY_OFFICER)
    manager = scene.person(Role.PROJECT_MANAGER)
    other = {**form, "person": manager.employee_no}
    assert "You say who acts for yourself" in text(officer.post(f"{PAGE}add/", other))
    assert company.post(f"{PAGE}add/", other).status_code == 302
    above = {**form, "person": scene.person(Role.HQ_SAFETY).employee_no}
    assert company.post(f"{PAGE}add/", above).status_code == 404
    worker = {**form, "deputy": scene.foreman.employee_no}
    assert "no account" in text(officer.post(f"{PAGE}add/", worker))
    mine = {**form, "deputy": made.person.employee_no}
    assert "somebody else" in text(officer.post(f"{PAGE}add/", mine))
    backwards = {**form, "last_on": str(scene.today - timedelta(1))}
    assert "before the first" in text(officer.post(f"{PAGE}add/", backwards))
    theirs = Deputy.objects.exclude(pk=made.pk).get()
    assert officer.post(f"{PAGE}{theirs.pk}/remove/").status_code == 403
    assert officer.post(f"{PAGE}{made.pk}/remove/").status_code == 302
    assert list(Deputy.objects.all()) == [theirs]


def test_a_deputy_is_told_what_the_other_is_told(scene: Scene) -> None:
    escalation.turn_on(scene.company, tells_backlog=False, by=None)
    person, _client = reader(scene, "Zhao")
    acts_for(scene, person, scene.person(Role.PROJECT_MANAGER), last=30)
    scene.hazard("assigned")
    with time_machine.travel(scene.today + timedelta(days=2), tick=False):
        escalation.sweep()
    assert Telling.objects.filter(user=person.user).exists()


def test_the_queue_of_a_deputy_has_what_waits_for_who_is_on_leave(scene: Scene) -> None:
    queue = "/inspections/hazards/verify/"
    person, client = reader(scene, "Zhao")
    scene.hazard("awaiting", description="Edge")
    own = scene.hazard("awaiting", description="His own", due_on=scene.today)
    own.rectified_by = own.responsible = person
    journal.save(own, "change", by=None)
    assert client.get(queue).status_code == 403
    assert queue not in client.get("/").content.decode()
    acts_for(scene, person, scene.person(Role.SAFETY_OFFICER))
    assert queue in client.get("/").content.decode()
    page = text(client.get(queue))
    assert "1 waits for you" in page
    assert "Edge" in page
    assert verified(client, Hazard.objects.get(description="Edge")) == 302
    assert "Nothing waits for you" in text(client.get(queue))
