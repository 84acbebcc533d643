"""Numbers about inspections and hazards (INDICATORS, "Catalogue")."""

from django.db.models import F, Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from inspections.models import Hazard, Inspection, Level, Programme, Status
from safety.core.declare.indicators import (
    PROJECT,
    Better,
    Book,
    Both,
    Cohort,
    Days,
    Distinct,
    Flow,
    Indicator,
    Quantity,
    Ratio,
    Roll,
    Stock,
)
from safety.org.indicators import active, active_projects
from safety.org.models import Kind, ProjectType

inspections = Book(of=Inspection, where=Q(status=Status.FINAL))
INSPECTED = "inspected_on"


def of(programme: str) -> Book:
    """The inspections of one programme."""
    return Book(of=Inspection, where=inspections.where & Q(programme=programme))


covered = Roll(name="inspected", book=inspections, subject=PROJECT, at=INSPECTED)
specially_covered = Roll(
    name="specially_inspected",
    book=of(Programme.SPECIAL),
    subject=PROJECT,
    at=INSPECTED,
)
visits = of(Programme.LEADER_VISIT)
leaders = Roll(name="leaders", book=visits, subject="lead", at=INSPECTED)
entered = Roll(name="units_entered", book=visits, subject="unit", at=INSPECTED)
quality_covered = Roll(
    name="quality_inspected",
    book=Book(
        of=Inspection,
        where=of(Programme.QUALITY).where,
        by={"project_type": "project_type"},
    ),
    subject=PROJECT,
    at=INSPECTED,
)
count = Flow(book=inspections, at=INSPECTED)
HAS_SCORE = Q(score__isnull=False)

hazards = Book(
    of=Hazard,
    where=Q(status=Hazard.Status.COUNTED),
    by={
        "level": "level",
        "risk": "risk",
        "category": "category",
        "contractor": "contractor__code",
    },
)
found = Flow(book=hazards, at="found_on")
closed = Flow(book=hazards, at="verified_on")
due = Flow(book=hazards, at="due_on")


def found_by(programme: str) -> Flow:
    """Hazards of the inspections of one programme."""
    where = Q(inspection__programme=programme)
    return Flow(book=hazards, at="found_on", where=where)


OF_PROGRAMME = _(
    "Final inspections of the programme {programme} in the period, by the unit that "
    "was inspected."
)

