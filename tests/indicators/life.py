"""Random but repeatable life of a small group: units, people, postings, edits, moves.

Every step goes through the verbs of the site, as forms do.
"""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.core.exceptions import ValidationError

from safety.core.months import Month
from safety.journal import write as journal
from safety.org import services as org
from safety.org.models import PARENT_KIND, Kind, Unit
from safety.people import services as people
from safety.people.models import Category, Contractor, Gender, Person, Posting
from tests import make
from tests.shapes.models import Attendance, Fault, Lesson, Visit

FIRST, DAYS = date(2018, 11, 20), 500


class Life:
    """A group that changes at random; ``history`` is where units hung since when."""

    def __init__(self, random: Random, *, dated_moves: bool = False) -> None:
        self.random, self.dated_moves = random, dated_moves
        self.history: dict[str, list[tuple[tuple[int, int], str]]] = {}
        group = make.group(code="G")
        companies = [make.unit(Kind.COMPANY, group) for _ in range(2)]
        for _ in range(3):
            project = make.unit(Kind.PROJECT, random.choice(companies), **self.dates())
            for _ in range(random.randrange(3)):
                make.unit(Kind.TEAM, project)
        for _ in range(2):
            make.contractor()
        for _ in range(5):
            make.person(**self.person())

    def day(self) -> date:
        """A day, more often than not on the edge of a month."""
        found = FIRST + timedelta(self.random.randrange(DAYS))
        if self.random.random() < 0.4:
            month = Month.containing(found)
            return self.random.choice([month.first_day, month.last_day])
        return found

    def unit(self) -> Unit:
        return self.random.choice(Unit.objects.order_by("pk"))

    def someone(self) -> Person:
        return self.random.choice(Person.objects.order_by("pk"))

    def dates(self) -> dict[str, date | None]:
        first, last = sorted([self.day(), self.day()])
        return {
            "opened_on": self.random.choice([None, first]),
            "closed_on": self.random.choice([None, last]),
        }

    def person(self) -> dict[str, Any]:
        return {
            "gender": self.random.choice(["", *Gender.values]),
            "category": self.random.choice(["", *Category.values]),
            "contractor": self.random.choice([None, *Contractor.objects.all()]),
        }

    def step(self) -> None:
        """One thing that happens; what the rules refuse simply does not."""
        try:
            self.random.choice(
                [
                    *(self.post, self.post, self.change_posting, self.change_person),
                    *(self.add_unit, self.change_unit, self.move),
                    *(self.declare, self.void),
                    *(self.visit, self.fault, self.attend, self.change_book),
                ]
            )()
        except ValidationError:
            return

    def post(self) -> None:
        first, last = sorted([self.day(), self.day()])
        people.post(
            Posting(
                person=self.someone(),
                unit=self.unit(),
                start_on=first,
                end_on=self.random.choice([None, last, first]),
            ),
            by=None,
        )

    def change_posting(self) -> None:
        postings = list(Posting.objects.order_by("pk"))
        if not postings:
            return
        posting = self.random.choice(postings)
        posting.end_on = self.random.choice(
            [None, posting.start_on + timedelta(self.random.randrange(200))]
        )
        people.post(posting, by=None)

    def change_person(self) -> None:
        person = self.someone()
        for name, value in self.person().items():
            setattr(person, name, value)
        person.status = self.random.choice(["counted", "counted", "voided"])
        journal.save(person, "change", by=None)

    def add_unit(self) -> None:
        kind = self.random.choice([Kind.PROJECT, Kind.TEAM])
        parents = Unit.objects.filter(kind=PARENT_KIND[kind]).order_by("pk")
        fields = self.dates() if kind == Kind.PROJECT else {}
        make.unit(kind, self.random.choice(parents), **fields)

    def change_unit(self) -> None:
        unit = self.random.choice(Unit.objects.filter(kind=Kind.PROJECT).order_by("pk"))
        for name, value in self.dates().items():
            setattr(unit, name, value)
        unit.project_type = self.random.choice(["design", "construction"])
        unit.full_clean()
        journal.save(unit, "change", by=None)

    def move(self) -> None:
        unit = self.random.choice(
            Unit.objects.filter(kind__in=[Kind.PROJECT, Kind.TEAM]).order_by("pk")
        )
        parents = Unit.objects.filter(kind=unit.parent.kind).order_by("pk")
        to = self.random.choice(parents)
        if to == unit.parent:
            return
        month = Month.containing(self.day()) if self.dated_moves else None
        kept = self.history.setdefault(unit.code, [((0, 0), unit.parent.code)])
        org.move(unit, to, by=None, from_month=month)
        since = (month.year, month.number) if month else (0, 0)
        self.history[unit.code] = [*(k for k in kept if k[0] < since), (since, to.code)]

    def declare(self) -> None:
        people.declare_hours(
            self.unit(),
            Month.containing(self.day()),
            self.random.choice(
                [None, Decimal(self.random.randrange(100000)).scaleb(-2)]
            ),
            by=None,
        )

    def void(self) -> None:
        posting = Posting.objects.order_by("pk").last()
        if posting:
            posting.status = Posting.Status.VOIDED
            journal.save(posting, "void", by=None)

    # --- the made-up books ----------------------------------------------------------

    def visit(self) -> None:
        visit = Visit(
            unit=self.unit(),
            visited_on=self.day(),
            lead=self.someone(),
            programme=self.random.choice(["leader", "other"]),
            score=self.random.choice([None, Decimal(0), Decimal("87.25")]),
            status=self.random.choice(["final", "final", "draft", "voided"]),
        )
        journal.save(visit, "visit", by=None)

    def fault(self) -> None:
        found, due, rectified, verified = sorted(self.day() for _ in range(4))
        if self.random.random() < 0.5:
            due, rectified = rectified, due
        done = self.random.randrange(3)
        fault = Fault(
            unit=self.unit(),
            visit=self.random.choice([None, *Visit.objects.order_by("pk")]),
            risk=self.random.choice(["", "1", "4"]),
            found_on=found,
            due_on=due,
            rectified_on=rectified if done else None,
            verified_on=max(verified, rectified) if done > 1 else None,
            status=self.random.choice(["counted", "counted", "voided"]),
        )
        journal.save(fault, "report", by=None)

    def attend(self) -> None:
        lesson = Lesson(
            unit=self.unit(),
            ended_on=self.day(),
            status=self.random.choice(["final", "final", "draft"]),
        )
        journal.save(lesson, "hold", by=None)
        for person in self.random.sample(list(Person.objects.order_by("pk")), 2):
            attendance = Attendance(
                lesson=lesson,
                person=person,
                hours=Decimal(self.random.randrange(1, 900)).scaleb(-2),
                is_present=self.random.random() < 0.8,
            )
            journal.save(attendance, "attend", by=None)

    def change_book(self) -> None:
        """Correct a record of a made-up book: its state, its unit or its date."""
        model: Any = self.random.choice([Visit, Fault, Lesson])
        records = model._base_manager.order_by("pk")
        if not records.exists():
            return
        record = self.random.choice(records)
        record.unit = self.unit()
        record.status = self.random.choice(
            ["voided", "counted" if model is Fault else "final"]
        )
        if model is Lesson:
            record.ended_on = self.day()
        if model is Visit:
            record.programme = self.random.choice(["leader", "other"])
        journal.save(record, "change", by=None)
