"""Stored values against the slow sum, in every order that life may take."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from safety.core.declare.indicators import Indicator, Ratio
from safety.core.months import SLOTS, Period
from safety.indicators import check, drain, lineage, read, registry, years
from safety.indicators.models import SLOT_COLUMNS, Value
from safety.journal import marking
from safety.org.models import Unit
from tests import make
from tests.indicators.life import Life
from tests.indicators.oracle import Shapes
from tests.shapes import indicators as shapes
from tests.shapes.models import Mishap, Prize
from training.models import Counting, Session

SHAPES = list(shapes.SHAPES)
# Lives at random in a test: each test asks for all shapes, SQLite for more orders.
LIVES = 4 if connection.vendor == "sqlite" else 2
CUTS = [
    *("", "gender=f", "category=worker", "own=no"),
    *("risk=1", "contractor=K1", "level=major", "category=electric"),
]


KINDS = [
    *("units", "contractors", "people", "postings", "worked_hours"),
    *("inspections", "hazards", "incidents"),
    *("sessions", "attendances", "drills", "participations", "cards", "awards"),
]
# What has no files of its own: the made-up books, and for what courses count.
TABLES = {
    "mishaps": (Mishap, "unit__code happened_on severity deaths status"),
    "prizes": (Prize, "unit__code period amount issued_on redeemed_on status"),
    "taught": (Session, "number course__code"),
    "countings": (Counting, "course__code from_month for_hours for_coverage"),
}


def dumped(folder: Path) -> Path:
    """The records as CSV files; a code stands in the column of what it points to."""
    for kind in KINDS:
        call_command("dump", kind, str(folder / f"{kind}.csv"), stdout=StringIO())
    for kind, (model, text) in TABLES.items():
        paths = text.split()
        with (folder / f"{kind}.csv").open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(
                [path.replace("person__", "").replace("__code", "") for path in paths]
            )
            for row in model._base_manager.values_list(*paths):
                writer.writerow(["" if cell is None else cell for cell in row])
    return folder


def rows() -> dict[tuple[object, ...], tuple[object, ...]]:
    """Every row of values that says anything, whatever its year and slice."""
    key = ("unit", "year", "measure", "slice")
    found = Value.objects.values_list(*key, *SLOT_COLUMNS)
    return {row[:4]: row[4:] for row in found if any(row[4:])}


def stored(some: Sequence[int], cut: str = "") -> dict[tuple[str, str, str], object]:
    """Every stored value by (code, unit's code, period); a ratio as its two parts."""
    units = dict(Unit.objects.values_list("pk", "code"))
    periods = [Period(year, slot) for year in some for slot in SLOTS]
    chosen = [
        indicator
        for indicator in registry.indicators().values()
        if indicator.group != "pauses" and is_cut(indicator, cut)
    ]
    found = read.figures(list(units), periods, chosen, cut)
    return {
        (code, units[unit], str(period)): figure.numerator
        if figure.denominator is None
        else (figure.numerator, figure.denominator)
        for (code, unit, period), figure in found.items()
    }


def is_cut(indicator: Indicator, cut: str) -> bool:
    """Whether the indicator has the slice."""
    name = cut.partition("=")[0]
    return not name or all(
        name in registry.measure_of(shape).dimensions
        for _key, shape in registry.parts(indicator)
    )


def summed(code: str, unit: Unit, period: Period, cut: str) -> object:
    """What the contributions behind a number add up to."""
    indicator = registry.indicators()[code]
    question = lineage.Question(unit, period, cut)
    rows = list(lineage.contributions(indicator, question))
    assert len({(row.model, row.key) for row in rows}) == len(rows)
    numerator = sum((row.numerator for row in rows), Decimal(0))
    if not isinstance(indicator.shape, Ratio):
        return numerator
    return numerator, sum((row.denominator or Decimal(0) for row in rows), Decimal(0))


@dataclass(frozen=True)
class Course:
    """How one life is lived: its chances, its moves, and when values are brought up.

    ``most`` subjects are marked by name, more as whole years; ``batch`` marks are done
    at once.
    """

    seed: int
    dated: bool
    often: bool
    starts_on: int
    most: int = marking.MOST_SUBJECTS
    batch: int = drain.BATCH
    lived: type[Life] = Life

    def run(self) -> None:
        """Live; then compare values kept up, values from scratch, and by hand."""
        random = Random(self.seed)
        with (
            time_machine.travel(date(2019, 8, 1), tick=False),
            override_settings(REPORTING_MONTH_STARTS_ON=self.starts_on),
            patch.object(marking, "MOST_SUBJECTS", self.most),
            patch.object(drain, "BATCH", self.batch),
            TemporaryDirectory() as folder,
        ):
            life = self.live(random)
            known = [y for y in (2018, 2019, 2020) if y in years.known()]
            kept_up = {cut: stored(known, cut) for cut in CUTS}
            check_lineage(random, kept_up)
            before = rows()
            drain.drain(rebuild_all=True)
            assert rows() == before
            history = life.history if self.dated else None
            books = Shapes(dumped(Path(folder)), self.starts_on, history)
        for cut, values in kept_up.items():
            for (code, unit, period), value in values.items():
                by_hand = books.value(code, unit, period, cut)
                assert value == by_hand, (code, unit, period, cut)

    def live(self, random: Random) -> Life:
        """Many things happen; the drainer comes now and then, and at the end.

        What it leaves each time is what the records say, before the next things happen.
        """
        life = self.lived(random, dated_moves=self.dated)
        for _ in range(150):
            life.step()
            if self.often and random.random() < 0.1:
                drain.drain()
                year = random.choice(years.known())
                assert check.compare(make.group(), year) == []
        drain.drain()
        return life


def check_lineage(
    random: Random, values: dict[str, dict[tuple[str, str, str], object]]
) -> None:
    """Some numbers are the sum of what is behind them."""
    for cut, found in values.items():
        for code, unit, period in random.sample(sorted(found), 12):
            top = Unit.objects.get(code=unit)
            whole = summed(code, top, Period.parse(period), cut)
            assert whole == found[code, unit, period], (code, unit, period, cut)


@pytest.mark.both
@pytest.mark.django_db
@pytest.mark.parametrize(
    "course",
    [
        pytest.param(
            Course(1, dated=True, often=True, starts_on=1, batch=2),
            id="batches",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            Course(17, dated=False, often=True, starts_on=26, most=1),
            id="years",
            marks=pytest.mark.slow,
        ),
        pytest.param(Course(4, dated=False, often=False, starts_on=28), id="once"),
    ],
)
def test_known_lives(course: Course) -> None:
    course.run()


class AnyLife:
    """In two tests, which can run side by side; units move from a month on, or ever."""

    dated: bool

    # A seed does not shrink to anything simpler: a failing life is shown as it is.
    @settings(
        max_examples=LIVES,
        deadline=None,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        st.builds(
            Course,
            st.integers(0, 2**32),
            dated=st.just(value=False),
            often=st.booleans(),
            starts_on=st.sampled_from([1, 26, 28]),
            most=st.sampled_from([1, 5000]),
            batch=st.sampled_from([2, 1000]),
        )
    )
    def test_values_equal_the_oracle(self, course: Course) -> None:
        replace(course, dated=self.dated).run()


@pytest.mark.both
@pytest.mark.slow
class TestMovesFromAMonthOn(AnyLife, TestCase):
    dated = True


@pytest.mark.both
@pytest.mark.slow
class TestMovesForEver(AnyLife, TestCase):
    dated = False


class OfFiles(Life):
    """A life of which the files say all."""

    def count(self) -> None:
        """For what courses count is no file's."""


@pytest.mark.slow
@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_what_is_dumped_and_loaded_into_an_empty_system_gives_the_same_numbers(
    tmp_path: Path,
) -> None:
    with time_machine.travel(date(2019, 8, 1), tick=False):
        Course(3, dated=False, often=False, starts_on=1, lived=OfFiles).live(Random(3))
        dumped(tmp_path)
        before = of_all_cuts(years.known())
        call_command("flush", "--no-input", stdout=StringIO())
        for kind in KINDS:
            file = tmp_path / f"{kind}.csv"
            if len(file.read_text().splitlines()) > 1:  # a file without rows is refused
                call_command("load", kind, str(file), stdout=StringIO())
        drain.drain()
        # A year in which only made-up books have records is not kept any more.
        again = of_all_cuts(years.known())
        assert again == {key: before[key] for key in again}
        assert any(again.values())


def of_all_cuts(some: Sequence[int]) -> dict[tuple[str, ...], object]:
    """Values by cut, code, unit and period, but of the made-up books: not dumped."""
    return {
        (cut, *key): value
        for cut in CUTS
        for key, value in stored(some, cut).items()
        if key[0] not in SHAPES
    }
