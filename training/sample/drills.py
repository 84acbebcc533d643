"""Drills and who took part in them, as rows of files: 2019 as published, this year."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from safety.people.sample.plan import Plan, Project
from safety.people.sample.spans import Span, day_of
from training.sample.lessons import PLANS
from training.sample.people import Pupils, some

SEED = 93
DRILLS = "number unit plan kind held_on"
PARTICIPATIONS = "drill employee_no"
YEAR = 2019
MONTHS = (2, 1, 6, 6, 8, 24, 6, 6, 8, 8, 14, 4)  # June, and the fire month November
FEWEST = 8  # persons at a drill
WEEKLY = 0.04  # chance of a drill of a project in a week of this year


class Published(NamedTuple):
    """What the group has published for 2019; of the small sample its share."""

    drills: int
    person_times: int


FULL = Published(349, 15_802)
SMALL = Published(16, 200)


@dataclass
class Event:
    """A drill of a project with so many of those who are there."""

    project: Project
    day: date
    there: list[str]
    size: int


class Records(NamedTuple):
    """The rows of both files."""

    drills: list[tuple[object, ...]]
    participations: list[tuple[object, ...]]


def records(plan: Plan, pupils: Pupils, goal: Published, today: date) -> Records:
    """All of it, the same every time on one day."""
    rng = Random(SEED)  # noqa: S311 (a sample has to be the same every time)
    events = _published(rng, plan, pupils, goal)
    events += _usual(rng, plan, pupils, Span(today.replace(month=1, day=1), today))
    found, last = Records([], []), Counter[str]()
    for event in sorted(events, key=lambda each: (each.day, each.project.code)):
        plans = rng.choices(PLANS, [weight for _name, _kind, weight in PLANS])[0]
        series = f"D-{event.project.code}-{event.day.year % 100:02}"
        last[series] += 1
        number = f"{series}-{last[series]:04}"
        found.drills.append((number, event.project.code, *plans[:2], event.day))
        people = some(rng, event.there, event.size)
        found.participations.extend((number, each) for each in people)
    return found


def _published(rng: Random, plan: Plan, pupils: Pupils, goal: Published) -> list[Event]:
    """So many drills with so many persons, where enough people are."""
    events: list[Event] = []
    weights = [each.size for each in plan.projects]
    while len(events) < goal.drills:
        project = rng.choices(plan.projects, weights)[0]
        event = _event(rng, pupils, project, day_of(rng, YEAR, MONTHS))
        if event:
            events.append(event)
    rest = goal.person_times - sum(event.size for event in events)
    while rest:
        event, step = rng.choice(events), 1 if rest > 0 else -1
        if FEWEST <= event.size + step <= len(event.there):
            event.size += step
            rest -= step
    return events


def _usual(rng: Random, plan: Plan, pupils: Pupils, span: Span) -> list[Event]:
    """What sites rehearse week by week."""
    events = []
    for week in range(span.days // 7 + 1):
        for project in plan.projects:
            day = span.start + timedelta(7 * week + rng.randrange(6))
            if rng.random() < WEEKLY and day <= span.end:
                events.append(_event(rng, pupils, project, day))
    return [event for event in events if event]


def _event(rng: Random, pupils: Pupils, project: Project, day: date) -> Event | None:
    there = pupils.there(project.code, day)
    if len(there) < FEWEST:
        return None
    return Event(project, day, there, min(len(there), rng.randint(15, 75)))
