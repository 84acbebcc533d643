"""Numbers about training and drills (INDICATORS, "Catalogue")."""

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from inspections.models import Status
from safety.core.declare.indicators import (
    Across,
    Amounts,
    Better,
    Book,
    Both,
    Distinct,
    Flow,
    Indicator,
    Quantity,
    Ratio,
    Roll,
)
from safety.people.indicators import BY_PERSON, headcount, roster
from training.models import Attendance, Drill, Participation, Session, SessionKind

sessions = Book(of=Session, where=Q(status=Status.FINAL))
ENDED = "ended_on"
present = Book(
    of=Attendance,
    unit="session__unit",
    where=Q(
        status=Attendance.Status.COUNTED,
        session__status=Status.FINAL,
        person__status="counted",
        is_present=True,
    ),
)
examined = Book(
    of=Attendance,
    unit="session__unit",
    where=present.where & Q(session__has_exam=True),
)
credited = Book(
    of=Attendance,
    unit="session__unit",
    where=present.where & (Q(session__has_exam=False) | Q(passed=True)),
    by=BY_PERSON,
)
# A course may be left out of hours or of coverage from a month on.
TIMED = Q(session__counts_for_hours=True)
timed = Book(
    of=Attendance, unit="session__unit", where=credited.where & TIMED, by=BY_PERSON
)
covering = Book(
    of=Attendance,
    unit="session__unit",
    where=credited.where & Q(session__counts_for_coverage=True),
    by=BY_PERSON,
)
AT = "session__ended_on"
HOURS = Coalesce("hours", "session__hours")
trained = Roll(name="trained", book=covering, subject="person", at=AT)
persons = Distinct(roll=trained)
hours_of = Amounts(
    name="training_hours", book=timed, subject="person", at=AT, amount=HOURS
)
ONLINE = Q(kind=SessionKind.ONLINE)

drills = Book(of=Drill, where=Q(status=Status.FINAL))
participations = Book(
    of=Participation,
    unit="drill__unit",
    where=Q(
        status=Participation.Status.COUNTED,
        drill__status=Status.FINAL,
        person__status="counted",
    ),
)
drilled = Roll(
    name="drilled", book=participations, subject="person", at="drill__held_on"
)

INDICATORS = [
    Indicator(
        code="training.sessions",
        name=_("Training sessions"),
        definition=_("Sessions that ended in the period, by the unit that held them."),
        shape=Flow(book=sessions, at=ENDED),
    ),
    Indicator(
        code="training.hours",
        name=_("Training hours"),
        definition=_(
            "Credited hours of the attendances at sessions that ended in the period, "
            "by the unit that held them. Of 60 minutes each. An attendance is credited "
            "where the person was present and, if there was an exam, passed it. "
            "Without courses that are left out of hours from a month on."
        ),
        shape=Flow(book=credited, at=AT, amount=HOURS, where=TIMED),
        persons=persons,
        better=Better.HIGHER,
    ),
    Indicator(
        code="training.person_times",
        name=_("Training person-times"),
        definition=_(
            "Credited attendances at sessions that ended in the period, by the unit "
            "that held them: one person at two sessions is two."
        ),
        shape=Flow(book=credited, at=AT),
        persons=persons,
    ),
    Indicator(
        code="training.persons",
        name=_("Persons trained"),
        definition=_(
            "Persons with a credited attendance at a session of the unit that ended in "
            "the period, each counted once. Without courses that are left out of "
            "coverage from a month on."
        ),
        shape=persons,
    ),
    Indicator(
        code="training.online_sessions",
        name=_("Online sessions"),
        definition=_("Sessions of the kind “online” that ended in the period."),
        shape=Flow(book=sessions, at=ENDED, where=ONLINE),
    ),
    Indicator(
        code="training.online_person_times",
        name=_("Online person-times"),
        definition=_(
            "Credited attendances at sessions of the kind “online” that ended in the "
            "period."
        ),
        shape=Flow(book=credited, at=AT, where=Q(session__kind=SessionKind.ONLINE)),
        persons=persons,
    ),
    Indicator(
        code="training.coverage",
        name=_("Training coverage"),
        definition=_(
            "Of the persons on the roster of the unit in the period, the share with a "
            "credited attendance anywhere at a session that ended in it. Without "
            "courses that are left out of coverage from a month on."
        ),
        shape=Ratio(
            Both(roll=roster, anywhere=trained),
            headcount,
            numerator_name=_("Of these trained"),
        ),
        quantity=Quantity.SHARE,
        better=Better.HIGHER,
    ),
    Indicator(
        code="training.hours_per_person",
        name=_("Training hours per person"),
        definition=_(
            "Credited hours, wherever held, of the persons on the roster of the unit "
            "in the period, by their number."
        ),
        shape=Ratio(
            Across(roll=roster, amounts=hours_of),
            headcount,
            numerator_name=_("Credited hours of these persons"),
        ),
        quantity=Quantity.RATE,
        better=Better.HIGHER,
    ),
    Indicator(
        code="training.pass_rate",
        name=_("Exams passed"),
        definition=_(
            "Of the persons present at sessions with an exam that ended in the period, "
            "the share that passed; each attendance counts."
        ),
        shape=Ratio(
            Flow(book=examined, at=AT, where=Q(passed=True)),
            Flow(book=examined, at=AT),
            numerator_name=_("Passed"),
            denominator_name=_("Present at an exam"),
        ),
        quantity=Quantity.SHARE,
        better=Better.HIGHER,
    ),
    Indicator(
        code="drills.count",
        name=_("Drills"),
        definition=_(
            "Emergency drills held in the period, by the unit that held them."
        ),
        shape=Flow(book=drills, at="held_on"),
    ),
    Indicator(
        code="drills.person_times",
        name=_("Drill person-times"),
        definition=_(
            "Participations in the drills of the period: one person in two drills is "
            "two."
        ),
        shape=Flow(book=participations, at="drill__held_on"),
    ),
    Indicator(
        code="drills.persons",
        name=_("Persons drilled"),
        definition=_(
            "Persons who took part in a drill of the unit in the period, each counted "
            "once."
        ),
        shape=Distinct(roll=drilled),
    ),
]
