"""Random but repeatable life of a small group: units, people, postings, edits, moves.

Every step goes through the verbs of the site, as forms do.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import StringIO
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db.models import Model

from inspections.models import Form, Hazard, Inspection, Level, Programme, Risk
from safety.core.months import Month, Period
from safety.incentives.models import Award, Card
from safety.incidents.models import Incident, Severity
from safety.journal import write as journal
from safety.org import services as org
from safety.org.models import PARENT_KIND, Kind, Unit
from safety.people import services as people
from safety.people.models import Category, Contractor, Gender, Person, Posting
from safety.records.models import Load, State
from safety.records.services import work_on
from safety.records.undo import obstacle
from tests import make
from tests.shapes.models import Mishap, Prize
from training.models import (
    Attendance,
    Counting,
    Course,
    Drill,
    DrillKind,
    Enrolment,
    Participation,
    Session,
    SessionKind,
)
from training.services import counting, school

FIRST, DAYS = date(2018, 11, 20), 500


class Life:
    """A group that changes at random; ``history`` is where units hung since when.

    ``restate`` is why a file may touch closed months.
    """

    restate = ""

    def __init__(self, random: Random, *, dated_moves: bool = False) -> None:
        self.random, self.dated_moves = random, dated_moves
        self.history: dict[str, list[tuple[tuple[int, int], str]]] = {}
        group = make.group(code="G")
        companies = [make.unit(Kind.COMPANY, group) for _ in range(2)]
        for _ in range(3):
            project = make.unit(Kind.PROJECT, random.choice(companies), **self.dates())
            for _ in range(random.randrange(3)):
                make.unit(Kind.TEAM, project)
        for number in range(2):
            make.contractor(code=f"K{number}")
        for _ in range(5):
            make.person(**self.person())
        for number in range(2):
            make.course(group, code=f"C{number}")

    def day(self) -> date:
        """A day, more often than not on the edge of a month."""
        found = FIRST + timedelta(self.random.randrange(DAYS))
        if self.random.random() < 0.4:
            month = Month.containing(found)
            return self.random.choice([month.first_day, month.last_day])
        return found

    def soon(self, day: date) -> date:
        """The same day or one of the two months after."""
        return day + timedelta(self.random.choice([0, self.random.randrange(60)]))

    def unit(self) -> Unit:
        return self.random.choice(Unit.objects.order_by("pk"))

    def one_of(self, model: type[Model]) -> Any:
        """A record of a model; None when there is none."""
        records = list(model._base_manager.order_by("pk"))
        return self.random.choice(records) if records else None

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
                    *(self.post, self.post, self.post, self.change_posting),
                    *(self.change_person, self.change_person, self.declare),
                    *(self.add_unit, self.change_unit, self.move, self.move),
                    *(self.void, self.rename, self.load, self.load),
                    *(self.take_back, self.take_back),
                    *(self.report, self.report, self.report, self.change_hazard),
                    *(self.inspect, self.inspect, self.change_inspection),
                    *(self.promise, self.mishap),
                    *(self.hurt, self.hurt, self.change_incident),
                    *(self.issue, self.change_card, self.award),
                    *(self.teach, self.teach, self.change_session),
                    *(self.learn, self.count),
                    *(self.change_attendance, self.change_attendance),
                    *(self.drill, self.change_drill, self.change_participation),
                ]
            )()
        except (ValidationError, CommandError):
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
        posting = self.one_of(Posting)
        if posting is None:
            return
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
        """Void something, or let it count again."""
        record = self.one_of(self.random.choice([Posting, Unit, Contractor]))
        if record is None or getattr(record, "kind", "") in {Kind.GROUP, Kind.COMPANY}:
            return
        states = [record.Status.VOIDED, record.Status.COUNTED]
        record.status = self.random.choice(states)
        journal.save(record, "void", by=None)

    def rename(self) -> None:
        """A contractor's code changes, and maybe back."""
        contractor = Contractor.objects.get(code__in=["K1", "K2"])
        contractor.code = self.random.choice(["K1", "K2"])
        journal.save(contractor, "rename", by=None)

    def load(self) -> None:
        """A file of somebody known and somebody new, two postings, or a session."""
        known, new = self.someone().employee_no, f"L{self.random.randrange(10)}"
        contractor = self.random.choice(["", "K1"])
        people = f"employee_no,name,gender,contractor\n{known},A,f,\n"
        people += f"{new},B,m,{contractor}\n"
        postings = "employee_no,unit,start_on\n"
        for person in sorted({known, self.someone().employee_no}):
            postings += f"{person},{self.unit().code},{self.day()}\n"
        moved, day = self.one_of(Session), self.day()
        sessions = "number,unit,topic,kind,started_on,ended_on,hours\n"
        number = moved.number if moved else self.number(Session)
        sessions += f"{number},{self.unit().code},Edges,annual,{day},{day},7.25\n"
        kind, rows = self.random.choice(
            [("people", people), ("postings", postings), ("sessions", sessions)]
        )
        with TemporaryDirectory() as folder:
            file = Path(folder) / "rows.csv"
            file.write_text(rows)
            why = {"restate": self.restate} if self.restate else {}
            silent = {"stdout": StringIO(), "stderr": StringIO()}
            call_command("load", kind, str(file), **why, **silent)

    def take_back(self) -> None:
        """Take the last load back, if nothing rests on it."""
        load = Load.objects.filter(state=State.LOADED).order_by("pk").last()
        if load and not obstacle(load):
            load.move(State.TO_UNDO)
            work_on(load)

    # --- inspections and hazards ------------------------------------------------

    def inspect(self) -> None:
        inspection = Inspection(
            number=self.number(Inspection),
            unit=self.unit(),
            inspected_on=self.day(),
            lead=self.someone(),
            programme=self.random.choice(Programme.values),
            form=Form.SELF,
            score=self.random.choice([None, Decimal(0), Decimal("87.25")]),
            status=self.random.choice(["final", "final", "draft", "voided"]),
        )
        journal.save(inspection, "inspect", by=None)

    def change_inspection(self) -> None:
        inspection = self.one_of(Inspection)
        if inspection is None:
            return
        inspection.unit, inspection.inspected_on = self.unit(), self.day()
        inspection.programme = self.random.choice(Programme.values)
        inspection.status = self.random.choice(["voided", "final", "final"])
        journal.save(inspection, "change", by=None)

    def number(self, model: type[Model]) -> str:
        """One that no record has: of those taken back the numbers are free again."""
        key, rows = "serial" if model is Card else "number", model._base_manager.all()
        free = (f"N{number}" for number in count(rows.count()))
        return next(each for each in free if not rows.filter(**{key: each}).exists())

    def report(self) -> None:
        """Found and mostly done within weeks, so within one month or over its end."""
        found = self.day()
        due, rectified, verified = sorted(self.soon(found) for _ in range(3))
        if self.random.random() < 0.5:
            due, rectified = rectified, due
        done = self.random.randrange(3)
        hazard = Hazard(
            number=self.number(Hazard),
            unit=self.unit(),
            inspection=self.random.choice([None, *Inspection.objects.order_by("pk")]),
            contractor=self.random.choice([None, *Contractor.objects.order_by("pk")]),
            risk=self.random.choice(["", Risk.RED, Risk.BLUE]),
            level=self.random.choice(Level.values),
            category=self.random.choice(["", "electric"]),
            description="Edge open",
            found_on=found,
            due_on=due,
            rectified_on=rectified if done else None,
            verified_on=max(verified, rectified) if done > 1 else None,
            status=self.random.choice(["counted", "counted", "voided"]),
        )
        journal.save(hazard, "report", by=None)

    def change_hazard(self) -> None:
        """Somewhere else after all; put right now, or not yet."""
        hazard = self.one_of(Hazard)
        if hazard is None:
            return
        hazard.unit = self.unit()
        hazard.status = self.random.choice(["voided", "counted", "counted"])
        hazard.rectified_on = hazard.verified_on = None
        if self.random.random() < 0.7:
            hazard.rectified_on = self.soon(hazard.found_on)
            later = max(hazard.rectified_on, self.day())
            hazard.verified_on = self.random.choice(
                [None, self.soon(hazard.rectified_on), later]
            )
        journal.save(hazard, "change", by=None)

    # --- incidents ----------------------------------------------------------------

    def hurt(self) -> None:
        incident = Incident(
            number=self.number(Incident),
            unit=self.unit(),
            category="fall",
            description="Edge open",
            **self.harm(),
        )
        journal.save(incident, "add", by=None)

    def harm(self) -> dict[str, Any]:
        return {
            "occurred_on": self.day(),
            "severity": self.random.choice(Severity.values),
            "deaths": self.random.choice([None, 0, 1, 2]),
            "lost_days": self.random.choice([None, 0, 3, 6000]),
        }

    def change_incident(self) -> None:
        """Graver after all, elsewhere, or not at all."""
        incident = self.one_of(Incident)
        if incident is None:
            return
        for name, value in self.harm().items():
            setattr(incident, name, value)
        incident.unit = self.unit()
        incident.status = self.random.choice(["voided", "counted", "counted"])
        journal.save(incident, "change", by=None)

    # --- training and drills ------------------------------------------------------

    def teach(self) -> None:
        """Two at a session; whoever failed may come again."""
        ended = self.day()
        session = Session(
            number=self.number(Session),
            unit=self.unit(),
            course=self.random.choice([None, *self.courses()]),
            topic="Edges",
            kind=self.random.choice([*SessionKind.values, SessionKind.ONLINE]),
            started_on=ended - timedelta(self.random.randrange(3)),
            ended_on=ended,
            hours=Decimal("4.50"),
            has_exam=self.random.choice([True, False]),
            status=self.random.choice(["final", "final", "draft"]),
        )
        counting.settle(session)
        journal.save(session, "hold", by=None)
        for person in self.two():
            attendance = Attendance(session=session, person=person, **self.credit())
            journal.save(attendance, "attend", by=None)

    def two(self) -> list[Person]:
        return self.random.sample(list(Person.objects.order_by("pk")), 2)

    def credit(self) -> dict[str, Any]:
        hours = Decimal(self.random.randrange(450)).scaleb(-2)
        return {
            "hours": self.random.choice([None, hours]),
            "is_present": self.random.choice([True, True, False]),
            "passed": self.random.choice([None, True, True, False]),
        }

    def change_attendance(self) -> None:
        attendance = self.one_of(Attendance)
        if attendance is None:
            return
        for name, value in self.credit().items():
            setattr(attendance, name, value)
        attendance.status = self.random.choice(["counted", "counted", "voided"])
        journal.save(attendance, "change", by=None)

    def change_session(self) -> None:
        session = self.one_of(Session)
        if session is None:
            return
        session.unit, session.ended_on = self.unit(), self.day()
        session.started_on = session.ended_on
        session.hours = self.random.choice([Decimal("4.50"), Decimal("7.25")])
        session.course = self.random.choice([session.course, *self.courses()])
        session.kind = self.random.choice(SessionKind.values)
        session.status = self.random.choice(["voided", "final", "final"])
        counting.settle(session)
        journal.save(session, "change", by=None)

    def courses(self) -> list[Course]:
        return list(Course.objects.order_by("pk"))

    def learn(self) -> None:
        """Somebody is through with a course of the online school."""
        course, day = self.random.choice(self.courses()), self.day()
        began = datetime.combine(self.day(), time(8), course.unit.zone)
        enrolment = Enrolment(course=course, person=self.someone(), began_at=began)
        enrolment.ended_at, enrolment.completed_on = began, day
        journal.save(enrolment, "finish", by=None)
        school.attend(enrolment, day, passed=None, by=None)

    def count(self) -> None:
        """From a month on a course is counted otherwise."""
        version = Counting(
            course=self.random.choice(self.courses()),
            from_month=Month.containing(self.day()),
            for_hours=self.random.choice([True, False]),
            for_coverage=self.random.choice([True, False]),
            reason="Talks",
        )
        counting.count_from(version, by=None)

    def drill(self) -> None:
        drill = Drill(
            number=self.number(Drill),
            unit=self.unit(),
            plan="Fire",
            kind=self.random.choice(DrillKind.values),
            held_on=self.day(),
            status=self.random.choice(["final", "final", "draft"]),
        )
        journal.save(drill, "hold", by=None)
        rows = [Participation(drill=drill, person=person) for person in self.two()]
        journal.save_all(rows, "attend", by=None)

    def change_drill(self) -> None:
        drill = self.one_of(Drill)
        if drill is None:
            return
        drill.unit, drill.held_on = self.unit(), self.day()
        drill.status = self.random.choice(["voided", "final", "final"])
        journal.save(drill, "change", by=None)

    def change_participation(self) -> None:
        participation = self.one_of(Participation)
        if participation is None:
            return
        participation.status = self.random.choice(["counted", "voided"])
        journal.save(participation, "change", by=None)

    # --- prize cards and awards ---------------------------------------------------

    def issue(self) -> None:
        card = Card(
            serial=self.number(Card),
            unit=self.unit(),
            person=self.someone(),
            behaviour="Clipped on",
            status=self.random.choice(["counted", "counted", "voided"]),
            **self.life_of_a_card(),
        )
        journal.save(card, "issue", by=None)

    def life_of_a_card(self) -> dict[str, Any]:
        issued = self.day()
        return {
            "issued_on": issued,
            "redeemed_on": self.random.choice([None, self.soon(issued)]),
            "amount": Decimal(self.random.randrange(2000)).scaleb(-2),
        }

    def change_card(self) -> None:
        card = self.one_of(Card)
        if card is None:
            return
        for name, value in self.life_of_a_card().items():
            setattr(card, name, value)
        card.unit = self.unit()
        card.status = self.random.choice(["voided", "counted", "counted"])
        journal.save(card, "change", by=None)

    def award(self) -> None:
        """Somebody is honoured; or it was for something else, or elsewhere."""
        title = f"Star {self.random.randrange(8)}"
        award = Award.objects.filter(title=title).first() or Award(title=title)
        year, part = self.day().year, self.random.choice(["-03", "-Q1", "-H2", ""])
        award.unit, award.person = self.unit(), self.someone()
        award.period = Period.parse(f"{year}{part}")
        award.amount = Decimal(self.random.randrange(100000)).scaleb(-2)
        award.status = self.random.choice(["counted", "counted", "voided"])
        journal.save(award, "award", by=None)

    # --- the made-up books ----------------------------------------------------------

    def mishap(self) -> None:
        mishap = Mishap(
            unit=self.unit(),
            happened_on=self.day(),
            severity=self.random.choice(["fatal", "medical"]),
            deaths=self.random.choice([None, 0, 2]),
            status=self.random.choice(["counted", "counted", "voided"]),
        )
        journal.save(mishap, "report", by=None)

    def promise(self) -> None:
        """A prize, or another period, amount or day for one there is."""
        number = f"P{self.random.randrange(8)}"
        prize = Prize.objects.filter(number=number).first() or Prize(number=number)
        year, part = self.day().year, self.random.choice(["-03", "-Q1", "-H2", ""])
        prize.unit, prize.period = self.unit(), Period.parse(f"{year}{part}")
        prize.amount = Decimal(self.random.randrange(100000)).scaleb(-2)
        prize.issued_on = self.day()
        prize.redeemed_on = self.random.choice([None, self.soon(prize.issued_on)])
        prize.status = self.random.choice(["counted", "counted", "voided"])
        journal.save(prize, "promise", by=None)
