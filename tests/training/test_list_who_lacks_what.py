"""Who lacks what: the list of any unit, in a file, and where a posting is made."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from safety.accounts.permissions import Role
from safety.org.models import Kind, Unit
from safety.people.models import Category, Person, Posting
from tests import make
from tests.pages import text
from training.models import CertificateKind, Course, Every, Who
from training.services.clearance import clearance
from training.services.holding import Holding, Standing
from training.services.lacking import earliest, lacking, owing

pytestmark = [pytest.mark.django_db, pytest.mark.both]
DAY = date(2020, 6, 30)
NOW = time_machine.travel(DAY, tick=False)
LIST = "training:list-lacking"


def population(random: Random) -> list[Unit]:
    """Units with people, requirements, attendances and certificates at random."""
    group = make.group()
    companies = [make.company(parent=group) for _ in range(2)]
    projects = [make.project(parent=each) for each in companies for _ in range(2)]
    teams = [make.team(parent=each) for each in projects]
    units = [group, *companies, *projects, *teams]
    courses = [
        make.course(group, valid_months=random.choice([None, 1, 12]), has_exam=exam)
        for exam in (False, True, False)
    ]
    for _ in range(8):
        who, kind = random.choice(Who.values), random.choice(["", "", *Kind.values])
        trade = random.choice(["", "", "Welder"])
        asked = {"who": who, "unit_kind": kind, "trade": trade}
        course, unit = random.choice(courses), random.choice(units)
        if not course.requirements.filter(unit=unit, **asked).exists():
            make.requirement(unit, course, **asked)
    for number in range(40):
        person = make.person(category=random.choice(["", *Category.values]))
        for unit in random.sample(units, random.choice([1, 1, 2])):
            make.posting(person, unit)
        if number % 5 == 0:
            role = random.choice([Role.SAFETY_OFFICER, Role.PROJECT_MANAGER])
            make.user(role, random.choice(projects), person=person)
        learns(random, person, random.choice(units), courses)
    return units


def learns(random: Random, person: Person, unit: Unit, courses: list[Course]) -> None:
    for course in random.sample(courses, 2):
        ended = DAY - timedelta(days=random.choice([0, 30, 31, 200, 366, 367]))
        session = make.session(
            unit, ended_on=ended, course=course, has_exam=course.has_exam
        )
        make.attendance(session, person, passed=random.choice([True, None]))
    for level, hours in (("company", 15), ("project", 15), ("team", 20)):
        if random.random() < 0.8:
            kind = f"induction_{level}"
            session = make.session(unit, kind=kind, hours=Decimal(hours))
            make.attendance(session, person)
    if random.random() < 0.3:
        last = DAY + timedelta(days=random.choice([-400, -1, 0, 400]))
        kind = random.choice([CertificateKind.BUILDING, CertificateKind.CLASS_B])
        for days in random.sample([0, 500], random.choice([1, 2])):
            until = last + timedelta(days=days)
            trade = random.choice(["", "Welder"])
            make.certificate(person, kind=kind, expires_on=until, trade=trade)


@NOW
@pytest.mark.parametrize("seed", range(4))
def test_it_has_those_against_whose_work_something_is_said(seed: int) -> None:
    """At every level of the tree, beside what is said of one person after another."""
    for unit in population(Random(seed)):
        here = Posting.objects.at_or_below(unit)
        people = list(Person.objects.counted().posted_in(unit, DAY))
        standing = Standing(people, DAY, here)
        said = {p for p in people if clearance(p, DAY, standing).reasons}
        assert set(lacking(unit, DAY)) == said, unit.kind
        owes = {
            person
            for person in people
            for owed in standing.owed(person.pk)
            if owed.rule.every == Every.YEAR and not owed.is_met
        }
        assert set(owing(unit, DAY)) == owes, unit.kind


@NOW
def test_who_lacks_hours_of_the_year_is_listed_with_what_he_has(client: Client) -> None:
    project = make.project()
    some, enough, before = (
        make.person(project, name=name, category=Category.TECHNICAL)
        for name in ("Some", "Enough", "Before")
    )
    for person, day, hours in (
        (some, date(2020, 3, 1), 12),
        (enough, date(2020, 3, 2), 20),
        (before, date(2019, 12, 31), 20),
    ):
        held = make.session(project, ended_on=day, hours=hours)
        make.attendance(held, person)
    client.force_login(make.user(Role.SAFETY_OFFICER, project))
    page = text(client.get(reverse("training:list-owing")))
    assert "12 of 20 hours this year" in page
    assert "0 of 20 hours this year" in page
    assert "Enough" not in page
    assert reverse("training:list-owing") in client.get(reverse(LIST)).text


@pytest.mark.parametrize("months", [1, 2, 12, 36])
def test_the_first_day_that_still_holds_is_that_of_the_calendar(months: int) -> None:
    from_day = date(2019, 12, 20)
    for days in range(90):
        day = from_day + timedelta(days=days)
        first = earliest(day, months)
        holds = [
            make_holding(first + timedelta(days=shift), day, months)
            for shift in (-1, 0)
        ]
        assert holds == [False, True]


def make_holding(on: date, day: date, months: int) -> bool:
    course = Course(valid_months=months)
    return Holding(course, day, on).is_held


@NOW
def test_the_page_says_what_each_lacks_at_every_level(client: Client) -> None:
    project = make.project()
    company = project.parent
    make.requirement(company, make.course(company, name="Work at height"))
    person = make.person(project, name="Li Na", category=Category.TECHNICAL)
    make.person(make.project(parent=make.company()), name="Elsewhere")
    client.force_login(make.user(Role.HQ_SAFETY, make.group()))
    for unit in (make.group(), company, project):
        page = text(client.get(reverse(LIST, query={"unit": unit.code})))
        assert f"Li Na {person.employee_no}" in page
        assert "Work at height was never credited." in page
        assert ("Elsewhere" in page) == (unit.kind == Kind.GROUP)


@NOW
def test_a_contractor_has_a_list_of_its_people(client: Client) -> None:
    project, contractor = make.project(), make.contractor()
    make.requirement(project, make.course(project))
    make.person(project, name="Hired", contractor=contractor)
    make.person(project, name="Own")
    client.force_login(make.user(Role.SAFETY_OFFICER, project))
    page = client.get(contractor.get_absolute_url()).content.decode()
    address = reverse(LIST, query={"contractor": contractor.code})
    assert address in page
    listed = text(client.get(address))
    assert "Hired" in listed
    assert "Own" not in listed.split("Person", 1)[1].split("Hired")[1][:40]


@NOW
def test_a_file_has_everybody_with_all_that_is_lacking(client: Client) -> None:
    project = make.project()
    for number in range(3):
        make.requirement(project, make.course(project, name=f"Course {number}"))
    for _ in range(60):
        make.person(project, category=Category.TECHNICAL)
    client.force_login(make.user(Role.AUDITOR, project))
    answer = client.get(reverse(LIST, query={"export": "csv"}))
    said = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert said.count("Course 2 was never credited.") == 60


@NOW
def test_as_many_questions_for_many_as_for_one(client: Client) -> None:
    project = make.project()
    client.force_login(make.user(Role.SAFETY_OFFICER, project))
    course = make.course(project)
    make.requirement(project, course)

    def asked() -> int:
        with CaptureQueriesContext(connection) as questions:
            assert client.get(reverse(LIST)).status_code == 200
        return len(questions)

    make.person(project)
    few = asked()
    for _ in range(30):
        make.certificate(make.person(project), expires_on=date(2020, 1, 1))
        make.requirement(project, make.course(project))
    assert asked() == few


@NOW
def test_who_posts_somebody_reads_what_stands_against_it(client: Client) -> None:
    project = make.project()
    make.requirement(project, make.course(project, name="Work at height"))
    person = make.person(make.project(), category=Category.TECHNICAL)
    user = make.user(Role.SAFETY_OFFICER, project)
    make.grant(user, Role.HQ_SAFETY, make.group())
    client.force_login(user)
    address = reverse("people:post-person", args=[person.employee_no])
    for unit, is_said in ((project, True), (make.project(), False)):
        page = text(client.get(address, {"unit": unit.code}))
        assert ("Work at height was never credited." in page) == is_said
        assert "Posted nowhere" not in page
