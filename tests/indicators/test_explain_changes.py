"""What makes up a change adds up to it, to the last digit."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from safety.core.months import Period
from safety.indicators.read import Figure
from safety.indicators.why import why

NOW, BEFORE = Period.parse("2019-06"), Period.parse("2019-05")
INDICATOR: Any = None  # what is added up does not depend on it
amounts = st.integers(0, 10_000).map(lambda n: Decimal(n).scaleb(-2))
pairs = st.tuples(amounts, amounts)
lists = st.lists(st.tuples(pairs, pairs), min_size=1, max_size=6)


def figure(period: Period, above: Decimal, below: Decimal | None = None) -> Figure:
    return Figure(INDICATOR, 1, period, above, below)


def total(some: list[tuple[Decimal, Decimal]]) -> tuple[Decimal, Decimal]:
    return sum((a for a, _b in some), Decimal()), sum((b for _a, b in some), Decimal())


@settings(deadline=None)
@given(lists)
def test_parts_of_a_count_add_up_to_its_change(units: Any) -> None:
    now, before = total([unit[0] for unit in units]), total([unit[1] for unit in units])
    assume(now[0] != before[0])
    parts = {
        n: (figure(NOW, unit[0][0]), figure(BEFORE, unit[1][0]))
        for n, unit in enumerate(units)
    }
    found = why(figure(NOW, now[0]), figure(BEFORE, before[0]), parts)
    assert found
    assert found.change == Fraction(now[0]) - Fraction(before[0])
    assert found.rest == 0
    assert sum(share for _n, share in found.parts) == found.change


@settings(deadline=None)
@given(lists)
def test_parts_of_a_ratio_add_up_to_its_change(units: Any) -> None:
    now, before = total([unit[0] for unit in units]), total([unit[1] for unit in units])
    assume(now[1] and before[1])
    changed = Fraction(now[0]) / Fraction(now[1]) - Fraction(before[0]) / Fraction(
        before[1]
    )
    assume(changed)
    parts = {
        n: (figure(NOW, *unit[0]), figure(BEFORE, *unit[1]))
        for n, unit in enumerate(units)
    }
    found = why(figure(NOW, *now), figure(BEFORE, *before), parts)
    assert found
    assert (found.change, found.rest) == (changed, Fraction())
    assert sum(share for _n, share in found.parts) == changed


@settings(deadline=None)
@given(lists, amounts, amounts)
def test_what_belongs_to_no_part_is_the_rest(
    units: Any, more: Decimal, was: Decimal
) -> None:
    now, before = total([unit[0] for unit in units]), total([unit[1] for unit in units])
    whole, earlier = now[0] + more, before[0] + was
    assume(whole != earlier)
    parts = {
        n: (figure(NOW, unit[0][0]), figure(BEFORE, unit[1][0]))
        for n, unit in enumerate(units)
    }
    found = why(figure(NOW, whole), figure(BEFORE, earlier), parts)
    assert found
    assert found.rest == Fraction(more) - Fraction(was)
    assert sum(share for _n, share in found.shown) + found.other == found.change


def test_the_largest_come_first_and_those_that_pull_the_same_way_lead() -> None:
    parts = {
        "down": (figure(NOW, Decimal(1)), figure(BEFORE, Decimal(9))),
        "up": (figure(NOW, Decimal(5)), figure(BEFORE, Decimal(2))),
        "same": (figure(NOW, Decimal(4)), figure(BEFORE, Decimal(4))),
    }
    found = why(figure(NOW, Decimal(10)), figure(BEFORE, Decimal(15)), parts)
    assert found
    assert found.parts == [("down", Fraction(-8)), ("up", Fraction(3))]
    assert found.leading == [("down", Fraction(-8))]


def test_a_group_that_is_too_small_explains_nothing() -> None:
    hidden = Figure(INDICATOR, 1, NOW, Decimal(1), None, hidden=True)
    parts = {"few": (hidden, figure(BEFORE, Decimal(2)))}
    assert why(figure(NOW, Decimal(3)), figure(BEFORE, Decimal(2)), parts) is None


def test_a_ratio_of_nothing_has_no_change() -> None:
    nothing, some = (
        figure(BEFORE, Decimal(0), Decimal(0)),
        figure(NOW, Decimal(1), Decimal(2)),
    )
    assert why(some, nothing, {"all": (some, nothing)}) is None
