"""Numbers beyond their alert threshold: told once a month to who answers for them."""

from datetime import date
from decimal import Decimal
from unittest.mock import patch

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inspections.models import Hazard
from safety.accounts.models import User
from safety.indicators import alerts, drain, targets
from safety.indicators.models import Alert, Target
from safety.indicators.tasks import alert
from safety.journal import write as journal
from safety.notices.models import Message, Telling
from safety.notices.outgoing import write_summaries
from safety.notices.topics import Line, lines_of
from safety.notices.writing import written
from safety.org.models import Unit
from tests import make

pytestmark = [
    pytest.mark.both,
    pytest.mark.django_db,
    pytest.mark.usefixtures("in_2019"),
]
OVERDUE, RATE, HOURS = "hazards.overdue", "hazards.on_time_rate", "training.hours"
# July is looked at from the sixth of August on.
OF_JULY, OF_AUGUST = date(2019, 8, 6), date(2019, 9, 6)


@pytest.fixture
def project() -> Unit:
    return make.project(code="P1", name="Site", parent=make.company(code="C1"))


@pytest.fixture
def officer(project: Unit) -> User:
    return make.user("safety_officer", project, email="officer@example.com")


def aim(unit: Unit, code: str, alert: str, *, higher: bool = False) -> None:
    """A threshold of 2019."""
    row = Target(unit=unit, code=code, year=2019, is_higher_better=higher)
    row.alert = Decimal(alert) if alert else None
    targets.put(row, by=None)


def overdue(unit: Unit, number: int, day: date = date(2019, 7, 10)) -> list[Hazard]:
    return [make.hazard(unit, day) for _n in range(number)]


def on(day: date) -> list[tuple[User | None, str, str]]:
    """Who is told of which unit and number on a day; what works looks twice."""
    before = set(Telling.objects.values_list("pk", flat=True))
    drain.drain()
    with time_machine.travel(day, tick=False):
        alert()
        alert()
    rows = Telling.objects.filter(topic=alerts.TOPIC).exclude(pk__in=before)
    by_key = Alert.objects.select_related("unit").in_bulk()
    return [
        (each.user, by_key[each.key].unit.code, by_key[each.key].code)
        for each in rows.select_related("user").order_by("pk")
    ]


def test_who_answers_for_the_unit_is_told_once_a_month(
    project: Unit, officer: User
) -> None:
    aim(project.parent.parent, OVERDUE, "2")
    overdue(project, 3)
    make.user("project_manager", project)
    told = [(officer, "P1", OVERDUE)]
    assert on(date(2019, 8, 5)) == []
    assert on(OF_JULY) == told
    assert on(date(2019, 8, 31)) == []
    assert on(OF_AUGUST) == told
    assert on(date(2019, 10, 1)) == []


def test_each_is_told_of_the_unit_he_answers_for(project: Unit, officer: User) -> None:
    company = project.parent
    manager = make.user("company_safety", company)
    hq = make.user("hq_safety", company.parent)
    aim(company.parent, OVERDUE, "2")
    overdue(project, 2)
    overdue(make.project(parent=company), 1)
    found = {(user, unit) for user, unit, _code in on(OF_JULY)}
    assert found == {(manager, "C1"), (hq, company.parent.code)}


def test_the_threshold_itself_is_not_beyond(project: Unit, officer: User) -> None:
    aim(project, OVERDUE, "3")
    overdue(project, 3)
    assert on(OF_JULY) == []


def test_a_row_of_the_unit_holds_before_one_above(project: Unit, officer: User) -> None:
    aim(project.parent.parent, OVERDUE, "2")
    aim(project, OVERDUE, "9")
    overdue(project, 3)
    assert on(OF_JULY) == []


def test_what_may_still_be_put_right_this_month_is_not_counted(
    project: Unit, officer: User
) -> None:
    aim(project, OVERDUE, "2")
    overdue(project, 3, date(2019, 8, 30))
    assert on(OF_JULY) == []
    assert on(OF_AUGUST) == [(officer, "P1", OVERDUE)]


def test_a_share_is_compared_in_per_cent(project: Unit, officer: User) -> None:
    aim(project, RATE, "60", higher=True)
    overdue(project, 1)
    make.hazard(project, date(2019, 7, 10), rectified_on=date(2019, 7, 10))
    assert on(OF_JULY) == [(officer, "P1", RATE)]
    aim(project, RATE, "50", higher=True)
    assert on(OF_AUGUST) == []


