"""State × verb × role: who may do what about a hazard, and when, as tables."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from inspections.models import Move, State, Verb
from safety.accounts.permissions import Role
from tests import make
from tests.inspections.scene import Scene, url

pytestmark = pytest.mark.django_db

# The roles of `Role` in their order. Of the project: WO PS SO PM RC; of its company:
# CL CS AU; of the group: HQ AD. A major hazard and one found from above are told below.
WHO = """
                  WO PS SO PM CL CS HQ RC AU AD
accept             .  .  x  x  .  x  x  .  .  x
decline            .  .  x  x  .  x  x  .  .  x
merge              .  .  x  x  .  x  x  .  .  x
assign             .  .  x  x  .  x  x  .  .  x
begin              .  x  x  x  .  x  x  .  .  x
submit             .  x  x  x  .  x  x  .  .  x
verify             .  .  x  x  .  x  x  .  .  x
send-back          .  .  x  x  .  x  x  .  .  x
ask-extension      .  x  x  x  .  x  x  .  .  x
grant-extension    .  .  x  x  .  x  x  .  .  x
refuse-extension   .  .  x  x  .  x  x  .  .  x
void               .  .  .  .  .  x  x  .  .  x
reopen             .  .  .  .  .  x  x  .  .  x
downgrade          .  .  .  .  .  x  x  .  .  x
suspend-work       .  .  x  x  .  x  x  .  .  x
resume-work        .  .  x  x  .  x  x  .  .  x
pause-escalation   .  .  .  .  .  x  x  .  .  x
resume-escalation  .  .  .  .  .  x  x  .  .  x
take-back          .  .  .  .  .  .  .  .  .  .
"""
# DRaft TRiage REported ASsigned RectiFying AWaiting CLosed DeClined VOided
WHEN = """
                  DR TR RE AS RF AW CL DC VO
