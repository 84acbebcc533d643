"""What is dated by a period counts in its last month: loaded, changed, shown."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from safety.accounts.permissions import Role
from safety.core.months import SLOTS, Month, Period
from safety.indicators import drain
from safety.journal.models import Change
from safety.org.models import Unit
from safety.records.models import Load, State
from safety.records.services import work_on
from tests import make
from tests.indicators.scene import figure
from tests.records.files import run, write_csv
from tests.shapes.models import Prize

pytestmark = [
    pytest.mark.both,
    pytest.mark.django_db,
    pytest.mark.usefixtures("in_2019"),
]
FILE = """
number,unit,period,amount,issued_on,redeemed_on
A,{team},2019-Q2,100.50,2019-07-10,
B,{team},2019-06,20,2019-06-10,2019-08-01
C,{team},2019,3,2019-01-10,
"""


@pytest.fixture(scope="module")
def team(before: None) -> Unit:
    return make.team()


@pytest.fixture(scope="module")
def _loaded(team: Unit, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("file") / "prizes.csv"
    file = write_csv(path, FILE.format(team=team.code))
    assert run("load", "prizes", file, "--json").counts == (3, 0, 0, 0)
    drain.drain()


def awarded(unit: Unit, period: str) -> Decimal:
    return figure(unit, "prizes.amount_awarded", Period.parse(period)).numerator


@pytest.mark.usefixtures("_loaded")
def test_it_counts_in_the_last_month(team: Unit) -> None:
    assert awarded(team, "2019-06") == Decimal("120.50")
    assert awarded(team, "2019-05") == 0
    assert awarded(make.group(), "2019-H1") == Decimal("120.50")
    assert awarded(team, "2019-12") == 3
    assert awarded(team, "2019") == Decimal("123.50")


@pytest.mark.usefixtures("_loaded")
def test_a_changed_period_is_in_the_history_and_taken_back(
    team: Unit, tmp_path: Path, client: Client
) -> None:
    moved = FILE.format(team=team.code).replace("2019-Q2", "2019-H2")
    changed = write_csv(tmp_path / "changed.csv", moved)
    assert run("load", "prizes", changed, "--json").counts == (0, 1, 2, 0)
    drain.drain()
    assert awarded(team, "2019-06") == 20
    assert awarded(team, "2019-12") == Decimal("103.50")
    change = Change.objects.get(label="shapes.prize")
    assert (change.before, change.after) == (
        {"period": "2019-Q2"},
        {"period": "2019-H2"},
    )
    client.force_login(make.user(Role.SAFETY_OFFICER, team))
    prize = Prize.objects.get(number="A")
    page = client.get(reverse("records:view-record", args=["prizes", prize.pk]))
    text = page.content.decode()
    assert "2019-H2" in text
    load = Load.objects.latest("pk")
    load.move(State.TO_UNDO)
    work_on(load)
    drain.drain()
    assert awarded(team, "2019-06") == Decimal("120.50")


@pytest.mark.usefixtures("_loaded")
def test_a_dump_says_the_period_as_the_file_did(tmp_path: Path) -> None:
    dumped = tmp_path / "dumped.csv"
    run("dump", "prizes", dumped)
    text = dumped.read_text()
    assert all(period in text for period in (",2019-Q2,", ",2019-06,", ",2019,"))
    assert run("load", "prizes", dumped, "--json").counts == (0, 0, 3, 0)


@pytest.mark.parametrize("period", ["2019-06:ytd", "2019-Q5", "1850", "June", ""])
def test_what_is_no_period_is_refused(team: Unit, tmp_path: Path, period: str) -> None:
    text = FILE.format(team=team.code).replace("2019-Q2", period)
    outcome = run("load", "prizes", write_csv(tmp_path / "bad.csv", text), "--json")
    assert outcome.errors == [(2, "period")]


@pytest.mark.usefixtures("_loaded")
def test_the_list_behind_names_the_period(team: Unit, client: Client) -> None:
    client.force_login(make.user(Role.SAFETY_OFFICER, team))
    behind = reverse("indicators:list-records", args=["prizes.amount_awarded"])
    page = client.get(behind, {"unit": team.code, "period": "2019-06"})
    assert "Q2 2019" in page.content.decode()


def test_periods_keep_their_order_in_a_column() -> None:
    known = [Period(year, slot) for year in (2018, 2019) for slot in SLOTS]
    assert all(Period.of_index(period.index) == period for period in known)
    by_index = sorted(known, key=lambda period: period.index)
    ends = [period.last_month for period in by_index]
    assert ends == sorted(ends)
    june = Month.of(2019, 6)
    first = next(period for period in by_index if period.last_month == june)
    assert first == Period.month(june)
