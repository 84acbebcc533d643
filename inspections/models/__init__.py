"""The aggregates of this app, one per file."""

from inspections.models.amendment import Amendment
from inspections.models.answer import Answer, Sheet
from inspections.models.batch import Batch
from inspections.models.checklist import (
    Checklist,
    ChecklistVersion,
    Scoring,
    Worded,
)
from inspections.models.deputy import Deputy
from inspections.models.escalation import (
    After,
    Escalation,
    Pause,
    Rung,
    Shift,
    Watch,
    Who,
)
from inspections.models.hazard import NOT_RECTIFIED, OPEN, Hazard, State, Uncounted
from inspections.models.inspection import (
    SEMICOLON,
    Form,
    Inspection,
    Programme,
    Status,
    Weather,
)
from inspections.models.item import (
    ABSENT,
    FAIL,
    FAILING,
    OUTCOMES,
    PARTS,
    PASS,
    SCORED,
    Answering,
    Item,
    Placed,
    Section,
)
from inspections.models.level import Level, Risk
from inspections.models.link import Link
from inspections.models.move import FROM, Move
from inspections.models.number import Series, next_number
from inspections.models.occurrence import Occurrence
from inspections.models.party import Member, Signature, WhyNot
from inspections.models.photo import AnswerPhoto, HazardPhoto, Purpose
from inspections.models.plan import (
    DayOff,
    Nth,
    Plan,
    PlanChecklist,
    PlanClock,
    PlanPerson,
    Reach,
    Repeat,
    Share,
)
from inspections.models.policy import (
    Category,
    Closer,
    Criterion,
    Mark,
    Policy,
    PolicyQuerySet,
    Scheme,
    Tag,
)
from inspections.models.public_report import (
    CATEGORY,
    Danger,
    PublicReport,
    Refusal,
)
from inspections.models.scale import Scale, Use
from inspections.models.verb import Verb

__all__ = [
    "ABSENT",
    "CATEGORY",
    "FAIL",
    "FAILING",
    "FROM",
    "NOT_RECTIFIED",
    "OPEN",
    "OUTCOMES",
    "PARTS",
    "PASS",
    "SCORED",
    "SEMICOLON",
    "After",
    "Amendment",
    "Answer",
    "AnswerPhoto",
    "Answering",
    "Batch",
    "Category",
    "Checklist",
    "ChecklistVersion",
    "Closer",
    "Criterion",
    "Danger",
    "DayOff",
    "Deputy",
    "Escalation",
    "Form",
    "Hazard",
    "HazardPhoto",
    "Inspection",
    "Item",
    "Level",
    "Link",
    "Mark",
    "Member",
    "Move",
    "Nth",
    "Occurrence",
    "Pause",
    "Placed",
    "Plan",
    "PlanChecklist",
    "PlanClock",
    "PlanPerson",
    "Policy",
    "PolicyQuerySet",
    "Programme",
    "PublicReport",
    "Purpose",
    "Reach",
    "Refusal",
    "Repeat",
    "Risk",
    "Rung",
    "Scale",
    "Scheme",
    "Scoring",
    "Section",
    "Series",
    "Share",
    "Sheet",
    "Shift",
    "Signature",
    "State",
    "Status",
    "Tag",
    "Uncounted",
    "Use",
    "Verb",
    "Watch",
    "Weather",
    "Who",
    "WhyNot",
    "Worded",
    "next_number",
]
