"""Things of training that addresses name, made at a unit; forms that work."""

from base64 import b64encode
from typing import Any

from django.utils import timezone

from inspections.models import Status
from safety.files.services import receive
from safety.journal import write as journal
from safety.org.models import Unit
from safety.people.models import Person
from tests import make
from tests.files import photos
from tests.things import name_at, photo_upload
from training.models import (
    Attempt,
    Attendance,
    Certificate,
    CertificateRule,
    Enrolment,
    HoursRule,
    LessonFile,
    Reminder,
    Session,
    SessionPhoto,
    Who,
)
from training.services import certificates, examining, lessons, signing

GUEST = {"employee_no": "GUEST-1"}
SESSION = {
    "topic": "Edges",
    "kind": "annual",
    "started_on": "2019-06-03",
    "ended_on": "2019-06-03",
    "hours": "2",
}

REQUIREMENT = {"who": "anybody", "valid_from": "2019-01-01"}
HOURS = {
    "who": "staff",
    "every": "year",
    "hours": "21",
    "valid_from": "2021-01-01",
    "source": "New",
    "mark": "P",
}
CERTIFICATE = {"kind": "class_b", "number": "NEW", "issued_on": "2019-06-03"}
QUESTION = {
    "number": "7",
    "kind": "true_false",
    "text": "Boards are tied.",
    "answer": "yes",
}
VALIDITY = {"valid_months": "24", "days_ahead": "90", "mark": "V", "source": "Law"}
REMINDER = {"days": "15", "mark": "P", "source": "Ours", "is_on": "on"}
WHY = {"reason": "Entered twice"}
LESSON = {"place": "1", "title": "New", "seconds": "0", "text": "Read."}
EXAM = {
    "singles": "0",
    "multiples": "0",
    "statements": "1",
    "minutes": "10",
    "pass_mark": "80",
    "attempts": "2",
    "wait_hours": "0",
}
NO_CODE = {"employee_no": "NOBODY", "code": "12345678"}
COURSE = {"code": "NEW", "name": "New", "kind": "special", "hours": "4"}


def session(at: Unit) -> dict[str, Any]:
    """One that has ended, with somebody who attended."""
    made = make.session(at)
    make.attendance(made, make.person(at, name=name_at(at)))
    return {"key": made.pk}


def session_photo(at: Unit) -> dict[str, Any]:
    """A photo of a session that is planned."""
    file = receive(photo_upload(), by=None)
    held = make.session(at, status=Status.DRAFT)
    photo = SessionPhoto(session=held, file=file, sha256=file.sha256)
    journal.save(photo, "add-photo", by=None)
    return {"key": photo.pk}


def planned(at: Unit) -> dict[str, Any]:
    return {"key": make.session(at, status=Status.DRAFT).pk}


def course(at: Unit) -> dict[str, Any]:
    return {"key": make.course(at, name=name_at(at)).pk}


def question(at: Unit) -> dict[str, Any]:
    return {"key": make.question(make.course(at, name=name_at(at))).pk}


def lesson(at: Unit) -> dict[str, Any]:
    return {"key": make.lesson(make.course(at, name=name_at(at))).pk}


def lesson_file(at: Unit) -> dict[str, Any]:
    """A lesson and one of its files."""
    shown = _shown(at)
    return {"key": shown.lesson_id, "file": shown.pk}


def file_of_lesson(at: Unit) -> dict[str, Any]:
    return {"key": _shown(at).file.key}


def _shown(at: Unit) -> LessonFile:
    lesson = make.lesson(make.course(at, name=name_at(at)))
    file = receive(photo_upload(), by=None)
    lessons.save(lesson, file, by=None)
    return lesson.files.get()


def examined(at: Unit) -> dict[str, Any]:
    """A course with a question."""
    course = make.course(at, name=name_at(at), has_exam=True)
    make.question(course)
    return {"key": course.pk}


def attempt(at: Unit) -> dict[str, Any]:
    return {"key": _attempt(at).pk}


def asked(at: Unit) -> dict[str, Any]:
    return {"key": _attempt(at).pk, "place": 1}


def _attempt(at: Unit) -> Attempt:
    course = make.course(at, name=name_at(at), has_exam=True, in_school=True)
    make.question(course)
    make.exam(course)
    own = Enrolment(course=course, person=make.person(at))
    journal.save(own, "start", by=None)
    return examining.begin(own, by=None)


def attended(at: Unit) -> dict[str, Any]:
    """One under way, with somebody on its roster who is there."""
    made = make.session(at, status=Status.DRAFT, opened_at=timezone.now())
    make.attendance(made, make.person(at, name=name_at(at)))
    return {"key": made.pk}


def guest_near(at: Unit) -> dict[str, Any]:
    """One under way, and somebody of another unit."""
    if not Person.objects.filter(**GUEST).exists():
        make.person(make.project(), **GUEST)
    return attended(at)


def code(at: Unit) -> dict[str, Any]:
    """What opens the page where people sign in, and somebody who can."""
    if not Person.objects.filter(employee_no=SIGNED["employee_no"]).exists():
        make.person(make.project(), employee_no=SIGNED["employee_no"])
    session = Session.objects.get(pk=attended(at)["key"])
    return {"secret": signing.code_of(session)}


def signed_in(at: Unit) -> dict[str, Any]:
    found = signing.read(code(at)["secret"])
    assert found
    session = Session.objects.get(pk=found.session)
    person = make.person(at)
    made = signing.sign(session, person, receive(photo_upload(), by=None), "")
    return {"secret": signing.receipt_of(made, found)}


def drawing() -> str:
    """A signature, as the page sends it."""
    content = photos.written(photos.picture(70, 26), "PNG")
    return f"data:image/png;base64,{b64encode(content).decode()}"


SIGNED = {"employee_no": "SIGNER-1", "drawn": drawing()}


def somebody_there(at: Unit) -> dict[str, Any]:
    key = attended(at)["key"]
    there = Attendance.objects.get(session=key)
    return {"key": key, "person": there.person_id}


def group(at: Unit) -> dict[str, Any]:
    """What a session is started with."""
    return {"group": at.code}


def requirement(at: Unit) -> dict[str, Any]:
    return {"key": make.requirement(at, make.course(at, name=name_at(at))).pk}


def new_requirement(at: Unit) -> dict[str, Any]:
    return {"course": make.course(at, name=name_at(at)).pk}


def hours_rule(_at: Unit) -> dict[str, Any]:
    return {"key": HoursRule.objects.get(who=Who.STAFF).pk}


def holder(at: Unit) -> dict[str, Any]:
    return {"employee_no": make.person(at, name=name_at(at)).employee_no}


def certificate(at: Unit) -> dict[str, Any]:
    return {"key": make.certificate(make.person(at, name=name_at(at))).pk}


def _issued(at: Unit) -> Certificate:
    course = make.course(at, gives_certificate=True)
    person = make.person(at, name=name_at(at))
    made = certificates.issue(person, course, make.FIRST_DAY, by=None)
    assert made
    return made


def issued(at: Unit) -> dict[str, Any]:
    """An own certificate."""
    return {"key": _issued(at).pk}


def verified(at: Unit) -> dict[str, Any]:
    """What anybody with its code sees."""
    return {"secret": _issued(at).secret}


def validity(_at: Unit) -> dict[str, Any]:
    return {"key": CertificateRule.objects.get(kind=CERTIFICATE["kind"]).pk}


def reminder(_at: Unit) -> dict[str, Any]:
    return {"key": Reminder.objects.get(days=7).pk}
