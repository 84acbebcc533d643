"""The closed loop, through the pages: what each move does, to numbers too."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from inspections.models import Criterion, Hazard, Move, Policy
from safety.core.months import Period
from safety.indicators import drain, read, registry
from safety.journal import write as journal
from safety.journal.models import Change
from tests import make
from tests.inspections.scene import Scene, again, url
from tests.pages import fields, text

pytestmark = [pytest.mark.django_db, pytest.mark.both]
FIXED, WHY = {"measures": "Rails set"}, {"note": "No toe board"}


def do(scene: Scene, role: str, hazard: Hazard, verb: str, **form: Any) -> Hazard:
    """Do a move through its page; the hazard afterwards."""
    answer = scene.client(role).post(url(hazard, verb), form)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return again(hazard)


def numbers(scene: Scene, *codes: str) -> dict[str, int]:
    """Stored values of the project for this year, brought up to date."""
    drain.drain()
    year = Period.parse(str(scene.today.year))
    chosen = [registry.indicators()[f"hazards.{code}"] for code in codes]
    found = read.figures([scene.project.pk], [year], chosen)
    return {key[0].partition(".")[2]: int(f.numerator) for key, f in found.items()}


def test_the_loop_from_report_to_close_once_sent_back_moves_the_numbers(
    scene: Scene,
) -> None:
    codes = ("found", "closed", "open", "rectification_rate", "on_time_rate")
    form = {"unit": "P01", "description": "Edge open", "found_on": str(scene.today)}
    scene.client("safety_officer").post("/inspections/hazards/report/", form)
    hazard = Hazard.objects.get()
    assert hazard.state == "reported"
    assert numbers(scene, *codes) == {
        "found": 1,
        "closed": 0,
        "open": 1,
        "rectification_rate": 0,
        "on_time_rate": 0,
    }
    to = scene.foreman.employee_no
    assert do(scene, "safety_officer", hazard, "assign", to=to).state == "assigned"
    assert do(scene, "project_staff", hazard, "begin").state == "rectifying"
    fixed = do(scene, "project_staff", hazard, "submit", **FIXED)
    assert (fixed.state, fixed.rectified_on) == ("awaiting", scene.today)
    assert fixed.rectified_by == scene.person("project_staff")
    # Days are due in this year or the next.
    is_due = int(fixed.due_on.year == scene.today.year)
    assert numbers(scene, *codes)["on_time_rate"] == is_due
    back = do(scene, "project_manager", hazard, "send-back", **WHY)
    assert (back.state, back.sent_back) == ("rectifying", 1)
    assert (back.rectified_on, back.rectified_by) == (None, None)
    assert numbers(scene, *codes)["on_time_rate"] == 0
    do(scene, "project_staff", hazard, "submit", **FIXED)
    closed = do(scene, "safety_officer", hazard, "verify")
    assert (closed.state, closed.verified_on) == ("closed", scene.today)
    assert numbers(scene, *codes) == {
        "found": 1,
        "closed": 1,
        "open": 0,
        "rectification_rate": 1,
        "on_time_rate": is_due,
    }
    opened = do(scene, "company_safety", hazard, "reopen", **WHY)
    assert (opened.state, opened.verified_on, opened.rectified_on) == (
        *("assigned", None, None),
    )
    assert numbers(scene, *codes)["open"] == 1
    voided = do(scene, "safety_officer", hazard, "void", **WHY)
    assert voided.state == "voided"
    assert set(numbers(scene, *codes).values()) == {0}
    told = list(Move.objects.values_list("verb", flat=True))
    assert told == [
        *("report", "assign", "begin", "submit", "send-back", "submit", "verify"),
        *("reopen", "void"),
    ]


def test_a_move_keeps_who_when_why_and_the_page_tells_it(scene: Scene) -> None:
    hazard = scene.hazard("awaiting")
    do(scene, "safety_officer", hazard, "send-back", **WHY)
    move = Move.objects.get()
    assert (move.by, move.user, move.note) == (
        scene.person("safety_officer"),
        scene.users["safety_officer"],
        "No toe board",
    )
    page = scene.client("project_manager").get(hazard.get_absolute_url())
    said = text(page)
    for part in ("Sent back", "No toe board", "Safety officer", "Sent back 1 time"):
        assert part in said
    assert Change.objects.filter(verb="send-back", key=hazard.pk).count() == 1


@pytest.mark.parametrize(
    ("state", "slug"),
    [("reported", "assign"), ("assigned", "submit"), ("awaiting", "verify")],
)
def test_what_comes_next_in_the_loop_stands_first(
    scene: Scene, state: str, slug: str
) -> None:
    client = scene.client("safety_officer")
    page = client.get(scene.hazard(state).get_absolute_url())
    ((deed, _url),) = page.context["next"]
    assert deed.slug == f"{slug}-hazard"


def test_a_move_is_never_changed(scene: Scene) -> None:
    do(scene, "safety_officer", scene.hazard("assigned"), "begin")
    move = Move.objects.get()
    with pytest.raises(Exception, match=r"UNIQUE|unique|duplicate"):
        move.save()


def test_it_is_assigned_to_another_contractor_who_begins_anew(scene: Scene) -> None:
    firm = make.contractor(code="K7")
    other = make.person(scene.project, contractor=firm)
    hazard = scene.hazard("rectifying", extension_asked="2099-01-01")
    moved = do(scene, "safety_officer", hazard, "assign", to=other.employee_no)
    assert (moved.state, moved.responsible, moved.contractor) == (
        *("assigned", other, firm),
    )
    assert moved.extension_asked is None


def test_what_policy_makes_compulsory_is_asked_before_a_fix_is_submitted(
    scene: Scene,
) -> None:
    hazard = scene.hazard("assigned", level="major")
    staff = scene.client("project_staff")
    page = staff.post(url(hazard, "submit"), FIXED)
    assert set(page.context["form"].errors) == {
        *("budget", "contingency_plan", "standard"),
    }
    assert again(hazard).state == "assigned"
    form = {**FIXED, "budget": "0", "contingency_plan": "Roped", "standard": "JGJ 80"}
    do(scene, "project_staff", hazard, "submit", **form)
    policy = Policy.objects.get(level="general")
    policy.needs_measures = False
    journal.save(policy, "change", by=None)
    do(scene, "project_staff", scene.hazard("assigned"), "submit")


def test_more_time_moves_no_number_and_is_granted_or_refused(scene: Scene) -> None:
    hazard = scene.hazard("assigned")
    due, later = hazard.due_on, hazard.due_on + timedelta(days=5)
    staff = scene.client("project_staff")
    early = staff.post(url(hazard, "ask-extension"), {"until": str(due), "note": "x"})
    assert "until" in early.context["form"].errors
    ask = {"until": str(later), "note": "No tube"}
    assert do(scene, "project_staff", hazard, "ask-extension", **ask).state
    assert staff.post(url(hazard, "ask-extension"), ask).status_code == 409
    given = do(scene, "safety_officer", hazard, "grant-extension")
    assert (given.due_on, given.extended_to, given.extension_asked) == (
        *(due, later, None),
    )
    ask["until"] = str(later + timedelta(days=5))
    do(scene, "project_staff", hazard, "ask-extension", **ask)
    kept = do(scene, "safety_officer", hazard, "refuse-extension", **WHY)
    assert (kept.extended_to, kept.extension_asked) == (later, None)


def test_a_report_is_taken_back_within_minutes_and_before_others_act(
    scene: Scene,
) -> None:
    hazard = scene.hazard("reported")
    scene.reported_by("project_staff", hazard)
    late = timezone.now() + timedelta(minutes=11)
    with time_machine.travel(late, tick=False):
        staff = scene.client("project_staff")
        assert staff.post(url(hazard, "take-back")).status_code == 409
    to = scene.foreman.employee_no
    assigned = scene.hazard("reported")
    scene.reported_by("project_staff", assigned)
    do(scene, "safety_officer", assigned, "assign", to=to)
    staff = scene.client("project_staff")
    assert staff.post(url(assigned, "take-back")).status_code == 409
    assert do(scene, "project_staff", hazard, "take-back").state == "voided"


def test_it_is_reopened_within_the_days_of_the_policy(scene: Scene) -> None:
    hazard = scene.hazard("closed")
    with time_machine.travel(timezone.now() + timedelta(days=91), tick=False):
        manager = scene.client("company_safety")
        assert manager.post(url(hazard, "reopen"), WHY).status_code == 409
    do(scene, "company_safety", hazard, "reopen", **WHY)


def test_a_downgraded_hazard_has_no_criterion_and_is_closed_on_site(
    scene: Scene,
) -> None:
    hazard = scene.hazard("awaiting", level="major")
    lowered = do(scene, "company_safety", hazard, "downgrade", **WHY)
    assert (lowered.level, lowered.criterion) == ("general", None)
    do(scene, "safety_officer", hazard, "verify")


def test_a_criterion_chosen_when_it_is_assigned_makes_it_major(scene: Scene) -> None:
    hazard = scene.hazard("reported")
    criterion = Criterion.objects.filter(article="9").first()
    told = {"to": scene.foreman.employee_no, "criterion": criterion.pk}
    graver = do(scene, "safety_officer", hazard, "assign", **told)
    assert (graver.level, graver.criterion) == ("major", criterion)
    assert graver.due_on == hazard.due_on
    # The way back is for somebody above the project.
    page = scene.client("safety_officer").get(url(hazard, "assign"))
    assert "criterion" not in page.context["form"].fields
    again_told = told | {"criterion": ""}
    assert do(scene, "safety_officer", hazard, "assign", **again_told).level == "major"


@pytest.mark.parametrize("verb", ["refuse-extension", "void", "reopen", "downgrade"])
def test_what_takes_something_away_needs_a_reason(scene: Scene, verb: str) -> None:
    fields: dict[str, Any] = {"level": "major", "extension_asked": "2099-01-01"}
    hazard = scene.hazard("closed" if verb == "reopen" else "assigned", **fields)
    page = scene.client("hq_safety").post(url(hazard, verb), {"note": " "})
    assert "note" in page.context["form"].errors
    assert not Move.objects.exists()


def test_a_loaded_hazard_that_nobody_was_given_can_be_sent_back(scene: Scene) -> None:
    hazard = scene.hazard("awaiting", responsible=None)
    back = do(scene, "safety_officer", hazard, "send-back", **WHY)
    assert (back.state, back.responsible) == ("rectifying", scene.foreman)
    hazard = scene.hazard("awaiting", responsible=None, rectified_by=None)
    assert do(scene, "safety_officer", hazard, "send-back", **WHY).state == "reported"


def test_days_of_a_move_are_those_of_the_unit(scene: Scene) -> None:
    """It is already tomorrow in Auckland; and nothing is done before it was found."""
    scene.company.time_zone = "Pacific/Auckland"
    journal.save(scene.company, "change", by=None)
    with time_machine.travel("2026-06-30T14:00:00Z", tick=False):
        hazard = scene.hazard("assigned", found_on=timezone.localdate())
        fixed = do(scene, "project_staff", hazard, "submit", **FIXED)
        assert str(fixed.rectified_on) == "2026-07-01"
        ahead = scene.hazard("assigned", found_on=fixed.rectified_on + timedelta(9))
        fixed = do(scene, "project_staff", ahead, "submit", **FIXED)
        closed = do(scene, "safety_officer", ahead, "verify")
        assert closed.found_on == fixed.rectified_on == closed.verified_on


# --- twice, and at once -----------------------------------------------------------


def test_the_second_of_two_is_told_what_happened_and_keeps_his_words(
    scene: Scene,
) -> None:
    hazard = scene.hazard("awaiting")
    shown = fields(scene.client("safety_officer").get(url(hazard, "send-back")))
    do(scene, "project_manager", hazard, "verify")
    late = scene.client("safety_officer").post(
        url(hazard, "send-back"), {**shown, "note": "Half a rail"}
    )
    said = text(late)
    assert late.status_code == 409
    for part in ("Project manager", "Verified and closed", "Half a rail"):
        assert part in said
    assert again(hazard).state == "closed"


def test_whoever_looks_again_can_send_what_he_typed(scene: Scene) -> None:
    """The move is still possible, but another has come between."""
    hazard = scene.hazard("assigned")
    page = url(hazard, "ask-extension")
    shown = fields(scene.client("project_staff").get(page))
    typed = {**shown, "until": "2099-01-01", "note": "No tube"}
    do(scene, "safety_officer", hazard, "begin")
    late = scene.client("project_staff").post(page, typed)
    assert late.status_code == 409
    typed = {**fields(late), "note": "No tube"}
    assert typed["until"] == "2099-01-01"
    assert scene.client("project_staff").post(page, typed).status_code == 302


def test_the_same_move_sent_twice_is_one_and_another_body_is_refused(
    scene: Scene,
) -> None:
    hazard = scene.hazard("awaiting")
    officer = scene.client("safety_officer")
    form = {"note": "Seen", "request_id": str(uuid4())}
    first = officer.post(url(hazard, "verify"), form)
    second = officer.post(url(hazard, "verify"), form)
    assert (first.status_code, first["Location"]) == (
        *(second.status_code, second["Location"]),
    )
    assert Move.objects.count() == 1
    other = officer.post(url(hazard, "verify"), {**form, "note": "Seen again"})
    assert other.status_code == 409
    another = scene.hazard("awaiting")
    assert officer.post(url(another, "verify"), form).status_code == 409
    manager = scene.client("project_manager")
    assert manager.post(url(hazard, "verify"), form).status_code == 409
    assert Move.objects.count() == 1
