"""Sessions and attendances of a year, as rows of files.

The year 2019 is taught so that counting it gives what the group has published for it:
everybody but a few is taught once, as is due; the rest is what sites teach week by week
until the published hours are reached.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import NamedTuple

from safety.people.sample.plan import GROUP, Plan, Project
from safety.people.sample.spans import Span, day_of
from training.sample.lessons import (
    ANNUAL,
    ARRIVAL,
    AUDITORS,
    CONFERENCE,
    OFFICE,
    ONLINE,
    USUAL,
    Lesson,
)
from training.sample.people import Pupils, Stay, some

SEED = 64
DAY = timedelta(days=1)
YEAR = Span(date(2019, 1, 1), date(2019, 12, 31))
SESSIONS = "number unit topic kind started_on ended_on hours has_exam"
ATTENDANCES = "session employee_no hours passed present"

UNREACHED = 0.04  # of the roster: 96 % are trained
ROOM = 45  # persons at one session
MONTHS = (4, 2, 8, 8, 10, 20, 8, 8, 10, 9, 8, 5)  # June is Safe Production Month
FAILED, ABSENT = 0.05, 0.02
BOUNDLESS = Decimal(10**9)
WEEKLY = 0.3  # chance of a session of a project in a week of this year
SCHOOL = "MC6"  # Sixth Metallurgical has the online school
SCHOOL_BEGINS = date(2019, 7, 9)


class Published(NamedTuple):
    """What the group has published for 2019; of the small sample its share."""

    hours: Decimal
    auditors: int
    conference: int
    online_sessions: int
    online_person_times: int


FULL = Published(Decimal(291_570), 106, 42, 42, 2_910)
SMALL = Published(Decimal(3_000), 6, 4, 6, 60)


@dataclass
class Records:
    """The rows of both files, and the hours that they credit."""

    sessions: list[tuple[object, ...]]
    attendances: list[tuple[object, ...]]
    hours: Decimal


def records(plan: Plan, pupils: Pupils, goal: Published, today: date) -> Records:
    """A year by what was published, and this year as it comes; each time the same."""
    writer = Writer(plan, pupils)
    writer.teach_a_year(goal)
    writer.go_on(Span(today.replace(month=1, day=1), today))
    return writer.made


class Writer:
    """Writes one session after the other, each numbered as the site does."""

    def __init__(self, plan: Plan, pupils: Pupils) -> None:
        self.rng = Random(SEED)  # noqa: S311 (a sample has to be the same every time)
        self.plan, self.pupils = plan, pupils
        self.last: Counter[str] = Counter()
        self.left_out: set[str] = set()
        self.made = Records([], [], Decimal(0))

    # --- the year that was published ----------------------------------------------

    def teach_a_year(self, goal: Published) -> None:
        """All of 2019."""
        stays = self.pupils.stays(YEAR)
        few = round(UNREACHED * len(stays))
        self.left_out = set(self.rng.sample(list(stays), few))
        self._teach_once(stays)
        self._teach_the_group(goal)
        self._teach_online(goal)
        self._fill_up(goal.hours)

    def _teach_once(self, stays: dict[str, list[Stay]]) -> None:
        """Who came is taught in the first days, who was there in one of the months."""
        together: dict[tuple[str, date, Lesson], list[str]] = defaultdict(list)
        for number, own in stays.items():
            if number not in self.left_out:
                stay = self.rng.choice(own)
                day = self._first_day(stay)
                lesson = ARRIVAL if stay.is_new else ANNUAL
                together[stay.holder, day, lesson].append(number)
        for (holder, day, lesson), people in sorted(
            together.items(), key=lambda each: (each[0][1], each[0][0], each[0][2][1])
        ):
            for group in _rooms(people):
                self.hold(lesson, holder, day, group)

    def _first_day(self, stay: Stay) -> date:
        """The end of the week in which somebody came, or some day of the year."""
        first, last = stay.span
        if stay.is_new:
            return min(first + (6 - first.weekday()) * DAY, last, YEAR.end)
        day = day_of(self.rng, YEAR.start.year, MONTHS)
        # Sessions are on Wednesdays, so that people meet.
        return max(first, min(last, day + (2 - day.weekday()) * DAY))

    def _teach_the_group(self, goal: Published) -> None:
        day = date(2019, 5, 10)
        staff = self._free([each.code for each in self.plan.companies], day)
        auditors = some(self.rng, staff, goal.auditors)
        self.hold(AUDITORS, GROUP, day, auditors, began=date(2019, 4, 22))
        day = date(2019, 5, 29)
        self.hold(CONFERENCE, GROUP, day, some(self.rng, staff, goal.conference))

    def _teach_online(self, goal: Published) -> None:
        """Courses of one company's school, one after the other until December."""
        many, rest = divmod(goal.online_person_times, goal.online_sessions)
        units = [SCHOOL, *(p.code for p in self.plan.projects if p.company == SCHOOL)]
        days = (YEAR.end - 10 * DAY - SCHOOL_BEGINS).days
        for number in range(goal.online_sessions):
            day = SCHOOL_BEGINS + days * number // (goal.online_sessions - 1) * DAY
            size = many + (number < rest)
            self.hold(ONLINE, SCHOOL, day, some(self.rng, self._free(units, day), size))

    def _fill_up(self, hours: Decimal) -> None:
        """What sites teach, until the hours are reached; the last session ends it."""
        while self.made.hours < hours:
            project = self._project()
            day = day_of(self.rng, YEAR.start.year, MONTHS)
            self._usual(project, day, hours - self.made.hours)

    # --- this year ------------------------------------------------------------------

    def go_on(self, span: Span) -> None:
        """What sites teach week by week."""
        self.left_out = set()
        monday = span.start - span.start.weekday() * DAY
        while monday <= span.end:
            for project in self.plan.projects:
                day = monday + self.rng.randrange(6) * DAY
                if self.rng.random() < WEEKLY and span.start <= day <= span.end:
                    self._usual(project, day, BOUNDLESS)
            monday += 7 * DAY

    # --- one session ----------------------------------------------------------------

    def _project(self) -> Project:
        projects = self.plan.projects
        return self.rng.choices(projects, [each.size for each in projects])[0]

    def _usual(self, project: Project, day: date, most: Decimal) -> None:
        lessons = OFFICE if project.is_design else USUAL
        lesson = self.rng.choices(lessons, [each.weight for each in lessons])[0]
        people = some(
            self.rng, self._free([project.code], day), self.rng.randint(8, ROOM)
        )
        if people:
            self.hold(lesson, project.code, day, people, most=most)

    def _free(self, units: Iterable[str], day: date) -> list[str]:
        """Who may come on a day."""
        found = {each for unit in units for each in self.pupils.there(unit, day)}
        return sorted(found - self.left_out)

    def hold(
        self,
        lesson: Lesson,
        holder: str,
        day: date,
        people: Sequence[str],
        *,
        began: date | None = None,
        most: Decimal | None = None,
    ) -> None:
        """Write a session and who was there: with ``most``, what it may credit in all.

        Without, everybody comes and passes; else a few do not.
        """
        number = self._number(holder, day)
        self.made.sessions.append(
            (
                *(number, holder, lesson.topic, lesson.kind.value),
                *(began or day, day, lesson.hours),
                "yes" if lesson.has_exam else "",
            )
        )
        for each in people:
            has_passed = most is None or self.rng.random() >= FAILED
            is_there = most is None or self.rng.random() >= ABSENT
            hours = lesson.hours
            if most is not None:
                hours = min(hours, most)
            is_credited = is_there and (has_passed or not lesson.has_exam)
            if is_credited:
                if most is not None:
                    most -= hours
                self.made.hours += hours
            self.made.attendances.append(
                (
                    *(number, each),
                    "" if hours == lesson.hours else hours,
                    ("yes" if has_passed else "no") if lesson.has_exam else "",
                    "" if is_there else "no",
                )
            )
            if most is not None and not most:
                break

    def _number(self, unit: str, day: date) -> str:
        series = f"T-{unit}-{day.year % 100:02}"
        self.last[series] += 1
        return f"{series}-{self.last[series]:04}"


def _rooms(people: Sequence[str]) -> Iterator[Sequence[str]]:
    """As many at once as a room holds."""
    for start in range(0, len(people), ROOM):
        yield people[start : start + ROOM]