def test_what_has_no_value_is_beyond_nothing(project: Unit, officer: User) -> None:
    aim(project, RATE, "60", higher=True)
    assert on(OF_JULY) == []


def test_what_shall_be_reached_by_the_end_of_the_year_waits_until_then(
    project: Unit, officer: User
) -> None:
    aim(project, HOURS, "100", higher=True)
    person = make.person(project)
    make.attendance(make.session(project, ended_on=date(2019, 7, 1)), person)
    for month in range(8, 13):
        assert on(date(2019, month, 6)) == []
    assert on(date(2020, 1, 6)) == [(officer, "P1", HOURS)]
    assert on(date(2020, 2, 6)) == []


def test_a_closed_unit_and_who_has_left_are_told_nothing(
    project: Unit, officer: User
) -> None:
    aim(project.parent.parent, OVERDUE, "0")
    closed = make.project(parent=project.parent, closed_on=date(2019, 7, 31))
    make.user("safety_officer", closed)
    officer.leaves_on = date(2019, 8, 1)
    journal.save(officer, "change", by=None)
    overdue(project, 1)
    overdue(closed, 1)
    assert on(OF_JULY) == []


def line(viewer: User) -> Line | None:
    key = (alerts.TOPIC, Alert.objects.get().pk)
    drain.drain()
    return lines_of(viewer, [key]).get(key)


def test_it_stands_until_it_is_beyond_no_more(project: Unit, officer: User) -> None:
    aim(project, OVERDUE, "2")
    first, *_others = overdue(project, 3)
    on(OF_JULY)
    assert line(officer).stands
    first.rectified_on = date(2019, 7, 20)
    journal.save(first, "rectify", by=None)
    assert not line(officer).stands
    first.rectified_on = None
    journal.save(first, "send-back", by=None)
    assert line(officer).stands
    aim(project, OVERDUE, "")
    assert not line(officer).stands


def test_only_who_sees_the_numbers_reads_it(project: Unit, officer: User) -> None:
    aim(project, OVERDUE, "2")
    overdue(project, 3)
    on(OF_JULY)
    assert line(make.user("auditor", project.parent)) is not None
    assert line(make.user("safety_officer", make.project())) is None
    assert line(make.user("worker", project)) is None


SAID = {
    "en": ("Numbers beyond their alert threshold", "Site · 3 in", "above 2"),
    "zh-hans": ("超出预警值的指标", "Site · 2019 年 1月至7月为 3", "高于 2"),
}


@pytest.mark.parametrize("language", SAID)
def test_the_digest_says_number_value_and_threshold_and_leads_to_it(
    client: Client, project: Unit, officer: User, language: str
) -> None:
    officer.language = language
    journal.save(officer, "choose-language", by=None)
    aim(project, OVERDUE, "2")
    overdue(project, 3)
    on(OF_JULY)
    with time_machine.travel("2019-08-06T09:00:00+08:00", tick=False):
        assert write_summaries() == 1
        letter = written(Message.objects.get())
    for part in SAID[language]:
        assert part in letter.body, letter.body
    address = line(officer).url
    assert address.split("?")[0] == reverse("indicators:view-indicator", args=[OVERDUE])
    assert address.split("?")[0] in letter.body
    client.force_login(officer)
    assert client.get(address).status_code == 200


def test_a_sweep_that_is_killed_is_made_up_for(project: Unit, officer: User) -> None:
    """Killed when the row was written and nobody was told yet."""
    aim(project, OVERDUE, "2")
    overdue(project, 3)
    killed = patch.object(alerts, "tell", side_effect=SystemExit)
    with killed, pytest.raises(SystemExit):
        on(OF_JULY)
    assert Alert.objects.get().told_at is None
    assert on(OF_JULY) == [(officer, "P1", OVERDUE)]


def test_as_many_questions_for_many_as_for_one(project: Unit, officer: User) -> None:
    def asked(day: date) -> int:
        drain.drain()
        with CaptureQueriesContext(connection) as questions:
            assert alerts.sweep(day)
        return len(questions)

    aim(project.parent.parent, OVERDUE, "0")
    overdue(project, 1)
    few = asked(OF_JULY)
    for _n in range(10):
        other = make.project(parent=project.parent)
        make.user("safety_officer", other)
        overdue(other, 1)
    assert asked(OF_AUGUST) == few
