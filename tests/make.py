"""Builders: ``make.person(name="Wang Li")`` is a person, whatever else one needs.

Plain functions over the project's own verbs, so what they make is what the site
would make: units stand in the tree, changes are in the journal.
"""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from inspections.models import (
    Checklist,
    Form,
    Hazard,
    Inspection,
    Level,
    Plan,
    Programme,
)
from inspections.paper import yaml_file
from inspections.paper.draft import understand
from inspections.services import checklists, planning
from safety.accounts.models import Grant, User
from safety.accounts.permissions import Role
from safety.core.models import Voidable
from safety.core.months import Period
from safety.incentives.models import (
    Award,
    Budget,
    Card,
    CardRule,
    Contest,
    Proposal,
    Selection,
)
from safety.incentives.services import contests
from safety.incidents.models import Incident
from safety.journal import write as journal
from safety.org import services as org
from safety.org.models import PARENT_KIND, Kind, Place, ProjectType, Unit
from safety.people import services as people
from safety.people.models import Contractor, Person, Posting
from training.models import (
    YES,
    Attendance,
    Certificate,
    Course,
    Drill,
    DrillKind,
    EmergencyPlan,
    Exam,
    Gap,
    Lesson,
    Participation,
    PlanKind,
    PlanVersion,
    Question,
    QuestionKind,
    Requirement,
    Session,
    SessionKind,
)
from training.services import gaps, plans

PASSWORD = "correct horse battery"
FIRST_DAY = date(2019, 1, 1)

# All of one length: codes are texts, and sort in the order in which they were made.
_numbers = count(100_001)


def unit(kind: str = Kind.PROJECT, parent: Unit | None = None, **fields: Any) -> Unit:
    """A unit; without ``parent`` under the group's first unit of the kind above."""
    wanted = PARENT_KIND[kind]
    if parent is None and wanted:
        parent = Unit.objects.filter(kind=wanted).first() or unit(wanted)
    number = next(_numbers)
    fields.setdefault("code", f"{kind[0].upper()}{number}")
    fields.setdefault("name", f"{kind.capitalize()} {number}")
    if kind == Kind.PROJECT:
        fields.setdefault("project_type", ProjectType.CONSTRUCTION)
    return org.add(Unit(kind=kind, parent=parent, **fields), by=None)


def group(**fields: Any) -> Unit:
    """The group: the one there is, or a new one."""
    return Unit.objects.filter(kind=Kind.GROUP).first() or unit(Kind.GROUP, **fields)


def company(**fields: Any) -> Unit:
    return unit(Kind.COMPANY, **fields)


def project(**fields: Any) -> Unit:
    return unit(Kind.PROJECT, **fields)


def team(**fields: Any) -> Unit:
    return unit(Kind.TEAM, **fields)


def place(unit: Unit, **fields: Any) -> Place:
    made = Place(unit=unit, **{"name": f"Gate {next(_numbers)}", **fields})
    journal.save(made, "add", by=None)
    return made


def contractor(**fields: Any) -> Contractor:
    number = next(_numbers)
    made = Contractor(
        **{"code": f"K{number}", "name": f"Contractor {number}", **fields}
    )
    journal.save(made, "register", by=None)
    return made


def person(unit: Unit | None = None, **fields: Any) -> Person:
    """A person; with ``unit`` posted to it since ``FIRST_DAY``."""
    number = next(_numbers)
    made = Person(**{"employee_no": f"E{number}", "name": f"Person {number}", **fields})
    journal.save(made, "register", by=None)
    if unit:
        posting(made, unit)
    return made


def posting(
    person: Person, unit: Unit, start_on: date = FIRST_DAY, end_on: date | None = None
) -> Posting:
    made = Posting(person=person, unit=unit, start_on=start_on, end_on=end_on)
    return people.post(made, by=None)


def inspection(unit: Unit, day: date = FIRST_DAY, **fields: Any) -> Inspection:
    given = {"programme": Programme.QHSE, "form": Form.SELF, **fields}
    if "lead" not in given:
        given["lead"] = person()
    number = f"I{next(_numbers)}"
    made = Inspection(**{"number": number, **given}, unit=unit, inspected_on=day)
    journal.save(made, "inspect", by=None)
    return made


def hazard(unit: Unit, day: date = FIRST_DAY, **fields: Any) -> Hazard:
    """A hazard found on a day, and due on it unless said otherwise."""
    number = next(_numbers)
    given = {
        "number": f"H{number}",
        "level": Level.GENERAL,
        "description": f"Edge {number} open",
        "due_on": day,
        **fields,
    }
    made = Hazard(**given, unit=unit, found_on=day)
    journal.save(made, "report", by=None)
    return made


def course(unit: Unit | None = None, **fields: Any) -> Course:
    """A course of the group of four hours, valid for ever unless said otherwise."""
    number = next(_numbers)
    given = {
        "code": f"L{number}",
        "name": f"Course {number}",
        "kind": SessionKind.ANNUAL,
        "hours": Decimal(4),
        **fields,
    }
    made = Course(**given, unit=unit or group())
    journal.save(made, "add", by=None)
    return made


