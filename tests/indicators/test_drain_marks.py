"""The drainer among others: two at once, killed, marks in any order, no bell."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from random import Random

import pytest
from celery import current_app
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from django.test import Client

from safety.core import doorbell
from safety.core.months import Period
from safety.indicators import check, drain, read, registry, tasks
from safety.indicators.models import SLOT_COLUMNS, State, Value
from safety.journal import write as journal
from safety.journal.marking import DRAIN_TASK, TREE
from safety.journal.models import Mark
from safety.org import services as org
from safety.org.models import Unit
from safety.people import services as people
from safety.people.models import Person, Posting
from safety.records.dialect import Postgres
from tests import make

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("in_2019")]
YEAR = 2019
UNDISTURBED = 0.5  # seconds in which a change that waits for nothing is done


def stored() -> dict[tuple[int, int, str, str], tuple[int, ...]]:
    """Every value that is not nothing."""
    rows = Value.objects.values_list("unit", "year", "measure", "slice", *SLOT_COLUMNS)
    return {row[:4]: row[4:] for row in rows if any(row[4:])}


def from_scratch() -> dict[tuple[int, int, str, str], tuple[int, ...]]:
    drain.drain(rebuild_all=True)
    return stored()


def headcount(unit: Unit) -> int:
    figure = read.figures(
        [unit.pk],
        [Period.parse(f"{YEAR}-08")],
        [registry.indicators()["workforce.headcount"]],
    )
    return int(next(iter(figure.values())).numerator)


def busy_site(people: int = 12) -> Unit:
    """A project with two teams and some people on them."""
    project = make.project()
    teams = [make.team(parent=project) for _ in range(2)]
    for number in range(people):
        make.person(teams[number % 2], gender="fm"[number % 2])
    return project


def in_a_process(run: object) -> int:
    """Fork a child that drains with connections of its own; its number."""
    child = os.fork()
    if child:
        return child
    try:
        for connection in connections.all():
            connection.connection = None  # the parent's, not ours to close
        drain.drain()
    except BaseException:  # noqa: BLE001 (said by the status)
        os._exit(1)
    os._exit(0)


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drain, "BATCH", 2)


def change_some(random: Random, project: Unit) -> None:
    posting = random.choice(list(Posting.objects.order_by("pk")))
    posting.end_on = random.choice([None, posting.start_on + timedelta(90)])
    people.post(posting, by=None)
    make.person(project)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("small_batches")
def test_two_drainers_at_once_leave_the_values_of_one() -> None:
    busy_site()
    for connection in connections.all():
        connection.close()
    children = [in_a_process(drain), in_a_process(drain)]
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
    assert not Mark.objects.exists()
    kept_up = stored()
    assert kept_up == from_scratch()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("small_batches")
def test_a_drainer_killed_twenty_times_leaves_nothing_half_done() -> None:
    random = Random(1)
    project = busy_site()
    drain.drain()
    for _ in range(20):
        change_some(random, project)
        for connection in connections.all():
            connection.close()
        child = in_a_process(drain)
        time.sleep(random.random() / 10)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    drain.drain()
    kept_up = stored()
    assert kept_up == from_scratch()


@pytest.mark.django_db
@pytest.mark.usefixtures("small_batches")
def test_marks_in_any_order_give_the_same_values() -> None:
    random = Random(2)
    project = busy_site()
    drain.drain()
    for _ in range(10):
        change_some(random, project)
    marks = list(Mark.objects.values("kind", "subject", "year", "month"))
    random.shuffle(marks)
    Mark.objects.all().delete()
    Mark.objects.bulk_create(Mark(**mark) for mark in marks)
    drain.drain()
    kept_up = stored()
    assert kept_up == from_scratch()


@pytest.mark.django_db(transaction=True)
def test_what_comes_to_point_to_a_record_that_a_load_changes_is_counted_by_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, held = make.person(gender="m"), make.session(ended_on=date(YEAR, 6, 3))
    drain.drain()
    # Somebody writes all the time, so the load does not shut everybody out.
    monkeypatch.setattr(Postgres, "is_quiet", lambda *_: False)
    file = tmp_path / "people.csv"
    file.write_text(f"employee_no,name,gender\n{person.employee_no},A,f\n")

    def attend() -> None:
        try:
            make.attendance(held, person)
            drain.drain()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            call_command("load", "people", str(file), stdout=StringIO())
            attended = pool.submit(attend)
            with suppress(TimeoutError):
                attended.result(timeout=UNDISTURBED)
        attended.result(timeout=60)
    drain.drain()
    kept_up = stored()
    assert (held.unit_id, YEAR, "training.persons", "gender=f") in kept_up
    assert kept_up == from_scratch()


@pytest.mark.django_db
def test_a_busy_drainer_is_rung_again(monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[str] = []
    monkeypatch.setattr(drain, "drain", lambda **_: drain.Drained(busy=True))
    monkeypatch.setattr(doorbell, "ring", rung.append)
    tasks.drain()
    assert rung == [DRAIN_TASK]


@pytest.mark.django_db(transaction=True)
def test_a_change_shows_within_five_seconds_when_a_worker_runs(worker: object) -> None:
    project = busy_site(4)
    deadline = time.monotonic() + 5
    while headcount(project) != 4 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert headcount(project) == 4


@pytest.fixture(params=["no broker", "a broker that is silent"])
def without_a_broker(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Nobody answers: no Redis there, or no folder to put messages in."""
    monkeypatch.setattr(doorbell, "_due", {})
    folder = settings.VAR_DIR / "no-folder"
    folder.write_text("")
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS | {
        "data_folder_in": str(folder / "in"),
        "data_folder_out": str(folder / "in"),
        "control_folder": str(folder / "control"),
    }
    monkeypatch.setattr(settings, "CELERY_BROKER_TRANSPORT_OPTIONS", options)
    # Celery keeps lines to the first address that it is given, for later tests, too.
    monkeypatch.setattr(current_app, "_pool", None)
    monkeypatch.setattr(current_app.amqp, "_producer_pool", None)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1] if request.param != "no broker" else 1
        if settings.REDIS_URL:
            address = f"redis://127.0.0.1:{port}/0"
            monkeypatch.setattr(current_app.conf, "broker_write_url", address)
        yield


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("without_a_broker")
def test_without_a_broker_saving_takes_a_moment_and_the_sweep_brings_the_value() -> (
    None
):
    project = busy_site(1)
    drain.drain()
    assert min(seconds_to_save(project) for _ in range(3)) < 1
    tasks.drain()
    assert headcount(project) == 4


