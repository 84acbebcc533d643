"""Prize cards and awards as rows of files: 2019 as published, and this year.

In 2019 one project tries prize cards and stars; this year every site gives cards.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from inspections.sample.staff import Member, Staff
from safety.people.sample.plan import Plan, Project
from safety.people.sample.spans import Span, day_of

SEED = 71
CARDS = "serial unit issued_on employee_no issued_by behaviour amount redeemed_on"
AWARDS = "unit title period employee_no amount"
PILOT = "MC6-BAIYINHUA"
YEAR = Span(date(2019, 1, 1), date(2019, 12, 31))
MONTHS = (2, 1, 6, 8, 10, 20, 10, 8, 12, 10, 8, 5)  # June is Safe Production Month
VALUES, OFTEN = (1, 2, 5, 10, 20), (6, 22, 58, 12, 2)
KEPT = 0.03  # of the cards nobody ever brings back
WEEKLY = 0.3  # chance of a card of a project in a week of this year

STAR = "平安之星"
# Of a month two or three, of a quarter one; so many yuan each.
QUIET = (1, 2, 3, 12)
MONTHLY, QUARTERLY = 150, 400

BEHAVIOURS = (
    "高处作业全程系挂安全带",
    "制止违章作业",
    "主动报告隐患",
    "规范检查并佩戴劳动防护用品",
    "工完场清、作业面整洁",
    "提出合理化建议",
)


class Published(NamedTuple):
    """What the group has published for 2019; of the small sample its share."""

    cards: int
    redeemed: int


FULL = Published(1_393, 7_469)
SMALL = Published(56, 301)


@dataclass
class Given:
    """A card before it has its number."""

    unit: str
    day: date
    worker: Member
    issuer: Member | None
    amount: int
    redeemed_on: date | None

    def is_redeemed_by(self, day: date) -> bool:
        return self.redeemed_on is not None and self.redeemed_on <= day


class Records(NamedTuple):
    """The rows of both files."""

    cards: list[tuple[object, ...]]
    awards: list[tuple[object, ...]]


def records(plan: Plan, staff: Staff, goal: Published, today: date) -> Records:
    """All of it, the same every time on one day."""
    writer = Writer(plan, staff)
    given = writer.published(goal) + writer.go_on(today)
    last, cards = Counter[str](), list[tuple[object, ...]]()
    for each in sorted(given, key=lambda one: (one.day, one.unit)):
        series = f"C-{each.unit}-{each.day.year % 100:02}"
        last[series] += 1
        cards.append(
            (
                *(f"{series}-{last[series]:04}", each.unit, each.day),
                each.worker.employee_no,
                each.issuer.employee_no if each.issuer else "",
                *(writer.rng.choice(BEHAVIOURS), each.amount),
                each.redeemed_on or "",
            )
        )
    return Records(cards, writer.stars())


class Writer:
    """Gives cards and names stars."""

    def __init__(self, plan: Plan, staff: Staff) -> None:
        self.rng = Random(SEED)  # noqa: S311 (a sample has to be the same every time)
        self.staff = staff
        self.projects = {each.code: each for each in plan.projects}

    def published(self, goal: Published) -> list[Given]:
        """So many cards of the pilot, of which so much was redeemed in the year."""
        pilot, given = self.projects[PILOT], list[Given]()
        while len(given) < goal.cards:
            day = day_of(self.rng, YEAR.start.year, MONTHS)
            given += self._card(pilot, day, YEAR.end + timedelta(60))
        redeemed = [each for each in given if each.is_redeemed_by(YEAR.end)]
        rest = goal.redeemed - sum(each.amount for each in redeemed)
        while rest:
            each, amount = self.rng.choice(redeemed), self.rng.choice(VALUES)
            left = rest - (amount - each.amount)
            if abs(left) < abs(rest):
                each.amount, rest = amount, left
        return given

    def go_on(self, today: date) -> list[Given]:
        """What sites give week by week of this year."""
        given, first = list[Given](), today.replace(month=1, day=1)
        while first <= today:
            for project in self.projects.values():
                day = first + timedelta(self.rng.randrange(7))
                if self.rng.random() < WEEKLY and day <= today:
                    given += self._card(project, day, today)
            first += timedelta(7)
        return given

    def stars(self) -> list[tuple[object, ...]]:
        """Who was outstanding in each month and quarter."""
        rows = list[tuple[object, ...]]()
        year, pilot = YEAR.start.year, self.projects[PILOT]
        for month in range(1, 13):
            people = self._workers(pilot, date(year, month, 15))
            many = 2 if month in QUIET else 3
            period = f"{year}-{month:02}"
            for star in self.rng.sample(people, many):
                rows.append((PILOT, f"月度{STAR}", period, star.employee_no, MONTHLY))
            if month % 3 == 0:
                period, star = f"{year}-Q{month // 3}", self.rng.choice(people)
                rows.append((PILOT, f"季度{STAR}", period, star.employee_no, QUARTERLY))
        return rows

    def _workers(self, project: Project, day: date) -> list[Member]:
        units = [project.code, *(team.code for team in project.teams)]
        known = (each for unit in units for each in self.staff.working[unit])
        return [each for each in known if each.is_there(day)]

    def _card(self, project: Project, day: date, last: date) -> list[Given]:
        """One for somebody who is there; brought back within weeks, up to a day."""
        workers = self._workers(project, day)
        if not workers:
            return []
        redeemed_on = day + timedelta(int(self.rng.expovariate(0.1)))
        is_kept = self.rng.random() < KEPT or redeemed_on > last
        return [
            Given(
                project.code,
                day,
                self.rng.choice(workers),
                self.staff.leader(self.rng, [project.code], day),
                self.rng.choices(VALUES, OFTEN)[0],
                None if is_kept else redeemed_on,
            )
        ]
