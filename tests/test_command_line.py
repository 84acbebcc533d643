"""What a command says when it cannot go on, as the shell sees it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# A port that nothing listens on.
NOWHERE = "postgres://nobody@127.0.0.1:1/nothing"


def run(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return run_in(ROOT, *arguments, **environment)


def run_in(
    root: Path, /, *arguments: str, **environment: str
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=root,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DATABASE_URL", NOWHERE, "The database cannot be used: connection failed"),
        ("REPORTING_MONTH_STARTS_ON", "29", "REPORTING_MONTH_STARTS_ON must be from 1"),
        ("REPORTING_MONTH_STARTS_ON", "x", "REPORTING_MONTH_STARTS_ON cannot be used:"),
        ("TIME_ZONE", "Beijing", "TIME_ZONE cannot be used: "),
        ("TIME_ZONE", "../etc", "TIME_ZONE cannot be used: "),
        ("SWEEP_SECONDS", "soon", "SWEEP_SECONDS cannot be used: "),
        ("LOG_LEVEL", "loud", "LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR"),
        ("DATABASE_URL", "postgres://a:b@c:d/e", "DATABASE_URL cannot be used: Port"),
        ("EMAIL_URL", "smtp://post:office", "EMAIL_URL cannot be used: Port"),
    ],
)
def test_what_keeps_a_command_from_working_is_said_in_a_sentence(
    tmp_path: Path, name: str, value: str, sentence: str
) -> None:
    done = run("compute", **{"VAR_DIR": str(tmp_path), name: value})
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(sentence)
    assert "Traceback" not in done.stderr


def test_settings_that_cannot_be_read_are_not_passed_over(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "safety", tmp_path / "safety")
    shutil.copy(ROOT / "manage.py", tmp_path)
    (tmp_path / ".env").mkdir()
    done = run_in(tmp_path, "compute", DJANGO_SETTINGS_MODULE="safety.settings")
    assert done.returncode == 1
    assert done.stderr.startswith(".env cannot be used: [Errno 21] Is a directory")


def test_a_terminal_of_few_letters_is_told_in_those(tmp_path: Path) -> None:
    path = tmp_path / "王😀.csv"
    where = {"VAR_DIR": str(tmp_path), "PYTHONIOENCODING": "ascii"}
    database = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    done = run("load", "people", str(path), "--json", DATABASE_URL=database, **where)
    (error,) = json.loads(done.stdout)["errors"]
    assert error["message"] == f"There is no file {path}."
    assert "\\u738b" in run("load", "people", str(path), **where).stderr
