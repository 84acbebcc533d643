"""The definitions of INDICATORS.md that later subjects bring, over made-up books."""

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from safety.core.declare.indicators import (
    PROJECT,
    Across,
    Amounts,
    Book,
    Both,
    Cohort,
    Days,
    Distinct,
    Flow,
    Indicator,
    Ratio,
    Roll,
    Shape,
    Stock,
)
from safety.org.indicators import active
from safety.people.indicators import BY_PERSON, headcount, hours_worked, roster
from tests.shapes.models import Attendance, Fault, Prize, Visit

visits = Book(of=Visit, where=Q(status="final"))
looked_at = Roll(
    name="looked_at",
    book=Book(of=Visit, where=visits.where, by={"project_type": "project_type"}),
    subject=PROJECT,
    at="visited_on",
)
leads = Roll(
    name="leads",
    book=Book(of=Visit, where=visits.where & Q(programme="leader")),
    subject="lead",
    at="visited_on",
)
entered = Roll(name="entered", book=leads.book, subject="unit", at="visited_on")

faults = Book(
    of=Fault,
    where=Q(status="counted"),
    by={"risk": "risk", "contractor": "contractor__code"},
)
found = Flow(book=faults, at="found_on")
CLOSED = Flow(book=faults, at="verified_on")
due = Flow(book=faults, at="due_on")

present = Q(
    status="counted",
    lesson__status="final",
    person__status="counted",
    is_present=True,
)
attendances = Book(
    of=Attendance,
    unit="lesson__unit",
    where=present & (Q(lesson__has_exam=False) | Q(passed=True)),
    by=BY_PERSON,
)
examined = Book(
    of=Attendance, unit="lesson__unit", where=present & Q(lesson__has_exam=True)
)
trained = Roll(
    name="trained", book=attendances, subject="person", at="lesson__ended_on"
)
PERSONS = Distinct(roll=trained)
HOURS = Coalesce("hours", "lesson__hours")
hours = Amounts(
    name="lesson_hours",
    book=attendances,
    subject="person",
    at="lesson__ended_on",
    amount=HOURS,
)

prizes = Book(of=Prize, where=Q(status="counted"))

SHAPES: dict[str, Shape | Ratio] = {
    "visits.count": Flow(book=visits, at="visited_on"),
    "visits.by_group": Flow(book=visits, at="visited_on", where=Q(unit__kind="group")),
    "visits.average_score": Ratio(
        Flow(
            book=visits, at="visited_on", amount="score", where=Q(score__isnull=False)
        ),
        Flow(book=visits, at="visited_on", where=Q(score__isnull=False)),
    ),
    "visits.projects_covered": Distinct(roll=looked_at),
    "visits.projects_design": Distinct(roll=looked_at, only={"project_type": "design"}),
    "visits.coverage": Ratio(
        Both(roll=active, anywhere=looked_at), Distinct(roll=active)
    ),
    "leads.persons": Distinct(roll=leads),
    "leads.units": Distinct(roll=entered),
    "faults.found": found,
    "faults.by_leaders": Flow(
        book=faults, at="found_on", where=Q(visit__programme="leader")
    ),
    "faults.rectification_rate": Ratio(
        Cohort(book=faults, at="found_on", done="verified_on"), found
    ),
    "faults.on_time_rate": Ratio(
        Flow(book=faults, at="due_on", where=Q(rectified_on__lte=F("due_on"))), due
    ),
    "faults.open": Stock(book=faults, since="found_on", until="verified_on"),
    "faults.overdue": Stock(book=faults, since="due_on", until="rectified_on"),
    "faults.days_to_close": Ratio(
        Flow(book=faults, at="verified_on", amount=Days("found_on", "verified_on")),
        CLOSED,
    ),
    "faults.per_million_hours": Ratio(
        Flow(book=faults, at="found_on", where=Q(risk="1"), amount=1_000_000),
        hours_worked,
    ),
    "faults.fatality_rate": Ratio(
        Flow(book=faults, at="found_on", amount=F("deaths") * 1_000_000), hours_worked
    ),
    "lessons.hours": Flow(book=attendances, at="lesson__ended_on", amount=HOURS),
    "lessons.person_times": Flow(book=attendances, at="lesson__ended_on"),
    "lessons.persons": PERSONS,
    "lessons.pass_rate": Ratio(
        Flow(book=examined, at="lesson__ended_on", where=Q(passed=True)),
        Flow(book=examined, at="lesson__ended_on"),
    ),
    "lessons.coverage": Ratio(Both(roll=roster, anywhere=trained), headcount),
    "lessons.hours_per_person": Ratio(Across(roll=roster, amounts=hours), headcount),
    "prizes.issued": Flow(book=prizes, at="issued_on"),
    "prizes.amount_redeemed": Flow(book=prizes, at="redeemed_on", amount="amount"),
    "prizes.amount_awarded": Flow(book=prizes, at="period", amount="amount"),
}
INDICATORS = [
    Indicator(
        code=code,
        name=code,
        definition=code,
        shape=shape,
        persons=PERSONS if code in {"lessons.hours", "lessons.person_times"} else None,
    )
    for code, shape in SHAPES.items()
]
