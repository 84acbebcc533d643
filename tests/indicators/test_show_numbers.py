"""How values, changes and months are put into words."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from safety.core.declare.indicators import Better, Indicator, Quantity, Ratio
from safety.core.months import Period
from safety.indicators import chart, registry, show
from safety.indicators.read import Figure
from safety.people.indicators import headcount

TODAY = date(2019, 8, 1)
YEAR = Period.parse("2019")


@pytest.fixture(autouse=True)
def _english() -> None:
    translation.activate("en")


def indicator(quantity: Quantity, better: Better = Better.NEITHER) -> Indicator:
    return Indicator(
        code="made.up",
        name="Made up",
        definition="",
        shape=headcount,
        quantity=quantity,
        better=better,
    )


def figure(
    of: Indicator, above: str, below: str | None = None, period: Period = YEAR
) -> Figure:
    denominator = None if below is None else Decimal(below)
    return Figure(of, 1, period, Decimal(above), denominator)


@pytest.mark.parametrize(
    ("quantity", "above", "below", "text"),
    [
        (Quantity.COUNT, "1240", None, "1,240"),
        (Quantity.COUNT, "10", "3", "3.3"),
        (Quantity.HOURS, "1240.50", None, "1,240.5 h"),
        (Quantity.MONEY, "7469.50", None, "RMB 7,469.50"),
        (Quantity.SHARE, "24", "25", "96.0 %"),
        (Quantity.RATE, "1000000", "3", "333,333.33"),
        (Quantity.SHARE, "0", "0", "–"),
    ],
)
def test_a_value_is_written_by_its_quantity(
    quantity: Quantity, above: str, below: str | None, text: str
) -> None:
    assert show.value(figure(indicator(quantity), above, below)) == text


@pytest.mark.parametrize(
    ("better", "now", "before", "css"),
    [
        (Better.HIGHER, "3", "2", "az-up"),
        (Better.HIGHER, "2", "3", "az-down"),
        (Better.LOWER, "3", "2", "az-down"),
        (Better.LOWER, "2", "3", "az-up"),
        (Better.NEITHER, "2", "3", "az-muted"),
        (Better.HIGHER, "3", "3", "az-muted"),
    ],
)
def test_a_change_is_coloured_by_good_and_bad(
    better: Better, now: str, before: str, css: str
) -> None:
    of = indicator(Quantity.COUNT, better)
    change = show.change(figure(of, now), figure(of, before))
    assert change
    assert change.css == css


def test_a_share_changes_by_points() -> None:
    of = indicator(Quantity.SHARE)
    change = show.change(figure(of, "1", "2"), figure(of, "518", "1000"))
    assert change
    assert (change.arrow, change.said, change.amount) == ("▼", "down", "1.8 pts")


def test_money_changes_to_the_fen() -> None:
    of = indicator(Quantity.MONEY)
    change = show.change(figure(of, "12.50"), figure(of, "10.25"))
    assert change
    assert change.amount == "RMB 2.25"


def test_nothing_is_no_change() -> None:
    of = indicator(Quantity.SHARE)
    assert show.change(figure(of, "1", "2"), figure(of, "0", "0")) is None
    assert show.change(figure(of, "1", "2"), None) is None


@pytest.mark.parametrize(
    ("period", "previous"),
    [
        ("2019-06", "2019-05"),
        ("2019-01", "2018-12"),
        ("2019-Q1", "2018-Q4"),
        ("2019-H2", "2019-H1"),
        ("2019", "None"),
        ("2019-06:ytd", "None"),
    ],
)
def test_the_period_before_is_of_the_same_kind(period: str, previous: str) -> None:
    assert str(show.previous(Period.parse(period))) == previous


@pytest.mark.parametrize(
    ("period", "text"),
    [
        ("2019-09", "Begins 1 Sep 2019"),
        ("2019-08", "Open until 31 Aug 2019"),
        ("2019-07", "Ended 31 Jul 2019, not closed"),
    ],
)
def test_a_period_says_whether_it_can_still_move(period: str, text: str) -> None:
    assert show.state(Period.parse(period), TODAY, is_closed=False).text == text


def test_a_closed_period_says_so() -> None:
    assert show.state(Period.parse("2019-07"), TODAY, is_closed=True).text == "Closed"


def by_month(
    values: Sequence[str | None], today: date = TODAY, year: int = 2019
) -> chart.ByMonth:
    """The chart of a share whose months are so many hundredths (None: no value)."""
    of = replace(indicator(Quantity.COUNT), shape=Ratio(headcount, headcount))
    period = Period.parse(str(year))
    found = {period: figure(of, "1", "1")}
    padded = [*values, *[None] * 12][:12]
    for month, value in zip(chart.months(year), padded, strict=True):
        found[month] = figure(of, value or "0", "1" if value else "0", month)
    return chart.ByMonth(period, found, today)


@pytest.mark.parametrize(
    ("values", "title"),
    [
        (["1", "5", "3"], "Highest in February 2019, 5"),
        (["1", "2", "4"], "Up every month, to 4 in March 2019"),
        (["4", "2", "1"], "Down every month, to 1 in March 2019"),
        (["4", "4", "4"], "Unchanged at 4 since January 2019"),
        ([None, "4", None], "4 in February 2019"),
        ([None] * 7 + ["4"], "4 in August 2019 so far"),
        ([None], "No value in 2019"),
    ],
)
def test_the_title_of_a_chart_is_its_finding(
    values: Sequence[str | None], title: str
) -> None:
    assert by_month(values).title == title


def test_the_running_month_makes_no_finding() -> None:
    assert by_month(["5"] * 7 + ["9"]).title == "Unchanged at 5 since January 2019"


def test_a_year_to_come_has_no_points() -> None:
    coming = by_month(["5"] * 12, year=2020)
    assert coming.title == "No month of 2020 has begun"
    assert coming.option["series"][0]["data"] == []
    assert {value for _month, value, _before in coming.rows} == {"–"}


def test_a_month_without_a_value_is_a_gap() -> None:
    data = by_month(["5", None, "6"]).option["series"][0]["data"]
    assert [datum["value"] for datum in data[:3]] == [5, None, 6]


def test_the_year_before_is_drawn_from_its_first_month_with_something() -> None:
    now, before = by_month(["5"]), by_month(["0", "0", "4", "0"], year=2018)
    found = {p.month: p.figure for p in [*now.points, *before.points]}
    found[now.period] = found[chart.months(2019)[0]]
    drawn = chart.ByMonth(now.period, found, TODAY)
    assert drawn.option["series"][1]["data"][:4] == [None, None, 4, 0]
    assert [before for _month, _value, before in drawn.rows[:4]] == ["0", "0", "4", "0"]


def test_long_numbers_are_written_at_the_months_that_matter() -> None:
    drawn = by_month(["1234567"] * 6 + ["2345678"])
    drawn = chart.ByMonth(
        Period.parse("2019-02"),
        {
            **{p.month: p.figure for p in drawn.points},
            Period.parse("2019-02"): drawn.points[1].figure,
        },
        TODAY,
    )
    data = drawn.option["series"][0]["data"]
    shown = [n for n, datum in enumerate(data, 1) if datum["label"]["show"]]
    assert shown == [2, 7]


def test_groups_come_in_the_order_of_the_catalogue() -> None:
    groups = [name for name, _some in show.by_group(registry.indicators().values())]
    assert groups[:3] == ["Workforce", "Contractors", "Projects"]
