"""Plans ask for inspections: by rule and calendar, once, whatever the clock does."""

from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inspections.models import Inspection, Occurrence, Plan, PlanClock
from inspections.services import planning
from inspections.services.repeating import days_of, next_days
from inspections.tasks import plan as clock
from safety.journal import write as journal
from safety.org.models import Calendar, Unit
from tests import make, pages, things

pytestmark = [pytest.mark.django_db, pytest.mark.both]
CHINA = ZoneInfo("Asia/Shanghai")
# A Monday; the week after has the National Day, and Saturday 11 is worked for it.
MONDAY = date(2026, 9, 21)


def at(day: int, hour: int, month: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=CHINA)


def days(**rule: Any) -> list[str]:
    """The days of a rule from Monday 21 September 2026 to the end of the year."""
    given = {"every": 1, "weekdays": "", "nth": None, "day_off": "keep", **rule}
    plan = Plan(**{"starts_on": MONDAY, "ends_on": None, **given})
    found = days_of(plan, None, date(2026, 9, 20), date(2026, 12, 31))
    return [f"{d:%m-%d}" for d in found]


@pytest.mark.parametrize(
    ("rule", "first"),
    [
        ({"repeat": "once"}, ["09-21"]),
        ({"repeat": "daily", "every": 3}, ["09-21", "09-24", "09-27"]),
        ({"repeat": "daily", "ends_on": date(2026, 9, 22)}, ["09-21", "09-22"]),
        ({"repeat": "weekly", "every": 2}, ["09-21", "10-05", "10-19"]),
        ({"repeat": "weekly", "weekdays": "TU,FR"}, ["09-22", "09-25", "09-29"]),
        ({"repeat": "monthly", "starts_on": date(2026, 8, 31)}, ["09-30", "10-31"]),
        ({"repeat": "quarterly"}, ["09-21", "12-21"]),
        ({"repeat": "monthly", "weekdays": "FR", "nth": -1}, ["09-25", "10-30"]),
        ({"repeat": "quarterly", "weekdays": "TU", "nth": 4}, ["09-22", "12-22"]),
        # 1 to 7 October are off, Saturday 10 October and Sunday 20 September worked.
        (
            {"repeat": "weekly", "weekdays": "TH", "day_off": "skip"},
            ["09-24", "10-08", "10-15"],
        ),
        (
            {"repeat": "weekly", "weekdays": "TH", "day_off": "next"},
            ["09-24", "10-08", "10-15"],
        ),
        (
            {"repeat": "monthly", "starts_on": date(2026, 9, 3), "day_off": "next"},
            ["10-08", "11-03", "12-03"],
        ),
        ({"repeat": "weekly", "weekdays": "SA", "day_off": "skip"}, ["10-10"]),
    ],
)
def test_a_rule_gives_its_days(rule: dict[str, Any], first: list[str]) -> None:
    assert days(**rule)[: len(first)] == first


def test_each_unit_rests_on_the_days_of_its_own_calendar() -> None:
    """A plan for all projects leaves out Saturday here, Friday there."""
    company = make.company()
    make.project(parent=company, code="NEAR")
    far = Calendar(name="Far", rest_days="FR")
    journal.save(far, "add", by=None)
    make.project(parent=company, code="FAR", calendar=far)
    with time_machine.travel(at(21, 0), tick=False):
        make.plan(company, day_off="skip", days_ahead=6)
    days = {
        code: [f"{row.day:%a}" for row in Occurrence.objects.filter(unit__code=code)]
        for code in ("NEAR", "FAR")
    }
    assert sorted(days["NEAR"]) == sorted(["Mon", "Tue", "Wed", "Thu"])
    assert sorted(days["FAR"]) == sorted(["Mon", "Tue", "Wed", "Thu", "Sat", "Sun"])


# --- the clock --------------------------------------------------------------


@pytest.fixture
def company() -> Unit:
    """A company with two open projects, one in Guinea, and one that has closed."""
    made = make.company()
    make.project(parent=made, code="NEAR")
    make.project(parent=made, code="FAR", time_zone="Africa/Conakry")
    make.project(parent=made, code="GONE", closed_on=date(2026, 9, 20))
    return made


def asked() -> list[str]:
    """What stands: unit, day and state."""
    rows = Occurrence.objects.order_by("day", "unit__code", "person__employee_no")
    return [f"{o.unit.code} {o.day:%d} {o.state}" for o in rows.select_related("unit")]


def test_it_asks_every_open_project_once_and_catches_up(company: Unit) -> None:
    with time_machine.travel(at(21, 19), tick=False):
        make.plan(company, grace_hours=24)  # too late for today in China
        assert asked() == ["FAR 21 open"]
        for _again in range(2):
            clock()
    with time_machine.travel(at(24, 9), tick=False):
        for _again in range(3):
            clock()
        # Due at 18:00 where the unit is, missed a day later: FAR is eight hours behind.
        assert asked() == [
            "FAR 21 missed",
            *("FAR 22 missed", "NEAR 22 missed"),
            *("FAR 23 open", "NEAR 23 open"),
            *("FAR 24 open", "NEAR 24 open"),
        ]
        near = Occurrence.objects.get(unit__code="NEAR", day=date(2026, 9, 23))
        assert near.tone == "late"
        assert near.due_at == at(23, 18)
        assert near.missed_at == at(24, 18)
    with time_machine.travel(at(24, 18), tick=False):
        clock()
        near.refresh_from_db()
        assert near.tone == "missed"


