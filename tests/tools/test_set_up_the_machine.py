"""`make setup` waits for others, mends what was cut short, and says what is wrong."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from tests import make
from tests.conftest import database_url
from tools import machine, prepare, setup
from tools.services import free_port

PYTHON = ".venv/bin/python"
LEAVE_A_SESSION = """if True:
    from tools import prepare
    prepare.read_settings()
    prepare.prepare_database()
    from django.contrib.sessions.models import Session
    from django.utils import timezone
    Session.objects.create(session_key="some", expire_date=timezone.now())
    print(Session.objects.count(), "session")
"""
SECOND = """if True:
    import sys
    from tools import setup
    setup.ROOT = sys.argv[1]
    with setup.one_at_a_time():
        print("mine")
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own to set up, with an environment whose Python is a script."""
    venv = tmp_path / ".venv"
    (venv / "bin").mkdir(parents=True)
    monkeypatch.setattr(machine, "STAMPS", venv / "stamps")
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "VENV", venv)
    monkeypatch.setattr(setup, "VENV_PYTHON", tmp_path / PYTHON)
    monkeypatch.setattr(setup, "WHOLE", venv / "whole")
    setup.WHOLE.write_text(str(venv))
    return tmp_path


def program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.mark.parametrize(("end", "is_whole"), [("exit 1", True), ("kill $$", False)])
def test_an_environment_is_whole_unless_pip_was_cut_short(
    root: Path, end: str, *, is_whole: bool
) -> None:
    program(root / PYTHON, end)
    with pytest.raises(subprocess.CalledProcessError):
        setup.install_packages("base")
    assert setup.WHOLE.exists() is is_whole


def test_an_environment_that_was_moved_is_made_anew(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[tuple[object, ...]] = []
    program(root / PYTHON, "exit 0")
    monkeypatch.setattr(setup, "run", lambda *command: made.append(command))
    setup.make_environment()
    assert made == []
    setup.WHOLE.write_text("/where/it/was/before")
    setup.make_environment()
    assert made[0][1:] == ("-m", "venv", "--clear", root / ".venv")


def test_work_that_was_cut_short_is_done_again_for_the_same_inputs(root: Path) -> None:
    source, result, runs = root / "source", root / "result", []

    def work(text: str, then: Callable[[], None] = lambda: None) -> None:
        def build() -> None:
            runs.append(text)
            result.write_text(text)
            then()

        source.write_text(text)
        machine.once("building", [source], result, build)

    def cut_short() -> None:
        raise KeyboardInterrupt

    work("old")
    work("old")
    with pytest.raises(KeyboardInterrupt):
        work("new", cut_short)
    work("old")
    assert runs == ["old", "new", "old"]


def test_a_folder_of_somebody_else_is_refused(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda folder, _mode: folder != root)
    with pytest.raises(SystemExit, match=f"You may not write in {root}"):
        setup.refuse_foreign_folders()


def test_a_second_set_up_waits_for_the_first(
    root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    command = [sys.executable, "-c", SECOND, str(root)]
    with setup.one_at_a_time():
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        waiting = process.stdout.readline()
    rest, _ = process.communicate(timeout=20)
    assert "waiting until another make" in waiting
    assert rest == "mine\n"


@pytest.fixture
def apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An apt-get whose first answer is the fixture's file `says`, then it succeeds."""
    program(
        tmp_path / "apt-get",
        f'cd "{tmp_path}"; echo "$@" >> asked\n'
        "[ -e says ] || exit 0; cat says; rm says; exit 100",
    )
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(machine, "APT_LOOK_EVERY", 0)
    machine._lists_are_fresh.cache_clear()
    return tmp_path


def test_the_lock_of_another_program_is_waited_for(
    apt: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (apt / "says").write_text("E: Could not get lock /var/lib/apt/lists/lock.\n")
    assert machine.install("postgresql")
    asked = (apt / "asked").read_text().splitlines()
    assert [line.split()[4] for line in asked] == ["update", "update", "install"]
    assert "waiting until another program" in capsys.readouterr().out


def test_what_cannot_be_installed_is_said(
    apt: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (apt / "says").write_text("E: Unable to locate package\n")
    assert not machine.install("postgresql")
    assert "Unable to locate package" in capsys.readouterr().err


def test_a_reset_throws_no_real_records_away(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepare, "is_answering", lambda port: False)
    prepare.refuse_to_forget()
    make.group()
    with pytest.raises(SystemExit, match="throws no real records away"):
        prepare.refuse_to_forget()


def test_a_reset_of_a_running_site_is_refused(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepare, "is_answering", lambda port: port == settings.PORT)
    with pytest.raises(SystemExit, match="stop the site first"):
        prepare.refuse_to_forget()


@pytest.fixture
def empty_database(tmp_path: Path) -> Iterator[str]:
    """The address of a database beside the one of the tests."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'site.sqlite3'}"
        return
    name = f"reset_{os.getpid()}"
    with psycopg.connect(database_url(), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield f"{database_url().rpartition('/')[0]}/{name}"
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.both
@pytest.mark.slow
def test_a_reset_leaves_new_empty_tables(tmp_path: Path, empty_database: str) -> None:
    environment = os.environ | {
        "DATABASE_URL": empty_database,
        "VAR_DIR": str(tmp_path),
        "PORT": str(free_port()),
    }
    for options in ([], ["--reset"]):
        command = [sys.executable, "-c", LEAVE_A_SESSION, *options]
        said = subprocess.check_output(command, env=environment, text=True)
        assert said.splitlines()[-1] == "1 session"
