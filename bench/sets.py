"""Changes of many subjects at once: a project that moves, and a file of postings."""

import csv
from collections.abc import Iterator
from io import StringIO
from itertools import islice

import time_machine
from django.conf import settings
from django.core.management import call_command

from bench import databases, worlds
from bench.lines import Line, interleaved, seconds_of
from bench.load import POSTINGS
from bench.rebuild import TODAY
from safety.indicators.drain import drain
from safety.journal.marking import MOST_SUBJECTS
from safety.org.models import Unit
from safety.org.services import move
from safety.people.models import Posting

PERSONS = worlds.sized(400_000)
OF_PROJECT = PERSONS // worlds.PROJECTS
OF_FILE = 2 * MOST_SUBJECTS
TIMES = 3


def measure() -> Iterator[Line]:
    """From the change to the last value that it moves."""
    databases.fresh("sets")
    worlds.build(PERSONS, PERSONS)
    with time_machine.travel(TODAY):
        drain()
        yield Line(f"moving a project of {OF_PROJECT:,}", seconds_of(relocate), 5)
        whole, ours = interleaved(recompute, reload, TIMES)
        yield Line(f"a load of {OF_FILE:,} by recomputing all", ours, 1.3, whole)


def relocate() -> None:
    """Move a project to the next company, and bring all numbers up to date."""
    project = Unit.objects.get(pk=worlds.FIRST_PROJECT)
    move(project, Unit.objects.get(pk=worlds.COMPANY + 1), by=None)
    drain()


def recompute() -> float:
    """Seconds to work out every year from nothing."""
    return seconds_of(lambda: drain(rebuild_all=True))


def reload() -> float:
    """Seconds to bring numbers up to date when a file has changed many postings."""
    path = settings.VAR_DIR / "changed.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([POSTINGS.heads, *changed()])
    call_command("load", "postings", str(path), stdout=StringIO())
    return seconds_of(drain)


def changed() -> Iterator[tuple[str, ...]]:
    """Postings that end now if they were open, and are open if they had an end."""
    rows = Posting.objects.order_by("pk").values_list(
        "person__employee_no", "unit__code", "start_on", "end_on"
    )
    for number, unit, start, end in islice(rows, OF_FILE):
        yield number, unit, str(start), "" if end else str(worlds.LAST_DAY)
