"""How long a form waits while a large file is loaded beside it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count

from django.conf import settings

from bench import databases, worlds
from bench.lines import Line, seconds_of
from bench.load import PERSONS, POSTINGS, ROWS, url, write_csv
from bench.visitors import Visitor
from tools.machine import ROOT

FORM = "/people/contractors/-/add/"
PAUSE = 0.05  # seconds between two forms: people send some, not all there can be


def measure() -> Iterator[Line]:
    """The longest wait of many forms; every one of them must be saved."""
    databases.fresh("waits")
    worlds.build(PERSONS, 0)
    file = settings.VAR_DIR / "waits.csv"
    write_csv(POSTINGS, file)
    manager = Visitor()
    codes = (f"WAITS{number}" for number in count(1))
    save(manager, next(codes))
    waits = []
    load = subprocess.Popen(
        [sys.executable, "manage.py", "load", "postings", str(file)],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": url()},
        stdout=subprocess.DEVNULL,
    )
    try:
        while load.poll() is None:
            waits.append(seconds_of(lambda: save(manager, next(codes))))
            time.sleep(PAUSE)
    finally:
        load.kill()
    if load.returncode:
        raise AssertionError(f"the load ended with {load.returncode}")
    name = f"longest of {len(waits):,} forms beside {ROWS:,} rows"
    yield Line(name, max(waits), 30)


def save(manager: Visitor, code: str) -> None:
    """Add a contractor by its form; a redirect says that it is saved."""
    form = {"code": code, "name": f"Contractor {code}"}
    status = manager.client.post(FORM, form).status_code
    if status != 302:
        raise AssertionError(f"{FORM}: {status}")
