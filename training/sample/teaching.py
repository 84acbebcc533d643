"""Courses of the sample's site: who must hold them, who does, and the online school."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import translation

from inspections.models import Status
from inspections.sample.live import Site
from safety.accounts.models import User
from safety.files.fields import Sent
from safety.journal import write as journal
from safety.org.models import Unit
from safety.people.models import Person
from safety.people.sample.cast import COMPANY, SITE
from training.models import (
    NO,
    YES,
    Certificate,
    CertificateKind,
    Course,
    Exam,
    Lesson,
    Question,
    QuestionKind,
    Requirement,
    Session,
    SessionKind,
    Who,
)
from training.services import certificates, inviting, lessons, sessions

SINCE = date(2019, 1, 1)
TEAM, SOON = f"{SITE}-T1", 3  # who is invited, and in how many days


class Taught(NamedTuple):
    """A course; sessions of the site on its Chinese name teach it."""

    code: str
    name: str
    name_zh: str
    kind: SessionKind
    hours: Decimal
    valid_months: int | None
    who: Who
    in_school: bool = False


COURSES = (
    Taught(
        "LY-PROJECT",
        "Project induction",
        "项目级安全教育",
        SessionKind.INDUCTION_PROJECT,
        Decimal(8),
        None,
        Who.ANYBODY,
    ),
    Taught(
        "LY-ANNUAL",
        "Annual safety retraining",
        "年度安全再教育",
        SessionKind.ANNUAL,
        Decimal(4),
        12,
        Who.ANYBODY,
    ),
    Taught(
        "LY-ELECTRIC",
        "Electricity on site",
        "临时用电安全",
        SessionKind.TOOLBOX,
        Decimal("0.50"),
        12,
        Who.WORKERS,
    ),
    Taught(
        "LY-HEIGHT",
        "Work at height",
        "高处作业安全",
        SessionKind.ONLINE,
        Decimal(1),
        12,
        Who.WORKERS,
        in_school=True,
    ),
)
# Title and text in both languages.
LESSONS = (
    (
        "Before you climb",
        "登高之前",
        "From two metres on you wear a harness. Look at belt, hook and rope first.",
        "2米及以上作业必须系安全带。使用前检查织带、挂钩和安全绳。",
    ),
    (
        "Where to hook on",
        "挂点在哪里",
        "Hook on above your shoulders, to a lifeline or to steel; never to a pipe.",
        "高挂低用，挂在生命线或牢固的钢构件上，不得挂在管线上。",
    ),
)
# Statement in both languages, and whether it is true.
STATEMENTS = (
    ("From two metres on a harness is worn.", "2米及以上作业必须系安全带。", YES),
    ("A hook may hang on a pipe.", "挂钩可以挂在管线上。", NO),
    ("A torn belt is used no more.", "织带破损的安全带不得再用。", YES),
)
# Days for which certificates of the crew are valid still.
LEFT = (-20, 6, 25, 55, 400, 900)
VALID = timedelta(days=6 * 365)


def go_on() -> None:
    """Let it all be there, once."""
    if not Course.objects.filter(code=COURSES[0].code).exists():
        with transaction.atomic(), translation.override("zh-hans"):
            Teaching().live()


class Teaching:
    """The site, its company that lays courses down, and who does it."""

    def __init__(self) -> None:
        self.site = Site()
        self.company = Unit.objects.get(code=COMPANY)
        self.by = User.objects.get(username="officer").pk

    def live(self) -> None:
        """Courses with who must hold them, certificates, the school, an invitation."""
        for each in COURSES:
            course = self.lay_down(each)
            if each.in_school:
                self.fill(course)
        self.certify()
        self.invite(Course.objects.get(code="LY-ANNUAL"))

    def lay_down(self, told: Taught) -> Course:
        """A course that is required at the site, and what taught it there."""
        fields = told._asdict()
        who = fields.pop("who")
        course = Course(unit=self.company, **fields)
        journal.save(course, "add", by=self.by)
        requirement = Requirement(
            unit=self.site.unit, course=course, who=who, valid_from=SINCE
        )
        journal.save(requirement, "add", by=self.by)
        held = Session.objects.final().below([self.site.unit.pk])
        taught = list(held.filter(topic__startswith=told.name_zh))
        for each in taught:
            each.course = course
        journal.save_all(taught, "change", by=self.by)
        return course

    def fill(self, course: Course) -> None:
        """Lessons, a bank of questions, and an exam drawn from it."""
        for place, (title, title_zh, text, text_zh) in enumerate(LESSONS, 1):
            lesson = Lesson(course=course, place=place, title=title, text=text)
            lesson.title_zh, lesson.text_zh, lesson.seconds = title_zh, text_zh, 20
            lessons.save(lesson, None, by=self.by)
        for number, (text, text_zh, answer) in enumerate(STATEMENTS, 1):
            question = Question(course=course, number=number, text=text, answer=answer)
            question.text_zh, question.kind = text_zh, QuestionKind.TRUE_FALSE
            journal.save(question, "add", by=self.by)
        course.has_exam = True
        journal.save(course, "change", by=self.by)
        exam = Exam(course=course, statements=2, minutes=5, attempts=3)
        journal.save(exam, "add", by=self.by)

    def certify(self) -> None:
        """Of the crew for special operations, of those who answer for safety."""
        for place, left in enumerate(LEFT):
            trade = "建筑架子工" if place % 2 else "建筑电工"
            kind = CertificateKind.BUILDING
            self.enter(self.site.person(place), kind, left, trade=trade)
        self.enter(self.site.person("manager"), CertificateKind.CLASS_B, 80)
        self.enter(self.site.person("officer"), CertificateKind.CLASS_C3, 500)

    def enter(
        self, person: Person, kind: CertificateKind, left: int, **fields: Any
    ) -> None:
        expires_on = self.site.today + timedelta(days=left)
        certificate = Certificate(
            person=person,
            kind=kind,
            number=f"豫{person.employee_no}{left + 100:04}",
            issuer="河南省住房和城乡建设厅",
            issued_on=expires_on - VALID,
            expires_on=expires_on,
            **fields,
        )
        certificates.save(certificate, Sent(), by=self.by)

    def invite(self, course: Course) -> None:
        """A session of the coming days, and who is asked to come."""
        day = self.site.today + timedelta(days=SOON)
        session = Session(
            unit=Unit.objects.get(code=TEAM),
            course=course,
            topic=course.name_zh,
            kind=course.kind,
            hours=course.hours,
            started_on=day,
            ended_on=day,
            place="项目部培训室",
            trainer=self.site.person("officer"),
            status=Status.DRAFT,
        )
        sessions.add(session, by=self.by)
        inviting.invite(session, inviting.Proposed(session).roster, by=self.by)
