"""Counting the records of the sample gives what the group has published for 2019.

It does so once its months are closed and what came late is restated.
"""

import pytest

from safety import demo as books
from safety.indicators import drain
from safety.people.sample import plan
from tests.people.test_demo import EMPLOYEES, LAST, Sample, values, written
from tests.replay import figures

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_the_annual_report_says_what_was_published(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    figures.load(small=False)
    books.close(lambda _what, _done, _total: None)
    drain.drain()
    made = figures.annual()
    said = figures.table(made)
    coverage = said.pop(figures.COVERAGE)
    assert f"{coverage:.0%}" == "96%"
    exact = {k: n for k, n in figures.PUBLISHED.items() if k != figures.COVERAGE}
    assert said == exact
    held = figures.held_by_the_group(made)
    assert {106, 42} <= set(held)
    # What no report has published is that of the files.
    whole = Sample(written(tmp_path_factory.mktemp("whole"), plan.full()))
    year = values(plan.GROUP, "2019")
    assert year["workforce.employees_end"] == EMPLOYEES
    assert year["workforce.headcount"] == len(whole.roster("2019-01-01", LAST))
    assert year["projects.active"] == len(whole.active("2019-01-01", LAST))
    september = values(plan.GROUP, "2019-09", "projects.active")
    active = whole.active("2019-09-01", "2019-09-30")
    assert september == {"projects.active": len(active)}