def seconds_to_save(project: Unit) -> float:
    """Of a form that rings; of several one counts, whatever else the machine does."""
    doorbell._due.clear()
    begun = time.monotonic()
    make.person(project)
    return time.monotonic() - begun


@pytest.mark.django_db
def test_the_nightly_check_finds_a_value_that_was_tampered_with() -> None:
    project = busy_site()
    drain.drain()
    assert check.compare(make.group(), YEAR) == []
    Value.objects.filter(unit=project.pk, measure="workforce.headcount").update(s00=99)
    found = check.compare(make.group(), YEAR)
    assert any(
        sentence.startswith(f"{project.code} workforce.headcount") for sentence in found
    )
    assert Value.objects.filter(unit=project.pk, s00=99).exists()  # shown, not mended


@pytest.mark.django_db
def test_the_nightly_check_goes_round_and_keeps_what_it_found() -> None:
    busy_site()
    drain.drain()
    Value.objects.filter(measure="workforce.headcount", year=YEAR).update(s11=7)
    days = [date(YEAR, 8, 1) + timedelta(days=day) for day in range(12)]
    found = [bool(check.check_one(day)) for day in days]
    assert True in found
    assert found[-1] is False
    state = State.objects.get()
    assert state.checked_at is not None
    assert all(place.endswith(f" {YEAR}") for place in state.differences)
    assert len(state.differences) == 2  # at the company and at the group
    call_command("compute", "--all", "--json", stdout=StringIO())
    assert State.objects.get().differences == {}


@pytest.mark.django_db
def test_the_nightly_check_does_not_compare_what_is_stale() -> None:
    project = busy_site()
    drain.drain()
    make.person(project)
    assert check.compare(make.group(), YEAR) is None
    assert check.check_one() == []
    assert State.objects.get().checked_at is None


@pytest.mark.django_db
def test_compute_all_mends_what_was_tampered_with() -> None:
    busy_site()
    drain.drain()
    right = stored()
    Value.objects.update(s00=5)
    call_command("compute", "--all", "--json")
    assert stored() == right


@pytest.mark.django_db
def test_what_nothing_rests_on_marks_nothing() -> None:
    busy_site(1)
    drain.drain()
    person = Person.objects.get()
    person.phone = "123"
    journal.save(person, "change", by=None)
    assert not Mark.objects.exists()


@pytest.mark.django_db
def test_the_health_page_says_what_waits_and_what_differs(client: Client) -> None:
    project = busy_site(1)
    waiting = client.get("/health/").json()["values"]
    assert waiting["checked_at"] is None
    drain.drain()
    Value.objects.filter(unit=project.pk).update(s00=99)
    State.objects.update(differences={"G": check.compare(make.group(), YEAR)})
    assert client.get("/health/").json()["values"]["differences"] > 0


@pytest.mark.django_db
def test_a_project_that_moves_is_counted_anew_only_where_it_left_and_came() -> None:
    left, came, other = (make.company() for _ in range(3))
    project = make.project(parent=left)
    for unit in (make.team(parent=project), project, left, came, other):
        make.person(unit)
    drain.drain()
    org.move(project, came, by=None)
    marks = set(Mark.objects.values_list("kind", "subject"))
    assert marks == {(TREE, left.pk), (TREE, came.pk)}
    drain.drain()
    assert headcount(left) == 1
    assert headcount(came) == 3
    assert stored() == from_scratch()