def test_the_database_takes_each_once(company: Unit) -> None:
    people = [make.person(company) for _each in range(2)]
    with time_machine.travel(at(21, 9), tick=False):
        each = make.plan(company, people=people, share="each", reach="unit")
        make.plan(company, people=people, share="any", reach="unit")
        assert Occurrence.objects.count() == 3
        for row in Occurrence.objects.all():
            row.pk, row._state.adding = None, True
            with pytest.raises(IntegrityError), transaction.atomic():
                row.save(force_insert=True)
        # Whatever a second clock believes is not there yet.
        PlanClock.objects.update(made_until=date(2026, 9, 1), next_at=at(1, 0))
        clock()
        assert Occurrence.objects.count() == 3
        assert each.occurrences.count() == 2


def test_pause_change_and_end_take_back_what_is_to_come(company: Unit) -> None:
    with time_machine.travel(at(21, 9), tick=False):
        plan = make.plan(company, reach="unit", days_ahead=2)
    code = company.code
    with time_machine.travel(at(22, 9), tick=False):
        clock()
        late = [f"{code} 21 open", f"{code} 22 open"]
        assert asked() == [*late, f"{code} 23 open", f"{code} 24 open"]
        planning.pause(plan, by=None)
    paused = [f"{code} {d} withdrawn" for d in (22, 23, 24)]
    with time_machine.travel(at(23, 19), tick=False):
        clock()
        assert asked() == [f"{code} 21 missed", *paused]
        planning.resume(plan, by=None)
        # 23 was due before; 25 is a day off, and comes on Monday 28.
        assert asked() == [f"{code} 21 missed", *paused[:2], f"{code} 24 open"]
        plan.refresh_from_db()
        plan.repeat, plan.weekdays = "weekly", "WE"
        planning.change(plan, planning.Parts(list(plan.checklists.all()), []), by=None)
        assert asked()[-1] == f"{code} 24 withdrawn"
    with time_machine.travel(at(30, 9), tick=False):
        clock()
        assert asked()[-1] == f"{code} 30 open"
        planning.end(plan, by=None)
        planning.pause(plan, by=None)
        assert asked()[-1] == f"{code} 30 withdrawn"
        assert Plan.objects.get().state == "ended"


def test_the_clock_asks_the_database_as_much_for_many_units(company: Unit) -> None:
    def questions(number: int) -> int:
        above = make.company()
        with time_machine.travel(at(21, 9), tick=False):
            make.plan(above)  # nothing yet
            for _each in range(number):
                make.project(parent=above)
        with time_machine.travel(at(22, 9), tick=False):
            with CaptureQueriesContext(connection) as found:
                clock()
            clock()
        assert Occurrence.objects.filter(plan__unit=above).count() == number
        return len(found)

    assert questions(1) == questions(12)


# --- on the site ------------------------------------------------------------


@pytest.fixture
def near(company: Unit) -> Unit:
    return Unit.objects.get(code="NEAR")


def log_in(client: Client, unit: Unit, role: str = "safety_officer") -> Any:
    person = make.person(unit)
    client.force_login(make.user(role, unit, person=person))
    return person


def test_who_is_asked_begins_it_once_and_finishing_settles_it(
    client: Client, company: Unit, near: Unit
) -> None:
    with time_machine.travel(at(21, 9), tick=False):
        plan = make.plan(company, make.checklist(company), name="Daily round")
        other = make.plan(near, people=[make.person(near)], name="Not mine")
        me = log_in(client, near)
        home = pages.text(client.get("/"))
        assert "Daily round" in home
        assert "Not mine" not in home
        mine, not_mine = plan.occurrences.get(unit=near), other.occurrences.get()
        assert (
            client.post(f"/inspections/planned/{not_mine.pk}/start/").status_code == 403
        )
        for _again in range(2):
            page = client.post(f"/inspections/planned/{mine.pk}/start/")
        walk = Inspection.objects.get()
        assert page.headers["Location"] == f"/inspections/{walk.pk}/answer/"
        assert (walk.lead, walk.unit, walk.programme) == (me, near, "qhse")
        client.post(f"/inspections/{walk.pk}/pass-section/", {"at": "1"})
        assert "Continue" in pages.text(client.get("/"))
    with time_machine.travel(at(21, 20), tick=False):
        client.post(f"/inspections/{walk.pk}/finish/", {"why_not": "absent"})
        mine.refresh_from_db()
        assert (mine.state, mine.tone, mine.done_at) == (
            "done",
            "done-late",
            at(21, 20),
        )
        assert "1 of 1 done" in pages.text(client.get("/"))
        told = pages.text(client.get(mine.get_absolute_url()))
        assert walk.number in told
        assert "Done late" in told


