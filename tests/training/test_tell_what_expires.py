"""What expires is told to its holder and to who answers for safety, step by step."""

from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from safety.accounts.models import User
from safety.accounts.permissions import Role
from safety.notices.models import Message, Telling
from safety.notices.outgoing import write_summaries
from safety.notices.topics import lines_of
from safety.notices.writing import written
from safety.org.models import Unit
from safety.people.models import Category, Person
from tests import make
from tests.pages import text
from training.models import Certificate, CertificateRule, Expiry, Reminder
from training.services import certificates, expiring
from training.tasks import remind

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LAST = date(2020, 6, 30)


@pytest.fixture
def project() -> Unit:
    return make.project()


@pytest.fixture
def officer(project: Unit) -> User:
    return make.user(Role.SAFETY_OFFICER, project, email="officer@example.com")


def on(days: int) -> list[tuple[int, str]]:
    """The sweep so many days before the end: each (account, thing) that was told."""
    before = set(Telling.objects.values_list("pk", flat=True))
    with time_machine.travel(LAST - timedelta(days=days), tick=False):
        for _again in range(2):
            remind()
    rows = Telling.objects.exclude(pk__in=before).filter(topic=expiring.TOPIC)
    told = rows.values_list("user_id", "key").order_by("user_id", "key")
    names = {e.pk: str(e.certificate or e.course) for e in Expiry.objects.all()}
    return [(user, names[key]) for user, key in told]


def test_each_step_is_told_once_to_the_officer_and_the_holder(
    project: Unit, officer: User
) -> None:
    person = make.person(project)
    holder = make.user(Role.WORKER, project, person=person)
    held = str(make.certificate(person, expires_on=LAST))
    both = [(user, held) for user in sorted([officer.pk, holder.pk])]
    assert on(91) == []
    steps = [(90, both), (89, []), (60, both), (31, []), (30, both), (7, both), (0, [])]
    for days, told in steps:
        assert on(days) == told, days
    assert on(-1) == []


def test_what_is_entered_late_is_told_by_the_nearest_step_only(
    project: Unit, officer: User
) -> None:
    make.certificate(make.person(project), recheck_on=LAST)
    assert len(on(20)) == 1
    assert Expiry.objects.get().days == 30


def test_the_days_are_rows(project: Unit, officer: User) -> None:
    make.certificate(make.person(project), expires_on=LAST)
    Reminder.objects.all().delete()
    assert on(5) == []
    Reminder.objects.create(days=12, source="Ours", mark="P", is_on=False)
    Reminder.objects.create(days=10, source="Ours", mark="P")
    assert on(12) == []
    assert len(on(10)) == 1


def test_a_renewed_voided_or_foreign_one_is_not_told(
    project: Unit, officer: User
) -> None:
    renewed, gone = make.person(project), make.person()
    make.certificate(renewed, expires_on=LAST, trade="Welder")
    make.certificate(renewed, expires_on=LAST + timedelta(days=900), trade="Welder")
    make.void(make.certificate(make.person(project), expires_on=LAST))
    make.certificate(gone, expires_on=LAST)
    assert on(7) == []


def test_another_trade_does_not_renew(project: Unit, officer: User) -> None:
    person = make.person(project)
    make.certificate(person, expires_on=LAST, trade="Welder")
    make.certificate(person, expires_on=LAST + timedelta(days=900), trade="Rigger")
    assert len(on(7)) == 1


def credit(project: Unit, **fields: Any) -> Person:
    """Somebody whose required course is valid until the last day."""
    course = make.course(project, valid_months=12, **fields)
    make.requirement(project, course)
    person = make.person(project, category=Category.TECHNICAL)
    session = make.session(project, course=course, ended_on=date(2019, 6, 30))
    make.attendance(session, person)
    return person


def test_a_required_course_is_told_and_no_more_once_it_is_taught_again(
    project: Unit, officer: User
) -> None:
    person = credit(project)
    course = str(make.course(project, valid_months=12))  # held by nobody, asked of none
    assert [thing for _user, thing in on(30)] != [course]
    assert Expiry.objects.count() == 1
    expiry = Expiry.objects.get()
    key = (expiring.TOPIC, expiry.pk)
    assert lines_of(officer, [key])[key].stands
    session = make.session(project, course=expiry.course, ended_on=date(2020, 6, 1))
    make.attendance(session, person)
    assert not lines_of(officer, [key])[key].stands
    assert on(7) == []


def test_a_course_with_its_certificate_is_told_once(
    project: Unit, officer: User
) -> None:
    person = credit(project, gives_certificate=True)
    course = person.attendances.get().session.course
    certificates.issue(person, course, date(2019, 6, 30), by=None)
    assert len(on(30)) == 1


def test_where_no_officer_is_the_next_above_is_told(project: Unit) -> None:
    manager = make.user(Role.COMPANY_SAFETY, project.parent)
    make.certificate(make.person(project), expires_on=LAST)
    assert [user for user, _thing in on(7)] == [manager.pk]