INDICATORS = [
    Indicator(
        code="inspections.count",
        name=_("Inspections"),
        definition=_(
            "Final inspections in the period, by the unit that was inspected."
        ),
        shape=count,
    ),
    Indicator(
        code="inspections.projects_covered",
        name=_("Projects inspected"),
        definition=_(
            "Projects with an inspection in the period, of the project itself or of a "
            "team of it, each counted once."
        ),
        shape=Distinct(roll=covered),
    ),
    Indicator(
        code="inspections.coverage",
        name=_("Inspection coverage"),
        definition=_(
            "Of the projects active in the period, the share with an inspection in it."
        ),
        shape=Ratio(
            Both(roll=active, anywhere=covered),
            active_projects,
            numerator_name=_("Active projects inspected"),
        ),
        quantity=Quantity.SHARE,
        better=Better.HIGHER,
    ),
    *(
        Indicator(
            code=f"inspections.{programme.value}",
            name=format_lazy(_("Inspections: {programme}"), programme=programme.label),
            definition=format_lazy(OF_PROGRAMME, programme=programme.label),
            shape=Flow(
                book=inspections, at=INSPECTED, where=Q(programme=programme.value)
            ),
        )
        for programme in Programme
    ),
    Indicator(
        code="inspections.by_group",
        name=_("Inspections at the group"),
        definition=_("Final inspections in the period whose unit is the group itself."),
        shape=Flow(book=inspections, at=INSPECTED, where=Q(unit__kind=Kind.GROUP)),
    ),
    Indicator(
        code="inspections.special_projects",
        name=_("Projects specially inspected"),
        definition=_(
            "Projects with a special inspection in the period, each counted once."
        ),
        shape=Distinct(roll=specially_covered),
    ),
    Indicator(
        code="inspections.average_score",
        name=_("Average score"),
        definition=_(
            "Sum of the scores of the inspections of the period by the number of those "
            "that have a score; 0 is a score."
        ),
        shape=Ratio(
            Flow(book=inspections, at=INSPECTED, amount="score", where=HAS_SCORE),
            Flow(book=inspections, at=INSPECTED, where=HAS_SCORE),
            numerator_name=_("Sum of the scores"),
            denominator_name=_("Inspections with a score"),
        ),
        quantity=Quantity.RATE,
        better=Better.HIGHER,
    ),
    Indicator(
        code="hazards.found",
        name=_("Hazards found"),
        definition=_("Hazards found in the period."),
        shape=found,
    ),
    Indicator(
        code="hazards.major_found",
        name=_("Major hazards found"),
        definition=_("Hazards of the level “major” found in the period."),
        shape=Flow(book=hazards, at="found_on", where=Q(level=Level.MAJOR)),
    ),
    Indicator(
        code="hazards.closed",
        name=_("Hazards closed"),
        definition=_("Hazards verified in the period."),
        shape=closed,
    ),
    Indicator(
        code="hazards.rectification_rate",
        name=_("Rectification rate"),
        definition=_(
            "Of the hazards found in the period, the share verified by its last day."
        ),
        shape=Ratio(
            Cohort(book=hazards, at="found_on", done="verified_on"),
            found,
            numerator_name=_("Of these verified by the last day"),
        ),
        quantity=Quantity.SHARE,
        better=Better.HIGHER,
    ),
    Indicator(
        code="hazards.on_time_rate",
        name=_("Hazards put right on time"),
        definition=_(
            "Of the hazards due in the period, the share put right on the day they "
            "were due or before. The first promised day counts, not an extended one."
        ),
        shape=Ratio(
            Flow(book=hazards, at="due_on", where=Q(rectified_on__lte=F("due_on"))),
            due,
            numerator_name=_("Put right by the day due"),
            denominator_name=_("Hazards due"),
        ),
        quantity=Quantity.SHARE,
        better=Better.HIGHER,
    ),
    Indicator(
        code="hazards.open",
        name=_("Open hazards"),
        definition=_(
            "Hazards found by the last day of the period and not verified by then."
        ),
        shape=Stock(book=hazards, since="found_on", until="verified_on"),
    ),
    Indicator(
        code="hazards.overdue",
        name=_("Overdue hazards"),
        definition=_(
            "Hazards due by the last day of the period and not put right by then."
        ),
        shape=Stock(book=hazards, since="due_on", until="rectified_on"),
        better=Better.LOWER,
    ),
    Indicator(
        code="hazards.days_to_close",
        name=_("Days to close"),
        definition=_(
            "Days from finding to verifying, on the average of the hazards verified in "
            "the period."
        ),
        shape=Ratio(
            Flow(
                book=hazards, at="verified_on", amount=Days("found_on", "verified_on")
            ),
            closed,
            numerator_name=_("Days from finding to verifying"),
        ),
        quantity=Quantity.RATE,
        better=Better.LOWER,
    ),
    Indicator(
        code="leaders.persons",
        name=_("Leaders in work units"),
        definition=_(
            "Persons who led a leader’s visit in the period, each counted once."
        ),
        shape=Distinct(roll=leaders),
    ),
    Indicator(
        code="leaders.units_entered",
        name=_("Work units entered by leaders"),
        definition=_("Units that a leader visited in the period, each counted once."),
        shape=Distinct(roll=entered),
    ),
    Indicator(
        code="leaders.problems",
        name=_("Problems found by leaders"),
        definition=_(
            "Hazards found in the period whose inspection is a leader’s visit."
        ),
        shape=found_by(Programme.LEADER_VISIT),
    ),
    Indicator(
        code="quality.projects_design",
        name=_("Design projects inspected for quality"),
        definition=_(
            "Design projects with a quality inspection in the period, each counted "
            "once."
        ),
        shape=Distinct(roll=quality_covered, only={"project_type": ProjectType.DESIGN}),
    ),
    Indicator(
        code="quality.projects_construction",
        name=_("Construction projects inspected for quality"),
        definition=_(
            "Construction projects with a quality inspection in the period, each "
            "counted once."
        ),
        shape=Distinct(
            roll=quality_covered, only={"project_type": ProjectType.CONSTRUCTION}
        ),
    ),
    Indicator(
        code="quality.problems",
        name=_("Quality problems found"),
        definition=_(
            "Hazards found in the period whose inspection is a quality inspection."
        ),
        shape=found_by(Programme.QUALITY),
    ),
]
