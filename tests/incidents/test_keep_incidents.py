"""The register of incidents: entered, changed, voided, loaded, counted."""

import json
from typing import Any

import pytest
from django.test import Client

from safety.incidents.models import Incident
from safety.journal.models import Change
from safety.org.models import Unit
from tests import make
from tests.pages import fields, text
from tests.records.files import Desk, run

pytestmark = pytest.mark.django_db
ADD = "/incidents/add/?unit=P1"
SAID = {
    "occurred_on": "2019-06-03",
    "severity": "lost_time",
    "category": "fall",
    "lost_days": "12",
    "description": "Fell from a ladder",
}
FILE = """\
number,unit,occurred_on,category,severity,deaths,lost_days,description
A-1,P1,2019-06-03,fall,near_miss,,,Tools fell
A-2,P1,2019-06-04,高处坠落,fatal,2,6000,Scaffold
A-3,P1,2019-06-30,fire,lost_time,0,5,Burnt hand
A-4,P1,2019-07-01,fire,first_aid,,1,Burnt finger
"""


@pytest.fixture
def project() -> Unit:
    return make.project(code="P1", parent=make.company(code="C1"))


@pytest.fixture
def officer(client: Client, project: Unit) -> Client:
    client.force_login(make.user("safety_officer", project))
    return client


def enter(officer: Client, **said: str) -> Any:
    shown = fields(officer.get(ADD))
    return officer.post(ADD, shown | SAID | said, follow=True)


def numbers(period: str = "2019-06", unit: str = "C1") -> dict[str, Any]:
    run("compute")
    shown = run("indicators", "--unit", unit, "--period", period, "--json")
    return {
        row["code"].partition(".")[2]: row
        for row in json.loads(shown.out)
        if row["code"].startswith("incidents.")
    }


def test_what_is_entered_counts_and_has_a_number(officer: Client) -> None:
    shown = enter(officer)
    incident = Incident.objects.get()
    assert incident.number == "A-P1-19-0001"
    assert "Fell from a ladder" in text(shown)
    found = numbers()
    assert (found["count"]["value"], found["lost_days"]["value"]) == (1, 12)
    assert "A-P1-19-0001" in text(officer.get("/incidents/?unit=P1"))
    enter(officer)
    assert Incident.objects.filter(number="A-P1-19-0002").exists()


def test_a_number_that_a_file_has_brought_is_passed_over(
    officer: Client, project: Unit
) -> None:
    make.incident(project, number="A-P1-19-0002")
    enter(officer)
    assert Incident.objects.filter(number="A-P1-19-0003").exists()


def test_the_same_form_twice_is_one_incident(officer: Client) -> None:
    said = fields(officer.get(ADD)) | SAID
    assert {officer.post(ADD, said).status_code for _time in range(2)} == {302}
    assert Incident.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"severity": "fatal"}, "Say how many people have died"),
        ({"deaths": "1"}, "An incident with deaths is fatal"),
        ({"lost_days": "-1"}, "greater than or equal to 0"),
        ({"category": "meteor"}, "Select a valid choice"),
        ({"description": ""}, "required"),
    ],
)
def test_what_cannot_be_is_refused(
    officer: Client, said: dict[str, str], error: str
) -> None:
    assert error in text(enter(officer, **said))
    assert not Incident.objects.exists()


def test_a_category_of_a_register_stays_when_something_else_changes(
    officer: Client, project: Unit
) -> None:
    made = make.incident(project, category="Slipped on ice")
    address = f"/incidents/{made.pk}/change/"
    said = fields(officer.get(address)) | {"description": "In the yard"}
    officer.post(address, said)
    made.refresh_from_db()
    assert (made.category, made.description) == ("Slipped on ice", "In the yard")


def test_voided_it_counts_nowhere_and_keeps_the_reason(
    officer: Client, project: Unit
) -> None:
    made = make.incident(project)
    assert numbers("2019-01")["count"]["value"] == 1
    address = f"/incidents/{made.pk}/void/"
    shown = officer.post(address, {"reason": "Written twice"}, follow=True)
    assert "Written twice" in text(shown)
    assert numbers("2019-01")["count"]["value"] == 0
    assert made.number not in text(officer.get("/incidents/?unit=P1"))
    listed = officer.get("/incidents/?unit=P1&status=voided")
    assert made.number in text(listed)
    again = officer.post(address, {"reason": "Again"}, follow=True)
    assert "It was voided, and stays as it is" in text(again)
    verbs = Change.objects.filter(label="incidents.incident", key=made.pk)
    assert list(verbs.values_list("verb", flat=True).order_by("pk")) == ["add", "void"]


def test_staff_see_the_number_but_not_what_happened(
    client: Client, project: Unit
) -> None:
    made = make.incident(project, description="Broke his arm")
    run("compute")
    client.force_login(make.user("project_staff", project))
    assert client.get("/incidents/?unit=P1").status_code == 403
    assert client.get(made.get_absolute_url()).status_code == 403
    address = "/indicators/incidents.count/records/?unit=P1&period=2019-01"
    shown = client.get(address)
    assert "Broke his arm" not in shown.content.decode()


class TestFiles:
    @pytest.fixture(autouse=True)
    def loaded(self, tmp_path: Any, project: Unit) -> None:
        self.desk = Desk(tmp_path)
        assert not self.desk.load("incidents", FILE).status

    def test_numbers_are_those_of_the_file(self, project: Unit) -> None:
        hours = "unit,month,hours\nP1,2019-06,2500.50\n"
        assert not self.desk.load("worked_hours", hours).status
        found = numbers()
        assert [found[code]["value"] for code in ("count", "fatalities")] == [3, 2]
        assert found["lost_days"]["value"] == 6005
        assert found["ltifr"]["numerator"] == 2_000_000
        assert found["ltifr"]["denominator"] == 2500.5
        assert found["ltifr"]["value"] == 2_000_000 / 2500.5
        assert found["fatality_rate"]["value"] == 2_000_000 / 2500.5

    def test_without_hours_a_rate_has_no_value(self) -> None:
        found = numbers("2019-07")["ltifr"]
        assert (found["value"], found["numerator"], found["denominator"]) == (
            None,
            0,
            0,
        )

    def test_loading_again_changes_nothing(self) -> None:
        again = self.desk.load("incidents", FILE, "--json")
        assert json.loads(again.out)["unchanged"] == 4

    @pytest.mark.parametrize(
        ("row", "column"),
        [
            ("A-9,P1,2019-06-03,fall,near_miss,-1,,Fell", "deaths"),
            ("A-9,P1,2019-06-03,fall,near_miss,,-3,Fell", "lost_days"),
            ("A-9,P1,2019-06-03,fall,near_miss,,1.5,Fell", "lost_days"),
            ("A-9,P1,2019-06-03,fall,grave,,,Fell", "severity"),
            ("A-9,P1,2019-06-31,fall,near_miss,,,Fell", "occurred_on"),
            ("A-9,P9,2019-06-03,fall,near_miss,,,Fell", "unit"),
            ("A-9,P1,2019-06-03,,near_miss,,,Fell", "category"),
            ("A-9,P1,2019-06-03,fall,near_miss,,,", "description"),
        ],
    )
    def test_a_bad_row_is_refused(self, row: str, column: str) -> None:
        head = FILE.splitlines()[0]
        done = self.desk.load("incidents", f"{head}\n{row}\n", "--json")
        assert done.status == 1
        (error,) = json.loads(done.out)["errors"]
        assert (error["row"], error["column"]) == (2, column)
