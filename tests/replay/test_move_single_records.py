"""One record less, or one more, moves the figures that rest on it and no other.

How much is said by hand for each record, and by the slow sum over the dumped files.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from inspections.models import Hazard, Inspection
from safety.core.models import Journalled
from safety.core.months import Month, Period
from safety.incentives.models import Award, Card
from safety.indicators import drain
from safety.journal import write as journal
from safety.org.models import Unit
from safety.people import services as people
from safety.people.models import Contractor, Person, Posting, WorkedHours
from tests import make
from tests.indicators.oracle import Books
from tests.indicators.test_values_equal_the_oracle import dumped
from tests.replay import figures
from tests.replay.figures import (
    AWARDS,
    BY_GROUP,
    CARDS,
    CONSTRUCTION,
    CONTRACTORS,
    COVERAGE,
    DEATHS,
    DESIGN,
    DRILLS,
    EMPLOYEES,
    ENTERED,
    GROUP,
    HOURS,
    LEADERS,
    LEARNED,
    ONLINE,
    PILOT,
    PRIZES,
    PROBLEMS,
    PUBLISHED,
    QUALITY,
    REDEEMED,
    REHEARSED,
    SCHOOL,
    WORKED,
    Key,
    special,
)
from training.models import Attendance, Drill, Participation

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LAST = date(2019, 12, 31)

Moved = dict[Key, Decimal | int | tuple[int, int]]


@pytest.fixture(scope="module")
def loaded(module_db: None) -> None:
    figures.load(small=True)


@pytest.fixture
def sample(loaded: None, db: None) -> None:
    """The small sample as it was loaded once."""


def unit(code: str) -> Unit:
    return Unit.objects.get(code=code)


def changed(record: Journalled) -> None:
    journal.save(record, "change", by=None)


def voided(record: Journalled) -> None:
    record.status = "voided"  # type: ignore[attr-defined]
    journal.save(record, "void", by=None)


# --- what the records say, read plainly -----------------------------------------------


def credited() -> list[Attendance]:
    """Attendances of 2019 that count, wherever."""
    rows = Attendance.objects.filter(status="counted", is_present=True)
    rows = rows.filter(session__status="final", session__ended_on__year=2019)
    found = rows.filter(person__status="counted").select_related("session", "person")
    return [
        each
        for each in found.order_by("pk")
        if each.passed or not each.session.has_exam
    ]


def hours(attendance: Attendance) -> Decimal:
    given: Decimal | None = attendance.hours
    whole: Decimal = attendance.session.hours
    return whole if given is None else given


def times() -> Counter[int]:
    """How often each person was taught."""
    return Counter(each.person_id for each in credited())


def postings() -> list[Posting]:
    """Those that touch 2019."""
    rows = Posting.objects.filter(status="counted", start_on__lte=LAST)
    rows = rows.exclude(end_on__lt=date(2019, 1, 1)).select_related("person")
    return list(rows.order_by("pk"))


def roster() -> set[int]:
    return {each.person_id for each in postings()}


def stayed(*, with_contractor: bool) -> Posting:
    """The only posting of somebody who is still there at the end of the year."""
    many = Counter(each.person_id for each in postings())
    at_work = Counter(
        each.person.contractor_id for each in postings() if each.person.contractor_id
    )
    return next(
        each
        for each in postings()
        if many[each.person_id] == 1
        and (each.end_on is None or each.end_on >= LAST)
        and bool(each.person.contractor_id) is with_contractor
        and (not with_contractor or at_work[each.person.contractor_id] > 1)
    )


def online(each: Attendance) -> bool:
    return each.session.kind == "online"


# --- training -------------------------------------------------------------------------


def without_somebodys_only_attendance() -> Moved:
    often, there = times(), roster()
    gone = next(
        each
        for each in credited()
        if often[each.person_id] == 1 and each.person_id in there and not online(each)
    )
    voided(gone)
    return {HOURS: -hours(gone), COVERAGE: (-1, 0)}


def without_one_of_several_attendances() -> Moved:
    often = times()
    gone = next(
        each for each in credited() if often[each.person_id] > 1 and not online(each)
    )
    voided(gone)
    return {HOURS: -hours(gone)}


def without_an_attendance_online() -> Moved:
    often = times()
    gone = next(
        each for each in credited() if often[each.person_id] > 1 and online(each)
    )
    voided(gone)
    return {HOURS: -hours(gone), LEARNED: -1}


def with_somebody_who_was_never_taught() -> Moved:
    session = next(
        each.session
        for each in credited()
        if not each.session.has_exam and not online(each)
    )
    person = Person.objects.get(pk=min(roster() - set(times())))
    make.attendance(session, person)
    return {HOURS: session.hours, COVERAGE: (1, 0)}


def with_somebody_who_was_not_there() -> Moved:
    person = Person.objects.get(pk=min(roster() - set(times())))
    make.attendance(credited()[0].session, person, is_present=False)
    return {}


def without_a_session() -> Moved:
    gone = next(each.session for each in credited() if online(each))
    there = [each for each in credited() if each.session_id == gone.pk]
    often, on_roster = times(), roster()
    only = [p.person_id for p in there if often[p.person_id] == 1]
    voided(gone)
    return {
        ONLINE: -1,
        LEARNED: -len(there),
        HOURS: -sum(map(hours, there), Decimal(0)),
        COVERAGE: (-len(on_roster.intersection(only)), 0),
    }


def with_a_session_at_which_nobody_was() -> Moved:
    make.session(unit(SCHOOL), ended_on=date(2019, 8, 1), kind="online")
    return {ONLINE: 1}


def with_a_session_of_another_year() -> Moved:
    session = make.session(unit(SCHOOL), ended_on=date(2020, 1, 1), kind="online")
    make.attendance(session, Person.objects.get(pk=min(roster())))
    return {}


# --- drills ---------------------------------------------------------------------------


def without_a_drill() -> Moved:
    gone = Drill.objects.filter(status="final", held_on__year=2019)[0]
    many = Participation.objects.filter(drill=gone, status="counted").count()
    voided(gone)
    return {DRILLS: -1, REHEARSED: -many}


def without_a_participation() -> Moved:
    rows = Participation.objects.filter(status="counted", drill__status="final")
    voided(rows.filter(drill__held_on__year=2019)[0])
    return {REHEARSED: -1}


def with_a_drill() -> Moved:
    drill = make.drill(unit(PILOT), held_on=LAST)
    make.participation(drill, Person.objects.get(pk=min(roster())))
    return {DRILLS: 1, REHEARSED: 1}


# --- cards and awards -----------------------------------------------------------------


def pilot_cards() -> list[Card]:
    rows = Card.objects.filter(unit__code=PILOT, issued_on__year=2019, status="counted")
    return list(rows.order_by("pk"))


def without_a_redeemed_card() -> Moved:
    gone = next(each for each in pilot_cards() if each.redeemed_on)
    voided(gone)
    return {CARDS: -1, REDEEMED: -gone.amount}


def without_a_card_that_was_kept() -> Moved:
    voided(next(each for each in pilot_cards() if each.redeemed_on is None))
    return {CARDS: -1}


def with_a_card_brought_back() -> Moved:
    card = next(each for each in pilot_cards() if each.redeemed_on is None)
    card.redeemed_on = LAST
    changed(card)
    return {REDEEMED: card.amount}


def with_a_card_more() -> Moved:
    make.card(unit(PILOT), Person.objects.get(pk=min(roster())), issued_on=LAST)
    return {CARDS: 1}


def without_an_award() -> Moved:
    # Those of later years are confirmed on the site; 2019 came from a file.
    rows = Award.objects.filter(unit__code=PILOT, created_in_load__isnull=False)
    gone = rows.order_by("pk")[0]
    voided(gone)
    return {AWARDS: -1, PRIZES: -gone.amount}


def with_an_award() -> Moved:
    person = Person.objects.get(pk=min(roster()))
    make.award(unit(PILOT), person, period=Period.parse("2019-Q4"))
    return {AWARDS: 1, PRIZES: 200}


# --- inspections and hazards ----------------------------------------------------------


def inspected(programme: str, month: int, **wanted: object) -> list[Inspection]:
    rows = Inspection.objects.filter(programme=programme, status="final", **wanted)
    rows = rows.filter(inspected_on__year=2019, inspected_on__month=month)
    return list(rows.order_by("pk"))


def without_an_inspection_of_headquarters() -> Moved:
    rows = Inspection.objects.filter(unit__code=GROUP, inspected_on__year=2019)
    voided(rows[0])
    return {BY_GROUP: -1}


def without_a_special_inspection() -> Moved:
    voided(inspected("special", 3)[0])
    return {special(3): -1}


def with_a_second_special_inspection_of_a_project() -> Moved:
    known = inspected("special", 4)[0]
    make.inspection(known.unit, date(2019, 4, 30), programme="special", lead=known.lead)
    return {}


def without_the_visit_of_a_leader_of_one() -> Moved:
    visits = inspected("leader_visit", 6)
    many = Counter(each.lead_id for each in visits)
    voided(next(each for each in visits if many[each.lead_id] == 1))
    return {LEADERS: -1, ENTERED: -1}


def without_a_visit_of_a_leader_of_several() -> Moved:
    visits = inspected("leader_visit", 6)
    many = Counter(each.lead_id for each in visits)
    voided(next(each for each in visits if many[each.lead_id] > 1))
    return {ENTERED: -1}


def with_another_leader_at_the_same_unit() -> Moved:
    visits = inspected("leader_visit", 6)
    other = Person.objects.get(pk=min(roster() - {each.lead_id for each in visits}))
    day = date(2019, 6, 30)
    make.inspection(visits[0].unit, day, programme="leader_visit", lead=other)
    return {LEADERS: 1}


def without_a_design_project_in_quality_month() -> Moved:
    voided(inspected("quality", 9, unit__project_type="design")[0])
    return {DESIGN: -1}


def without_a_site_in_quality_month() -> Moved:
    voided(inspected("quality", 9, unit__project_type="construction")[0])
    return {CONSTRUCTION: -1}


def with_a_project_that_was_a_site_after_all() -> Moved:
    project = inspected("quality", 9, unit__project_type="design")[0].unit
    project.project_type = "construction"
    changed(project)
    return {DESIGN: -1, CONSTRUCTION: 1}


def found(programme: str, month: int) -> list[Hazard]:
    rows = Hazard.objects.filter(inspection__programme=programme, status="counted")
    return list(rows.filter(found_on__year=2019, found_on__month=month).order_by("pk"))


def without_a_problem_that_a_leader_found() -> Moved:
    voided(found("leader_visit", 6)[0])
    return {PROBLEMS: -1}


def without_a_problem_of_quality_month() -> Moved:
    voided(found("quality", 9)[0])
    return {QUALITY: -1}


def without_another_hazard() -> Moved:
    rows = Hazard.objects.filter(inspection=None, found_on__year=2019)
    voided(rows.filter(status="counted")[0])
    return {}


def with_a_problem_more() -> Moved:
    visit = inspected("leader_visit", 6)[0]
    make.hazard(visit.unit, date(2019, 6, 30), inspection=visit)
    return {PROBLEMS: 1}


def with_a_problem_noted_a_month_later() -> Moved:
    visit = inspected("leader_visit", 6)[0]
    make.hazard(visit.unit, date(2019, 7, 1), inspection=visit)
    return {}


# --- incidents, hours, people, contractors --------------------------------------------


def with_a_death() -> Moved:
    day = date(2019, 7, 1)
    make.incident(unit(PILOT), occurred_on=day, severity="fatal", deaths=1)
    return {DEATHS: 1}


def with_a_near_miss() -> Moved:
    make.incident(unit(PILOT), occurred_on=date(2019, 7, 1))
    return {}


def with_more_working_hours() -> Moved:
    july = Month.of(2019, 7)
    row = WorkedHours.objects.get(unit__code=PILOT, month=july.index)
    people.declare_hours(row.unit, july, row.hours + 1, by=None)
    return {WORKED: 1}


def without_working_hours_of_a_month() -> Moved:
    july = Month.of(2019, 7)
    row = WorkedHours.objects.get(unit__code=PILOT, month=july.index)
    people.declare_hours(row.unit, july, None, by=None)
    return {WORKED: -row.hours}


def without_an_employee() -> Moved:
    gone = stayed(with_contractor=False)
    is_taught = gone.person_id in times()
    voided(gone)
    return {EMPLOYEES: -1, COVERAGE: (-int(is_taught), -1)}


def without_a_contractors_worker() -> Moved:
    gone = stayed(with_contractor=True)
    is_taught = gone.person_id in times()
    voided(gone)
    return {COVERAGE: (-int(is_taught), -1)}


def with_somebody_posted_on_the_last_day() -> Moved:
    make.posting(make.person(), unit(PILOT), start_on=LAST)
    return {EMPLOYEES: 1, COVERAGE: (0, 1)}


def with_somebody_posted_a_day_later() -> Moved:
    make.posting(make.person(), unit(PILOT), start_on=date(2020, 1, 1))
    return {}


def without_a_contractor() -> Moved:
    engaged = {each.person.contractor_id for each in postings()} - {None}
    voided(Contractor.objects.get(pk=min(engaged)))
    return {CONTRACTORS: -1}


def with_a_contractor_and_one_worker() -> Moved:
    worker = make.person(contractor=make.contractor())
    make.posting(worker, unit(PILOT), start_on=LAST)
    return {CONTRACTORS: 1, COVERAGE: (0, 1)}


CHANGES: tuple[Callable[[], Moved], ...] = (
    *(without_somebodys_only_attendance, without_one_of_several_attendances),
    *(without_an_attendance_online, with_somebody_who_was_never_taught),
    *(with_somebody_who_was_not_there, without_a_session),
    *(with_a_session_at_which_nobody_was, with_a_session_of_another_year),
    *(without_a_drill, without_a_participation, with_a_drill),
    *(without_a_redeemed_card, without_a_card_that_was_kept),
    *(with_a_card_brought_back, with_a_card_more, without_an_award, with_an_award),
    *(without_an_inspection_of_headquarters, without_a_special_inspection),
    *(with_a_second_special_inspection_of_a_project,),
    *(without_the_visit_of_a_leader_of_one, without_a_visit_of_a_leader_of_several),
    *(with_another_leader_at_the_same_unit, without_a_design_project_in_quality_month),
    *(without_a_site_in_quality_month, with_a_project_that_was_a_site_after_all),
    *(without_a_problem_that_a_leader_found, without_a_problem_of_quality_month),
    *(without_another_hazard, with_a_problem_more, with_a_problem_noted_a_month_later),
    *(with_a_death, with_a_near_miss),
    *(with_more_working_hours, without_working_hours_of_a_month),
    *(without_an_employee, without_a_contractors_worker),
    *(with_somebody_posted_on_the_last_day, with_somebody_posted_a_day_later),
    *(without_a_contractor, with_a_contractor_and_one_worker),
)

Parts = tuple[Decimal, Decimal]


def parts() -> dict[Key, Parts]:
    """Every figure above and below the line; what is no ratio has nothing below."""
    return {
        key: (each.numerator, each.denominator or Decimal(0))
        for key, each in figures.stored().items()
    }


def by_hand(folder: Path) -> dict[Key, Parts]:
    """The same from the dumped files, by the slow sum."""
    books = Books(dumped(folder))
    summed = {key: books.value(*key) for key in (*PUBLISHED, WORKED)}
    return {
        key: each if isinstance(each, tuple) else (each, 0)
        for key, each in summed.items()
    }


def test_nothing_is_changed(sample: None, tmp_path: Path) -> None:
    assert parts() == by_hand(tmp_path)


@pytest.mark.parametrize("change", CHANGES, ids=lambda each: each.__name__)
def test_what_rests_on_a_record_moves_and_nothing_else(
    sample: None, tmp_path: Path, change: Callable[[], Moved]
) -> None:
    before = parts()
    said = {key: by for key, by in change().items() if by != (0, 0)}
    expected: dict[Key, Any] = {
        key: by if isinstance(by, tuple) else (by, 0) for key, by in said.items()
    }
    drain.drain()
    after = parts()
    moved = {
        key: (after[key][0] - before[key][0], after[key][1] - before[key][1])
        for key in after
        if after[key] != before[key]
    }
    assert moved == expected
    assert after == by_hand(tmp_path)
    shown, stored = figures.table(figures.annual()), figures.stored()
    assert shown == {key: stored[key].value for key in PUBLISHED}
