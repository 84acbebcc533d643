"""Each rule of a report's headline and first sentences, by itself."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import translation

from safety.core.months import Period
from safety.indicators import registry
from safety.indicators.models import Target
from safety.indicators.read import Figure
from safety.org.models import Unit
from safety.reports import lead
from safety.reports.document import Everyone
from safety.reports.gathering import Gathered
from tests.indicators.scene import JUNE

MAY = Period.parse("2019-05")
OVERDUE, ON_TIME = lead.OVERDUE, lead.ON_TIME
COVERAGE = "training.coverage"
CODES = (OVERDUE, ON_TIME, COVERAGE)
UNIT, NEAR, FAR = (
    Unit(pk=1, name="Here"),
    Unit(pk=2, name="Near"),
    Unit(pk=3, name="Far"),
)
Figures = dict[str, tuple[str, str | None]]
Below = dict[Unit, Figures]


@pytest.fixture(autouse=True)
def _english() -> None:
    translation.activate("en")


def gathered(
    now: Figures,
    before: Figures | None = None,
    below: Below | None = None,
    *,
    aims: dict[str, Target] | None = None,
    period: Period = JUNE,
) -> Gathered:
    """Figures as if they had been read."""
    made = Gathered(Everyone(), UNIT, period)
    made.__dict__.update(targets=aims or {})
    made.__dict__.update(before=MAY if before else None, below=list(below or {}))
    sources = [(UNIT, period, now), (UNIT, MAY, before or {})]
    sources += [(unit, period, figures) for unit, figures in (below or {}).items()]
    for unit, when, figures in sources:
        for code, (above, under) in figures.items():
            of = registry.indicators()[code]
            parts = Decimal(above), None if under is None else Decimal(under)
            figure = Figure(of, unit.pk, when, *parts)
            made.figures[code, unit.pk, when, ""] = figure
    return made


def test_what_is_overdue_makes_the_headline() -> None:
    assert lead.headline(gathered({OVERDUE: ("1", None)}), CODES) == (
        "1 hazard overdue on 30 Jun 2019"
    )
    assert lead.headline(gathered({OVERDUE: ("37", None)}), CODES) == (
        "37 hazards overdue on 30 Jun 2019"
    )


def test_nothing_overdue_is_a_headline_where_there_is_something() -> None:
    some = {OVERDUE: ("0", None), COVERAGE: ("1", "2")}
    assert lead.headline(gathered(some), CODES) == "No hazard overdue on 30 Jun 2019"


def test_a_period_without_records_says_so() -> None:
    none = {OVERDUE: ("0", None), COVERAGE: ("0", "0")}
    assert lead.headline(gathered(none), CODES) == "Nothing is recorded for June 2019"


def test_what_is_about_something_else_begins_with_its_first_number() -> None:
    some = gathered({COVERAGE: ("24", "25")})
    assert lead.headline(some, (COVERAGE,)) == "Training coverage: 96.0 %"
    assert lead.headline(some, ()) == ""


def test_the_share_that_has_moved_most_is_told() -> None:
    some = gathered(
        {ON_TIME: ("92", "100"), COVERAGE: ("96", "100")},
        {ON_TIME: ("95", "100"), COVERAGE: ("95", "100")},
    )
    assert lead.share_moved(some, CODES) == (
        "Hazards put right on time fell from 95.0 % in May 2019 to 92.0 %, by 3.0 pts."
    )
    assert lead.share_moved(gathered({ON_TIME: ("1", "2")}), CODES) == ""
    same = {ON_TIME: ("1", "2")}
    assert lead.share_moved(gathered(same, same), CODES) == ""


def test_the_amount_that_has_moved_by_most_of_itself_is_told() -> None:
    some = gathered({OVERDUE: ("15", None)}, {OVERDUE: ("10", None)})
    assert lead.amount_moved(some, CODES) == (
        "Overdue hazards rose by 50 %, from 10 in May 2019 to 15."
    )
    few = gathered({OVERDUE: ("9", None)}, {OVERDUE: ("1", None)})
    assert lead.amount_moved(few, CODES) == ""
    little = gathered({OVERDUE: ("101", None)}, {OVERDUE: ("100", None)})
    assert lead.amount_moved(little, CODES) == ""


def test_the_unit_with_the_most_overdue_is_named() -> None:
    below: Below = {NEAR: {OVERDUE: ("3", None)}, FAR: {OVERDUE: ("8", None)}}
    some = gathered({OVERDUE: ("11", None)}, below=below)
    assert lead.most_overdue(some, CODES) == (
        "Most hazards are overdue at Far: 8 of 11."
    )
    alone = gathered({OVERDUE: ("11", None)}, below={NEAR: {OVERDUE: ("0", None)}})
    assert lead.most_overdue(alone, CODES) == ""
    assert lead.most_overdue(some, (COVERAGE,)) == ""


def test_the_unit_with_the_lowest_rate_is_named_unless_it_has_few() -> None:
    below: Below = {NEAR: {ON_TIME: ("8", "10")}, FAR: {ON_TIME: ("0", "4")}}
    some = gathered({ON_TIME: ("90", "100")}, below=below)
    assert lead.least_on_time(some, CODES) == (
        "Near put the fewest hazards right on time: 8 of 10."
    )
    good = gathered({ON_TIME: ("9", "10")}, below={NEAR: {ON_TIME: ("9", "10")}})
    assert lead.least_on_time(good, CODES) == ""


def test_what_was_published_and_differs_is_counted() -> None:
    some = gathered({OVERDUE: ("15", None), COVERAGE: ("1", "2")})
    assert lead.restated(some, CODES) == ""
    key = OVERDUE, UNIT.pk, JUNE, ""
    live = replace(some.figures[key], numerator=Decimal(16))
    some.figures[key] = replace(some.figures[key], is_closed=True, live=live)
    assert lead.restated(some, CODES) == (
        "1 published figure is restated or differs from the records."
    )


def test_a_code_that_nobody_keeps_is_named() -> None:
    assert lead.not_kept(gathered({}), (OVERDUE,)) == ""
    assert lead.not_kept(gathered({}), ("made.up",)) == (
        "Not kept in this system: made.up."
    )


def test_the_rules_speak_chinese() -> None:
    some = gathered(
        {OVERDUE: ("15", None), ON_TIME: ("92", "100")},
        {OVERDUE: ("10", None), ON_TIME: ("95", "100")},
        {FAR: {OVERDUE: ("8", None), ON_TIME: ("5", "10")}},
    )
    with translation.override("zh-hans"):
        said = [lead.headline(some, CODES), *lead.sentences(some, CODES)]
    assert said == [
        "截至 2019-06-30 有 15 项隐患逾期未整改",
        "隐患按期整改率由 2019 年 5 月的 95.0% 降至 92.0%，下降 3.0 个百分点。",
        "超期隐患数由 2019 年 5 月的 10 增至 15，增长 50%。",
        "逾期未整改隐患最多的单位是Far：共 15 项，其占 8 项。",
        "按期整改率最低的单位是Far：应整改 10 项，按期完成 5 项。",
    ]


def aim(amount: str, *, higher: bool) -> Target:
    return Target(target=Decimal(amount), is_higher_better=higher)


def test_targets_missed_are_told_on_their_side() -> None:
    aims = {COVERAGE: aim("96", higher=True), OVERDUE: aim("5", higher=False)}
    one = gathered({COVERAGE: ("95", "100"), OVERDUE: ("5", None)}, aims=aims)
    assert lead.targets_missed(one, CODES) == (
        "Target missed: Training coverage 95.0 % (target 96.0 %)."
    )
    both = gathered({COVERAGE: ("95", "100"), OVERDUE: ("6", None)}, aims=aims)
    assert lead.targets_missed(both, CODES) == (
        "Targets missed: Overdue hazards 6 (target 5), "
        "Training coverage 95.0 % (target 96.0 %)."
    )
    with translation.override("zh-hans"):
        assert "未达到目标" in lead.targets_missed(both, CODES)
    met = gathered({COVERAGE: ("96", "100"), OVERDUE: ("0", None)}, aims=aims)
    assert lead.targets_missed(met, CODES) == ""
    nobody = gathered({COVERAGE: ("0", "0")}, aims=aims)
    assert lead.targets_missed(nobody, CODES) == ""


def test_an_amount_of_the_year_is_not_missed_before_its_end() -> None:
    drills = "drills.count"
    few: Figures = {drills: ("3", None)}
    aims = {drills: aim("12", higher=True)}
    assert lead.targets_missed(gathered(few, aims=aims), (drills,)) == ""
    whole = gathered(few, aims=aims, period=Period.parse("2019"))
    assert lead.targets_missed(whole, (drills,)) == (
        "Target missed: Drills 3 (target 12)."
    )
