"""Escalation: who is told when, to the minute, once, and what is kept of it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from threading import Barrier, Thread
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspections.clock import Clock, Hours
from inspections.models import Escalation, Hazard, Pause, Rung, Watch
from inspections.services import escalation, flags, hazards
from inspections.services.guards import Actor
from inspections.services.hazards import Call
from inspections.services.ladder import Ladder
from safety.accounts.permissions import Role
from safety.journal import write as journal
from safety.notices.models import Notice, Telling
from safety.org.models import Calendar, Days
from tests import make
from tests.inspections.scene import Scene, again, url
from tests.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.both]
SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY_OF_WORK = Hours(date(2000, 1, 1), time(8), time(12), time(14), time(18))
PAGE = "/inspections/hazards/escalation/"


def at(text_of: str) -> datetime:
    """A moment in Shanghai."""
    return datetime.fromisoformat(text_of).replace(tzinfo=SHANGHAI)


# --- the clock --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "hours", "until"),
    [
        ("2019-06-03 18:00", 0, "2019-06-03 18:00"),
        ("2019-06-03 18:00", 8, "2019-06-04 18:00"),
        ("2019-06-03 08:00", 4, "2019-06-03 12:00"),
        ("2019-06-03 13:00", 1, "2019-06-03 15:00"),
        ("2019-06-03 17:59", 1, "2019-06-04 08:59"),
        # Friday before the Dragon Boat holiday of 7 June: Monday is the next day.
        ("2019-06-06 18:00", 8, "2019-06-10 18:00"),
        # Sunday 29 September and Saturday 12 October are worked for National Day.
        ("2019-09-28 10:00", 8, "2019-09-29 18:00"),
        ("2019-09-30 18:00", 8, "2019-10-08 18:00"),
        ("2019-10-11 18:00", 8, "2019-10-12 18:00"),
    ],
)
def test_hours_are_counted_on_working_days(since: str, hours: int, until: str) -> None:
    days = Calendar.days_of(None, date(2019, 6, 1), date(2019, 12, 31))
    clock = Clock(days, [DAY_OF_WORK], SHANGHAI)
    assert clock.forward(at(since), hours) == at(until)
    assert clock.worked(at(since), at(until)) == timedelta(hours=hours)
    assert clock.worked(at(until), at(since)) == timedelta(0)


MOMENTS = st.integers(0, 60 * 24 * 60).map(
    lambda minutes: datetime(2019, 9, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
OFF = Days(
    {date(2019, 10, day): day == 12 for day in (1, 2, 3, 4, 7, 12)}, frozenset({5, 6})
)


@given(since=MOMENTS, until=MOMENTS, hours=st.integers(1, 100), zone=st.sampled_from(
    ["Asia/Shanghai", "America/Santiago", "Asia/Kathmandu"]
))  # fmt: skip
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_forward_and_back_are_what_is_worked(
    since: datetime, until: datetime, hours: int, zone: str
) -> None:
    clock, wanted = Clock(OFF, [DAY_OF_WORK], ZoneInfo(zone)), timedelta(hours=hours)
    assert clock.worked(since, clock.forward(since, hours)) == wanted
    assert clock.worked(clock.back(until, hours), until) == wanted
    # So a set of days stands for "so many hours have passed".
    has_passed = clock.worked(since, until) >= wanted
    assert (since <= clock.back(until, hours)) == has_passed
    assert (clock.forward(since, hours) <= until) == has_passed


# --- the ladder -------------------------------------------------------------------


@pytest.fixture
def scene() -> Iterator[Scene]:
    """A project whose company is watched, on a working day at nine."""
    with time_machine.travel(at("2019-06-03 09:00"), tick=False):
        made = Scene()
        made.unlink(made.person(Role.WORKER))
        escalation.turn_on(made.company, tells_backlog=False, by=None)
        yield made


def told(hazard: Hazard) -> list[tuple[str, str]]:
    """Which rungs told somebody: who, counted from what, the first first."""
    rows = Escalation.objects.filter(hazard=hazard, is_known=False).order_by("pk")
    return [(row.rung.who, row.rung.after) for row in rows.select_related("rung")]


def swept(moment: str, hazard: Hazard) -> list[str]:
    """Who of the ladder has been told by a moment, in the order of the alphabet."""
    with time_machine.travel(at(moment), tick=False):
        escalation.sweep()
    return sorted(who for who, _after in told(hazard))


def test_each_rung_has_its_minute_and_fires_once(scene: Scene) -> None:
    owner = scene.person(Role.PROJECT_STAFF)
    hazard = scene.hazard("assigned", responsible=owner, due_on=date(2019, 6, 5))
    ladder = [
        ("2019-06-05 11:59", []),
        ("2019-06-05 12:00", ["owner"]),
        ("2019-06-05 17:59", ["owner"]),
        ("2019-06-05 18:00", ["owner", "owner", "project_manager"]),
        ("2019-06-06 17:59", ["owner", "owner", "project_manager"]),
        ("2019-06-06 18:00", ["company_safety", "owner", "owner", "project_manager"]),
    ]
    for moment, who in ladder:
        for _twice in range(2):
            assert swept(moment, hazard) == who, moment
    # 7 June is a holiday, then a weekend: three working days end on 11 June.
    assert "company_leader" not in swept("2019-06-11 17:59", hazard)
    assert "company_leader" in swept("2019-06-11 18:00", hazard)
    assert "headquarters" not in swept("2019-06-17 17:59", hazard)
    assert "headquarters" in swept("2019-06-17 18:00", hazard)
    assert len(swept("2019-07-17 18:00", hazard)) == 6
    by_user = {each.user_id for each in Telling.objects.all()}
    roles = ("project_staff", "project_manager", "company_safety", "company_leader",
             "hq_safety")  # fmt: skip
    assert by_user == {scene.users[role].pk for role in roles}
    assert Telling.objects.count() == 6


def test_more_time_moves_reminders_and_a_fix_waits_for_its_verifier(
    scene: Scene,
) -> None:
    hazard = scene.hazard(
        "assigned", due_on=date(2019, 6, 3), extended_to=date(2019, 6, 5)
    )
    assert swept("2019-06-04 18:00", hazard) == []
    assert "project_manager" in swept("2019-06-05 18:00", hazard)
    before = len(told(hazard))
    staff = Actor.of(scene.users[Role.PROJECT_STAFF])
    with time_machine.travel(at("2019-06-06 10:30"), tick=False):
        hazards.submit(hazard, Call(staff), measures="Rails set")
    assert len(swept("2019-06-10 10:29", hazard)) == before
    assert swept("2019-06-10 10:30", hazard).count("verifier") == 1
    verifier = Telling.objects.latest("pk")
    assert verifier.user_id == scene.users[Role.SAFETY_OFFICER].pk
    # Sent back it is late again, for the same deadline: nobody hears that twice.
    with time_machine.travel(at("2019-06-10 11:00"), tick=False):
        officer = Actor.of(scene.users[Role.SAFETY_OFFICER])
        hazards.send_back(hazard, Call(officer, note="No toe board"))
    whos = swept("2019-06-10 12:00", hazard)
    assert whos.count("project_manager") == 1


def test_paused_and_closed_time_does_not_count(scene: Scene, client: Client) -> None:
    hazard = scene.hazard("assigned", due_on=date(2019, 6, 3))
    assert "company_safety" not in swept("2019-06-03 18:00", hazard)
    company = Call(Actor.of(scene.users[Role.COMPANY_SAFETY]), note="No crane")
    with pytest.raises(PermissionDenied):
        flags.pause(hazard, Call(Actor.of(scene.users[Role.PROJECT_MANAGER])))
    with time_machine.travel(at("2019-06-04 10:00"), tick=False):
        flags.pause(hazard, company)
    assert "company_safety" not in swept("2019-06-17 18:00", hazard)
    with time_machine.travel(at("2019-06-18 08:00"), tick=False):
        flags.unpause(hazard, company)
    # Two of its eight hours had passed.
    assert "company_safety" not in swept("2019-06-18 15:59", hazard)
    assert "company_safety" in swept("2019-06-18 16:00", hazard)
    with time_machine.travel(at("2019-06-18 17:00"), tick=False):
        hazards.submit(hazard, company, measures="Rails set")
    with time_machine.travel(at("2019-06-18 17:30"), tick=False):
        officer = Actor.of(scene.users[Role.SAFETY_OFFICER])
        hazards.verify(hazard, Call(officer))
    with time_machine.travel(at("2019-07-01 08:00"), tick=False):
        hazards.reopen(hazard, Call(company.actor, note="Open again"))
    assert Pause.objects.filter(hazard=hazard).count() == 2
    assert "company_leader" not in swept("2019-07-02 16:29", hazard)
    assert "company_leader" in swept("2019-07-02 16:30", hazard)
    client.force_login(scene.users[Role.SAFETY_OFFICER])
    said = text(client.get(hazard.get_absolute_url()))
    for part in ("Who was told", "Escalated: Company leader", "not read yet",
                 "Escalation paused", "No crane"):  # fmt: skip
        assert part in said


def test_what_a_file_closed_and_somebody_reopens_is_not_late_for_that_time(
    scene: Scene,
) -> None:
    day = date(2019, 6, 3)
    loaded = {"found_on": day, "due_on": day, "rectified_on": day, "verified_on": day}
    hazard = scene.hazard("reported", responsible=scene.foreman, **loaded)
    company = Actor.of(scene.users[Role.COMPANY_SAFETY])
    with time_machine.travel(at("2019-07-01 08:00"), tick=False):
        hazards.reopen(hazard, Call(company, note="Open again"))
    assert "company_safety" not in swept("2019-07-01 17:59", hazard)
    assert "company_safety" in swept("2019-07-01 18:00", hazard)


def test_major_ones_stand_alone_and_a_gap_is_closed_from_above(scene: Scene) -> None:
    """Also in another time zone, where the day ends later."""
    scene.project.time_zone = "Asia/Urumqi"
    journal.save(scene.project, "change", by=None)
    manager = scene.users[Role.PROJECT_MANAGER]
    manager.leaves_on = date(2019, 6, 1)
    journal.save(manager, "leave", by=None)
    for _number in range(7):
        hazard = scene.hazard("reported", level="major", due_on=date(2019, 6, 3))
    assert swept("2019-06-03 19:59", hazard) == ["owner"]  # only that it is due
    assert "headquarters" in swept("2019-06-03 20:00", hazard)
    leader = Telling.objects.filter(user=manager)
    assert not leader.exists()
    hq = Notice.objects.filter(user=scene.users[Role.HQ_SAFETY])
    assert sorted(hq.values_list("place", flat=True)) == [0, 1, 2, 3, 4, 5]
    assert hq.get(place=0).tellings.count() == 2


def test_days_of_rest_are_those_of_the_units_calendar(scene: Scene) -> None:
    """Where Monday rests, what was due on Sunday is told a day later."""
    own = Calendar(name="Far", rest_days="MO")
    journal.save(own, "add", by=None)
    elsewhere = scene.hazard(
        "reported", found_on=date(2019, 6, 2), due_on=date(2019, 6, 2)
    )
    scene.project.calendar = own
    journal.save(scene.project, "change", by=None)
    hours = Rung.objects.filter(level="general", after="due", hours__gt=0)
    first = hours.order_by("hours")[0].hours
    home = Ladder(at("2019-06-01 09:00")).clock()
    here = Ladder(at("2019-06-01 09:00")).clock(calendar=own.pk)
    due = at("2019-06-02 18:00")
    assert here.forward(due, first) - home.forward(due, first) == timedelta(days=1)
    moment = here.forward(due, first)
    before = f"{moment - timedelta(minutes=1):%Y-%m-%d %H:%M}"
    assert len(swept(before, elsewhere)) + 1 == len(
        swept(f"{moment:%Y-%m-%d %H:%M}", elsewhere)
    )


def test_what_was_killed_half_way_is_told_once(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _number in range(3):
        scene.hazard("reported", due_on=date(2019, 6, 3))

    def killed(_news: Any) -> None:
        raise KeyboardInterrupt

    with time_machine.travel(at("2019-06-03 18:00"), tick=False):
        monkeypatch.setattr(escalation, "tell", killed)
        with pytest.raises(KeyboardInterrupt):
            escalation.sweep()
        written = Escalation.objects.count()
        assert written
        assert not Telling.objects.exists()
        monkeypatch.undo()
        assert escalation.sweep() == written
        assert escalation.sweep() == 0
    assert Telling.objects.count() == len(
        set(Telling.objects.values_list("key", "user"))
    )


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_tell_once() -> None:
    scene = Scene()
    escalation.turn_on(scene.company, tells_backlog=False, by=None)
    for _number in range(30):
        made = scene.hazard("reported", found_on=date(2019, 6, 3))
        assert made.due_on < scene.today
    start = Barrier(2)

    def work() -> None:
        start.wait()
        try:
            escalation.sweep()
        finally:
            connection.close()

    workers = [Thread(target=work) for _worker in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    rows = Escalation.objects.values_list("hazard", "rung", "day")
    assert len(rows) == len(set(rows)) == 30 * 5  # owner, manager, and up to the top
    assert not Escalation.objects.untold().exists()
    digests = Notice.objects.values_list("user", "day")
    assert len(digests) == len(set(digests))


def test_turning_it_on_shows_the_backlog_and_asks(client: Client) -> None:
    scene = Scene()
    for _number in range(4):
        scene.hazard("assigned", due_on=scene.today - timedelta(days=90),
                     found_on=scene.today - timedelta(days=90))  # fmt: skip
    assert escalation.sweep() == 0  # it is off
    client.force_login(scene.users[Role.COMPANY_SAFETY])
    unit = f"?unit={scene.company.code}"
    said = text(client.get(f"{PAGE}{unit}"))
    for part in ("Escalation is off", "General: Company leader", "Late already"):
        assert part in said
    assert client.post(f"{PAGE}on/{unit}", {"backlog": "all"}).status_code == 400
    for _twice in range(2):
        client.post(f"{PAGE}on/{unit}", {"backlog": "known"})
    assert Watch.objects.count() == 1
    assert "taken as known" in text(client.get(f"{PAGE}{unit}"))
    escalation.sweep()
    assert not Telling.objects.exists()
    late = scene.hazard("assigned")
    assert "Escalation is on" in text(client.get(f"{PAGE}?unit={scene.project.code}"))
    # A rung that is lowered tells nobody what it would have told long ago.
    rung = Rung.objects.get(level="general", who="headquarters")
    rung.hours = 1
    escalation.save_rung(rung, "change", by=None)
    escalation.sweep()
    assert not Telling.objects.filter(user=scene.users[Role.HQ_SAFETY]).exists()
    client.post(f"{PAGE}off/{unit}")
    client.post(f"{PAGE}on/{unit}", {"backlog": "tell"})
    with time_machine.travel(again(late).due_on + timedelta(days=3), tick=False):
        escalation.sweep()
        assert Telling.objects.exists()


def test_work_is_suspended_and_goes_on(scene: Scene) -> None:
    hazard = scene.hazard("assigned")
    officer = scene.client(Role.SAFETY_OFFICER)
    officer.post(url(hazard, "suspend-work"), {"note": "No rails"})
    assert again(hazard).work_suspended_at
    assert "Work suspended" in text(officer.get(hazard.get_absolute_url()))
    twice = officer.post(url(hazard, "suspend-work"), {"note": "No rails"})
    assert twice.status_code == 409
    officer.post(url(hazard, "resume-work"), {"note": "Rails set"})
    assert again(hazard).work_suspended_at is None


@pytest.mark.slow
def test_thousands_of_late_hazards_are_one_summary_for_each(scene: Scene) -> None:
    """Not thousands of letters: pain 6 of FEATURES."""
    make.hazard(scene.project, date(2019, 6, 3))
    first = Hazard.objects.latest("pk")
    Hazard.objects.bulk_create(
        Hazard(
            number=f"B{number}",
            unit=scene.project,
            level="general",
            found_on=first.found_on,
            due_on=first.due_on,
            description="x",
        )
        for number in range(5000)
    )
    with time_machine.travel(at("2019-06-03 18:00"), tick=False):
        escalation.sweep()
    assert Telling.objects.count() >= 5001
    for user in scene.users.values():
        assert Notice.objects.filter(user=user).count() <= 1
