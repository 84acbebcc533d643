"""The list of hazards of a unit: tabs, filters, order and who sees what."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from inspections.models import Hazard
from safety.accounts.models import User
from safety.org.models import Unit
from tests import make

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.both,
    pytest.mark.usefixtures("today"),
]
LIST = "/inspections/hazards/"
FOUND, DUE = date(2019, 6, 3), date(2019, 6, 10)


@pytest.fixture
def today() -> Any:
    with time_machine.travel(date(2019, 6, 12), tick=False):
        yield


@pytest.fixture
def project() -> Unit:
    return make.project(code="P01", name="Baiyinhua")


@pytest.fixture
def officer(client: Client, project: Unit) -> User:
    user = make.user("safety_officer", project)
    client.force_login(user)
    return user


def hazard(unit: Unit, words: str, **fields: Any) -> Hazard:
    return make.hazard(unit, FOUND, description=words, **{"due_on": DUE, **fields})


def listed(client: Client, **query: str) -> list[str]:
    rows = client.get(LIST, query).context["list"].page.rows
    return [row["description"] for row in rows]


def test_the_list_has_what_is_open_at_the_unit_or_below_it(
    client: Client, officer: User, project: Unit
) -> None:
    hazard(project, "A")
    hazard(make.team(parent=project), "B")
    hazard(project, "Closed", rectified_on=FOUND, verified_on=FOUND)
    hazard(project, "Voided", status="voided")
    hazard(make.project(), "Elsewhere")
    assert listed(client) == ["A", "B"]


def test_what_is_due_first_stands_on_top(
    client: Client, officer: User, project: Unit
) -> None:
    hazard(project, "Later")
    hazard(project, "First", due_on=FOUND)
    assert listed(client) == ["First", "Later"]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("open", ["Late", "Soon", "Waiting"]),
        ("overdue", ["Late"]),
        ("awaiting", ["Waiting"]),
        ("closed", ["Closed"]),
        ("any", ["Late", "Soon", "Waiting", "Closed"]),
        ("nonsense", ["Late", "Soon", "Waiting"]),
    ],
)
def test_a_tab_has_the_hazards_of_a_state(
    client: Client, officer: User, project: Unit, state: str, words: list[str]
) -> None:
    hazard(project, "Late", due_on=date(2019, 6, 11))
    hazard(project, "Soon", due_on=date(2019, 6, 12))
    hazard(project, "Waiting", rectified_on=FOUND, due_on=date(2019, 6, 13))
    hazard(
        project,
        "Closed",
        rectified_on=FOUND,
        verified_on=FOUND,
        due_on=date(2019, 6, 14),
    )
    assert listed(client, state=state) == words


def test_filters_narrow_the_list(client: Client, officer: User, project: Unit) -> None:
    firm = make.contractor()
    visit = make.inspection(project, programme="leader_visit")
    hazard(project, "Plain", category="electric")
    hazard(project, "Grave", level="major", risk="1")
    hazard(project, "Firm’s", contractor=firm)
    hazard(project, "Leader’s", inspection=visit)
    assert listed(client, level="major") == ["Grave"]
    assert listed(client, risk="1") == ["Grave"]
    assert listed(client, contractor=firm.code) == ["Firm’s"]
    assert listed(client, programme="leader_visit") == ["Leader’s"]
    assert listed(client, category="Electric") == ["Plain"]


def test_a_hazard_is_found_by_number_and_by_words(
    client: Client, officer: User, project: Unit
) -> None:
    hazard(project, "塔吊限位器失效", number="H-19-7")
    hazard(project, "Cable in water", number="H-19-8")
    assert listed(client, q="h-19-7") == ["塔吊限位器失效"]
    assert listed(client, q="限位") == ["塔吊限位器失效"]
    assert listed(client, q="water") == ["Cable in water"]


def test_a_file_has_what_the_page_has(
    client: Client, officer: User, project: Unit
) -> None:
    hazard(project, "A")
    hazard(project, "Closed", rectified_on=FOUND, verified_on=FOUND)
    response: Any = client.get(LIST, {"export": "csv"})
    text = b"".join(response).decode("utf-8-sig")
    assert "A" in text
    assert "Closed" not in text


def test_the_search_box_finds_hazards_of_my_units_only(
    client: Client, officer: User, project: Unit
) -> None:
    hazard(project, "Mine", number="H-19-7")
    hazard(make.project(), "Theirs", number="H-19-8")
    page = client.get("/search/", {"q": "H-19"}).content.decode()
    assert "Mine" in page
    assert "Theirs" not in page


def test_a_worker_sees_no_hazards(client: Client, project: Unit) -> None:
    client.force_login(make.user("worker", project))
    assert client.get(LIST).status_code == 403