def test_a_sweep_that_is_killed_is_made_up_for(project: Unit, officer: User) -> None:
    """Killed before anybody was told, and again while somebody was."""
    for _ in range(3):
        make.certificate(make.person(project), expires_on=LAST)
    for broken in ("tell_some", "tell"):
        killed = patch.object(expiring, broken, side_effect=SystemExit)
        with killed, pytest.raises(SystemExit):
            on(7)
    assert Expiry.objects.untold().count() == 3
    assert len(on(7)) == 3
    assert on(7) == []


def test_it_is_in_the_digest_with_its_day(project: Unit, officer: User) -> None:
    person = make.person(project, name="Li Na")
    made = make.certificate(person, expires_on=LAST, number="B-77")
    on(30)
    with time_machine.travel("2020-05-31T09:00:00+08:00", tick=False):
        assert write_summaries() == 1
        letter = written(Message.objects.get())
    for part in ("Expires soon", "Li Na", "B-77", "30 Jun 2020"):
        assert part in letter.body, part
    assert made.get_absolute_url() in letter.body


def test_the_holder_reads_his_own_file_and_nobody_elses(
    client: Client, project: Unit
) -> None:
    person, other = make.person(project, name="Li Na"), make.person(project)
    holder = make.user(Role.WORKER, project, person=person)
    make.certificate(person, expires_on=LAST, number="B-77")
    on(30)
    ((_key, line),) = lines_of(
        holder, [(expiring.TOPIC, Expiry.objects.get().pk)]
    ).items()
    assert line.url == reverse("training:view-own-file")
    client.force_login(holder)
    page = client.get(line.url)
    assert page.status_code == 200
    assert "B-77" in page.content.decode()
    for each in (person, other):
        address = reverse("training:view-training-file", args=[each.employee_no])
        assert client.get(address).status_code == 403


def test_as_many_questions_for_many_as_for_one(project: Unit, officer: User) -> None:
    def asked() -> int:
        day = LAST - timedelta(days=7)
        with CaptureQueriesContext(connection) as questions:
            assert expiring.sweep(day)
        return len(questions)

    make.certificate(make.person(project), expires_on=LAST)
    few = asked()
    for _ in range(20):
        make.certificate(make.person(project), expires_on=LAST)
    assert asked() == few


def test_pages_of_units_and_contractors_say_what_expires_first(
    client: Client, project: Unit
) -> None:
    contractor = make.contractor()
    own = make.certificate(make.person(project), expires_on=LAST, number="B-OWN")
    hired = make.person(project, contractor=contractor)
    make.certificate(hired, expires_on=LAST, number="B-HIRED")
    make.certificate(hired, expires_on=date(2030, 1, 1), trade="x", number="B-LATER")
    client.force_login(make.user(Role.SAFETY_OFFICER, project))
    with time_machine.travel(LAST - timedelta(days=40), tick=False):
        unit = text(client.get(project.get_absolute_url()))
        firm = text(client.get(contractor.get_absolute_url()))
        listed = text(
            client.get(
                reverse("training:list-certificates"), {"contractor": contractor.code}
            )
        )
    assert own.number in unit
    assert "B-HIRED" in unit
    assert "B-LATER" not in unit
    assert "B-HIRED" in firm
    assert "B-OWN" not in firm
    assert "B-HIRED" in listed
    assert "B-OWN" not in listed


def test_headquarters_changes_days_and_validity_on_pages(client: Client) -> None:
    client.force_login(make.user(Role.HQ_SAFETY, make.group()))
    page = client.get(reverse("training:list-requirements")).content.decode()
    reminder = Reminder.objects.get(days=60)
    assert reminder.get_absolute_url() in page
    client.post(reminder.get_absolute_url(), {"days": "45", "mark": "P", "source": "A"})
    reminder.refresh_from_db()
    assert (reminder.days, reminder.is_on) == (45, False)
    assert Reminder.objects.in_days() == [7, 30, 90]


def test_a_changed_validity_is_of_what_is_entered_from_then_on(
    client: Client, project: Unit
) -> None:
    person = make.person(project)
    rule = "class_b"
    client.force_login(make.user(Role.HQ_SAFETY, make.group()))
    add = reverse("training:add-certificate", args=[person.employee_no])
    for number, months in (("B-1", 36), ("B-2", 24)):
        found = client.get(reverse("training:list-requirements"))
        assert found.status_code == 200
        address = reverse("training:change-validity", args=[_rule(rule)])
        sent = {"valid_months": months, "days_ahead": 90, "mark": "V", "source": "Law"}
        assert client.post(address, sent).status_code == 302
        sent = {"kind": rule, "number": number, "issued_on": "2019-06-03"}
        client.post(add, sent)
    days = Certificate.objects.order_by("number").values_list("expires_on", flat=True)
    assert list(days) == [date(2022, 6, 3), date(2021, 6, 3)]


def _rule(kind: str) -> int:
    return CertificateRule.objects.get(kind=kind).pk
