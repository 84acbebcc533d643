"""The aggregates of this app, one per file."""

from training.models.certificate import (
    Certificate,
    CertificateKind,
    CertificateRule,
    CertificateScan,
)
from training.models.counting import Counting
from training.models.course import Course
from training.models.drill import Drill, DrillKind, DrillRole, DrillStep, Participation
from training.models.drill_rule import (
    DrillRule,
    PlannedDrill,
    Rehearsal,
    Rehearsed,
    Wanted,
)
from training.models.enrolment import Enrolment, Reading, SchoolCode
from training.models.evaluation import (
    Evaluation,
    EvaluationItem,
    EvaluationKind,
    Judgement,
    Mode,
    Result,
)
from training.models.exam import Asked, Attempt, Exam
from training.models.gap import DrillPhoto, Gap
from training.models.lesson import Lesson, LessonFile
from training.models.plan import EmergencyPlan, PlanFile, PlanKind, PlanVersion
from training.models.question import NO, YES, Question, QuestionKind
from training.models.reminder import PAST, Deadline, Expiry, Reminder
from training.models.requirement import Every, HoursRule, Requirement, Who
from training.models.session import (
    STATES,
    Attendance,
    AttendedDay,
    Session,
    SessionKind,
    SessionPhoto,
    SessionState,
)
from training.models.sign_in import SignIn

__all__ = [
    "NO",
    "PAST",
    "STATES",
    "YES",
    "Asked",
    "Attempt",
    "Attendance",
    "AttendedDay",
    "Certificate",
    "CertificateKind",
    "CertificateRule",
    "CertificateScan",
    "Counting",
    "Course",
    "Deadline",
    "Drill",
    "DrillKind",
    "DrillPhoto",
    "DrillRole",
    "DrillRule",
    "DrillStep",
    "EmergencyPlan",
    "Enrolment",
    "Evaluation",
    "EvaluationItem",
    "EvaluationKind",
    "Every",
    "Exam",
    "Expiry",
    "Gap",
    "HoursRule",
    "Judgement",
    "Lesson",
    "LessonFile",
    "Mode",
    "Participation",
    "PlanFile",
    "PlanKind",
    "PlanVersion",
    "PlannedDrill",
    "Question",
    "QuestionKind",
    "Reading",
    "Rehearsal",
    "Rehearsed",
    "Reminder",
    "Requirement",
    "Result",
    "SchoolCode",
    "Session",
    "SessionKind",
    "SessionPhoto",
    "SessionState",
    "SignIn",
    "Wanted",
    "Who",
]
