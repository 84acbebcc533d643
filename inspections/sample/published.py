"""What the group has published of its inspections of 2019, as events of that year."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import NamedTuple

from inspections.sample.habits import Event, Habit
from inspections.sample.staff import Member, Staff
from safety.people.sample.plan import GROUP, Plan, Project
from safety.people.sample.spans import Span

SEED = 591
YEAR, JUNE, SEPTEMBER = 2019, 6, 9
SPRING, SUMMER = (3, 4), (7, 8, 9, 10)  # months of special inspections
WEEKDAYS = 5
MANAGE = {"senior_management", "middle_management"}
SPECIAL = Habit(
    *("special", "spot_check", "起重机械专项检查", "site", 0, 4),
    above=True,
    scope="起重",
)
VISIT = Habit(
    "leader_visit", "supervision", "安全生产月领导带班检查", "site", 0, 0, above=True
)
QUALITY = {
    is_design: Habit("quality", "cross", f"质量月{name}互查", kind, 0, 0, above=True)
    for is_design, name, kind in ((True, "设计", "design"), (False, "施工", "quality"))
}


class Published(NamedTuple):
    """What the group has published for 2019; of the small sample its share."""

    special_in_spring: int
    special_in_summer: int
    leaders: int
    entered: int
    problems: int
    design: int
    construction: int
    quality_problems: int


FULL = Published(1, 4, 253, 279, 591, 37, 41, 2_040)
SMALL = Published(1, 2, 7, 9, 19, 2, 5, 60)


def is_of(event: Event) -> bool:
    """Whether something was published of events like it, which are not by chance."""
    month = {"leader_visit": JUNE, "quality": SEPTEMBER}
    programme = event.habit.programme
    return programme == "special" or month.get(programme) == event.day.month


def events(plan: Plan, staff: Staff, goal: Published) -> Iterator[Event]:
    """As many as were published, the same every time."""
    made = Events(Random(SEED), plan, staff)  # noqa: S311 (a sample is always the same)
    yield from made.special(SPRING, goal.special_in_spring)
    yield from made.special(SUMMER, goal.special_in_summer)
    yield from made.visits(goal)
    yield from made.quality_month(goal)


@dataclass
class Events:
    """Chooses who looks at what."""

    rng: Random
    plan: Plan
    staff: Staff

    def special(self, months: Sequence[int], number: int) -> Iterator[Event]:
        """The same projects in each of some months."""
        of_span = Span(date(YEAR, months[0], 1), date(YEAR, months[-1], 28))
        sites = [each for each in self._open(of_span) if not each.is_design]
        for project in self.rng.sample(sites, number):
            for month in months:
                yield Event(self._day(month), project.code, project.company, SPECIAL)

    def visits(self, goal: Published) -> Iterator[Event]:
        """Safe Production Month: leaders enter projects and teams, each unit once."""
        places = self._entered(goal.entered)
        found = self.rng.choices(range(goal.entered), k=goal.problems)
        problems, known = Counter(found), set[str]()
        for number, (unit, company) in enumerate(places):
            day = self._day(JUNE)
            again = number >= goal.leaders  # somebody who has entered another
            lead = self.rng.choice(
                [
                    each
                    for each in self._leaders(company, day)
                    if (each.employee_no in known) is again
                ]
            )
            known.add(lead.employee_no)
            yield Event(day, unit, company, VISIT, lead, problems[number])

    def quality_month(self, goal: Published) -> Iterator[Event]:
        """The bigger a project, the more is found."""
        there = self._open(Span(date(YEAR, SEPTEMBER, 1), date(YEAR, SEPTEMBER, 28)))
        chosen = [
            project
            for is_design, number in ((True, goal.design), (False, goal.construction))
            for project in self.rng.sample(
                [each for each in there if each.is_design is is_design], number
            )
        ]
        weights = [20 + each.size for each in chosen]
        found = self.rng.choices(range(len(chosen)), weights, k=goal.quality_problems)
        problems = Counter(found)
        for number, project in enumerate(chosen):
            place, habit = (project.code, project.company), QUALITY[project.is_design]
            yield Event(self._day(SEPTEMBER), *place, habit, problems=problems[number])

    def _open(self, span: Span) -> list[Project]:
        """Projects that are there on all days."""
        return [each for each in self.plan.projects if each.span.within(span) == span]

    def _day(self, month: int) -> date:
        days = (date(YEAR, month, number) for number in range(3, 29))
        return self.rng.choice([day for day in days if day.weekday() < WEEKDAYS])

    def _entered(self, number: int) -> list[tuple[str, str]]:
        """Work units with their company: sites first, then teams of theirs."""
        sites = [
            each
            for each in self._open(Span(date(YEAR, JUNE, 1), date(YEAR, JUNE, 28)))
            if not each.is_design
        ]
        teams = [(team.code, each.company) for each in sites for team in each.teams]
        found = [(each.code, each.company) for each in sites]
        self.rng.shuffle(teams)
        found = [*found, *teams][:number]
        self.rng.shuffle(found)
        return found

    def _leaders(self, company: str, day: date) -> list[Member]:
        """Who manages in the company or at headquarters."""
        return [
            each
            for each in (*self.staff.leading[company], *self.staff.leading[GROUP])
            if each.category in MANAGE and each.is_there(day)
        ]
