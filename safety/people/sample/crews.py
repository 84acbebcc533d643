"""Contractors and the people they send: for a project, a season or a week."""

from collections.abc import Iterator, Sequence
from datetime import date
from random import Random
from typing import NamedTuple

from safety.people.sample.names import Names
from safety.people.sample.plan import Plan, Project
from safety.people.sample.roster import Person, Posting
from safety.people.sample.spans import (
    TOLD,
    Span,
    day_of,
    later,
    without,
)


class Trade(NamedTuple):
    """What contractors do: how many of a hundred, with how many people."""

    name: str
    qualification: str
    share: int
    fewest: int
    most: int


TRADES = (
    Trade("建筑劳务", "施工劳务资质", 18, 8, 48),
    Trade("机电安装工程", "机电工程施工总承包三级", 20, 4, 16),
    Trade("钢结构工程", "钢结构工程专业承包三级", 14, 4, 18),
    Trade("防腐保温工程", "防水防腐保温工程专业承包二级", 12, 3, 8),
    Trade("起重设备安装", "起重设备安装工程专业承包三级", 14, 2, 6),
    Trade("基础工程", "地基基础工程专业承包三级", 12, 3, 10),
    Trade("检测技术服务", "检验检测机构资质认定", 10, 1, 3),
)
SHARES = [trade.share for trade in TRADES]

YEAR = 2019
# One more for so many contractors is in the register but had no people here that year.
IDLE = 8
DESIGN = 0.1  # weight of people on design projects against those on sites
MORE_PROJECTS = 0.3  # chance of a worker to be sent to the next project, too
LATE, EARLY = 0.35, 0.2  # chances to come when it has begun, to go before it ends
SHORTEST, LONGEST = 7, 400  # days that are worth coming for, and of a job
CATEGORIES = ("worker", "technical", "middle_management")
OF_A_HUNDRED = (94, 5, 1)
WOMEN = 0.09


class Contractor(NamedTuple):
    """A row of `contractors`."""

    code: str
    name: str
    qualification: str
    qualified_until: date


class Job(NamedTuple):
    """What a contractor does on a project: the team, and when, pauses left out."""

    project: Project
    team: str
    spans: tuple[Span, ...]


class Crew(NamedTuple):
    """A contractor with everybody it ever sent."""

    contractor: Contractor
    people: list[tuple[Person, list[Posting]]]


def crews(rng: Random, plan: Plan, names: Names) -> Iterator[Crew]:
    """Contractors with their people: as many as the plan has in its year, and idle."""
    sent_before = 0
    for number in range(1, plan.contractors + plan.contractors // IDLE + 1):
        trade = rng.choices(TRADES, SHARES)[0]
        contractor = Contractor(
            f"K{number:04}",
            names.contractor(trade.name),
            trade.qualification,
            day_of(rng, rng.choice((2019, 2020, 2021, 2022)), (1,) * 12),
        )
        jobs = _jobs(rng, plan, is_idle=number > plan.contractors)
        many = rng.randint(trade.fewest, trade.most)
        people = [
            _person(rng, names, f"W{sent_before + place:06}", contractor.code)
            for place in range(1, many + 1)
        ]
        sent_before += many
        foreman, *others = people
        sent = [(foreman, _postings(foreman, jobs[0], jobs[0].spans))]
        sent += [(person, list(_sent(rng, person, jobs))) for person in others]
        yield Crew(contractor, sent)


def _jobs(rng: Random, plan: Plan, *, is_idle: bool) -> list[Job]:
    """The jobs of a contractor; the first is in the year, if it is not idle.

    The others are for the same company.
    """
    first = _job(rng, plan.projects, in_year=not is_idle)
    jobs = [first]
    if not is_idle:
        company = first.project.company
        left = [each for each in plan.projects if each.company == company]
        for _ in range(rng.choices((0, 1, 2), (70, 22, 8))[0]):
            left = [each for each in left if each is not jobs[-1].project]
            jobs += [_job(rng, left)] if left else []
    return jobs


def _job(
    rng: Random, projects: Sequence[Project], *, in_year: bool | None = None
) -> Job:
    weights = [each.size * (DESIGN if each.is_design else 1) for each in projects]
    while True:
        project = rng.choices(projects, weights)[0]
        first, last = project.span.within(TOLD)
        start = later(first, rng, -LONGEST, (last - first).days)
        end = min(later(start, rng, 40, LONGEST), project.span.end)
        left = without(Span(max(start, first), end), project.pauses)
        spans = tuple(each for each in left if each.days >= SHORTEST)
        is_in_year = any(each.touches(YEAR) for each in spans)
        if spans and in_year in (None, is_in_year):
            return Job(project, rng.choice(project.teams).code, spans)


def _person(rng: Random, names: Names, employee_no: str, contractor: str) -> Person:
    gender = "f" if rng.random() < WOMEN else "m"
    category = rng.choices(CATEGORIES, OF_A_HUNDRED)[0]
    return Person(employee_no, names.person(gender), gender, category, contractor)


def _sent(rng: Random, person: Person, jobs: Sequence[Job]) -> Iterator[Posting]:
    """The postings of one of a crew: on a job, and perhaps on others."""
    own = rng.choice(jobs)
    for job in jobs:
        if job is own or rng.random() < MORE_PROJECTS:
            yield from _postings(person, job, _turn(rng, job.spans))


def _turn(rng: Random, spans: Sequence[Span]) -> Sequence[Span]:
    """The part of a job that one worker does, if not all of it."""
    whole = Span(spans[0].start, spans[-1].end)
    half = whole.days // 2
    start = later(whole.start, rng, 0, half if rng.random() < LATE else 9)
    end = later(whole.end, rng, -half if rng.random() < EARLY else -9, 0)
    mine = [
        Span(later(each.start, rng, 0, 9), each.end).within(Span(start, end))
        for each in spans
    ]
    return [each for each in mine if each.days >= SHORTEST] or spans


def _postings(person: Person, job: Job, spans: Sequence[Span]) -> list[Posting]:
    return [Posting(person.employee_no, job.team, span) for span in spans]
