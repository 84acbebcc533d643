"""An inspection on the phone: tap by tap, its score, its hazards, and its end."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inspections.models import (
    Answer,
    Checklist,
    Criterion,
    Hazard,
    Inspection,
    Item,
    Scale,
)
from inspections.paper import yaml_file
from inspections.paper.draft import understand
from inspections.services import checklists
from safety.accounts.models import User
from safety.org.models import Unit
from tests import make, pages
from tests.inspections.walks import START, begin, do, hazard_form, outcomes, tell
from tests.things import photo_upload

pytestmark = [pytest.mark.django_db, pytest.mark.both]
JGJ = """scoring: jgj59
category: A03
sections:
  - name: Guarantee
    items:
      - {code: a, text: Rails, answering: deduction, most: 10, part: guarantee,
         raises_hazard: yes, hazard_category: 高处坠落, days_to_rectify: 0}
      - {code: b, text: Ties, answering: deduction, most: 10, part: guarantee}
  - name: General
    items:
      - {code: c, text: Boards, answering: deduction, most: 20}
      - {code: d, text: Ladder, answering: check, most: 10, note_on_fail: yes}
"""
KINDS = """sections:
  - name: All
    items:
      - {code: n, text: Width, answering: number, low: 1, high: 2}
      - code: s
        text: State
        answering: choice
        options: |
          good | Good | 好
          bad | Bad | 差 | fail
      - {code: w, text: Why, answering: check, asked_if: s, asked_when: bad}
      - {code: t, text: Remark, answering: text}
      - {code: v, text: Tested on, answering: date}
      - {code: m, text: Limiter, hazard_level: major}
