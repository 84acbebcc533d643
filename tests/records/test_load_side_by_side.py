"""Loads beside loads, beside forms, and cut short: never half of anything."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from django.conf import settings
from django.db import connection

from safety.org.models import Unit
from safety.people import services as people
from safety.people.models import Person, Posting
from safety.records import services
from safety.records.hold import held, is_held
from safety.records.models import Load, State
from safety.records.read import Refused
from safety.records.work import working
from tests.conftest import database_url
from tests.records.files import Desk, run, write_csv

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
T = TypeVar("T")
HEADS = "employee_no,unit,start_on,end_on\n"


def elsewhere(work: Callable[[], T]) -> T:
    """Do something on another connection, and wait for it."""

    def done() -> T:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(done).result(timeout=60)


def a_load(path: Path, kind: str = "postings") -> Load:
    load = Load(kind=kind, name=path.name)
    load.save()
    load.move(State.LOADING)
    return load


def test_what_another_load_brings_between_check_and_write_is_seen(
    staffed: Desk, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "mine.csv", HEADS + "E1,P1,2019-02-01,")
    with working(a_load(path), path) as work:
        assert work.rejected == 0
        other = HEADS + "E1,P1,2019-01-01,"
        assert elsewhere(lambda: staffed.load("postings", other)).counts[0] == 1
        assert work.write() is None
        assert [bad.column for bad in work.wrong()] == ["start_on"]
    assert Posting.objects.count() == 1


def test_what_a_form_saves_between_check_and_write_is_seen(
    staffed: Desk, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "mine.csv", HEADS + "E1,P1,2019-02-01,")

    def post() -> None:
        person = Person.objects.get(employee_no="E1")
        unit = Unit.objects.get(code="P1")
        people.post(
            Posting(person=person, unit=unit, start_on=date(2019, 1, 1)), by=None
        )

    with working(a_load(path), path) as work:
        elsewhere(post)  # does not wait for a load that is read and checked
        assert work.write() is None
    assert Posting.objects.count() == 1


def test_what_appears_in_spite_of_all_is_refused_in_a_sentence(
    staffed: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_csv(tmp_path / "mine.csv", "employee_no,name\nE9,Li")
    with working(a_load(path, "people"), path) as work:
        monkeypatch.setattr(type(work.stage), "has_moved_on", lambda _stage: False)
        elsewhere(lambda: staffed.load("people", "employee_no,name\nE9,Bo"))
        with pytest.raises(Refused, match="Somebody changed the same records"):
            work.write()
    assert Person.objects.get(employee_no="E9").name == "Bo"


def test_a_load_given_up_meanwhile_writes_nothing(
    staffed: Desk, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "mine.csv", HEADS + "E1,P1,2019-02-01,")
    load = a_load(path)
    with working(load, path) as work:
        Load.objects.filter(pk=load.pk).update(state=State.FAILED)
        with pytest.raises(Refused, match="given up meanwhile"):
            work.write()
    assert not Posting.objects.exists()


def test_a_load_is_held_by_who_works_on_it() -> None:
    with held(7) as got:
        assert got
        assert elsewhere(lambda: is_held(7))
    assert not elsewhere(lambda: is_held(7))


def test_work_that_nobody_is_at_was_cut_short(staffed: Desk) -> None:
    left = a_load(Path("left.csv"))
    at_it = a_load(Path("mine.csv"))
    with held(at_it.pk):
        elsewhere(services.end_cut_short)
    left.refresh_from_db()
    at_it.refresh_from_db()
    assert (left.state, at_it.state) == (State.FAILED, State.LOADING)
    assert "cut short" in left.message


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.1, 0.4, 0.6, 0.8, 0.95])
def test_a_load_killed_at_any_moment_leaves_nothing_behind(
    staffed: Desk, tmp_path: Path, share: float
) -> None:
    lines = (f"M{n},Name {n}" for n in range(60_000))
    path = write_csv(tmp_path / "people.csv", "employee_no,name\n" + "\n".join(lines))
    before, seconds = Person.objects.count(), duration(path)
    process = start(path)
    time.sleep(seconds * share)
    process.send_signal(signal.SIGKILL)
    process.wait()
    deadline = time.monotonic() + 60
    while Load.objects.at_work().exists():  # PostgreSQL ends the statement first
        assert time.monotonic() < deadline
        time.sleep(0.2)
        services.end_cut_short()
    assert Person.objects.count() in (before, before + 60_000)
    outcome = run("load", "people", path, "--json")
    assert sum(outcome.counts) == 60_000
    assert outcome.status == 0


def start(path: Path, *flags: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "manage.py", "load", "people", str(path), *flags]
    return subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": database_url()},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def duration(path: Path) -> float:
    """Seconds that a dry run takes, which is a good part of a load."""
    began = time.monotonic()
    start(path, "--dry-run").wait()
    return (time.monotonic() - began) * 1.3
