"""A site moves from SQLite to another database whole, as the README says."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import global_settings, settings
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings

from safety.journal.models import Change
from safety.org.models import Calendar, CalendarDay
from safety.records.models import Load
from tests.records.files import run

PASSWORD = "safety-first-2019"
ASKED = ("indicators", "--unit", "CHALIECO", "--period", "2019", "--tree", "--json")
WORKED_OUT = "value difference tally cohortcell mask vector year state"
LEFT_BEHIND = (
    *("contenttypes", "auth.permission", "sessions"),
    *(f"indicators.{name}" for name in WORKED_OUT.split()),
)


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The SQLite file of another site, with the small sample group in it."""
    file = tmp_path_factory.mktemp("site") / "site.sqlite3"
    manage(file, "migrate", "--verbosity=0")
    manage(file, "createcachetable")
    manage(file, "demo", "--small", "--load-only")
    return file


def manage(file: Path, *arguments: str) -> str:
    """What a command of the site on that file prints."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=os.environ
        | {"DATABASE_URL": f"sqlite:///{file}", "VAR_DIR": str(file.parent)},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def numbers(text: str) -> list[Any]:
    found: list[Any] = json.loads(text)
    return sorted(found, key=lambda line: (line["unit"], line["code"]))


@pytest.mark.both
@pytest.mark.slow
@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="the move is from SQLite to another database"
)
@pytest.mark.django_db(transaction=True)
def test_numbers_passwords_and_history_are_the_same_there(
    sqlite: Path, tmp_path: Path
) -> None:
    everything = tmp_path / "all.jsonl"
    without = [f"--exclude={label}" for label in LEFT_BEHIND]
    manage(sqlite, "dumpdata", *without, "--format=jsonl", f"--output={everything}")
    call_command("flush", "--no-input", verbosity=0)
    CalendarDay.objects.all().delete()
    Calendar.objects.all().delete()  # the tests enter it again, the site does not
    call_command("loaddata", str(everything), verbosity=0)
    call_command("compute", "--all", "--json")
    here = run(*ASKED)
    assert here.status == 0, here.err
    assert numbers(here.out) == numbers(manage(sqlite, *ASKED))
    with override_settings(PASSWORD_HASHERS=global_settings.PASSWORD_HASHERS):
        assert Client().login(username="hq", password=PASSWORD)
    assert Load.objects.exists()
    assert Change.objects.filter(label=Load._meta.label_lower).exists()
