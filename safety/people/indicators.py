"""Numbers about people (INDICATORS, "Catalogue")."""

from collections.abc import Mapping

from django.db.models import Case, CharField, Q, Value, When
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from safety.core.declare.indicators import (
    Book,
    Distinct,
    Flow,
    Indicator,
    Quantity,
    Roll,
)
from safety.people.models import Person, Posting, WorkedHours

EMPLOYER = CharField(
    _("employer"),
    choices=[("yes", _("Own employees")), ("no", _("Contractors’ workers"))],
)
OWN = Case(
    When(person__contractor=None, then=Value("yes")),
    default=Value("no"),
    output_field=EMPLOYER,
)
BY_PERSON: Mapping[str, str | Combinable] = {
    "gender": "person__gender",
    "category": "person__category",
    "own": OWN,
}

postings = Book(
    of=Posting,
    where=Q(
        status=Posting.Status.COUNTED,
        person__status=Person.Status.COUNTED,
    ),
    by=BY_PERSON,
)
roster = Roll(
    name="roster", book=postings, subject="person", since="start_on", until="end_on"
)
engaged = Roll(
    name="engaged",
    book=Book(
        of=Posting, where=postings.where & Q(person__contractor__status="counted")
    ),
    subject="person__contractor",
    since="start_on",
    until="end_on",
)
headcount = Distinct(roll=roster)
hours_worked = Flow(
    book=Book(of=WorkedHours, where=Q(status=WorkedHours.Status.COUNTED)),
    at="month",
    amount="hours",
)

INDICATORS = [
    Indicator(
        code="workforce.headcount",
        name=_("People on the rosters"),
        definition=_(
            "Persons with a posting to the unit or below it on some day of the period, "
            "each counted once. Own employees and contractors’ workers alike."
        ),
        shape=headcount,
    ),
    Indicator(
        code="workforce.headcount_end",
        name=_("People on the last day"),
        definition=_(
            "Persons with a posting to the unit or below it in force on the last day "
            "of the period, each counted once."
        ),
        shape=Distinct(roll=roster, on_last_day=True),
    ),
    Indicator(
        code="workforce.employees",
        name=_("Own employees"),
        definition=_(
            "People on the rosters who have no contractor, each counted once."
        ),
        shape=Distinct(roll=roster, only={"own": "yes"}),
    ),
    Indicator(
        code="workforce.employees_end",
        name=_("Own employees on the last day"),
        definition=_("People on the last day of the period who have no contractor."),
        shape=Distinct(roll=roster, on_last_day=True, only={"own": "yes"}),
    ),
    Indicator(
        code="contractors.count",
        name=_("Contractors"),
        definition=_(
            "Contractors of the people on the rosters in the period, each counted once."
        ),
        shape=Distinct(roll=engaged),
    ),
    Indicator(
        code="workforce.hours_worked",
        name=_("Hours worked"),
        definition=_(
            "Working hours declared by the unit and the units below it for the months "
            "of the period."
        ),
        shape=hours_worked,
        quantity=Quantity.HOURS,
    ),
]
