"""Many hazards at once: assigned or verified together, and taken back together."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from inspections.models import Batch, Hazard, Move, Policy
from safety.journal import write as journal
from safety.journal.models import Change
from tests import make
from tests.inspections.scene import Scene, again, url
from tests.pages import fields, text

pytestmark = [pytest.mark.django_db, pytest.mark.both]
ASSIGN = "/inspections/hazards/many/assign/"
VERIFY = "/inspections/hazards/many/verify/"


@pytest.fixture
def officer(scene: Scene) -> Client:
    return scene.client("safety_officer")


def choose(client: Client, page: str, *hazards: Hazard) -> Any:
    return client.get(page, {"row": [hazard.pk for hazard in hazards]})


def send(client: Client, page: Any, **said: Any) -> Any:
    """Send the form of a page as its browser would."""
    sent = {**fields(page), "row": [r["hazard"].pk for r in page.context["hazards"]]}
    return client.post(page.request["PATH_INFO"], sent | said)


def undo(client: Client, answer: Any) -> Any:
    return client.post(f"{answer['Location']}undo/", follow=True)


def snapshot(*hazards: Hazard) -> list[dict[str, Any]]:
    return [journal.image(again(hazard)) for hazard in hazards]


def test_many_are_assigned_and_all_is_taken_back(scene: Scene, officer: Client) -> None:
    scaffolder = make.person(scene.project, contractor=make.contractor(name="Crew 2"))
    fresh, begun = scene.hazard("reported"), scene.hazard("rectifying")
    asked = scene.today + timedelta(days=9)
    begun.extension_asked = asked
    journal.save(begun, "change", by=None)
    before = snapshot(fresh, begun)
    page = choose(officer, ASSIGN, fresh, begun)
    assert "2 of 2 chosen" in text(page)
    answer = send(officer, page, to=scaffolder.employee_no, note="Crane free at 10")
    for hazard in (fresh, begun):
        now = again(hazard)
        assert (now.state, now.responsible) == ("assigned", scaffolder)
        assert now.contractor == scaffolder.contractor
        assert now.moves.latest("pk").note == "Crane free at 10"
    shown = officer.get(answer["Location"])
    assert "2 hazards" in text(shown)
    assert "Undo" in text(shown)
    assert "as they were before" in text(undo(officer, answer))
    assert snapshot(fresh, begun) == before
    verbs = ["assign", "undo"] * 2
    assert sorted(Move.objects.values_list("verb", flat=True)) == sorted(verbs)
    assert "has been taken back" in text(undo(officer, answer))
    assert Move.objects.count() == 4


def test_many_are_verified_and_what_is_not_for_one_stays(
    scene: Scene, officer: Client
) -> None:
    me = scene.person("safety_officer")
    mine = scene.hazard("awaiting", rectified_by=me, responsible=me)
    still = scene.hazard("assigned")
    right = [scene.hazard("awaiting") for _ in range(3)]
    page = choose(officer, VERIFY, mine, still, *right)
    assert "3 of 5 chosen" in text(page)
    answer = send(officer, page)
    assert {again(h).state for h in right} == {"closed"}
    assert {again(h).verified_by for h in right} == {me}
    assert [again(mine).state, again(still).state] == ["awaiting", "assigned"]
    said = text(officer.get(answer["Location"]))
    assert "2 hazards were left out" in said
    assert mine.number in said
    undo(officer, answer)
    assert {again(h).state for h in right} == {"awaiting"}


def test_what_has_moved_on_is_not_taken_back(scene: Scene, officer: Client) -> None:
    hazards = [scene.hazard("awaiting") for _ in range(4)]
    answer = send(officer, choose(officer, VERIFY, *hazards))
    reopened, loaded, *rest = hazards
    leader = scene.client("company_safety")
    leader.post(url(reopened, "reopen"), {"note": "Rail loose again"})
    changed = again(loaded)
    changed.description = "As the file says"
    journal.save(changed, "load", by=None)
    said = text(undo(officer, answer))
    assert "2 hazards were left out" in said
    states = [again(hazard).state for hazard in hazards]
    assert states == ["assigned", "closed", "awaiting", "awaiting"]
    assert again(loaded).description == "As the file says"
    undone = Move.objects.filter(verb="undo").values_list("hazard", flat=True)
    assert set(undone) == {hazard.pk for hazard in rest}


def test_it_is_taken_back_within_the_minutes_of_the_policy(
    scene: Scene, officer: Client
) -> None:
    hazard = scene.hazard("awaiting")
    answer = send(officer, choose(officer, VERIFY, hazard))
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        shown = text(officer.get(answer["Location"]))
        assert "within 10 minutes" in shown
        assert "Undo" not in shown
        assert "within 10 minutes" in text(undo(officer, answer))
        assert again(hazard).state == "closed"
        Policy.objects.update(minutes_to_take_back=30)
        undo(officer, answer)
        assert again(hazard).state == "awaiting"


def test_assigning_to_the_same_again_takes_nothing_older_back(
    scene: Scene, officer: Client
) -> None:
    """Nothing was changed by it, and an earlier change is not its own."""
    hazard = scene.hazard("reported")
    first = {"to": scene.foreman.employee_no}
    officer.post(url(hazard, "assign"), first)
    answer = send(officer, choose(officer, ASSIGN, again(hazard)), **first)
    undo(officer, answer)
    assert again(hazard).responsible == scene.foreman


def test_only_who_did_it_takes_it_back(scene: Scene, officer: Client) -> None:
    hazard = scene.hazard("awaiting")
    answer = send(officer, choose(officer, VERIFY, hazard))
    other = scene.client("company_safety")
    assert other.get(answer["Location"]).status_code == 404
    assert undo(other, answer).status_code == 404
    for grant in scene.users["safety_officer"].grants.all():
        grant.delete()
    make.grant(scene.users["safety_officer"], "project_staff", scene.project)
    said = text(undo(officer, answer))
    assert "not for you" in said
    assert again(hazard).state == "closed"


def test_the_same_sent_twice_is_done_once(scene: Scene, officer: Client) -> None:
    hazards = [scene.hazard("awaiting") for _ in range(2)]
    page = choose(officer, VERIFY, *hazards)
    first, second = send(officer, page), send(officer, page)
    assert first["Location"] == second["Location"]
    assert Move.objects.count() == 2
    assert send(officer, page, note="Other words").status_code == 409


def test_what_cannot_be_done_is_said(scene: Scene, officer: Client) -> None:
    assert "Nothing is chosen" in text(officer.get(VERIFY))
    closed = scene.hazard("closed")
    page = choose(officer, VERIFY, closed)
    assert "cannot be done with any of them" in text(page)
    assert send(officer, page).status_code == 409
    elsewhere = make.hazard(make.project())
    assert choose(officer, VERIFY, closed, elsewhere).status_code == 404
    for rows in (["x"], ["-1"], ["9" * 30], ["²"], list(range(1, 102))):
        assert officer.get(VERIFY, {"row": rows}).status_code == 404
    staff = scene.client("project_staff")
    waiting = scene.hazard("awaiting")
    assert choose(staff, VERIFY, waiting).status_code == 403
    page = choose(officer, ASSIGN, scene.hazard("reported"))
    assert send(officer, page, to="E-nobody").status_code in (200, 404)
    assert not Move.objects.exists()
    assert not Batch.objects.exists()
    assert not Change.objects.filter(verb__in=("assign", "verify")).exists()
