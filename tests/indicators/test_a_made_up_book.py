"""What a subject gets from its declarations alone (tests/book), and leaves behind."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client, modify_settings
from django.urls import reverse

from safety.accounts.permissions import Role
from safety.core.months import Period
from safety.indicators import drain, read, registry, resting
from safety.indicators.models import Mask, Tally, Value
from safety.journal import marking
from safety.journal import write as journal
from safety.org.models import Unit
from tests import make
from tests.book.models import Pause
from tests.pages import text

pytestmark = [
    pytest.mark.both,
    pytest.mark.django_db,
    pytest.mark.usefixtures("in_2019"),
]
FILE = """\
number,unit,employee_no,taken_on,back_on,drink
P1,{team},{first},2019-06-03,2019-06-03,tea
P2,{team},{first},2019-06-20,,water
P3,{other},{second},2019-07-01,2019-08-02,tea
"""


@pytest.fixture(scope="module")
def team(before: None) -> Unit:
    return make.team()


@pytest.fixture(scope="module")
def loaded(team: Unit, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = make.team(parent=make.project(parent=make.company()))
    first, second = make.person(team), make.person(other)
    file = tmp_path_factory.mktemp("file") / "pauses.csv"
    file.write_text(
        FILE.format(
            team=team.code,
            other=other.code,
            first=first.employee_no,
            second=second.employee_no,
        )
    )
    call_command("load", "pauses", str(file))
    drain.drain()


def figure(code: str, unit: Unit, period: str, cut: str = "") -> read.Figure:
    found = read.figures(
        [unit.pk], [Period.parse(period)], [registry.indicators()[code]], cut
    )
    return next(iter(found.values()))


@pytest.mark.usefixtures("loaded")
def test_it_has_numbers_for_every_unit_and_period(team: Unit) -> None:
    group = make.group()
    assert figure("pauses.taken", group, "2019").value == 3
    assert figure("pauses.taken", team, "2019-06").value == 2
    assert figure("pauses.taken", team, "2019-Q2", "drink=tea").value == 1
    assert figure("pauses.out", group, "2019-07").value == 2
    assert figure("pauses.persons", group, "2019-H2").value == 1
    coverage = figure("pauses.coverage", group, "2019-06")
    assert coverage.value == 0.5
    assert coverage.denominator == 2


@pytest.mark.usefixtures("loaded")
def test_it_has_a_page_and_the_records_behind(team: Unit, client: Client) -> None:
    client.force_login(make.user(Role.SAFETY_OFFICER, team))
    scope = {"unit": team.code, "period": "2019-06"}
    page = client.get(
        reverse("indicators:view-indicator", args=["pauses.taken"]), scope
    )
    assert page.status_code == 200
    behind = reverse("indicators:list-records", args=["pauses.taken"])
    records = text(client.get(behind, scope))
    assert "P1" in records
    assert "P2" in records
    assert "P3" not in records


@pytest.mark.usefixtures("loaded")
def test_it_is_dumped_and_loaded_again(tmp_path: Path) -> None:
    dumped = tmp_path / "dumped.csv"
    call_command("dump", "pauses", str(dumped))
    before = list(Pause.objects.order_by("number").values_list("number", "back_on"))
    Pause.objects.all()._raw_delete("default")
    call_command("load", "pauses", str(dumped))
    again = Pause.objects.order_by("number").values_list("number", "back_on")
    assert list(again) == before


@pytest.mark.usefixtures("loaded")
def test_a_change_moves_its_numbers_and_is_in_its_history(
    team: Unit, client: Client
) -> None:
    user = make.user(Role.SAFETY_OFFICER, team)
    pause = Pause.objects.get(number="P2")
    pause.drink = Pause.Drink.TEA
    journal.save(pause, "change", by=user.pk)
    drain.drain()
    assert figure("pauses.taken", team, "2019", "drink=tea").value == 2
    client.force_login(user)
    page = client.get(reverse("records:view-record", args=["pauses", pause.pk]))
    text = page.content.decode()
    assert "water" in text.lower()
    assert str(user) in text


@pytest.mark.usefixtures("loaded")
def test_what_somebody_does_elsewhere_covers_where_he_is_posted(team: Unit) -> None:
    here = Pause.objects.get(number="P1")
    elsewhere = Pause.objects.get(number="P3").unit
    assert figure("pauses.coverage", team, "2019-02").value == 0
    away = Pause(number="P4", unit=elsewhere, person=here.person, drink="tea")
    away.taken_on = date(2019, 2, 1)
    journal.save(away, "add", by=None)
    drain.drain()
    assert figure("pauses.coverage", team, "2019-02").value == 1
    assert figure("pauses.coverage", elsewhere, "2019-02").value == 0


@pytest.mark.usefixtures("loaded")
def test_a_record_of_another_unit_is_not_there(team: Unit, client: Client) -> None:
    client.force_login(make.user(Role.SAFETY_OFFICER, team))
    pause = Pause.objects.get(number="P3")
    page = client.get(reverse("records:view-record", args=["pauses", pause.pk]))
    assert page.status_code == 404


@pytest.fixture
def without_the_book() -> Iterator[None]:
    """The site as it is when the app has been taken out of the settings."""
    with modify_settings(INSTALLED_APPS={"remove": ["tests.book"]}):
        yield
    apps.get_app_config("indicators").ready()


@pytest.mark.usefixtures("loaded")
def test_taken_out_it_leaves_no_trace_in_the_numbers(
    request: pytest.FixtureRequest,
) -> None:
    assert Value.objects.filter(measure__startswith="pauses").exists()
    request.getfixturevalue("without_the_book")
    drain.drain()
    assert not Value.objects.filter(measure__startswith="pauses").exists()
    assert not Tally.objects.filter(measure__startswith="pauses").exists()
    assert not Mask.objects.filter(roll="rested").exists()
    assert not any(code.startswith("pauses") for code in registry.indicators())
    assert Pause not in resting.Reader().uses
    assert len(marking._readers) == 1


def test_it_imports_only_the_ground() -> None:
    folder = Path(__file__).parent.parent / "book"
    lines = [
        line
        for file in folder.glob("*.py")
        for line in file.read_text().splitlines()
        if line
    ]
    imported = {line.split()[1] for line in lines if line.startswith("from safety")}
    assert {name.split(".")[1] for name in imported} <= {"core", "org", "people"}
    assert len(lines) < 80