def question(course: Course, **fields: Any) -> Question:
    """A statement that is true, unless said otherwise."""
    number = next(_numbers)
    given = {
        "number": number,
        "kind": QuestionKind.TRUE_FALSE,
        "text": f"Statement {number}.",
        "answer": YES,
        **fields,
    }
    made = Question(course=course, **given)
    journal.save(made, "add", by=None)
    return made


def lesson(course: Course, **fields: Any) -> Lesson:
    """A lesson of a text, after the others, that asks for no time."""
    number = next(_numbers)
    given = {"place": number - 100_000, "title": f"Lesson {number}", **fields}
    made = Lesson(course=course, **given)
    journal.save(made, "add", by=None)
    return made


def exam(course: Course, **fields: Any) -> Exam:
    """One statement in ten minutes, twice at most, unless said otherwise."""
    given = {"statements": 1, "minutes": 10, "attempts": 2, **fields}
    made = Exam(course=course, **given)
    journal.save(made, "add", by=None)
    return made


def certificate(person: Person, **fields: Any) -> Certificate:
    """A certificate issued on ``FIRST_DAY``, for ever unless said otherwise."""
    given = {
        "kind": "class_b",
        "number": f"B{next(_numbers)}",
        "issued_on": FIRST_DAY,
        **fields,
    }
    made = Certificate(person=person, **given)
    journal.save(made, "add", by=None)
    return made


def requirement(unit: Unit, course: Course, **fields: Any) -> Requirement:
    """A course that anybody must hold at the unit since ``FIRST_DAY``."""
    given = {"valid_from": FIRST_DAY, **fields}
    made = Requirement(unit=unit, course=course, **given)
    journal.save(made, "add", by=None)
    return made


def session(unit: Unit | None = None, **fields: Any) -> Session:
    """A session of two hours, ended on ``FIRST_DAY`` unless said otherwise."""
    number = next(_numbers)
    ended = fields.get("ended_on", FIRST_DAY)
    given = {
        "number": f"T{number}",
        "topic": f"Edges {number}",
        "kind": SessionKind.ANNUAL,
        "started_on": ended,
        "ended_on": ended,
        "hours": Decimal(2),
        **fields,
    }
    made = Session(**given, unit=unit or team())
    journal.save(made, "hold", by=None)
    return made


def attendance(session: Session, person: Person, **fields: Any) -> Attendance:
    made = Attendance(session=session, person=person, **fields)
    journal.save(made, "attend", by=None)
    return made


def emergency_plan(unit: Unit, **fields: Any) -> EmergencyPlan:
    """An on-site plan, valid from ``FIRST_DAY``, to be reviewed a thousand days later.

    ``review_on`` is said of its first version.
    """
    number = next(_numbers)
    review_on = fields.pop("review_on", FIRST_DAY + timedelta(days=1000))
    given = {"name": f"Evacuation {number}", "kind": PlanKind.ON_SITE, **fields}
    version = PlanVersion(valid_from=FIRST_DAY, review_on=review_on)
    return plans.add(EmergencyPlan(unit=unit, **given), version, None, by=None)


def incident(unit: Unit, **fields: Any) -> Incident:
    """A near miss on ``FIRST_DAY`` unless said otherwise."""
    number = next(_numbers)
    given = {
        "number": f"A{number}",
        "occurred_on": FIRST_DAY,
        "category": "fall",
        "severity": "near_miss",
        "description": f"Tools fell {number}",
        **fields,
    }
    made = Incident(**given, unit=unit)
    journal.save(made, "add", by=None)
    return made


def drill(unit: Unit | None = None, **fields: Any) -> Drill:
    """A drill, held on ``FIRST_DAY`` unless said otherwise."""
    number = next(_numbers)
    given = {
        "number": f"D{number}",
        "plan": f"Fire {number}",
        "kind": DrillKind.TABLETOP,
        "held_on": FIRST_DAY,
        **fields,
    }
    made = Drill(**given, unit=unit or team())
    journal.save(made, "hold", by=None)
    return made


def participation(drill: Drill, person: Person, **fields: Any) -> Participation:
    made = Participation(drill=drill, person=person, **fields)
    journal.save(made, "attend", by=None)
    return made


def gap(drill: Drill, **fields: Any) -> Gap:
    """What a drill has shown to be missing; open unless said otherwise."""
    given = {"what": f"Exit {next(_numbers)} was locked", **fields}
    return gaps.add(Gap(drill=drill, **given), by=None)


def card(unit: Unit, person: Person | None = None, **fields: Any) -> Card:
    """A prize card of 5 yuan, issued on ``FIRST_DAY`` unless said otherwise."""
    given = {
        "serial": f"C{next(_numbers)}",
        "issued_on": FIRST_DAY,
        "behaviour": "Clipped on",
        "amount": Decimal(5),
        **fields,
    }
    made = Card(**given, unit=unit, person=person or _anybody(unit))
    journal.save(made, "load", by=None)
    return made


