"""A year of inspections and hazards, and this year up to today, as rows of files."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from inspections.sample import published
from inspections.sample.findings import choose
from inspections.sample.habits import DESIGN, FREELY, OF_GROUP, SITE, Event, Habit
from inspections.sample.published import Published
from inspections.sample.staff import Member, Staff
from safety.people.sample.plan import GROUP, Plan, Project
from safety.people.sample.spans import Span, without

SEED = 59
DAY = timedelta(days=1)
YEAR = Span(date(2019, 1, 1), date(2019, 12, 31))  # that of the people
RECENT = 60  # days that this year has at least, even in January
WINTER = (11, 12, 1, 2)

INSPECTIONS = "number unit programme form inspected_on lead checklist score scope"
HAZARDS = (
    "number unit inspection found_on level risk category description contractor"
    " responsible due_on rectified_on rectified_by verified_on verified_by measures"
)


MORE = 4  # times as often in a busy month
IN_A_PAUSE = 0.15
WORST = 12  # findings of one inspection

DAYS = {"1": 1, "2": 2, "3": 3, "4": 5}  # working days to rectify, by risk
LATE, LATEST = 0.09, 12
TAKEN_UP = (0.45, 0.85)  # chances that somebody has it on the first day, the second
MAJOR = 0.12  # of the red ones


class Records(NamedTuple):
    """The rows of both files."""

    inspections: list[tuple[object, ...]]
    hazards: list[tuple[object, ...]]


def records(plan: Plan, staff: Staff, goal: Published, today: date) -> Records:
    """All of it, the same every time on one day."""
    return Writer(staff, today).written(plan, goal)


def spans(today: date) -> tuple[Span, Span]:
    """The days that are told of."""
    return YEAR, Span((today - RECENT * DAY).replace(month=1, day=1), today)


class Writer:
    """Writes one event after the other, each record numbered as the site does."""

    def __init__(self, staff: Staff, today: date) -> None:
        self.rng = Random(SEED)  # noqa: S311 (a sample has to be the same every time)
        self.staff, self.today = staff, today
        self.last: Counter[str] = Counter()
        self.found = Records([], [])

    def written(self, plan: Plan, goal: Published) -> Records:
        """The rows of all events, in the order of their days."""
        for span in spans(self.today):
            events = [e for each in plan.projects for e in self._events(each, span)]
            events += _of_group(span)
            if span == YEAR:
                events = [e for e in events if not published.is_of(e)]
                events += published.events(plan, self.staff, goal)
            for event in sorted(events, key=lambda event: event[:2]):
                self._write(event)
        return self.found

    def _events(self, project: Project, span: Span) -> Iterator[Event]:
        known = Span(project.span.start, project.span.known_end or date.max)
        span = known.within(span)
        working = list(without(span, project.pauses))
        habits = DESIGN if project.is_design else (*SITE, FREELY)
        monday = span.start - span.start.weekday() * DAY
        while monday <= span.end:
            is_rest = project.stops_in_winter and monday.month in WINTER
            is_rest = is_rest or not any(w.start <= monday <= w.end for w in working)
            for habit in habits:
                often = MORE if habit.busy == monday.month else 1
                chance = habit.chance * often * (IN_A_PAUSE if is_rest else 1)
                day = (
                    monday + self.rng.choices(range(7), (9, 9, 9, 9, 9, 4, 1))[0] * DAY
                )
                if self.rng.random() < chance and span.start <= day <= span.end:
                    yield Event(day, project.code, project.company, habit)
            monday += 7 * DAY

    def _write(self, event: Event) -> None:
        day, unit, company, habit = event[:4]
        places = (company, GROUP) if habit.above else (unit, company)
        lead = event.lead or self.staff.leader(self.rng, places, day)
        if lead is None:
            return
        many = self._problems(habit) if event.problems is None else event.problems
        number = ""
        if habit.programme:
            number = self._number("I", unit, day)
            score = max(55, min(100, self.rng.gauss(95 - many, 3)))
            self.found.inspections.append(
                (
                    *(number, unit, habit.programme, habit.form, day),
                    *(lead.employee_no, habit.checklist, f"{score:.1f}", habit.scope),
                )
            )
        for _ in range(many):
            self._find(event, number, lead)

    def _problems(self, habit: Habit) -> int:
        """How many are found, by chance."""
        if not habit.findings:
            return 0
        return min(round(self.rng.expovariate(1 / habit.findings)), WORST)

    def _find(self, event: Event, inspection: str, lead: Member) -> None:
        rng, (day, unit, _company, habit) = self.rng, event[:4]
        finding = choose(rng, habit.kind)
        is_major = finding.risk == "1" and rng.random() < MAJOR
        owner = self._owner(event)
        due_on = working_days(day, DAYS[finding.risk])
        fixed_on, verified_on = self._fix(day, due_on)
        if owner is None:
            fixed_on = verified_on = None
        verifier = self._verifier(event, lead, owner) if verified_on else None
        if verifier is None:
            verified_on = None
        fixer = owner.employee_no if owner and fixed_on else ""
        self.found.hazards.append(
            (
                *(self._number("H", unit, day), unit, inspection, day),
                *("major" if is_major else "general", finding.risk),
                *(finding.category, finding.description),
                *((owner.contractor, owner.employee_no) if owner else ("", "")),
                *(due_on, fixed_on, fixer),
                *(verified_on, verifier.employee_no if verifier else ""),
                finding.measures if fixed_on else "",
            )
        )

    def _owner(self, event: Event) -> Member | None:
        """Who shall rectify: nobody yet for some of what was found just now."""
        day, unit, company, habit = event[:4]
        age = (self.today - day).days
        if age < len(TAKEN_UP) and self.rng.random() > TAKEN_UP[age]:
            return None
        teams = [f"{unit}-T{number}" for number in range(1, 7)]
        self.rng.shuffle(teams)
        if habit.kind == "design":
            return self.staff.leader(self.rng, (*teams, unit, company, GROUP), day)
        worker = self.staff.worker(self.rng, (*teams, unit), day)
        others = (*teams, unit, company, GROUP)
        return worker or self.staff.leader(self.rng, others, day)

    def _verifier(
        self, event: Event, lead: Member, owner: Member | None
    ) -> Member | None:
        """Who has seen that it is right: never the one who has put it right."""
        other = self.staff.leader(self.rng, (event.company, GROUP), event.day)
        known = owner.employee_no if owner else ""
        found = (each for each in (lead, other) if each and each.employee_no != known)
        return next(found, None)

    def _fix(self, day: date, due_on: date) -> tuple[date | None, date | None]:
        """When it was put right and verified, as far as that is by today."""
        rng = self.rng
        fixed_on = day + rng.randint(0, (due_on - day).days) * DAY
        if rng.random() < LATE:
            fixed_on = due_on + rng.randint(1, LATEST) * DAY
        verified_on = fixed_on + rng.choice((0, 0, 1, 1, 2, 3)) * DAY
        if fixed_on > self.today:
            return None, None
        return fixed_on, verified_on if verified_on <= self.today else None

    def _number(self, sort: str, unit: str, day: date) -> str:
        series = f"{sort}-{unit}-{day.year % 100:02}"
        self.last[series] += 1
        return f"{series}-{self.last[series]:04}"


def working_days(day: date, number: int) -> date:
    """So many weekdays after a day."""
    while number:
        day += DAY
        number -= day.weekday() < 5
    return day


def _of_group(span: Span) -> Iterator[Event]:
    """Headquarters looks at the whole once a month, not in February."""
    for month in range(1, 13):
        day = date(span.start.year, month, 18)
        if month != 2 and day <= span.end:
            yield Event(day, GROUP, GROUP, OF_GROUP[month % len(OF_GROUP)])
