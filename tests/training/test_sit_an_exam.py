"""Exams of the online school: drawn, timed, scored and counted on the server."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from safety.accounts.permissions import Role
from safety.org.models import Unit
from safety.people.models import Person
from tests import make
from tests.training.test_edge_cases import numbers
from tests.training.test_online_school import come_in, read_all, text, url
from training.models import Asked, Attempt, Attendance, Course, Enrolment, Exam
from training.tasks import settle_exams

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NINE = datetime(2026, 9, 21, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
SEPTEMBER = "2026-09"


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(NINE, tick=False) as clock:
        yield clock


@pytest.fixture
def project() -> Unit:
    return make.project(code="P1")


@pytest.fixture
def worker(project: Unit) -> Person:
    return make.person(project, employee_no="W-1")


@pytest.fixture
def course(project: Unit) -> Course:
    """Two questions of each kind in the bank, of which each kind gives one."""
    said = {"in_school": True, "has_exam": True}
    made = make.course(project, hours=Decimal(2), **said)
    make.lesson(made)
    options = {"option_a": "One", "option_b": "Two", "option_c": "Three"}
    for _each in range(2):
        make.question(made, kind="single", answer="B", **options)
        make.question(
            made, kind="multiple", answer="AC", explanation="Both hold.", **options
        )
        make.question(made)
    make.exam(made, singles=1, multiples=1, pass_mark=66, attempts=2, wait_hours=24)
    return made


@pytest.fixture
def phone(worker: Person, course: Course, clock: Any) -> Client:
    """Somebody who has read all lessons."""
    phone = come_in(worker)
    read_all(phone, course, clock)
    return phone


def sit(phone: Client, course: Course) -> Attempt:
    phone.post(url("begin-exam", course.pk))
    return Attempt.objects.latest("pk")


def answer(phone: Client, attempt: Attempt, *, right: int) -> None:
    """Answer so many questions right, and the others wrong."""
    for number, asked in enumerate(attempt.questions.all()):
        key = asked.question.answer
        keys = [key] if key in ("yes", "no") else list(key)
        wrong = {"B": ["A"], "AC": ["A"], "yes": ["no"]}[key]
        given = keys if number < right else wrong
        phone.post(url("answer-exam", attempt.pk, asked.place), {"given": given})


def hand_in(phone: Client, attempt: Attempt) -> Attempt:
    phone.post(url("hand-in-exam", attempt.pk))
    attempt.refresh_from_db()
    return attempt


def test_no_hours_before_the_exam_is_passed(phone: Client, course: Course) -> None:
    assert "Sit the exam" in text(phone, "school-course", course.pk)
    assert not Attendance.objects.exists()
    attempt = sit(phone, course)
    kinds = sorted(each.question.kind for each in attempt.questions.all())
    assert kinds == ["multiple", "single", "true_false"]
    assert sit(phone, course) == attempt  # begun already
    page = text(phone, "school-exam", attempt.pk)
    assert "10 min left" in page
    assert "Both hold." not in page
    answer(phone, attempt, right=2)
    assert hand_in(phone, attempt).passed
    review = text(phone, "school-exam", attempt.pk)
    assert "2 of 3 right: 66%" in review
    assert "Both hold." in review
    attended = Attendance.objects.get()
    assert (attended.passed, attended.credited) == (True, Decimal(2))
    assert Enrolment.objects.get().completed_on == date(2026, 9, 21)


def test_handed_in_twice_it_is_scored_once(phone: Client, course: Course) -> None:
    attempt = sit(phone, course)
    answer(phone, attempt, right=3)
    first = hand_in(phone, attempt)
    assert hand_in(phone, attempt).handed_in_at == first.handed_in_at
    late = phone.post(url("answer-exam", attempt.pk, 1), {"given": ["no"]})
    assert late.status_code == 302
    attempt.refresh_from_db()
    assert attempt.right == 3
    assert Attendance.objects.count() == 1


def test_the_time_is_the_servers(phone: Client, course: Course, clock: Any) -> None:
    attempt = sit(phone, course)
    answer(phone, attempt, right=3)
    clock.shift(timedelta(minutes=10))
    answer(phone, attempt, right=0)
    attempt.refresh_from_db()
    assert attempt.handed_in_at == attempt.due_at
    assert attempt.right == 3


def test_what_nobody_hands_in_is_handed_in_when_its_time_is_over(
    phone: Client, course: Course, clock: Any
) -> None:
    attempt = sit(phone, course)
    answer(phone, attempt, right=1)
    settle_exams()
    attempt.refresh_from_db()
    assert attempt.handed_in_at is None
    clock.shift(timedelta(hours=1))
    for _twice in range(2):
        settle_exams()
    attempt.refresh_from_db()
    assert (attempt.right, attempt.passed) == (1, False)


def test_a_retake_waits_and_the_last_sends_back_to_the_lessons(
    phone: Client, course: Course, clock: Any
) -> None:
    hand_in(phone, sit(phone, course))
    page = text(phone, "school-course", course.pk)
    assert "again from" in page
    assert "Sit the exam" not in page
    assert sit(phone, course).handed_in_at  # refused: no new one
    clock.shift(timedelta(hours=24))
    second = sit(phone, course)
    assert Attempt.objects.count() == 2
    hand_in(phone, second)
    assert Enrolment.objects.get().ended_at
    phone.post(url("begin-exam", course.pk))
    assert Attempt.objects.count() == 2
    assert "Learn it again" in text(phone, "school-course", course.pk)
    read_all(phone, course, clock)
    third = sit(phone, course)
    answer(phone, third, right=3)
    assert hand_in(phone, third).passed


def test_an_exam_counts_as_any_other(
    phone: Client, project: Unit, course: Course, clock: Any
) -> None:
    attempt = sit(phone, course)
    answer(phone, attempt, right=1)
    hand_in(phone, attempt)
    failed = numbers(project, SEPTEMBER)
    assert (failed["pass_rate"], failed["hours"]) == ((0, 1), 0)
    assert (failed["online_sessions"], failed["coverage"]) == (1, (0, 1))
    other = come_in(make.person(project))
    read_all(other, course, clock)
    attempt = sit(other, course)
    answer(other, attempt, right=3)
    hand_in(other, attempt)
    both = numbers(project, SEPTEMBER)
    assert (both["pass_rate"], both["hours"]) == ((1, 2), 2)
    assert (both["online_sessions"], both["online_person_times"]) == (1, 1)
    clock.shift(timedelta(hours=24))
    attempt = sit(phone, course)
    answer(phone, attempt, right=3)
    hand_in(phone, attempt)
    retaken = numbers(project, SEPTEMBER)
    assert (retaken["pass_rate"], retaken["persons"]) == ((2, 2), 2)
    assert retaken["coverage"] == (2, 2)


def test_what_is_asked_stays_as_it_was(phone: Client, course: Course) -> None:
    attempt = sit(phone, course)
    for question in course.questions.all():
        make.void(question)
    answer(phone, attempt, right=3)
    assert hand_in(phone, attempt).passed


def test_an_answer_is_one_that_can_be_given(phone: Client, course: Course) -> None:
    attempt = sit(phone, course)
    by_kind = {each.question.kind: each for each in attempt.questions.all()}
    for kind, given in (
        ("single", ["A", "B"]),
        ("multiple", ["F"]),
        ("true_false", ["A"]),
    ):
        place = by_kind[kind].place
        said = {"given": given}
        phone.post(url("answer-exam", attempt.pk, place), said)
        refused = phone.post(
            url("answer-exam", attempt.pk, place), said, HTTP_HX_REQUEST="true"
        )
        assert refused.status_code == 422
    assert set(Asked.objects.values_list("given", flat=True)) == {""}
    assert phone.post(url("answer-exam", attempt.pk, 9)).status_code == 302


def test_lessons_come_first_and_an_exam_is_ones_own(
    phone: Client, course: Course, project: Unit
) -> None:
    attempt = sit(phone, course)
    other = come_in(make.person(project))
    other.post(url("begin-course", course.pk))
    other.post(url("begin-exam", course.pk))
    assert Attempt.objects.get() == attempt
    assert other.get(url("school-exam", attempt.pk)).status_code == 404
    assert other.post(url("hand-in-exam", attempt.pk)).status_code == 404


def test_the_rule_draws_no_more_than_the_bank_has(
    client: Client, course: Course, project: Unit
) -> None:
    client.force_login(make.user(Role.SAFETY_OFFICER, project))
    address = url("training:change-exam", course.pk)
    assert address in client.get(course.get_absolute_url()).content.decode()
    said = {
        "singles": "3",
        "multiples": "0",
        "statements": "0",
        "minutes": "5",
        "pass_mark": "90",
        "attempts": "1",
        "wait_hours": "0",
    }
    assert "has 2 of this kind" in client.post(address, said).content.decode()
    none = {**said, "singles": "0"}
    assert "one question at least" in client.post(address, none).content.decode()
    client.post(address, {**said, "singles": "2"})
    assert Exam.objects.get().singles == 2


def test_papers_differ_in_their_questions_and_in_the_order_of_their_options(
    project: Unit, clock: Any
) -> None:
    made = make.course(project, in_school=True, has_exam=True)
    make.lesson(made)
    options = {f"option_{letter}": f"Option {letter}" for letter in "abcdef"}
    for _each in range(12):
        make.question(made, kind="single", answer="B", **options)
    make.exam(made, singles=6, statements=0, pass_mark=50)
    papers, orders = set(), set()
    for _worker in range(4):
        phone = come_in(make.person(project))
        read_all(phone, made, clock)
        questions = sit(phone, made).questions.order_by("place")
        papers.add(tuple(each.said["question"]["text"] for each in questions))
        orders |= {tuple(each.said["order"]) for each in questions}
    # That all are alike by chance is less likely than one in ten million.
    assert len(papers) > 1
    assert len(orders) > 1
    assert {frozenset(each) for each in orders} == {frozenset("ABCDEF")}
