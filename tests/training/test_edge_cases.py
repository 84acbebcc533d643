"""The fifteen edge cases of DOMAIN 3.4, by number, as INDICATORS.md decides them."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.db import IntegrityError, transaction

from inspections.models import Answer
from safety.core.models import Voidable
from safety.journal import write as journal
from safety.org.models import Unit
from safety.people.models import Person
from tests import make
from tests.records.files import Desk, run
from training.models import Attendance, Session, SessionKind

pytestmark = [pytest.mark.django_db, pytest.mark.both]

JUNE, JULY = "2019-06", "2019-07"
THIRD, LAST = date(2019, 6, 3), date(2019, 6, 30)


@pytest.fixture(autouse=True)
def _then() -> Iterator[None]:
    with time_machine.travel(date(2019, 8, 1), tick=False):
        yield


@pytest.fixture
def company() -> Unit:
    return make.company()


@pytest.fixture
def one(company: Unit) -> Unit:
    return make.project(parent=company)


@pytest.fixture
def other(company: Unit) -> Unit:
    return make.project(parent=company)


def taught(unit: Unit, *persons: Person, **fields: object) -> Session:
    """A session of the third of June, unless said otherwise, at which they were."""
    held = make.session(unit, **{"ended_on": THIRD, **fields})
    for person in persons:
        make.attendance(held, person)
    return held


def numbers(unit: Unit, period: str = JUNE) -> dict[str, object]:
    """Every number of a unit; a ratio as its two parts."""
    assert run("compute").status == 0
    command = ("indicators", "--unit", unit.code, "--period", period, "--json")
    rows = json.loads(run(*command).out)
    return {
        row["code"].partition(".")[2]: row["value"]
        if row["denominator"] is None
        else (row["numerator"], row["denominator"])
        for row in rows
        if row["code"].startswith(("training.", "workforce."))
    }


def test_01_at_two_projects_in_a_month_somebody_is_one_person_above(
    company: Unit, one: Unit, other: Unit
) -> None:
    person = make.person(one)
    make.posting(person, other)
    taught(one, person)
    taught(other, person)
    for project in (one, other):
        found = numbers(project)
        assert found["coverage"] == (1, 1)
        assert (found["hours"], found["person_times"]) == (2, 1)
    above = numbers(company)
    assert above["coverage"] == (1, 1)  # neither added nor averaged
    assert (above["hours"], above["person_times"], above["persons"]) == (4, 2, 1)


def test_02_a_guest_counts_in_hours_where_taught_and_in_coverage_where_posted(
    one: Unit, other: Unit
) -> None:
    guest, host = make.person(other), make.person(one)
    taught(one, guest)
    here, home = numbers(one), numbers(other)
    assert (here["hours"], here["person_times"], here["persons"]) == (2, 1, 1)
    assert here["coverage"] == (0, 1)
    assert host.employee_no != guest.employee_no
    assert (home["hours"], home["person_times"]) == (0, 0)
    assert home["coverage"] == (1, 1)
    assert home["hours_per_person"] == (2, 1)


def test_03_a_joint_session_has_one_owner(
    company: Unit, one: Unit, other: Unit
) -> None:
    taught(one, make.person(one), make.person(other))
    assert (numbers(one)["sessions"], numbers(other)["sessions"]) == (1, 0)
    assert numbers(company)["person_times"] == 2


def test_04_who_leaves_in_a_month_is_covered_in_it_and_gone_after(one: Unit) -> None:
    """DOMAIN refuses an attendance after leaving; INDICATORS counts it in the month."""
    before, after = make.person(), make.person()
    for person in (before, after):
        make.posting(person, one, end_on=date(2019, 6, 10))
    taught(one, before)
    taught(one, after, ended_on=date(2019, 6, 20))
    assert numbers(one)["coverage"] == (2, 2)
    assert numbers(one)["headcount_end"] == 0
    assert numbers(one, JULY)["coverage"] == (0, 0)


def test_05_who_joins_on_the_last_day_is_on_the_roster(one: Unit) -> None:
    make.posting(make.person(), one, start_on=LAST)
    assert numbers(one)["coverage"] == (0, 1)


def test_06_a_visitor_who_is_not_registered_is_in_no_number_of_persons(
    one: Unit,
) -> None:
    """Registered later, the attendance is entered and counts, while June is open."""
    held = taught(one, kind=SessionKind.VISITOR)
    found = numbers(one)
    assert (found["sessions"], found["person_times"], found["hours"]) == (1, 0, 0)
    make.attendance(held, make.person())
    found = numbers(one)
    assert (found["person_times"], found["hours"]) == (1, 2)
    assert found["coverage"] == (0, 0)


def test_07_scanned_twice_is_once_and_two_dates_are_two_person_times(
    one: Unit, tmp_path: Path
) -> None:
    person = make.person(one)
    held = taught(one, person)
    with pytest.raises(IntegrityError), transaction.atomic():
        make.attendance(held, person)
    row = f"session,employee_no\n{held.number},{person.employee_no}\n"
    assert Desk(tmp_path).load("attendances", row).counts == (0, 0, 1, 0)
    taught(one, person, ended_on=date(2019, 6, 4), topic=held.topic)
    found = numbers(one)
    assert (found["person_times"], found["hours"], found["persons"]) == (2, 4, 1)
    assert found["coverage"] == (1, 1)


def test_08_who_fails_the_exam_is_not_credited(one: Unit) -> None:
    """DOMAIN counts hours and person-times of who fails; INDICATORS credits nothing."""
    person = make.person(one)
    held = taught(one, has_exam=True)
    failed = make.attendance(held, person, passed=False)
    found = numbers(one)
    assert (found["person_times"], found["hours"]) == (0, 0)
    assert (found["coverage"], found["pass_rate"]) == ((0, 1), (0, 1))
    failed.passed = True
    journal.save(failed, "change", by=None)
    found = numbers(one)
    assert (found["person_times"], found["hours"]) == (1, 2)
    assert (found["coverage"], found["pass_rate"]) == ((1, 1), (1, 1))


def test_09_one_human_under_two_numbers_is_one_when_a_number_is_voided(
    one: Unit,
) -> None:
    """Nothing merges persons yet: the attendance of the double is entered anew."""
    right, double = make.person(one), make.person(one)
    held = taught(one, double)
    assert numbers(one)["coverage"] == (1, 2)
    make.void(double)
    assert numbers(one)["coverage"] == (0, 1)
    make.attendance(held, right)
    found = numbers(one)
    assert (found["coverage"], found["persons"]) == ((1, 1), 1)


def test_10_a_session_over_the_end_of_a_month_counts_when_it_ended(one: Unit) -> None:
    """DOMAIN counts it when it began; INDICATORS by ``ended_on``."""
    person = make.person(one)
    taught(one, person, started_on=LAST, ended_on=date(2019, 7, 1))
    assert (numbers(one)["sessions"], numbers(one, JULY)["sessions"]) == (0, 1)
    assert numbers(one, JULY)["coverage"] == (1, 1)
    assert numbers(one, "2019-H1")["hours"] == 0


def test_11_what_is_cancelled_counts_nowhere_and_who_teaches_only_when_listed(
    one: Unit,
) -> None:
    trainer, pupil = make.person(one), make.person(one)
    held = taught(one, pupil)
    assert numbers(one)["coverage"] == (1, 2)
    make.attendance(held, trainer)
    assert numbers(one)["coverage"] == (2, 2)
    held.status = Voidable.Status.VOIDED
    journal.save(held, "void", by=None)
    found = numbers(one)
    assert (found["sessions"], found["person_times"], found["hours"]) == (0, 0, 0)
    assert found["coverage"] == (0, 2)


def test_12_who_is_away_is_off_the_roster_while_the_posting_is_interrupted(
    one: Unit,
) -> None:
    """INDICATORS knows postings alone: a long leave ends one and begins another."""
    person = make.person()
    make.posting(person, one, end_on=date(2019, 5, 31))
    make.posting(person, one, start_on=date(2019, 7, 1))
    assert numbers(one)["coverage"] == (0, 0)
    assert numbers(one, JULY)["coverage"] == (0, 1)


def test_13_an_empty_roster_has_no_value(one: Unit) -> None:
    taught(one, make.person())
    run("compute")
    command = ("indicators", "--unit", one.code, "--period", JUNE, "--json")
    rows = {row["code"]: row for row in json.loads(run(*command).out)}
    for code in ("training.coverage", "training.hours_per_person"):
        assert (rows[code]["value"], rows[code]["denominator"]) == (None, 0)


def test_14_what_is_entered_late_changes_an_open_month_at_once(one: Unit) -> None:
    """What it does to a closed month is for the books that close months."""
    person = make.person(one)
    assert numbers(one)["coverage"] == (0, 1)
    taught(one, person)
    assert numbers(one)["coverage"] == (1, 1)


def test_15_who_changes_the_employer_is_one_person_of_the_present_one(
    one: Unit,
) -> None:
    """DOMAIN has both employers' figures; INDICATORS knows the present contractor."""
    first, second = make.contractor(), make.contractor()
    person = make.person(contractor=first)
    make.posting(person, one, end_on=date(2019, 6, 10))
    person.contractor = second
    journal.save(person, "change", by=None)
    make.posting(person, one, start_on=date(2019, 6, 11))
    taught(one, person, hours=Decimal("1.50"))
    found = numbers(one)
    assert found["coverage"] == (1, 1)
    assert found["hours_per_person"] == (1.5, 1)
    assert Attendance.objects.count() == 1


def test_a_talk_before_the_shift_that_is_only_ticked_is_no_attendance(
    one: Unit,
) -> None:
    """Ticked each shift in a checklist it has no list of who was there."""
    person = make.person(one)
    talk = "sections: [{name: Shift, items: [{text: Talk before the shift held}]}]"
    version = make.checklist(one, talk).latest
    assert version
    (item,) = version.items
    for day in (THIRD, LAST):
        walk = make.inspection(one, day, lead=person)
        answer = Answer(inspection=walk, item=item, outcome="pass")
        journal.save(answer, "answer", by=None)
    found = numbers(one)
    names = ("sessions", "hours", "person_times", "persons")
    assert [found[name] for name in names] == [0, 0, 0, 0]
    assert found["coverage"] == (0, 1)
    taught(one, person, kind=SessionKind.TOOLBOX)  # as a session it counts
    assert numbers(one)["coverage"] == (1, 1)