def test_what_is_finished_too_late_stays_missed(
    client: Client, company: Unit, near: Unit
) -> None:
    with time_machine.travel(at(21, 9), tick=False):
        row = make.plan(near, grace_hours=1).occurrences.get()
        log_in(client, near)
        client.post(f"/inspections/planned/{row.pk}/start/")
    with time_machine.travel(at(21, 19), tick=False):
        walk = Inspection.objects.get()
        client.post(f"/inspections/{walk.pk}/pass-section/", {"at": "1"})
        client.post(f"/inspections/{walk.pk}/finish/", {"why_not": "absent"})
        clock()
        row.refresh_from_db()
        walk.refresh_from_db()
        assert (walk.status, row.state, row.inspection) == ("final", "missed", walk)
        second = make.plan(near, due_time=time(19, 30), grace_hours=0).occurrences.get()
    with time_machine.travel(at(21, 20), tick=False):
        clock()
        page = client.post(f"/inspections/planned/{second.pk}/start/", follow=True)
        assert "is over" in pages.text(page)
        assert Inspection.objects.count() == 1


def test_due_late_and_missed_stand_apart_in_list_and_month(
    client: Client, company: Unit, near: Unit
) -> None:
    with time_machine.travel(at(21, 9), tick=False):
        make.plan(company, name="Round", repeat="weekly", weekdays="MO,TU,WE,TH")
    with time_machine.travel(at(23, 9), tick=False):
        clock()
        log_in(client, near)
        for state, day in (("missed", 21), ("late", 22), ("due", 23)):
            page = client.get(f"/inspections/planned/?state={state}")
            assert pages.text(page).count("Round") == 1
            assert f"{day} Sep 2026" in pages.text(page)
        month = client.get("/inspections/planned/month/?month=2026-09")
        found = [(d.day.day, d.asked) for d in month.context["days"] if d.asked]
        assert found[:4] == [
            (21, [("missed", "Round", 1)]),
            (22, [("late", "Round", 1)]),
            (23, [("due", "Round", 1)]),
            (24, [("planned", "Round", 1)]),
        ]
        assert [day for day, _asked in found[4:]] == [28, 29, 30]
        assert client.get("/inspections/planned/month/?month=x").status_code == 400
        company_wide = make.user("company_safety", company, person=make.person(company))
        client.force_login(company_wide)
        page = client.get("/inspections/planned/month/?month=2026-09")
        rounds = {each.day.day: each.asked for each in page.context["days"]}
        assert rounds[22] == [("late", "Round", 2)]


def test_a_plan_is_made_on_its_page_once(client: Client, company: Unit) -> None:
    with time_machine.travel(at(21, 9), tick=False):
        log_in(client, company, "company_safety")
        colleague = make.person(company, name="Wang Li")
        make.user("company_safety", company, person=colleague)
        lists = make.checklist(company)
        address = f"/inspections/plans/add/?unit={company.code}"
        page = client.get(address)
        assert "Wang Li" in pages.text(page)
        said = things.PLAN | {
            "request_id": pages.fields(page)["request_id"],
            "name": "Monday round",
            "checklists": lists.pk,
            "people": colleague.pk,
            "reach": "projects",
            "weekdays": ["MO", "TH"],
            "starts_on": "2026-09-21",
        }
        for _again in range(2):
            client.post(address, said)
        plan = Plan.objects.get()
        assert (plan.weekdays, list(plan.people.all())) == ("MO,TH", [colleague])
        rule = urlencode(said, doseq=True)
        preview = client.get(f"/inspections/plans/days/?unit={company.code}&{rule}")
        assert [f"{d:%m-%d}" for d in next_days(plan, MONDAY, 3)] == [
            *("09-24", "09-28", "10-08")
        ]
        assert "24 Sep 2026" in pages.text(preview)
        text = pages.text(client.get(plan.get_absolute_url()))
        assert "Weekly: Monday, Thursday" in text
        assert "8 Oct 2026" in text
        own = f"/inspections/plans/{plan.pk}/"
        fields = {**said, **pages.fields(client.get(f"{own}change/"))}
        fields |= {
            "weekdays": ["WE"],
            "nth": "",
            "name": "Round",
            "checklists": lists.pk,
        }
        fields |= {"people": [], "starts_on": "2026-09-21", "repeat": "weekly"}
        client.post(f"{own}change/", fields)
        plan.refresh_from_db()
        assert (plan.name, plan.weekdays, plan.people.count()) == ("Round", "WE", 0)
        for verb, state in (
            ("pause", "paused"),
            ("resume", "running"),
            ("end", "ended"),
        ):
            client.post(f"{own}{verb}/")
            plan.refresh_from_db()
            assert plan.state == state
