"""The definitions of INDICATORS.md that later subjects bring, over made-up books."""

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from safety.core.declare.indicators import (
    Across,
    Amounts,
    Book,
    Both,
    Distinct,
    Flow,
    Indicator,
    Ratio,
    Roll,
    Shape,
)
from safety.people.indicators import BY_PERSON, headcount, hours_worked, roster
from tests.shapes.models import Attendance, Mishap, Prize

mishaps = Book(of=Mishap, where=Q(status="counted"))

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
    "mishaps.per_million_hours": Ratio(
        Flow(
            book=mishaps,
            at="happened_on",
            where=Q(severity="fatal"),
            amount=1_000_000,
        ),
        hours_worked,
    ),
    "mishaps.fatality_rate": Ratio(
        Flow(book=mishaps, at="happened_on", amount=F("deaths") * 1_000_000),
        hours_worked,
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
