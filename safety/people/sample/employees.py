"""The group's own employees: they join, move from project to project, and leave."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from random import Random

from safety.people.sample.names import Names
from safety.people.sample.plan import GROUP, Company, Plan, Project
from safety.people.sample.roster import Person, Posting
from safety.people.sample.spans import (
    FIRST_DAY,
    LAST_DAY,
    LATER,
    Span,
    day_of,
    later,
)

TURNOVER = 0.039  # of the employees, in 2019, as the report has it
LEFT_IN_2018, JOINED_IN_2020 = 0.015, 0.004
JOINED_IN_2019, JOINED_IN_2018, LEFT_IN_2020 = 0.04, 0.02, 0.01
# Months in which people come and go: graduates in July, site people in spring.
DESIGNERS_JOIN = (1, 1, 4, 3, 2, 2, 20, 4, 2, 2, 1, 1)
BUILDERS_JOIN = (1, 2, 12, 9, 6, 4, 8, 4, 3, 2, 1, 1)
LEAVE = (4, 3, 14, 10, 8, 9, 12, 8, 7, 6, 5, 4)
FIRST_QUARTER, SECOND_HALF = (1, 1, 1), (0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1)

# Shares of senior and middle management and of technical staff; the rest are workers.
Shares = tuple[float, float, float]
AT_HEADQUARTERS: Shares = (0.12, 0.4, 0.48)
AT_INSTITUTES: Shares = (0.02, 0.13, 0.8)
ON_SITES: Shares = (0.015, 0.1, 0.38)
CATEGORIES = ("senior_management", "middle_management", "technical", "worker")
WOMEN = {True: 0.26, False: 0.1}  # where designs are made, on sites

IN_THE_OFFICE = 0.1  # of those who build
TO_SITES, TO_DESIGNS = 0.18, 0.55  # of those who design
LENT = 0.01  # chance that the next project is another company's
MISTYPED = 0.002  # chance of a posting that was a mistake
SHORTEST = timedelta(days=20)  # nobody is sent where it ends sooner


def employees(
    rng: Random, plan: Plan, names: Names
) -> Iterator[tuple[Person, list[Posting]]]:
    """Everybody who was ever employed, by company and number, with all postings."""
    for number, company in enumerate(plan.companies, 10):
        terms = _terms(rng, company)
        ranks = _ranks(company, len(terms))
        for serial, (term, category) in enumerate(zip(terms, ranks, strict=True), 1):
            gender = "f" if rng.random() < WOMEN[_at_desks(company)] else "m"
            person = Person(
                f"{number}{serial:05}", names.person(gender), gender, category
            )
            career = Career(rng, plan, company, person, term)
            yield person, list(career.postings())


def _at_desks(company: Company) -> bool:
    return company.designs or company.code == GROUP


def _terms(rng: Random, company: Company) -> list[Span]:
    """From when to when people are employed, in the order of joining.

    As many as the company has employees are there on the last day of 2019.
    """
    many = company.employees
    left_2019, left_2018 = round(many * TURNOVER), round(many * LEFT_IN_2018)
    terms = [
        *(_of_one_who_stays(rng, company) for _ in range(many)),
        *(Span(FIRST_DAY, day_of(rng, 2019, LEAVE)) for _ in range(left_2019)),
        *(Span(FIRST_DAY, day_of(rng, 2018, SECOND_HALF)) for _ in range(left_2018)),
        *(
            Span(day_of(rng, 2020, FIRST_QUARTER), LATER)
            for _ in range(round(many * JOINED_IN_2020))
        ),
    ]
    rng.shuffle(terms)
    return sorted(terms, key=lambda term: term.start)


def _of_one_who_stays(rng: Random, company: Company) -> Span:
    join = DESIGNERS_JOIN if company.designs else BUILDERS_JOIN
    start, chance = FIRST_DAY, rng.random()
    if chance < JOINED_IN_2019:
        start = day_of(rng, 2019, join)
    elif chance < JOINED_IN_2019 + JOINED_IN_2018:
        start = day_of(rng, 2018, SECOND_HALF)
    leaves = rng.random() < LEFT_IN_2020
    return Span(start, day_of(rng, 2020, FIRST_QUARTER) if leaves else LATER)


def _ranks(company: Company, many: int) -> Iterator[str]:
    """The category of each: who joined first is highest."""
    shares = AT_INSTITUTES if company.designs else ON_SITES
    if company.code == GROUP:
        shares = AT_HEADQUARTERS
    numbers = [ceil(many * share) for share in shares]
    for category, number in zip(CATEGORIES, [*numbers, many], strict=True):
        given = min(number, many)
        yield from [category] * given
        many -= given


@dataclass(frozen=True)
class Career:
    """The postings of one employee; every day of the term has one."""

    rng: Random
    plan: Plan
    company: Company
    person: Person
    term: Span

    def postings(self) -> Iterator[Posting]:
        """All of them, a mistake that was voided included."""
        if self.company.designs:
            yield from self._designing()
        elif self._is_in_the_office():
            yield self._posting(self.company.code, self.term)
        else:
            yield from self._moving(self._own_projects(), rest=0)
        if self.rng.random() < MISTYPED:
            foreign = [
                each.code
                for each in self.plan.projects
                if each.company != self.company.code
            ]
            yield self._posting(self.rng.choice(foreign), self.term, "voided")

    def _is_in_the_office(self) -> bool:
        is_senior = self.person.category == CATEGORIES[0]
        return (
            self.company.code == GROUP or is_senior or self.rng.random() < IN_THE_OFFICE
        )

    def _designing(self) -> Iterator[Posting]:
        """The institute all the time, and beside it the projects, one by one."""
        yield self._posting(self.company.code, self.term)
        chance = self.rng.random()
        if chance < TO_SITES + TO_DESIGNS and self.person.category != CATEGORIES[0]:
            for_designs = chance < TO_DESIGNS
            projects = self._own_projects()
            chosen = [each for each in projects if each.is_design == for_designs]
            yield from self._moving(chosen, rest=45)

    def _own_projects(self) -> list[Project]:
        return self.plan.projects_of(self.company)

    def _moving(self, projects: Sequence[Project], rest: int) -> Iterator[Posting]:
        """One project after another, with up to ``rest`` days between them.

        Without any rest, who finds no project goes to the office.
        """
        day, last = self.term.start, None
        while day <= min(self.term.end, LAST_DAY):
            project = self._next([each for each in projects if each is not last], day)
            longest = project.span.end if project else LATER
            end = min(later(day, self.rng, 90, 420), longest, self.term.end)
            if project:
                yield self._posting(self._place_in(project), Span(day, end))
            elif not rest:
                yield self._posting(self.company.code, Span(day, end))
            last, day = project, later(end, self.rng, 1, 1 + rest)

    def _next(self, projects: Sequence[Project], day: date) -> Project | None:
        if not self.company.designs and self.rng.random() < LENT:
            projects = [each for each in self.plan.projects if not each.is_design]
        ends_after = min(day + SHORTEST, self.term.end)
        ready = [
            each
            for each in projects
            if each.span.start <= day and ends_after <= each.span.end
        ]
        weights = [each.size for each in ready]
        return self.rng.choices(ready, weights)[0] if ready else None

    def _place_in(self, project: Project) -> str:
        """Workers and designers are in a team, the others in the project itself."""
        if self.person.category == "worker" or project.is_design:
            return self.rng.choice(project.teams).code
        return project.code

    def _posting(self, unit: str, span: Span, status: str = "") -> Posting:
        return Posting(self.person.employee_no, unit, span, status)