accept             .  x  .  .  .  .  .  .  .
decline            .  x  .  .  .  .  .  .  .
merge              .  x  x  x  x  .  .  .  .
assign             .  .  x  x  x  .  .  .  .
begin              .  .  .  x  .  .  .  .  .
submit             .  .  x  x  x  .  .  .  .
verify             .  .  .  .  .  x  .  .  .
send-back          .  .  .  .  .  x  .  .  .
ask-extension      .  .  .  x  x  .  .  .  .
grant-extension    .  .  x  x  x  .  .  .  .
refuse-extension   .  .  x  x  x  .  .  .  .
void               .  .  x  x  x  x  x  .  .
reopen             .  .  .  .  .  .  x  .  .
downgrade          .  .  x  x  x  x  .  .  .
suspend-work       .  .  x  x  x  x  .  .  .
resume-work        .  .  x  x  x  x  x  .  .
pause-escalation   .  .  x  x  x  x  .  .  .
resume-escalation  .  .  x  x  x  x  .  .  .
take-back          .  .  x  x  x  x  .  .  .
"""


def table(text: str, names: list[str]) -> dict[str, set[str]]:
    """The names that have a cross, by verb."""
    _head, *lines = text.strip("\n").splitlines()
    rows = {verb: marks for verb, *marks in map(str.split, lines)}
    return {
        verb: {n for n, mark in zip(names, marks, strict=True) if mark == "x"}
        for verb, marks in rows.items()
    }


ROLES = table(WHO, list(Role.values))
STATES = table(WHEN, list(State.values))
# What makes a move possible beside the state, and what its form says.
NEEDS: dict[str, dict[str, Any]] = {
    "void": {"level": "major"},
    "downgrade": {"level": "major"},
    "resume-work": {"work_suspended_at": "2019-06-01T08:00:00+08:00"},
    "resume-escalation": {"paused_at": "2019-06-01T08:00:00+08:00"},
}
# What was not taken up is not there for who does not decide about it, and drafts are
# there for nobody else.
UNSEEN = {State.DRAFT, State.TRIAGE, State.DECLINED}
BLIND = {Role.WORKER, Role.CLERK}
FORMS = {
    "accept": {"description": "Edge open"},
    "decline": {"why": "safe"},
    "merge": {"number": "H-KNOWN"},
    "submit": {"measures": "Rails set"},
    "send-back": {"note": "No toe board"},
    "ask-extension": {"until": "2099-01-01", "note": "No tube"},
    "refuse-extension": {"note": "Tube is there"},
    "void": {"note": "Not on our site"},
    "reopen": {"note": "Open again"},
    "downgrade": {"note": "Not over the limit"},
    "suspend-work": {"note": "Platform without rails"},
    "resume-work": {"note": "Rails are set"},
    "pause-escalation": {"note": "Spring Festival, site closed"},
    "resume-escalation": {"note": "Site is open again"},
}


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


def test_the_tables_have_every_verb_but_those_of_reporting() -> None:
    verbs = set(Verb.values) - {Verb.REPORT, Verb.FIX, Verb.TAKE_IN, Verb.UNDO}
    assert set(ROLES) == set(STATES) == verbs


@pytest.mark.slow
@pytest.mark.parametrize("verb", sorted(ROLES))
def test_every_move_from_every_state_by_every_role(verb: str, scene: Scene) -> None:
    """On one database: no statement of it decides who may what."""
    scene.hazard("reported", number="H-KNOWN")
    clients = {role: scene.client(role) for role in Role}
    wrong = []
    for state in State:
        needs = dict(NEEDS.get(verb, {}))
        if verb in {"grant-extension", "refuse-extension"}:
            needs["extension_asked"] = "2099-01-01"
        hazard = scene.hazard(state, **needs)
        for role in Role:
            form = dict(FORMS.get(verb, {}))
            if verb == "assign":
                form["to"] = scene.foreman.employee_no
            with transaction.atomic():
                status = clients[role].post(url(hazard, verb), form).status_code
                moved = Move.objects.filter(hazard=hazard, verb=verb).count()
                transaction.set_rollback(True)
            may, fits = role in ROLES[verb], state in STATES[verb]
            right = 403 if not may else 302 if fits else 409
            if state == State.DRAFT or (
                state in UNSEEN and role not in ROLES["assign"]
            ):
                right = 403 if role in BLIND else 404
            if (status, moved) != (right, int(right == 302)):
                wrong.append(f"{state} {role}: {status}, {moved} moves")
    assert wrong == []


@pytest.mark.both
def test_only_the_reporter_takes_back_and_only_from_open_states(scene: Scene) -> None:
    for state in State:
        hazard = scene.hazard(state)
        scene.reported_by("project_staff", hazard)
        with transaction.atomic():
            answer = scene.client("project_staff").post(url(hazard, "take-back"))
            transaction.set_rollback(True)
        right = 302 if state in STATES["take-back"] else 409
        assert answer.status_code == (404 if state in UNSEEN else right)


@pytest.mark.both
@pytest.mark.parametrize("verb", ["begin", "submit", "ask-extension"])
def test_whoever_is_responsible_rectifies_whatever_his_role(
    verb: str, scene: Scene
) -> None:
    leader = scene.person("company_leader")
    hazard = scene.hazard("assigned", responsible=leader)
    answer = scene.client("company_leader").post(url(hazard, verb), FORMS.get(verb, {}))
    assert answer.status_code == 302


@pytest.mark.both
def test_a_general_hazard_is_voided_on_site_and_a_major_one_is_not(
    scene: Scene,
) -> None:
    officer = scene.client("safety_officer")
    for level, right in (("general", 302), ("major", 403)):
        hazard = scene.hazard("reported", level=level)
        assert officer.post(url(hazard, "void"), FORMS["void"]).status_code == right


@pytest.mark.both
@pytest.mark.parametrize("verb", ["verify", "send-back"])
@pytest.mark.parametrize(
    ("fields", "who"),
    [
        ({}, {"safety_officer", "project_manager", "company_safety", "hq_safety"}),
        ({"level": "major"}, {"company_safety", "hq_safety"}),
        ({"found_from": "company"}, {"company_safety", "hq_safety"}),
        ({"found_from": "group"}, {"hq_safety"}),
    ],
)
def test_level_and_finder_say_from_how_high_it_is_closed(
    verb: str, fields: dict[str, str], who: set[str], scene: Scene
) -> None:
    hazard = scene.hazard("awaiting", **fields)
    may = set()
    for role in ("project_staff", "safety_officer", "project_manager",
                 "company_safety", "hq_safety"):  # fmt: skip
        with transaction.atomic():
            answer = scene.client(role).post(url(hazard, verb), FORMS.get(verb, {}))
            transaction.set_rollback(True)
        if answer.status_code == 302:
            may.add(role)
    assert may == who


@pytest.mark.both
def test_whoever_found_a_general_hazard_may_verify_it(scene: Scene) -> None:
    hazard = scene.hazard("awaiting", found_by=scene.person("project_staff"))
    staff = scene.client("project_staff")
    assert staff.post(url(hazard, "verify")).status_code == 302


@pytest.mark.both
@pytest.mark.parametrize("name", ["rectified_by", "responsible"])
def test_nobody_verifies_his_own_work(name: str, scene: Scene) -> None:
    fields = {name: scene.person("safety_officer")}
    hazard = scene.hazard("awaiting", **fields)
    officer = scene.client("safety_officer")
    assert officer.post(url(hazard, "verify")).status_code == 403


@pytest.mark.both
def test_whoever_once_rectified_never_verifies(scene: Scene) -> None:
    """Also after somebody else has put it right anew."""
    hazard = scene.hazard("assigned")
    scene.client("safety_officer").post(url(hazard, "submit"), FORMS["submit"])
    scene.client("project_manager").post(url(hazard, "send-back"), FORMS["send-back"])
    scene.client("project_staff").post(url(hazard, "submit"), FORMS["submit"])
    officer = scene.client("safety_officer")
    assert officer.post(url(hazard, "verify")).status_code == 403
    manager = scene.client("project_manager")
    assert manager.post(url(hazard, "verify")).status_code == 302


@pytest.mark.both
def test_whoever_asked_for_time_does_not_grant_it(scene: Scene) -> None:
    hazard = scene.hazard("assigned")
    officer = scene.client("safety_officer")
    officer.post(url(hazard, "ask-extension"), FORMS["ask-extension"])
    assert officer.post(url(hazard, "grant-extension")).status_code == 403
    manager = scene.client("project_manager")
    assert manager.post(url(hazard, "grant-extension")).status_code == 302


@pytest.mark.both
def test_a_role_above_the_project_counts_only_there(scene: Scene) -> None:
    """A company’s safety manager with a grant at the project is not above it."""
    user = scene.users["safety_officer"]
    make.grant(user, "company_safety", scene.project)
    hazard = scene.hazard("closed")
    officer = scene.client("safety_officer")
    assert officer.post(url(hazard, "reopen"), FORMS["reopen"]).status_code == 403


@pytest.mark.both
@pytest.mark.parametrize("verb", sorted(set(ROLES) - {"take-back"}))
def test_a_user_without_a_person_does_nothing_and_is_told_why(
    verb: str, scene: Scene
) -> None:
    scene.unlink(scene.person("administrator"))
    state = min(STATES[verb])
    answer = scene.client("administrator").get(url(scene.hazard(state), verb))
    assert answer.status_code == 403
    assert "linked to no person" in answer.content.decode()