def budget(
    unit: Unit, amount: int = 100, period: str = "2019", **fields: Any
) -> Budget:
    """What cards of the unit and below may be worth in a month or a year."""
    of = Period.parse(period)
    given = {"amount": Decimal(amount), "reason": "Plan", **fields}
    made = Budget(unit=unit, period=of, **given)
    journal.save(made, "add", by=None)
    return made


def card_rule(unit: Unit, **fields: Any) -> CardRule:
    """A rule of the unit's own, as it is inherited but for the fields."""
    made = CardRule.objects.in_force_at(unit)
    made.pk, made.unit, made._state.adding = None, unit, True
    for name, value in fields.items():
        setattr(made, name, value)
    journal.save(made, "add", by=None)
    return made


def proposal(unit: Unit, person: Person | None = None, **fields: Any) -> Proposal:
    """A card that waits for approval, of today."""
    given = {"amount": Decimal(20), "behaviour": "Stopped work", **fields}
    made = Proposal(
        unit=unit,
        person=person or _anybody(unit),
        **{"issued_on": unit.today, "issued_by": _anybody(unit), **given},
    )
    journal.save(made, "propose-card", by=None)
    return made


def award(unit: Unit, person: Person | None = None, **fields: Any) -> Award:
    """An award of 200 yuan for January 2019 unless said otherwise."""
    given = {
        "title": f"Star {next(_numbers)}",
        "period": Period.parse("2019-01"),
        "amount": Decimal(200),
        **fields,
    }
    made = Award(**given, unit=unit, person=person or _anybody(unit))
    journal.save(made, "load", by=None)
    return made


def selection(unit: Unit, **fields: Any) -> Selection:
    """A selection of two stars of January 2019 that is begun, without a committee."""
    given = {
        "title": f"Stars {next(_numbers)}",
        "period": Period.parse("2019-01"),
        "stars": 2,
        "prize": Decimal(200),
        **fields,
    }
    made = Selection(**given, unit=unit)
    journal.save(made, "add", by=None)
    return made


def contest(unit: Unit, *teams: Unit, **fields: Any) -> Contest:
    """A contest of January 2019; of a new team of the unit where none is given."""
    given = {
        "title": f"Clean {next(_numbers)}",
        "period": Period.parse("2019-01"),
        "prize": Decimal(100),
        **fields,
    }
    if "checklist" not in given:
        given["checklist"] = checklist(unit)
    made = Contest(**given, unit=unit)
    if not teams:
        site = unit if unit.kind == Kind.PROJECT else project(parent=unit)
        teams = (team(parent=site),)
    return contests.save(made, teams, by=None)


def _anybody(unit: Unit) -> Person:
    return person(unit)


def checklist(unit: Unit, text: str = "", **fields: Any) -> Checklist:
    """A published checklist; its ``text`` is YAML of sections, as files have it."""
    number = next(_numbers)
    sections = text or f"sections: [{{name: Edges, items: [{{text: Rail {number}}}]}}]"
    named = {"code": f"C{number}", "name": f"Checklist {number}", **fields}
    head = "".join(f"{name}: {value}\n" for name, value in named.items())
    draft, faults = understand(yaml_file.read(f"{head}{sections}\n".encode())[0])
    assert not faults, faults
    version = checklists.enter(draft, unit, by=None)
    return checklists.publish(version, by=None).checklist


def plan(unit: Unit, *lists: Checklist, **fields: Any) -> Plan:
    """A plan from today on, daily at six in the evening; it names ``people``."""
    named = fields.pop("people", [])
    given = {
        "name": f"Plan {next(_numbers)}",
        "programme": Programme.QHSE,
        "form": Form.SELF,
        "reach": "projects",
        "repeat": "daily",
        "starts_on": unit.today,
        **fields,
    }
    parts = planning.Parts(lists or [checklist(unit)], named)
    return planning.add(Plan(unit=unit, **given), parts, by=None)


def void(record: Voidable) -> None:
    """Take a record out of all numbers, as a file does."""
    record.status = Voidable.Status.VOIDED
    journal.save(record, "void", by=None)


def user(
    role: str | None = None,
    unit: Unit | None = None,
    *,
    person: Person | None = None,
    password: str = "",
    **fields: Any,
) -> User:
    """An account with a role at a unit (the group's if none is given).

    It has a password only when one is given (hashing is slow; most tests use
    ``client.force_login``). With ``person`` it is that person's account.
    """
    number = next(_numbers)
    made = User(**{"username": f"user{number}", "name": f"User {number}", **fields})
    if password:
        made.set_password(password)
    else:
        made.set_unusable_password()
    journal.save(made, "invite", by=None)
    if role:
        grant(made, role, unit or group())
    if person:
        person.user = made
        journal.save(person, "change", by=None)
    return made


def grant(user: User, role: str, unit: Unit) -> Grant:
    made = Grant(user=user, role=Role(role), unit=unit)
    journal.save(made, "grant", by=None)
    user.__dict__.pop("held", None)  # read once per request, and this is no request
    return made
