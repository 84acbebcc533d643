"""A drill that was held is entered: what it was, who took part, and its end."""

import json
from datetime import date
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pypdf import PdfReader

from safety.journal.models import Change
from safety.org.models import Unit
from tests import make
from tests.pages import fields, text
from tests.records.files import run
from training.models import Drill, Participation

pytestmark = pytest.mark.django_db
DAY = "2019-06-03"
SAID = {"plan": "Fire", "kind": "functional", "held_on": DAY, "outsiders": "3"}


@pytest.fixture
def project() -> Unit:
    return make.project(code="P1", parent=make.company(code="C1"))


@pytest.fixture
def team(project: Unit) -> Unit:
    return make.team(code="T1", parent=project)


@pytest.fixture
def officer(client: Client, project: Unit) -> Client:
    client.force_login(make.user("safety_officer", project))
    return client


def entered(officer: Client, **said: str) -> Any:
    """The muster list to which a drill that is entered leads."""
    url = "/training/drills/add/?unit=P1"
    shown = fields(officer.get(url))
    return officer.post(url, shown | SAID | said, follow=True)


def ticked(officer: Client, drill: Drill, **said: Any) -> Any:
    return officer.post(f"/training/drills/{drill.pk}/tick/", said, follow=True)


def numbers() -> dict[str, Any]:
    run("compute")
    shown = run("indicators", "--unit", "C1", "--period", "2019-06", "--json")
    return {row["code"]: row["value"] for row in json.loads(shown.out)}


def test_a_drill_counts_when_it_has_ended(
    officer: Client, project: Unit, team: Unit
) -> None:
    here = [make.person(project), make.person(team), make.person(team)]
    shown = entered(officer)
    drill = Drill.objects.get()
    assert (drill.status, drill.number) == ("draft", "D-P1-19-0001")
    for person in here:
        assert person.name in text(shown)
    for person in here[:2]:
        ticked(officer, drill, key=person.pk, is_here="yes")
    assert numbers()["drills.count"] == 0
    officer.post(f"/training/drills/{drill.pk}/finish/")
    found = numbers()
    assert (found["drills.count"], found["drills.person_times"]) == (1, 2)
    page = text(officer.get(drill.get_absolute_url()))
    assert here[0].name in page
    assert here[2].name not in page


def test_nobody_ticked_is_no_drill(officer: Client) -> None:
    entered(officer)
    drill = Drill.objects.get()
    shown = officer.post(f"/training/drills/{drill.pk}/finish/", follow=True)
    assert "Nobody is ticked yet" in text(shown)
    drill.refresh_from_db()
    assert drill.status == "draft"


def test_a_guest_comes_by_employee_number(officer: Client, project: Unit) -> None:
    gone = make.person(name="Guest of today")
    make.posting(gone, project, end_on=date(2019, 5, 1))
    shown = entered(officer)
    drill = Drill.objects.get()
    assert "Guest of today" not in text(shown)
    shown = ticked(officer, drill, person=gone.employee_no, is_here="yes")
    assert "Guest of today" in text(shown)
    assert drill.participations.get().person == gone


def test_somebody_unseen_is_no_guest(officer: Client) -> None:
    stranger = make.person(make.project(), name="Stranger")
    entered(officer)
    drill = Drill.objects.get()
    for said in ({"person": stranger.employee_no}, {"key": stranger.pk}):
        shown = ticked(officer, drill, **said, is_here="yes")
        assert "no such person" in text(shown)
    assert not Participation.objects.exists()


def test_a_tick_is_taken_back_and_stays_in_sight(
    officer: Client, project: Unit
) -> None:
    person = make.person(project)
    entered(officer)
    drill = Drill.objects.get()
    ticked(officer, drill, key=person.pk, is_here="yes")
    ticked(officer, drill, key=person.pk)
    row = drill.participations.get()
    assert row.status == "voided"
    assert "Tick taken back" in text(officer.get(drill.get_absolute_url()))
    ticked(officer, drill, key=person.pk, is_here="yes")
    row.refresh_from_db()
    assert row.status == "counted"


def test_the_same_tick_again_changes_nothing(officer: Client, project: Unit) -> None:
    person = make.person(project)
    entered(officer)
    drill = Drill.objects.get()
    said = {"key": person.pk, "is_here": "yes", "request_id": str(uuid4())}
    url = f"/training/drills/{drill.pk}/tick/"
    assert {officer.post(url, said).status_code for _time in range(3)} == {302}
    ticked(officer, drill, key=person.pk, is_here="yes")
    changes = Change.objects.filter(label="training.participation")
    assert [change.verb for change in changes] == ["tick"]


