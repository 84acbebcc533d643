"""Hours worked on each project and month, as the number of people there has it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from safety.people.sample.plan import Plan, Project
from safety.people.sample.roster import Posting
from safety.people.sample.spans import TOLD, Span

HOURS_A_DAY = 6.7  # calendar days included: about 200 in a month
DESIGN = 0.5  # designers have other projects, too
# What is worked from January to December: holidays, heat, winter in the north.
ELSEWHERE = (0.9, 0.6, 1, 1, 1, 1.02, 0.96, 0.97, 1.03, 0.92, 1.03, 1.02)
IN_THE_NORTH = (0.1, 0.05, 0.5, 1, 1.05, 1.1, 1.1, 1.1, 1.08, 1, 0.5, 0.15)

Month = tuple[int, int]


class Worked(NamedTuple):
    """A row of `worked_hours`; the month is (year, month)."""

    unit: str
    month: Month
    hours: int


def worked(rng: Random, plan: Plan, postings: Iterable[Posting]) -> Iterator[Worked]:
    """What every project declares, by project and month."""
    days = person_days(plan, postings)
    for project in plan.projects:
        for month in _months(TOLD):
            number = days[project.code, month.start]
            if number:
                yield Worked(
                    project.code,
                    (month.start.year, month.start.month),
                    round(number * _pace(rng, project, month.start)),
                )


def _pace(rng: Random, project: Project, month: date) -> float:
    """Hours that a person works on a day of a month."""
    shares = IN_THE_NORTH if project.stops_in_winter else ELSEWHERE
    if project.time_zone:
        shares = (1,) * 12
    share = shares[month.month - 1] * (DESIGN if project.is_design else 1)
    return HOURS_A_DAY * share * rng.uniform(0.97, 1.03)


def person_days(plan: Plan, postings: Iterable[Posting]) -> Counter[tuple[str, date]]:
    """Days that people were posted, by project and first day of the month."""
    project_of = {
        unit: project.code
        for project in plan.projects
        for unit in (project.code, *(team.code for team in project.teams))
    }
    months = list(_months(TOLD))
    found: Counter[tuple[str, date]] = Counter()
    for posting in postings:
        project = project_of.get(posting.unit)
        if project and not posting.status:
            for month in months:
                there = posting.span.within(month).days
                if there > 0:
                    found[project, month.start] += there
    return found


def _months(span: Span) -> Iterator[Span]:
    """The calendar months of a span that begins with one."""
    start = span.start
    while start <= span.end:
        following = (start + timedelta(days=31)).replace(day=1)
        yield Span(start, following - timedelta(days=1))
        start = following
