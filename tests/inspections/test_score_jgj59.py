"""Scores of JGJ 59-2011 equal the standard's own steps, slowly, for every sheet."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from inspections.models import Scale
from inspections.scoring import Grade, Line, Part, Rules, points, table, total

CATEGORIES = ["A01", "A02", "A03", "A04", "A05", "A06", "A07", "A08", "A09", "A10"]
WEIGHTS = [10, 15, 10, 10, 10, 10, 10, 10, 10, 5]
RULES = Rules(
    dict(zip(CATEGORIES, map(Decimal, WEIGHTS), strict=True)),
    *map(Decimal, (40, 60, 80, 70)),
)
FULL = Fraction(100)


def lines(got: Sequence[str | int], part: Part = Part.GENERAL) -> list[Line]:
    return [Line(Decimal(10), Decimal(each), part) for each in got]


def sheet(guarantee: Sequence[str | int], general: Sequence[str | int]) -> list[Line]:
    return lines(guarantee, Part.GUARANTEE) + lines(general)


def all_tables(score: Fraction) -> dict[str, list[Fraction | None]]:
    return {category: [score] for category in CATEGORIES}


# --- the examples of DOMAIN 2.3 ---------------------------------------------
def test_all_full_is_excellent() -> None:
    scored = total(all_tables(FULL), RULES)
    assert (scored.score, scored.grade) == (FULL, Grade.EXCELLENT)


def test_a_zero_among_guarantee_items_zeroes_table_and_grade() -> None:
    b1 = table(sheet([10, 10, 0, 10, 10, 10], [10] * 4), RULES)
    scored = total({**all_tables(FULL), "A01": [b1]}, RULES)
    assert (b1, scored.score, scored.grade) == (
        Fraction(0),
        Fraction(90),
        Grade.UNQUALIFIED,
    )
    assert scored.zeroed == ("A01",)


def test_an_absent_category_is_made_up_for() -> None:
    scored = total({**all_tables(Fraction(79)), "A10": [None]}, RULES)
    assert (scored.score, scored.grade) == (Fraction(79), Grade.QUALIFIED)


def test_guarantee_items_of_exactly_40_stand_and_below_they_do_not() -> None:
    stands = sheet([10, 10, 10, 5, 3, 2], [10] * 4)
    assert table(stands, RULES) == 80
    assert table(sheet([10, 10, 10, 5, 3, "1.5"], [10] * 4), RULES) == 0


def test_grades_are_of_the_unrounded_total() -> None:
    def grade(score: str) -> Grade | None:
        return total({"A01": [Fraction(score)]}, RULES).grade

    assert grade("80") == Grade.EXCELLENT
    assert grade("79.999999999999999999999999999999") == Grade.QUALIFIED
    assert grade("69.999999999999999999999999999999") == Grade.UNQUALIFIED


def test_nothing_checked_has_no_score() -> None:
    absent = [replace(line, is_absent=True) for line in sheet([10], [10])]
    assert table(absent, RULES) is None
    assert total({"A01": [None]}, RULES).score is None


# --- the standard's steps, slowly -------------------------------------------
def slow_table(items: Sequence[Line]) -> Fraction | None:
    got = most = guaranteed = available = Fraction(0)
    has_guarantee = is_zeroed = is_there = False
    for item in items:
        if item.is_absent:
            continue
        is_there = True
        got += Fraction(item.got)
        most += Fraction(item.most)
        if item.part == Part.GUARANTEE:
            has_guarantee = True
            guaranteed += Fraction(item.got)
            available += Fraction(item.most)
            is_zeroed = is_zeroed or item.got == 0
    if not is_there:
        return None
    if has_guarantee and (is_zeroed or guaranteed / available < Fraction(40, 60)):
        return Fraction(0)
    return got / most * 100


def slow_total(tables: dict[str, list[Fraction | None]]) -> tuple[object, object]:
    obtained = full = Fraction(0)
    has_zero = False
    for category, scores in tables.items():
        used = [score for score in scores if score is not None]
        if not used:
            continue
        has_zero = has_zero or 0 in used
        mean = sum(used, Fraction(0)) / len(used)
        obtained += WEIGHTS[CATEGORIES.index(category)] * mean / 100
        full += WEIGHTS[CATEGORIES.index(category)]
    if not full:
        return None, None
    score = obtained / full * 100
    if has_zero or score < 70:
        return score, "unqualified"
    return score, "excellent" if score >= 80 else "qualified"


@st.composite
def answered(draw: st.DrawFn) -> Line:
    most = draw(st.sampled_from([5, 6, 8, 10, 12, 15, 20]))
    got = draw(st.integers(0, 2 * most))
    part = draw(st.sampled_from([Part.GENERAL, Part.GUARANTEE]))
    is_absent = draw(st.sampled_from([False, False, False, True]))
    return Line(Decimal(most), Decimal(got) / 2, part, is_absent)


SHEETS = st.lists(answered(), max_size=11)
SITES = st.dictionaries(
    st.sampled_from(CATEGORIES), st.lists(SHEETS, min_size=1, max_size=3), min_size=1
)


@settings(deadline=None)
@given(SITES)
def test_every_site_scores_as_the_slow_way_says(
    site: dict[str, list[list[Line]]],
) -> None:
    fast = {c: [table(items, RULES) for items in sheets] for c, sheets in site.items()}
    slow = {c: [slow_table(items) for items in sheets] for c, sheets in site.items()}
    assert fast == slow
    scored = total(fast, RULES)
    assert (scored.score, scored.grade) == slow_total(slow)
    assert scored.score is None or 0 <= scored.score <= 100


# --- points, bonus and veto -------------------------------------------------
def test_points_are_of_what_applies_with_the_bonus_on_top() -> None:
    met = [Line(Decimal(1), Decimal(n)) for n in (1, 1, 0)]
    absent = Line(Decimal(1), Decimal(0), is_absent=True)
    assert points([*met, absent]) == Fraction(200, 3)
    bonus = Line(Decimal(5), Decimal(2), Part.BONUS)
    assert points([*met, bonus]) == Fraction(200, 3) + 2
    assert points([absent]) is None


def test_a_veto_leaves_nothing() -> None:
    full = lines([10, 10])
    kept, broken = (Line(Decimal(1), Decimal(n), Part.VETO) for n in (1, 0))
    assert points([*full, kept]) == 100
    assert points([*full, broken]) == 0


# --- the numbers are rows ---------------------------------------------------
@pytest.mark.django_db
@pytest.mark.both
def test_the_numbers_in_force_are_those_of_the_day() -> None:
    day = date(2019, 6, 1)
    assert Scale.objects.in_force(day) == RULES
    Scale.objects.create(
        use="excellent", value=85, valid_from=date(2020, 1, 1), source="HQ", mark="P"
    )
    assert Scale.objects.in_force(day) == RULES
    later = Scale.objects.in_force(date(2020, 1, 1))
    assert later == replace(RULES, excellent=Decimal(85))
    with pytest.raises(ValidationError):
        Scale.objects.in_force(date(2010, 1, 1))
