"""Values as people read them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone, translation

from safety.core import formats
from safety.core.months import Month, Period


@pytest.mark.parametrize(
    ("value", "places", "said"),
    [
        (291570, None, "291,570"),
        (0, None, "0"),
        (-14, None, "−14"),
        (Decimal("1234.50"), None, "1,234.5"),
        (Decimal(100), None, "100"),
        (Decimal("-0.04"), 1, "0.0"),
        (Decimal("2.45"), 1, "2.5"),
        (10**40, None, "10" + ",000" * 13),
        (float("nan"), None, "–"),
        (None, None, "–"),
    ],
)
def test_numbers_have_thousands_and_a_true_minus(
    value: Any, places: int | None, said: str
) -> None:
    assert formats.number(value, places) == said


def test_a_ratio_is_a_percentage_with_one_place() -> None:
    assert formats.percent(Decimal("0.96")) == "96.0 %"
    assert formats.percent(None) == "–"


def test_money_shows_fen_only_where_there_are_some() -> None:
    assert formats.money(Decimal("7469.00")) == "RMB 7,469"
    assert formats.money(Decimal("7469.50")) == "RMB 7,469.50"


def test_days_are_written_out() -> None:
    assert formats.day(date(2019, 12, 6)) == "6 Dec 2019"
    assert formats.day(None) == "–"


def test_moments_are_in_the_zone_of_the_page() -> None:
    with timezone.override("Asia/Shanghai"):
        said = formats.moment(datetime(2019, 12, 16, 10, 0, tzinfo=UTC))
    assert said == "16 Dec 2019, 18:00"


@pytest.mark.parametrize(
    ("text", "long", "short"),
    [
        ("2019-12", "December 2019", "Dec"),
        ("2019-Q4", "Q4 2019", "Q4"),
        ("2019-H1", "First half of 2019", "H1"),
        ("2019-H2", "Second half of 2019", "H2"),
        ("2019", "2019", "2019"),
        ("2019-06:ytd", "Jan to Jun 2019", "to Jun"),
        ("2019-01:ytd", "January 2019", "to Jan"),
    ],
)
def test_periods_have_a_long_and_a_short_name(text: str, long: str, short: str) -> None:
    assert formats.period(Period.parse(text)) == long
    assert formats.period_short(Period.parse(text)) == short


def test_months_speak_the_language_of_the_page() -> None:
    with translation.override("en"):
        assert formats.month(Month.of(2019, 1)) == "January 2019"