"""


@pytest.fixture
def project() -> Unit:
    return make.project()


@pytest.fixture
def officer(client: Client, project: Unit) -> User:
    person = make.person(project, name="Wang Li")
    user = make.user("safety_officer", project, person=person)
    client.force_login(user)
    return user


def test_every_tap_is_kept_and_the_score_lives(
    client: Client, officer: User, project: Unit
) -> None:
    walk = begin(client, project, make.checklist(project, JGJ))
    assert (walk.status, walk.lead) == ("draft", officer.person)
    assert "100" in pages.text(tell(client, walk, "a", outcome="pass"))
    assert "2 of 4 items" in pages.text(tell(client, walk, "b", outcome="pass"))
    tell(client, walk, "c", outcome="fail", deducted="8")
    page = tell(client, walk, "d", outcome="na")
    assert page.context["walk"].score == Decimal("80.00")
    assert "Excellent" in pages.text(page)
    less = tell(client, walk, "c", deducted="9").context["walk"]
    assert less.score == Decimal("77.50")
    assert outcomes(walk) == {"a": "pass", "b": "pass", "c": "fail", "d": "na"}
    zeroed = tell(client, walk, "b", outcome="fail", deducted="10").context["walk"]
    assert (zeroed.score, zeroed.grade) == (0, "Unqualified")


def test_without_numbers_of_the_standard_a_walk_says_so_and_keeps_its_answers(
    client: Client, officer: User, project: Unit
) -> None:
    walk = begin(client, project, make.checklist(project, JGJ))
    tell(client, walk, "a", outcome="pass")
    Scale.objects.update(valid_from=walk.inspected_on + timedelta(days=1))
    tell(client, walk, "b", outcome="fail", deducted="4")
    for code in "cd":
        tell(client, walk, code, outcome="pass")
    assert outcomes(walk) == {"a": "pass", "b": "fail", "c": "pass", "d": "pass"}
    for page in (f"{walk.pk}/answer/", f"{walk.pk}/finish/", f"{walk.pk}/whole/"):
        said = pages.text(client.get(f"/inspections/{page}"))
        assert "entered no number of JGJ 59" in said
    assert "entered no number" in pages.text(do(client, walk, "finish"))
    walk.refresh_from_db()
    assert walk.status == "draft"
    Scale.objects.update(valid_from=walk.inspected_on)
    do(client, walk, "finish")
    walk.refresh_from_db()
    assert (walk.status, walk.score) == ("final", 92)


def test_a_deduction_stays_between_a_point_and_all(
    client: Client, officer: User, project: Unit
) -> None:
    walk = begin(client, project, make.checklist(project, JGJ))
    for told, kept in (("", 1), ("99", 10), ("-5", 1), ("2.5", Decimal("2.5"))):
        said = {"deducted": told} if told else {}
        tell(client, walk, "a", outcome="fail", **said)
        assert Answer.objects.get().deducted == kept
    tell(client, walk, "a", outcome="pass")
    assert Answer.objects.get().deducted is None
    for nonsense in ("x", "NaN", "1e99"):
        page = tell(client, walk, "b", outcome="fail", deducted=nonsense)
        assert "Write a number" in pages.text(page)
    assert "not" in pages.text(tell(client, walk, "b", outcome="zzzz"))
    assert list(outcomes(walk)) == ["a"]


def test_a_section_is_passed_in_a_tap_and_taken_back(
    client: Client, officer: User, project: Unit
) -> None:
    walk = begin(client, project, make.checklist(project, JGJ))
    tell(client, walk, "b", outcome="fail")
    for _again in range(2):
        page = do(client, walk, "pass-section", at="1")
    assert outcomes(walk) == {"a": "pass", "b": "fail"}
    page = do(client, walk, "pass-section", at="2")
    assert "2 items passed." in pages.text(page)
    keys = ".".join(map(str, page.context["undo"]))
    tell(client, walk, "d", note="Seen")
    do(client, walk, "undo-pass", at="2", undo=keys)
    assert outcomes(walk) == {"a": "pass", "b": "fail", "d": "pass"}


def test_what_failed_becomes_a_hazard_once(
    client: Client, officer: User, project: Unit
) -> None:
    walk = begin(client, project, make.checklist(project, JGJ))
    owner = make.person(project, name="Foreman")
    make.hazard(project, walk.inspected_on, responsible=owner)
    tell(client, walk, "a", outcome="fail", note="Stair side")
    form = hazard_form(client, walk, "a")
    do(client, walk, "raise-hazard", **form)
    assert not walk.hazards.exists()  # policy wants a photo
    for _again in range(2):
        said = form | {"photos": photo_upload()}
        client.post(f"/inspections/{walk.pk}/raise-hazard/", said)
    hazard = walk.hazards.get()
    assert hazard.photos.count() == 1
    assert (hazard.category, hazard.responsible) == ("高处坠落", owner)
    assert hazard.description == "Rails: Stair side"
    assert hazard.due_on == hazard.found_on
    page = tell(client, walk, "a", outcome="pass")
    assert "A hazard was raised from it." in pages.text(page)
    ties = Item.objects.get(code="b")
    do(client, walk, "raise-hazard", item=ties.pk, photos=photo_upload())
    assert walk.hazards.count() == 1


def test_an_item_whose_hazard_was_voided_is_answered_and_raised_anew(
    client: Client, officer: User, project: Unit
) -> None:
    walk = begin(client, project, make.checklist(project, JGJ))
    found = []
    for _again in range(2):
        tell(client, walk, "a", outcome="fail")
        form = hazard_form(client, walk, "a") | {"photos": photo_upload()}
        client.post(f"/inspections/{walk.pk}/raise-hazard/", form)
        found.append(walk.hazards.latest("pk"))
        assert "Void the hazard first" in pages.text(
            tell(client, walk, "a", outcome="na")
        )
        void = f"/inspections/hazards/{found[-1].pk}/void/"
        client.post(void, pages.fields(client.get(void)) | {"note": "Wrong place"})
        page = pages.text(client.get(f"/inspections/{walk.pk}/answer/"))
        assert found[-1].number not in page
        assert "Report as hazard" in page
    assert found[0] != found[1]
    for code in ("b", "c", "d"):
        tell(client, walk, code, outcome="pass")
    assert "Something is still missing" in pages.text(do(client, walk, "finish"))
    tell(client, walk, "a", outcome="na")
    do(client, walk, "finish")
    walk.refresh_from_db()
    assert walk.status == "final"


def test_a_note_that_is_on_its_way_comes_with_the_hazard(
    client: Client, officer: User, project: Unit
) -> None:
    walk = begin(client, project, make.checklist(project, JGJ))
    tell(client, walk, "a", outcome="fail")
    page = client.get(f"/inspections/{walk.pk}/answer/").content.decode()
    assert 'hx-include="previous [name=note]"' in page
    said = {"note": "Stair side", "photos": photo_upload()}
    do(client, walk, "raise-hazard", **hazard_form(client, walk, "a") | said)
    assert walk.hazards.get().description == "Rails: Stair side"


def test_the_form_of_a_hazard_stands_under_its_item_and_may_be_changed(
    client: Client, officer: User, project: Unit
) -> None:
    walk = begin(client, project, make.checklist(project, JGJ), place="North gate")
    page = tell(client, walk, "a", outcome="fail")
    part = page.content.decode()
    assert 'data-raise="now"' in part
    assert "高处坠落" in part
    assert "raise-hazard" not in tell(client, walk, "a", note="x").content.decode()
    assert 'data-raise=""' in tell(client, walk, "b", outcome="fail").content.decode()
    address, headers = f"/inspections/{walk.pk}/raise-hazard/", {"HX-Request": "true"}
    form = hazard_form(client, walk, "b")
    assert form["place"] == "North gate"
    day = walk.inspected_on
    said = {
        **form,
        "description": "Ties cut",
        "risk": "2",
        "due_on": str(day - timedelta(days=1)),
    }
    again = client.post(address, said, headers=headers)
    assert "due before it was found" in pages.text(again)
    said |= {"due_on": str(day + timedelta(days=9)), "photos": photo_upload()}
    done = client.post(address, said, headers=headers, follow=True)
    hazard = walk.hazards.get()
    assert hazard.get_absolute_url() in done.content.decode()
    assert (hazard.description, hazard.risk) == ("Ties cut", "2")
    assert (hazard.place, hazard.due_on) == ("North gate", day + timedelta(days=9))
    # A major one is due when policy wants it, if the checklist lets it be later.
    criterion = Criterion.objects.first()
    assert criterion
    said = {
        **hazard_form(client, walk, "a"),
        "criterion": criterion.pk,
        "photos": photo_upload(),
    }
    client.post(address, said, headers=headers)
    major = Answer.objects.get(item__code="a", inspection=walk).hazard
    assert (major.level, major.due_on) == ("major", day)


def test_what_failed_here_not_long_ago_is_asked_for(
    client: Client, officer: User, project: Unit
) -> None:
    table = make.checklist(project, JGJ)
    rounds = []
    for _round in range(2):
        walk = begin(client, project, table)
        tell(client, walk, "b", outcome="fail")
        form = hazard_form(client, walk, "b")
        rounds.append(walk)
        page = do(client, walk, "raise-hazard", **form | {"photos": photo_upload()})
    assert "Is it one of these again?" in pages.text(page)
    first = rounds[0].hazards.get()
    assert not walk.hazards.exists()
    said = form | {"repeats": first.pk, "photos": photo_upload()}
    do(client, walk, "raise-hazard", **said)
    second = walk.hazards.get()
    assert second.repeat_of == first


def test_it_ends_when_nothing_is_missing_and_is_locked(
    client: Client, officer: User, project: Unit
) -> None:
    walk = begin(client, project, make.checklist(project, JGJ))
    tell(client, walk, "a", outcome="fail", deducted="2")
    tell(client, walk, "b", outcome="pass")
    tell(client, walk, "d", outcome="fail")
    page = pages.text(client.get(f"/inspections/{walk.pk}/finish/"))
    for said in (
        "failed, and no hazard",
        "not answered yet",
        "failed, and has no note",
    ):
        assert said in page
    assert "still missing: 3" in pages.text(do(client, walk, "finish"))
    found = Item.objects.get(code="a")
    do(client, walk, "raise-hazard", item=found.pk, photos=photo_upload())
    tell(client, walk, "c", outcome="pass")
    tell(client, walk, "d", note="Short by a rung")
    for _again in range(2):
        do(client, walk, "finish")
    walk.refresh_from_db()
    assert (walk.status, walk.score) == ("final", Decimal("76.00"))
    locked = pages.text(tell(client, walk, "a", outcome="pass"))
    assert "finished and locked" in locked
    do(client, walk, "pass-section", at="1")
    assert outcomes(walk)["a"] == "fail"
    page = pages.text(client.get(walk.get_absolute_url()))
    assert "Rails" in page


def test_numbers_choices_and_conditions_are_understood(
    client: Client, officer: User, project: Unit
) -> None:
    walk = begin(client, project, make.checklist(project, KINDS))
    assert "Why" not in pages.text(client.get(f"/inspections/{walk.pk}/answer/"))
    tell(client, walk, "n", said="2.5")
    page = tell(client, walk, "s", said="bad")
    assert page.headers["HX-Refresh"] == "true"
    assert outcomes(walk) == {"n": "fail", "s": "fail"}
    assert "Why" in pages.text(client.get(f"/inspections/{walk.pk}/answer/"))
    tell(client, walk, "n", said="1.5")
    tell(client, walk, "s", said="good")
    assert outcomes(walk) == {"n": "pass", "s": "pass"}
    for code, nonsense in (("n", "wide"), ("s", "so-so")):
        assert "role" in tell(client, walk, code, said=nonsense).content.decode()
    tell(client, walk, "m", outcome="na")
    do(client, walk, "finish")
    walk.refresh_from_db()
    assert (walk.status, walk.score) == ("final", None)


def test_a_number_is_judged_as_it_was_measured(
    client: Client, officer: User, project: Unit
) -> None:
    walk = begin(client, project, make.checklist(project, KINDS))
    for told, kept, outcome in (
        ("2.004", "2.004", "fail"),
        ("２.００", "2.00", "pass"),
        ("0.9999", "0.9999", "fail"),
        ("1e0", "1", "pass"),
    ):
        tell(client, walk, "n", said=told)
        answer = Answer.objects.get(item__code="n")
        assert (answer.said, answer.outcome) == (kept, outcome)


def test_a_day_is_a_day_and_a_proposed_level_is_said(
    client: Client, officer: User, project: Unit
) -> None:
    walk = begin(client, project, make.checklist(project, KINDS))
    assert "Write the day" in pages.text(tell(client, walk, "v", said="2019-02-30"))
    tell(client, walk, "v", said="2019-06-30")
    assert Answer.objects.get(item__code="v").said == "2019-06-30"
    page = pages.text(tell(client, walk, "m", outcome="fail"))
    assert "proposes a major hazard. Choose the criterion" in page


def test_it_starts_once_with_checklists_that_the_unit_uses(
    client: Client, officer: User, project: Unit
) -> None:
    own, far = make.checklist(project), make.checklist(make.company(name="Far"))
    page = client.get(f"{START}?unit={project.code}")
    number = pages.fields(page)["request_id"]
    for _again in range(2):
        begin(client, project, own, request_id=number)
    walk = Inspection.objects.get()
    assert walk.sheets.get().version == own.latest
    foreign = {"versions": [far.latest.pk], "programme": "qhse", "form": "self"}
    assert client.post(f"{START}?unit={project.code}", foreign).status_code == 200
    assert Inspection.objects.count() == 1


def test_an_inspection_keeps_its_version(
    client: Client, officer: User, project: Unit
) -> None:
    checklist = make.checklist(project, JGJ, code="SAME")
    walk = begin(client, project, checklist)
    make.checklist(project, KINDS, code="SAME", name="Other")
    assert Checklist.objects.get(code="SAME").latest.number == 2
    assert "Rails" in pages.text(client.get(f"/inspections/{walk.pk}/answer/"))


def test_it_begins_at_a_place_with_what_the_last_was_done_with(
    client: Client, officer: User, project: Unit
) -> None:
    other = make.checklist(project)
    table = make.checklist(project, JGJ)
    begin(client, project, table, programme="special", form="cross")
    gate = make.place(project, name="North gate")
    page = client.get(gate.get_absolute_url())
    address = f"{START}?place={gate.token}"
    assert address in page.content.decode()
    page = client.get(address)
    assert page.context["form"].initial["versions"] == [table.latest.pk]
    offered = [key for key, _name in page.context["form"].fields["versions"].choices]
    assert offered == [table.latest.pk, other.latest.pk]
    said = pages.fields(page)
    assert (said["place"], said["programme"]) == ("North gate", "special")
    client.post(address, said)
    walk = Inspection.objects.latest("pk")
    assert (walk.unit, walk.place, walk.form) == (project, "North gate", "cross")
    tell(client, walk, "a", outcome="fail")
    form = hazard_form(client, walk, "a")
    do(client, walk, "raise-hazard", **form | {"photos": photo_upload()})
    assert Hazard.objects.get().place == "North gate"
    far = make.place(make.project(parent=make.company()))
    assert client.get(f"{START}?place={far.token}").status_code == 404


def test_what_is_finished_is_amended_in_sight_and_stays(
    client: Client, officer: User, project: Unit
) -> None:
    walk = begin(client, project, make.checklist(project))
    said = {"text": "Two rails, not one", "reason": "Counted anew"}
    do(client, walk, "amend", **said)
    assert not walk.amendments.exists()  # it is open still
    do(client, walk, "pass-section", at="1")
    do(client, walk, "finish")
    assert "Fill in" in pages.text(do(client, walk, "amend", text="Two rails"))
    number = pages.fields(client.get(f"/inspections/{walk.pk}/amend/"))["request_id"]
    for _again in range(2):
        client.post(f"/inspections/{walk.pk}/amend/", {**said, "request_id": number})
    page = client.get(walk.get_absolute_url())
    assert walk.amendments.get().by == officer.person
    for each in ("Two rails, not one", "Counted anew", officer.person.name):
        assert each in pages.text(page)
    assert list(outcomes(walk).values()) == ["pass"]


def test_it_can_begin_with_the_answers_of_the_last_one_here(
    client: Client, officer: User, project: Unit
) -> None:
    table = make.checklist(project, JGJ)
    last = begin(client, project, table)
    for at in ("1", "2"):
        do(client, last, "pass-section", at=at)
    tell(client, last, "c", outcome="fail", deducted="8", note="Loose")
    do(client, last, "finish")
    walk = begin(client, project, table)
    page = pages.text(client.get(f"/inspections/{walk.pk}/answer/"))
    assert f"answers of {last.number}" in page
    tell(client, walk, "a", outcome="na")
    assert "4 answers" not in pages.text(do(client, walk, "copy-last"))
    assert outcomes(walk) == {"a": "na", "b": "pass", "c": "fail", "d": "pass"}
    copied = walk.answers.get(item__code="c")
    assert (copied.deducted, copied.note, copied.hazard) == (8, "Loose", None)
    do(client, walk, "copy-last")
    assert walk.answers.count() == 4


def test_answers_are_copied_into_a_newer_version_by_code(
    client: Client, officer: User, project: Unit
) -> None:
    table = make.checklist(project, KINDS)
    last = begin(client, project, table)
    tell(client, last, "n", said="1.5")
    tell(client, last, "s", said="bad")
    tell(client, last, "w", outcome="pass", note="Rain")
    tell(client, last, "m", outcome="na")
    do(client, last, "finish")
    newer = KINDS.replace("high: 2", "high: 1.2").replace("code: w", "code: x")
    draft, _faults = understand(
        yaml_file.read(f"code: {table.code}\n{newer}".encode())[0]
    )
    draft.checklist.name = table.name
    checklists.publish(checklists.enter(draft, project, by=None), by=None)
    walk = begin(client, project, Checklist.objects.get(pk=table.pk))
    assert f"answers of {last.number}" in pages.text(
        client.get(f"/inspections/{walk.pk}/answer/")
    )
    do(client, walk, "copy-last")
    # Too wide now; and what has another code is another item.
    assert outcomes(walk) == {"n": "fail", "s": "fail", "m": "na"}
    assert Answer.objects.get(inspection=walk, item__code="n").said == "1.5"


def questions(client: Client, project: Unit, size: int) -> list[int]:
    """How often a page and the end of an inspection of so many items ask."""
    items = ", ".join(f"{{text: T{n}}}" for n in range(size))
    long = make.checklist(project, f"sections: [{{name: S, items: [{items}]}}]")
    walk = begin(client, project, long)
    do(client, walk, "pass-section", at="1")
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/inspections/{walk.pk}/answer/")
    with CaptureQueriesContext(connection) as finished:
        client.post(f"/inspections/{walk.pk}/finish/", {"why_not": "absent"})
    walk.refresh_from_db()
    assert walk.status == "final"
    return [len(asked), len(finished)]


def test_questions_do_not_grow_with_the_items(
    client: Client, officer: User, project: Unit
) -> None:
    assert questions(client, project, 1) == questions(client, project, 60)
