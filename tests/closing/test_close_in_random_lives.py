"""Months are closed and opened in the midst of random lives: what was published stays.

What differs is compared with the slow sum over the dumped records, and with the records
that are named as its reasons.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from safety.closing.services import chain, months, restating
from safety.core.declare.indicators import Indicator
from safety.core.months import SLOTS, Month, Period
from safety.indicators import drain, published, read, registry
from safety.indicators.models import Difference
from safety.org.models import ClosedMonth, Kind, Unit
from tests.indicators.life import Life
from tests.indicators.oracle import Shapes
from tests.indicators.test_values_equal_the_oracle import dumped, is_cut

LIVES = 3 if connection.vendor == "sqlite" else 1
TODAY = date(2019, 8, 1)
# The whole, and a slice of persons and one of hazards.
CUTS = ("", "gender=f", "level=major")

Key = tuple[str, int, Period, str]  # code, unit, period, slice
Parts = tuple[Decimal, Decimal | None]


def parts(figure: read.Figure) -> Parts:
    return figure.numerator, figure.denominator


def ending_with(month: Month) -> list[Period]:
    """The periods of which the month is the last."""
    year, last = divmod(month.index, 12)
    return [Period(year, slot) for slot in SLOTS if slot.last == last]


class Settled(Life):
    """Once anything is closed no unit is new and none moves; one tree is enough.

    Files say why they may touch closed months.
    """

    restate = "Found in a drawer"

    def add_unit(self) -> None:
        if not ClosedMonth.objects.exists():
            super().add_unit()

    def move(self) -> None:
        if not ClosedMonth.objects.exists():
            super().move()


@dataclass
class Book:
    """What was published, as whoever has read it on that day remembers it."""

    random: Random
    kept: dict[Key, Parts]

    @classmethod
    def empty(cls, random: Random) -> "Book":
        return cls(random, {})

    def act(self) -> None:
        """Close, open again, or approve; what the rules refuse simply is not done."""
        chosen = self.random.choice([self.close] * 3 + [self.approve] * 2 + [self.open])
        try:
            chosen()
        except ValidationError:
            return

    def close(self) -> None:
        """The next months, for all or for one company."""
        drain.drain()
        first = months.begun()
        if first is None:
            return
        tops = Unit.objects.filter(kind__in=[Kind.GROUP, Kind.COMPANY]).order_by("pk")
        top = self.random.choice(tops)
        known = ClosedMonth.objects.active().filter(unit=top)
        done = known.order_by("-month").values_list("month", flat=True).first()
        start = first if done is None else done + 1
        for index in range(start, start + self.random.randint(1, 4)):
            months.close(top, Month(index), by=None, why="All is explained")
            self.remember()

    def open(self) -> None:
        row = self.random.choice(ClosedMonth.objects.active().order_by("pk") or [None])
        if row is None:
            return
        months.reopen(row.unit, Month(row.month), by=None, why="A drill was lost")
        still = closed()
        self.kept = {
            key: value
            for key, value in self.kept.items()
            if (key[1], key[2].last_month.index) in still
        }

    def approve(self) -> None:
        """One figure: it is shown as it is now, and so are others of its parts."""
        drain.drain()
        found = restating.restated(list(Unit.objects.all()))
        if not found:
            return
        one = self.random.choice(found)
        figure = one.figure
        period = figure.period
        restating.approve([(figure.indicator, one.unit, period)], by=None, why="Right")
        measures = read.measures_of(figure.indicator)
        for each in restating.moved_with(measures):
            for cut in CUTS:
                key = (each.code, one.unit.pk, period, cut)
                if key not in self.kept:
                    continue  # it has no such slice, or the slow sum does not know it
                shown, live = now(key)
                for was, part, becomes in zip(self.kept[key], shown, live, strict=True):
                    assert part in (was, becomes), key
                self.kept[key] = shown
        again = restating.one(figure.indicator, one.unit, period)
        assert figure.live
        assert parts(again) == parts(figure.live)
        assert again.is_approved

    def remember(self) -> None:
        """What is closed and was not before."""
        for key, shown, _live in everything():
            self.kept.setdefault(key, shown)

    # --- what must hold -----------------------------------------------------------

    def check(self) -> None:
        drain.drain()
        assert list(chain.faults()) == []
        differences = differing()
        published.compare_from(2000)
        assert differing() == differences
        with TemporaryDirectory() as folder:
            books = Shapes(dumped(Path(folder)))
        codes = dict(Unit.objects.values_list("pk", "code"))
        apart, seen = set(), set()
        for key, shown, live in everything():
            code, unit, period, cut = key
            assert shown == self.kept[key], key
            by_hand = books.value(code, codes[unit], str(period), cut)
            whole = by_hand if isinstance(by_hand, tuple) else (by_hand, None)
            assert live == whole, key
            seen.add(key)
            if shown != whole and not cut:
                apart.add((codes[unit], str(period), code))
        assert seen == set(self.kept)
        told = [
            each
            for each in restating.restated(list(Unit.objects.all()))
            if is_summed(each.figure.indicator)
        ]
        assert {tuple(each.key.split("|")) for each in told} == apart
        for each in islice(sorted(told, key=lambda _each: self.random.random()), 12):
            proves(each)


def differing() -> set[tuple[object, ...]]:
    """All that differs of closed months, in every slice."""
    names = [field.attname for field in Difference._meta.concrete_fields]
    return set(Difference.objects.values_list(*names))


def is_summed(indicator: Indicator) -> bool:
    """Whether the slow sum knows it."""
    return indicator.group != "pauses"


def closed() -> set[tuple[int, int]]:
    return set(ClosedMonth.objects.active().values_list("unit_id", "month"))


def everything() -> list[tuple[Key, Parts, Parts]]:
    """Every figure of every closed period: as it is shown, and from the records now."""
    found = []
    still = closed()
    units = {unit for unit, _month in still}
    periods = [p for m in {month for _u, month in still} for p in ending_with(Month(m))]
    for cut in CUTS:
        chosen = [
            each
            for each in registry.indicators().values()
            if is_summed(each) and is_cut(each, cut)
        ]
        figures = read.figures(units, periods, chosen, cut)
        for (code, unit, period), figure in figures.items():
            if (unit, period.last_month.index) in still:
                assert figure.is_closed
                assert figure.live
                key = (code, unit, period, cut)
                found.append((key, parts(figure), parts(figure.live)))
    return found


def now(key: Key) -> tuple[Parts, Parts]:
    code, unit, period, cut = key
    chosen = registry.indicators()[code]
    figure = read.figures([unit], [period], [chosen], cut)[code, unit, period]
    assert figure.live
    return parts(figure), parts(figure.live)


def proves(each: restating.Restated) -> None:
    """The reasons add up to the difference, for each part of the number."""
    figure = each.figure
    assert figure.live
    reasons = restating.why(figure.indicator, each.unit, figure.period)
    sums = [sum((r.difference for r in part), Decimal(0)) for part in reasons]
    apart = [
        becomes - was
        for was, becomes in zip(parts(figure), parts(figure.live), strict=True)
        if was is not None and becomes is not None
    ]
    assert sums == apart, each.key


def live(seed: int) -> None:
    """A group begins, closes its first months, and goes on."""
    random = Random(seed)
    with time_machine.travel(TODAY, tick=False):
        life, book = Settled(random), Book.empty(random)
        for _ in range(60):
            life.step()
        book.close()
        for _ in range(3):
            for _ in range(25):
                life.step()
                if random.random() < 0.2:
                    book.act()
            book.check()


@pytest.mark.both
@pytest.mark.slow
class TestClosing(TestCase):
    # A seed does not shrink to anything simpler: a failing life is shown as it is.
    @settings(
        max_examples=LIVES,
        deadline=None,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.integers(0, 2**32))
    def test_what_was_published_stays_and_what_differs_is_explained(
        self, seed: int
    ) -> None:
        live(seed)
