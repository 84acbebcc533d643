"""The online school on a worker's phone: in by a code, read, credited."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from safety.accounts.permissions import Role
from safety.org.models import Unit
from safety.people.models import Person
from tests import make
from tests.things import photo_upload
from tests.training.test_edge_cases import numbers
from training.models import Attendance, Course, Enrolment, Lesson, SchoolCode, Session
from training.services import certificates, school, school_codes
from training.services.holding import Standing

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NINE = datetime(2026, 9, 21, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
MP4 = b"\0\0\0\x18ftypmp42" + bytes(200)


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(NINE, tick=False) as clock:
        yield clock


@pytest.fixture
def project(clock: Any) -> Unit:
    return make.project(code="P1", name="Line 3")


@pytest.fixture
def worker(project: Unit) -> Person:
    return make.person(project, employee_no="W-1", name="Li Wei")


@pytest.fixture
def course(project: Unit) -> Course:
    """Two hours of the company, in two lessons of which one takes a minute."""
    made = make.course(
        project.parent,
        name="Heights",
        hours=Decimal(2),
        in_school=True,
        valid_months=12,
    )
    make.lesson(made, place=1, title="Harness", text="Above.", seconds=60)
    make.lesson(made, place=2, title="Nets", text="Below.")
    return made


def come_in(person: Person) -> Client:
    """The phone of somebody with a code."""
    code, _kept = school_codes.give(person, by=None)
    phone = Client()
    said = {"employee_no": person.employee_no, "code": f"{code[:4]} {code[4:]}"}
    assert phone.post(reverse("school-sign-in"), said).url == reverse("school")  # type: ignore[attr-defined]
    return phone


def url(name: str, *keys: Any) -> str:
    return reverse(name, args=keys)


def text(phone: Client, name: str, *keys: Any) -> str:
    return phone.get(url(name, *keys)).content.decode()


def read_all(phone: Client, course: Course, clock: Any) -> None:
    """Begin, and have each lesson open for as long as it asks."""
    phone.post(url("begin-course", course.pk))
    for lesson in course.lessons.order_by("place"):
        phone.post(url("beat-lesson", lesson.pk))
        for _beat in range(0, lesson.seconds, 15):
            clock.shift(timedelta(seconds=15))
            phone.post(url("beat-lesson", lesson.pk))
        phone.post(url("finish-lesson", lesson.pk))


def test_a_code_is_shown_once_and_opens_the_school_alone(
    client: Client, project: Unit, worker: Person, course: Course
) -> None:
    client.force_login(make.user(Role.SAFETY_OFFICER, project))
    give = url("training:give-school-code", worker.employee_no)
    assert give in client.get(worker.get_absolute_url()).content.decode()
    response = client.post(give)
    code = response.context["code"]
    assert code in response.content.decode()
    assert code.replace(" ", "") not in SchoolCode.objects.get().password
    phone = Client()
    assert url("school") in text(phone, "account_login")
    said = {"employee_no": "W-1", "code": code}
    phone.post(url("school-sign-in"), said)
    assert course.name in text(phone, "school")
    for page in ("home", "training:list-courses", "people:list-people"):
        assert phone.get(url(page)).status_code == 302
    client.post(give)  # another one
    assert phone.get(url("school")).status_code == 302
    assert "open nothing" in phone.post(url("school-sign-in"), said).content.decode()


def test_a_code_ends_and_who_leaves_is_out(worker: Person, clock: Any) -> None:
    phone = come_in(worker)
    assert phone.get(url("school")).status_code == 200
    phone.post(url("school-sign-out"))
    assert phone.get(url("school")).status_code == 302
    phone = come_in(worker)
    clock.shift(timedelta(days=91))
    assert phone.get(url("school")).status_code == 302


def test_whoever_guesses_codes_waits_even_with_the_right_one(worker: Person) -> None:
    code, _kept = school_codes.give(worker, by=None)
    phone, said = Client(), {"employee_no": "W-1", "code": "00000000"}
    for _try in range(5):
        assert phone.post(url("school-sign-in"), said).status_code == 200
    assert phone.post(url("school-sign-in"), said).status_code == 429
    assert phone.post(url("school-sign-in"), {**said, "code": code}).status_code == 429


def test_a_lesson_takes_its_time_as_the_server_sees_it(
    worker: Person, course: Course, clock: Any
) -> None:
    phone = come_in(worker)
    first, _second = course.lessons.order_by("place")
    assert phone.get(url("school-lesson", first.pk)).status_code == 404
    phone.post(url("begin-course", course.pk))
    assert "Above." in text(phone, "school-lesson", first.pk)
    phone.post(url("beat-lesson", first.pk))
    phone.post(url("finish-lesson", first.pk))
    assert "60 seconds more" in text(phone, "school-lesson", first.pk)
    clock.shift(timedelta(hours=1))  # the phone was silent
    phone.post(url("beat-lesson", first.pk))
    clock.shift(timedelta(seconds=30))
    page = phone.post(url("beat-lesson", first.pk)).content.decode()
    assert "30 s to go" in page
    clock.shift(timedelta(seconds=30))
    assert (
        "I have read this" in phone.post(url("beat-lesson", first.pk)).content.decode()
    )
    phone.post(url("finish-lesson", first.pk))
    assert "1 of 2 lessons read" in text(phone, "school")


def test_two_open_pages_share_the_time(
    worker: Person, course: Course, clock: Any
) -> None:
    first, second = course.lessons.order_by("place")
    own = school.begin(worker, course, by=None)
    for lesson in (first, second):
        school.beat(own, lesson)
    clock.shift(timedelta(seconds=20))
    assert school.beat(own, first).seconds + school.beat(own, second).seconds == 20


def test_the_last_lesson_credits_the_hours_of_the_course(
    worker: Person, course: Course, clock: Any
) -> None:
    phone = come_in(worker)
    read_all(phone, course, clock)
    session = Session.objects.get()
    assert (session.unit, session.kind) == (course.unit, "online")
    attendance = Attendance.objects.get()
    assert (attendance.session, attendance.person) == (session, worker)
    assert (attendance.credited, attendance.is_credited) == (Decimal(2), True)
    assert "Done on" in text(phone, "school-course", course.pk)
    last = course.lessons.order_by("place").last()
    assert last
    for _again in range(2):
        phone.post(url("finish-lesson", last.pk))
    phone.post(url("begin-course", course.pk))  # valid for long enough
    assert Enrolment.objects.count() == Attendance.objects.count() == 1


def test_learners_of_a_month_are_at_one_session_and_hold_it_from_their_own_day(
    project: Unit, worker: Person, course: Course, clock: Any
) -> None:
    make.requirement(project, course)
    other = make.person(project)
    read_all(come_in(worker), course, clock)
    clock.shift(timedelta(days=3))
    read_all(come_in(other), course, clock)
    (session,) = Session.objects.all()
    assert (session.started_on, session.ended_on) == (
        date(2026, 9, 21),
        date(2026, 9, 24),
    )
    standing = Standing([worker, other], date(2026, 9, 30))
    held = [standing.holdings(each.pk)[0].on for each in (worker, other)]
    assert held == [date(2026, 9, 21), date(2026, 9, 24)]
    clock.shift(timedelta(days=30))
    read_all(come_in(make.person(project)), course, clock)
    assert Session.objects.count() == 2


def test_a_certificate_is_issued_on_the_own_day_and_stays(
    project: Unit, worker: Person, clock: Any
) -> None:
    said = {"in_school": True, "gives_certificate": True}
    course = make.course(project, **said)
    make.lesson(course)
    read_all(come_in(worker), course, clock)
    clock.shift(timedelta(days=2))
    read_all(come_in(make.person(project)), course, clock)
    session = Session.objects.get()
    certificates.settle(session, by=None)
    issued = session.certificates.order_by("issued_on")
    assert [(each.issued_on.day, each.status) for each in issued] == [
        (21, "counted"),
        (23, "counted"),
    ]


def test_what_ends_soon_is_learned_again(
    worker: Person, course: Course, clock: Any
) -> None:
    read_all(come_in(worker), course, clock)
    clock.shift(timedelta(days=300))
    phone = come_in(worker)
    assert "Learn it again" in text(phone, "school-course", course.pk)
    read_all(phone, course, clock)
    assert Attendance.objects.count() == 2


def test_a_course_of_many_hours_fits_the_days_of_its_session(
    worker: Person, project: Unit, clock: Any
) -> None:
    course = make.course(project, hours=Decimal(50), in_school=True)
    make.lesson(course)
    read_all(come_in(worker), course, clock)
    session = Session.objects.get()
    assert (session.started_on, session.hours) == (date(2026, 9, 19), Decimal(50))


def test_only_courses_of_ones_own_units_are_seen(
    worker: Person, course: Course
) -> None:
    elsewhere = make.course(make.project(), name="Elsewhere", in_school=True)
    lesson = make.lesson(elsewhere)
    make.lesson(make.course(course.unit, name="Hidden"))
    make.course(course.unit, name="Empty", in_school=True)
    phone = come_in(worker)
    home = text(phone, "school")
    assert not any(name in home for name in ("Elsewhere", "Hidden", "Empty"))
    for name, key in (
        ("school-course", elsewhere.pk),
        ("school-lesson", lesson.pk),
    ):
        assert phone.get(url(name, key)).status_code == 404
    assert phone.post(url("begin-course", elsewhere.pk)).status_code == 404


def test_an_account_learns_without_a_code(client: Client, course: Course) -> None:
    project = Unit.objects.get(code="P1")
    person = make.person(project)
    client.force_login(make.user("project_staff", project, person=person))
    assert course.name in text(client, "school")


SLIDES = "ppt/presentation.xml"


@pytest.fixture
def editor(client: Client, course: Course) -> Client:
    client.force_login(make.user(Role.COMPANY_SAFETY, course.unit))
    return client


def archive(*names: str) -> bytes:
    """A zip file with some empty files."""
    content = BytesIO()
    with ZipFile(content, "w") as made:
        for name in ("[Content_Types].xml", *names):
            made.writestr(name, "")
    return content.getvalue()


def material() -> list[Callable[[], SimpleUploadedFile]]:
    pdf = b"%PDF-1.7 x"
    return [
        photo_upload,
        lambda: SimpleUploadedFile("rules.pdf", pdf),
        lambda: SimpleUploadedFile("edges.pptx", archive("ppt/presentation.xml")),
        lambda: SimpleUploadedFile("nets.mp4", MP4),
    ]


def test_a_lesson_shows_photos_papers_and_videos(
    editor: Client, worker: Person, course: Course
) -> None:
    said = {"place": "3", "title": "Edges", "seconds": "0", "text": "See."}
    editor.post(url("training:add-lesson", course.pk), said)
    lesson = Lesson.objects.get(title="Edges")
    for make_file in material():
        answer = editor.post(lesson.get_absolute_url(), {**said, "file": make_file()})
        assert answer.status_code == 302
    refused = {**said, "file": SimpleUploadedFile("x.exe", b"MZ" + bytes(50))}
    page = editor.post(lesson.get_absolute_url(), refused).content.decode()
    assert "Choose a photo, a PDF file, slides (PPTX) or a video" in page
    phone = come_in(worker)
    phone.post(url("begin-course", course.pk))
    shown = text(phone, "school-lesson", lesson.pk)
    files = list(lesson.files.order_by("pk"))
    for each in files:
        address = url("school-file", each.file.key)
        assert address in shown
        assert phone.get(address).status_code == 200
        assert Client().get(address).status_code == 302
    assert "<video" in shown
    video = url("school-file", files[-1].file.key)
    part = phone.get(video, HTTP_RANGE="bytes=4-11")
    assert (part.status_code, part.content) == (206, b"ftypmp42")
    assert phone.get(video, HTTP_RANGE="bytes=900-").status_code == 416
    editor.post(url("training:remove-lesson-file", lesson.pk, files[0].pk))
    assert phone.get(url("school-file", files[0].file.key)).status_code == 404
    editor.post(url("training:withdraw-lesson", lesson.pk))
    assert phone.get(url("school-lesson", lesson.pk)).status_code == 404


def test_whoever_teaches_a_course_opens_its_material(
    editor: Client, course: Course
) -> None:
    said = {"place": "3", "title": "Edges", "seconds": "0", "text": "See."}
    sent = {**said, "file": material()[1]()}
    editor.post(url("training:add-lesson", course.pk), sent)
    address = Lesson.objects.get(title="Edges").files.get().file.get_absolute_url()
    trainer = Client()
    project = make.project(parent=course.unit)
    trainer.force_login(make.user(Role.PROJECT_STAFF, project))
    assert address in trainer.get(course.get_absolute_url()).text
    assert trainer.get(address).status_code == 200
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (archive(SLIDES, "ppt/vbaProject.bin"), "The slides have macros in them"),
        (archive("word/document.xml"), "slides (PPTX) or a video"),
        (archive(SLIDES)[:-4], "The file is broken"),
        (archive(SLIDES)[:40], "The file is broken"),
        (archive(SLIDES) + b"PK\6\7", "The file is broken"),
        (
            archive(SLIDES, *(f"ppt/{n:0200}.xml" for n in range(9_000))),
            "The file is broken",
        ),
    ],
    ids=["macros", "a letter", "cut", "head only", "of 64 bits", "long contents"],
)
def test_slides_that_are_none_or_do_harm_are_refused(
    editor: Client, course: Course, content: bytes, why: str
) -> None:
    said = {"place": "3", "title": "Edges", "seconds": "0", "text": "See."}
    sent = said | {"file": SimpleUploadedFile("edges.pptx", content)}
    page = editor.post(url("training:add-lesson", course.pk), sent)
    assert why in page.text
    assert not Lesson.objects.filter(title="Edges").exists()


def test_slides_are_no_photo_of_a_hazard(editor: Client) -> None:
    sent = {"photo": SimpleUploadedFile("edges.pptx", archive(SLIDES))}
    assert editor.post(reverse("files:add-file"), sent).status_code == 415


def test_what_is_learned_counts_where_the_course_belongs_and_covers_the_person(
    project: Unit, worker: Person, course: Course, clock: Any
) -> None:
    read_all(come_in(worker), course, clock)
    read_all(come_in(make.person(project)), course, clock)
    make.person(project)
    at_course = numbers(course.unit, "2026-09")
    assert (at_course["online_sessions"], at_course["online_person_times"]) == (1, 2)
    assert (at_course["hours"], at_course["persons"]) == (4, 2)
    at_work = numbers(project, "2026-09")
    assert (at_work["sessions"], at_work["coverage"]) == (0, (2, 3))
    assert at_work["hours_per_person"] == (4, 3)