def test_a_phone_gets_the_row_and_the_counts_only(
    officer: Client, project: Unit
) -> None:
    one, other = make.person(project), make.person(project)
    entered(officer)
    drill = Drill.objects.get()
    said = {"key": one.pk, "is_here": "yes"}
    url = f"/training/drills/{drill.pk}/tick/"
    shown = officer.post(url, said, follow=True, headers={"HX-Request": "true"})
    page = shown.content.decode()
    assert one.name in page
    assert "hx-swap-oob" in page
    assert other.name not in page
    assert "<html" not in page


def test_a_drill_of_tomorrow_is_not_entered(officer: Client) -> None:
    shown = entered(officer, held_on="2199-01-01")
    assert "when it has been held" in text(shown)
    assert not Drill.objects.exists()


def test_a_company_musters_its_own_office(client: Client, project: Unit) -> None:
    company = project.parent
    assert company
    own, other = make.person(company), make.person(project)
    client.force_login(make.user("company_safety", company))
    url = "/training/drills/add/?unit=C1"
    shown = client.post(url, fields(client.get(url)) | SAID, follow=True)
    assert own.name in text(shown)
    assert other.name not in text(shown)


def test_what_was_said_is_said_otherwise(officer: Client, project: Unit) -> None:
    drill = make.drill(project, plan="Fyre")
    chief = make.person(project, name="Chief Wu")
    url = f"/training/drills/{drill.pk}/change/"
    shown = fields(officer.get(url))
    said = {"plan": "Fire", "commander": chief.employee_no, "outsiders": "12"}
    page = text(officer.post(url, shown | said, follow=True))
    assert "Fire" in page
    assert "Chief Wu" in page
    assert "12" in page
    assert "Fyre" in page  # in the history


def test_a_voided_drill_counts_nowhere_and_says_why(
    officer: Client, project: Unit
) -> None:
    drill = make.drill(project, plan="Twice entered", held_on=DAY)
    assert numbers()["drills.count"] == 1
    url = f"/training/drills/{drill.pk}/void/"
    assert "Fill in" in text(officer.post(url, {"reason": ""}))
    page = text(officer.post(url, {"reason": "Entered twice"}, follow=True))
    assert "Entered twice" in page
    assert "Voided" in page
    assert numbers()["drills.count"] == 0
    assert "Twice entered" not in text(officer.get("/training/drills/?unit=P1"))
    shown = officer.get("/training/drills/?unit=P1&status=voided")
    assert "Twice entered" in text(shown)
    person = make.person(project)
    shown = ticked(officer, drill, key=person.pk, is_here="yes")
    assert not drill.participations.exists()


def test_the_list_is_of_the_unit_and_below(
    officer: Client, project: Unit, team: Unit
) -> None:
    make.drill(project, plan="Evacuation", kind="tabletop")
    below = make.drill(team, plan="Fall from height", kind="functional")
    make.participation(below, make.person(team))
    make.drill(make.project(), plan="Elsewhere")
    page = text(officer.get("/training/drills/?unit=P1"))
    assert "Evacuation" in page
    assert "Fall from height" in page
    assert "Elsewhere" not in page
    page = text(officer.get("/training/drills/?unit=P1&q=fall&kind=functional"))
    assert "Evacuation" not in page
    assert "Fall from height" in page
    rows = officer.get("/training/drills/?unit=P1&export=csv")
    lines = b"".join(rows.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert [line for line in lines if "Fall from height" in line and ",1," in line]


REPORT = {
    "aims": "Everybody is out in five minutes",
    "resources": "Two extinguishers",
    "reported_on": "2019-06-10",
    "reported_to": "Bureau of Emergency Management",
    "receipt": "R-77",
}


def test_aims_resources_and_the_report_to_the_regulator_are_kept(
    officer: Client, project: Unit
) -> None:
    entered(officer, **REPORT)
    drill = Drill.objects.get()
    page = text(officer.get(drill.get_absolute_url()))
    printed = officer.get(f"/training/drills/{drill.pk}/print/", {"language": "en"})
    paper = " ".join(
        " ".join(each.extract_text().split())
        for each in PdfReader(BytesIO(printed.content)).pages
    )
    for shown in (page, paper):
        for part in ("five minutes", "Two extinguishers", "10 Jun 2019", "R-77"):
            assert part in shown, part
        assert "Bureau of Emergency Management" in shown


@pytest.mark.parametrize("left_out", ["reported_on", "reported_to"])
def test_a_report_says_when_and_to_whom(officer: Client, left_out: str) -> None:
    shown = entered(officer, **REPORT | {left_out: ""})
    assert "Say on which day it was reported" in text(shown)
    assert not Drill.objects.exists()
