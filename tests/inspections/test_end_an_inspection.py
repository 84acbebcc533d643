"""What an inspection has beside its answers, and what is amended after its end."""

from base64 import b64encode
from datetime import time
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from inspections.models import AnswerPhoto, Inspection, Item, Signature
from safety.accounts.models import User
from safety.indicators import drain
from safety.org.models import Unit
from tests import make, pages
from tests.inspections.walks import PART, begin, do, hazard_form, outcomes, tell
from tests.people.test_demo import values
from tests.things import upload

pytestmark = pytest.mark.django_db
SCORED = """scoring: points
sections:
  - name: All
    items:
      - {code: a, text: Rails, answering: deduction, most: 10}
      - {code: b, text: Ties, answering: deduction, most: 10}
"""
PASSED = "sections: [{name: All, items: [{code: p, text: Rails}]}]"
PHOTOGRAPHED = """sections:
  - name: All
    items:
      - {code: p, text: Rails, answering: check, photo_on_fail: yes}
      - {code: g, text: The gate, answering: photo}
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


def photo(colour: str = "red") -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (8, 6), colour).save(out, "JPEG")
    return SimpleUploadedFile("IMG_1.jpg", out.getvalue())


def picture(client: Client, walk: Inspection, code: str, *photos: Any) -> Any:
    """Take a photo at an item, on the phone."""
    item = Item.objects.get(code=code, section__version__sheets__inspection=walk)
    said = {"item": item.pk, "photos": photos[0] if photos else photo()}
    return client.post(f"/inspections/{walk.pk}/add-photos/", said, headers=PART)


def history(client: Client, walk: Inspection) -> set[str]:
    """What the journal on its page tells of an inspection."""
    page = client.get(walk.get_absolute_url())
    return {str(entry.verb) for entry in page.context["history"]}


def test_photos_are_demanded_where_they_are_compulsory(
    client: Client, officer: User, project: Unit
) -> None:
    """One on a fail, one where a photo is the answer; the hazard takes it along."""
    walk = begin(client, project, make.checklist(project, PHOTOGRAPHED))
    tell(client, walk, "p", outcome="fail")
    end = f"/inspections/{walk.pk}/answer/?at=end"  # where a phone without a line is
    page = pages.text(client.get(end, follow=True))
    assert "failed, and has no photo" in page
    assert "not answered yet" in page
    for _again in range(2):
        picture(client, walk, "p")
    picture(client, walk, "g")
    assert [a.photos.count() for a in walk.answers.order_by("pk")] == [1, 1]
    do(client, walk, "raise-hazard", **hazard_form(client, walk, "p"))
    assert walk.hazards.get().photos.count() == 1
    gate = AnswerPhoto.objects.get(answer__item__code="g")
    do(client, walk, "void-photo", photo=gate.pk)
    assert "still missing: 1" in pages.text(do(client, walk, "finish"))
    picture(client, walk, "g")
    do(client, walk, "finish")
    walk.refresh_from_db()
    assert walk.status == "final"
    do(client, walk, "void-photo", photo=gate.pk)
    gate.refresh_from_db()
    assert gate.status == "counted"  # it is locked
    assert {"Photo added", "Photo taken off"} <= history(client, walk)
    url = gate.file.get_absolute_url()
    assert url in client.get(walk.get_absolute_url()).content.decode()
    assert client.get(url).status_code == 200
    far = make.user("safety_officer", make.project(parent=make.company()))
    client.force_login(far)
    assert client.get(url).status_code == 404


def test_an_item_has_at_most_so_many_photos_and_refuses_what_is_none(
    client: Client, officer: User, project: Unit, settings: Any
) -> None:
    walk = begin(client, project, make.checklist(project, PHOTOGRAPHED))
    settings.MOST_FILES = 1
    assert "<img" in picture(client, walk, "g").content.decode()
    other = upload("other", "x")
    assert "at most 1 photos" in pages.text(picture(client, walk, "g", photo("blue")))
    assert "role" in picture(client, walk, "g", other).content.decode()
    assert "Fill in" in pages.text(picture(client, walk, "g", ""))
    for nonsense in ("", "x", "9" * 30, "\0"):
        said = {"item": nonsense, "photo": nonsense}
        for verb in ("add-photos", "void-photo"):
            assert "has no such" in pages.text(do(client, walk, verb, **said))
    # All OK passes what has a photo only, and undone it has it still.
    picture(client, walk, "p")
    page = do(client, walk, "pass-section", at="1")
    keys = ".".join(map(str, page.context["undo"]))
    do(client, walk, "undo-pass", at="1", undo=keys)
    assert outcomes(walk) == {"g": "", "p": ""}


def drawn() -> str:
    out = BytesIO()
    Image.new("RGB", (70, 26), "white").save(out, "PNG")
    return "data:image/png;base64," + b64encode(out.getvalue()).decode()


def passed(client: Client, project: Unit) -> Inspection:
    """A walk with all its items passed."""
    walk = begin(client, project, make.checklist(project, PASSED))
    do(client, walk, "pass-section", at="1")
    return walk


def test_who_describes_it_late_changes_only_what_he_changed(
    client: Client, officer: User, project: Unit
) -> None:
    walk = passed(client, project)
    colleague = make.person(project)
    make.user("safety_officer", project, person=colleague)
    first = {"weather": "fog", "place": "Gate", "tags": ["承包商"]}
    do(client, walk, "describe", **first, people=[colleague.pk])
    knew: dict[str, Any] = {"initial-weather": "", "initial-place": ""}
    do(client, walk, "describe", **knew, weather="", place="", tags=["防汛度汛"])
    walk.refresh_from_db()
    assert (walk.weather, walk.place) == ("fog", "Gate")
    assert walk.scope == "承包商; 防汛度汛"
    knew |= {"initial-tags": ["防汛度汛"], "initial-people": [colleague.pk]}
    do(client, walk, "describe", **knew)
    walk.refresh_from_db()
    assert walk.scope == "承包商"
    assert not walk.members.exists()
    do(client, walk, "finish")
    url, phone = f"/inspections/{walk.pk}/describe/", {"accept": "application/json"}
    late = client.post(url, {"request_id": str(uuid4())}, headers=phone)
    assert late.status_code == 422


def test_it_says_what_it_is_about_and_who_was_there(
    client: Client, officer: User, project: Unit
) -> None:
    walk = passed(client, project)
    colleague = make.person(project, name="Zhao Min")
    make.user("safety_officer", project, person=colleague)
    make.place(project, name="North gate")
    form = client.get(f"/inspections/{walk.pk}/describe/")
    assert "North gate" in form.content.decode()
    said = {
        "weather": "rain",
        "place": "North gate",
        "tags": ["承包商", "防汛度汛"],
        "people": [colleague.pk],
    }
    do(client, walk, "describe", **said)
    do(client, walk, "describe", **said | {"tags": ["承包商"], "weather": "fog"})
    do(client, walk, "describe", **said | {"tags": ["none"], "people": [0]})
    walk.refresh_from_db()
    assert (walk.scope, walk.weather) == ("承包商", "fog")
    do(client, walk, "finish")
    do(client, walk, "describe", **said)
    walk.refresh_from_db()
    assert walk.weather == "fog"
    assert walk.started_at
    assert walk.ended_at
    assert walk.ended_at >= walk.started_at
    assert "Added" in history(client, walk)  # a colleague
    page = pages.text(client.get(walk.get_absolute_url()))
    for each in (
        "Contractors",
        "Fog",
        "North gate",
        "Zhao Min",
        "Began at",
        "Ended at",
    ):
        assert each in page
    out = client.get(f"/inspections/{walk.pk}/print/")
    assert out.headers["Content-Type"] == "application/pdf"


def test_the_inspected_side_signs_or_it_is_said_why_not(
    client: Client, officer: User, project: Unit
) -> None:
    walk = passed(client, project)
    address = f"/inspections/{walk.pk}/finish/"
    for said in (
        {},
        {"drawn": drawn()},
        {"drawn": "data:image/png;base64,xx%", "name": "Wu"},
        {"drawn": "data:image/png;base64,eHh4", "name": "Wu"},
        {"drawn": "x" * 500_000, "name": "Wu"},
        {"why_not": "bored"},
    ):
        assert client.post(address, said).status_code == 200
    walk.refresh_from_db()
    assert walk.status == "draft"
    do(client, walk, "finish", drawn=drawn(), name="Wu Jun", why_not="")
    signed = Signature.objects.get(inspection=walk)
    assert (signed.name, signed.why_not, signed.by) == ("Wu Jun", "", officer)
    assert "Signature" in history(client, walk)
    page = client.get(walk.get_absolute_url())
    url = signed.file.get_absolute_url()
    assert url in page.content.decode()
    assert "Wu Jun" in pages.text(page)
    assert client.get(url).status_code == 200
    assert client.get(f"/inspections/{walk.pk}/print/").content[:4] == b"%PDF"
    other = passed(client, project)
    do(client, other, "finish", why_not="refused")
    assert "refuse to sign" in pages.text(client.get(other.get_absolute_url()))
    client.force_login(make.user("auditor", make.company()))
    assert client.get(url).status_code == 404


def test_an_answer_is_amended_in_sight_and_the_score_follows(
    client: Client, officer: User, project: Unit
) -> None:
    walk = begin(client, project, make.checklist(project, SCORED))
    do(client, walk, "pass-section", at="1")
    do(client, walk, "finish")
    item = Item.objects.get(code="a", section__version__sheets__inspection=walk)
    address = f"/inspections/{walk.pk}/amend-answer/"
    record = client.get(walk.get_absolute_url()).content.decode()
    assert f"{address}?item={item.pk}" in record
    said = pages.fields(client.get(f"{address}?item={item.pk}"))
    assert said["outcome"] == "pass"
    for _again in range(2):  # nothing is different, and no reason is given
        client.post(address, said | {"reason": ""})
        assert "says this already" in pages.text(
            client.post(address, said | {"reason": "Seen"})
        )
    said |= {"outcome": "fail", "deducted": "4", "reason": "Seen on a photo"}
    client.post(address, said | {"note": "One rail"})
    walk.refresh_from_db()
    kept = walk.amendments.get()
    assert (walk.score, kept.item, kept.by) == (80, item, officer.person)
    assert walk.answers.get(item=item).outcome == "fail"
    page = pages.text(client.get(walk.get_absolute_url()))
    for each in ("Pass → Fail", "Seen on a photo", "it was 100", "100 → 80"):
        assert each in page, each
    assert client.get(f"/inspections/{walk.pk}/print/").content[:4] == b"%PDF"
    client.post(address, said | {"outcome": "nope", "request_id": ""})
    client.post(address, said | {"deducted": "1e99", "request_id": ""})
    assert walk.amendments.count() == 1
    wrong = {"item": "x", **said, "request_id": ""} | {"item": "x"}
    assert client.post(address, wrong).status_code == 302


def test_when_it_began_and_ended_is_amended_in_sight(
    client: Client, officer: User, project: Unit
) -> None:
    walk = passed(client, project)
    do(client, walk, "finish")
    address = f"/inspections/{walk.pk}/amend/"
    said = pages.fields(client.get(address)) | {"reason": "The clock was wrong"}
    assert "Say what is not right" in pages.text(client.post(address, said))
    late = said | {"started_at": "2999-01-01T08:00", "request_id": ""}
    for wrong in (late, late | {"started_at": "0001-01-01T08:00"}):
        assert client.post(address, wrong).status_code == 200
    client.post(address, said | {"started_at": "2020-06-01T08:30", "request_id": ""})
    walk.refresh_from_db()
    assert walk.started_at
    assert timezone.localtime(walk.started_at, project.zone).hour == 8
    assert "2020, 08:30" in pages.text(client.get(walk.get_absolute_url()))


def test_what_is_begun_and_not_ended_waits_on_a_page(
    client: Client, officer: User, project: Unit
) -> None:
    address = "/inspections/unfinished/"
    assert "have ended" in pages.text(client.get(address))
    make.inspection(project, status="draft", lead=officer.person)  # of a file
    table = make.checklist(project, PASSED, name="Daily round")
    walk = begin(client, project, table)
    mine = client.get(address).content.decode()
    assert f"/inspections/{walk.pk}/answer/" in mine
    home = client.get("/").content.decode()
    assert "1 unfinished inspection" in home
    assert address in home
    assert address in client.get("/inspections/").content.decode()
    do(client, walk, "pass-section", at="1")
    do(client, walk, "finish")
    assert "have ended" in pages.text(client.get(address))
    begin(client, project, table)
    other = make.user("safety_officer", project, person=make.person(project))
    client.force_login(other)
    assert "have ended" in pages.text(client.get(address))


def test_what_was_begun_in_error_is_discarded_and_begun_anew(
    client: Client, officer: User, project: Unit
) -> None:
    table = make.checklist(project, PASSED)
    today = {"reach": "unit", "day_off": "keep", "due_time": time(23, 59)}
    asked = make.plan(project, table, **today).occurrences.get()
    client.post(f"/inspections/planned/{asked.pk}/start/")
    walk = Inspection.objects.latest("pk")
    address = f"/inspections/{walk.pk}/discard/"
    assert address in client.get(f"/inspections/{walk.pk}/").content.decode()
    assert "counts nowhere" in pages.text(client.get(address))
    for _twice in range(2):
        assert client.post(address).status_code == 302
    walk.refresh_from_db()
    assert walk.status == "voided"
    assert "have ended" in pages.text(client.get("/inspections/unfinished/"))
    assert walk.number not in pages.text(client.get("/inspections/"))
    client.post(f"/inspections/planned/{asked.pk}/start/")
    anew = Inspection.objects.latest("pk")
    assert anew != walk
    do(client, anew, "pass-section", at="1")
    do(client, anew, "finish")
    client.post(f"/inspections/{anew.pk}/discard/")
    anew.refresh_from_db()
    asked.refresh_from_db()
    assert (anew.status, asked.state, asked.inspection) == ("final", "done", anew)


def test_a_finished_inspection_is_voided_with_a_reason_and_counts_no_more(
    client: Client, officer: User, project: Unit
) -> None:
    today = {"reach": "unit", "day_off": "keep", "due_time": time(23, 59, 59)}
    asked = make.plan(
        project, make.checklist(project, SCORED), **today
    ).occurrences.get()
    client.post(f"/inspections/planned/{asked.pk}/start/")
    walk = Inspection.objects.latest("pk")
    tell(client, walk, "a", outcome="fail", deducted="2")
    raised = hazard_form(client, walk, "a") | {"photos": photo()}
    do(client, walk, "raise-hazard", **raised)
    do(client, walk, "pass-section", at="1")
    address = f"/inspections/{walk.pk}/void/"
    assert client.get(address).status_code == 302  # it has not ended
    do(client, walk, "finish")
    assert counted(project) == {"inspections.count": 1, "hazards.found": 1}
    assert address in client.get(walk.get_absolute_url()).content.decode()
    said = pages.fields(client.get(address))
    assert "Fill in" in pages.text(client.post(address, said))
    for _twice in range(2):
        client.post(address, said | {"reason": "Of another site"})
    walk.refresh_from_db()
    asked.refresh_from_db()
    assert walk.status == "voided"
    assert (asked.state, asked.inspection) == ("open", None)
    assert counted(project) == {"inspections.count": 0, "hazards.found": 1}
    page = pages.text(client.get(walk.get_absolute_url()))
    assert "Final → Voided" in page
    assert "Of another site" in page
    assert "Voided" in history(client, walk)
    assert walk.amendments.count() == 1
    assert client.get(f"/inspections/{walk.pk}/print/").content[:4] == b"%PDF"


def counted(project: Unit) -> dict[str, Any]:
    """The numbers of this year."""
    drain.drain()
    year = str(timezone.localdate().year)
    return values(project.code, year, "inspections.count", "hazards.found")
