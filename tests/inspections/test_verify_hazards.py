"""The verify queue: who gets what, in which order, with how many taps."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from inspections.models import Hazard, Move
from tests.inspections.scene import Scene, again
from tests.pages import fields, text

pytestmark = pytest.mark.django_db
QUEUE = "/inspections/hazards/verify/"


def first(client: Client, **query: Any) -> Any:
    case = client.get(QUEUE, query).context["case"]
    return case.hazard if case else None


def test_one_is_accepted_and_the_next_follows(scene: Scene) -> None:
    later = scene.hazard("awaiting", due_on=scene.today + timedelta(days=2))
    sooner = scene.hazard("awaiting")
    officer = scene.client("safety_officer")
    page = officer.get(QUEUE, {"unit": "P01"})
    assert page.context["case"].hazard == sooner
    accept = page.context["accept_url"]
    answer = officer.post(accept, {**fields(page), **page.context["hidden"]})
    assert answer["Location"] == f"{QUEUE}?unit=P01"
    assert again(sooner).state == "closed"
    assert first(officer) == later
    reason = str(page.context["reasons"][0])
    page = officer.get(QUEUE)
    sent = {**page.context["hidden"], "why": reason}
    officer.post(page.context["send_back_url"], sent)
    assert again(later).state == "rectifying"
    assert Move.objects.latest("pk").note == reason
    assert "Nothing waits for you" in text(officer.get(QUEUE))


def test_what_is_put_off_comes_again_later(scene: Scene) -> None:
    sooner = scene.hazard("awaiting")
    later = scene.hazard("awaiting", due_on=scene.today + timedelta(days=2))
    officer = scene.client("safety_officer")
    skip = officer.get(QUEUE).context["skip_url"]
    assert officer.get(skip).context["case"].hazard == later
    assert first(officer) == sooner


def test_it_has_only_what_the_reader_may_verify(scene: Scene) -> None:
    own = scene.person("safety_officer")
    for fields_of_mine in (
        {"rectified_by": own},
        {"responsible": own},
        {"level": "major"},
        {"found_from": "company"},
        {"found_from": "group"},
    ):
        scene.hazard("awaiting", **fields_of_mine)
    for state in ("assigned", "closed", "voided"):
        scene.hazard(state)
    officer = scene.client("safety_officer")
    assert first(officer) is None
    mine = scene.hazard("awaiting", responsible=None, rectified_by=None)
    assert first(officer) == mine
    company = scene.client("company_safety")
    seen: set[int] = set()
    while found := first(company, skip=list(seen)):
        seen.add(found.pk)
    rows = Hazard.objects.filter(state="awaiting").exclude(found_from="group")
    assert seen == set(rows.values_list("pk", flat=True))


def test_whoever_found_it_above_gets_it_from_anywhere(scene: Scene) -> None:
    """A general hazard may be verified by its finder, whatever his level."""
    found = scene.hazard(
        "awaiting", found_from="company", found_by=scene.person("safety_officer")
    )
    assert first(scene.client("safety_officer")) == found


def test_the_queue_of_a_user_without_a_person_is_empty(scene: Scene) -> None:
    scene.hazard("awaiting")
    person = scene.person("safety_officer")
    scene.unlink(person)
    assert first(scene.client("safety_officer")) is None
