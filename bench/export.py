"""The list of people as a workbook, beside XlsxWriter alone.

Memory is what the process grows by: ours runs in one of its own.
"""

import csv
import os
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from tempfile import TemporaryFile

import time_machine
from xlsxwriter import Workbook

from bench import databases, worlds
from bench.lines import Line, interleaved, seconds_of
from bench.load import url
from bench.rebuild import TODAY
from bench.visitors import Visitor
from tools.machine import ROOT

PERSONS = worlds.sized(100_000)
ADDRESS = "/people/?posted=ever&export=xlsx"
TIMES = 3
GROW = """
from bench import databases
databases.set_up()
from bench.export import grow
print(grow())
"""


def measure() -> Iterator[Line]:
    """Time beside the floor, and memory."""
    databases.fresh("export")
    worlds.build(PERSONS, PERSONS)
    with time_machine.travel(TODAY, tick=True):
        manager = Visitor()
        lines = cells(manager)
        floor, ours = interleaved(
            lambda: seconds_of(lambda: write(lines)),
            lambda: seconds_of(lambda: save(manager)),
            TIMES,
        )
    yield Line(f"export: {PERSONS:,} rows, xlsx", ours, 1.2, floor)
    environment = os.environ | {"DATABASE_URL": url()}
    grown = subprocess.check_output(
        [sys.executable, "-c", GROW], cwd=ROOT, env=environment
    )
    yield Line("export: memory it takes", round(float(grown)), 60, unit="MB")


def cells(manager: Visitor) -> list[list[str]]:
    """The texts of the list, heads included."""
    answer = manager.client.get(ADDRESS.replace("xlsx", "csv"))
    return list(csv.reader(StringIO(answer.getvalue().decode())))


def write(lines: list[list[str]]) -> None:
    """The same texts by hand, read already."""
    with (
        TemporaryFile() as target,
        Workbook(target, {"constant_memory": True}) as book,
    ):
        sheet = book.add_worksheet()
        for row, line in enumerate(lines):
            for column, text in enumerate(line):
                if text:
                    sheet.write_string(row, column, text)


def save(manager: Visitor) -> None:
    """Ask for the file and take it to its end."""
    if not sum(map(len, manager.client.get(ADDRESS))) > PERSONS:
        raise AssertionError("that is no file of so many rows")


def grow() -> float:
    """The MB by which one export lets a process grow that has shown a page before."""
    with time_machine.travel(TODAY, tick=True):
        manager = Visitor()
        manager.get(ADDRESS.partition("&")[0])
        # What gathering the static files took at most is forgotten (Linux does so).
        Path("/proc/self/clear_refs").write_text("5")
        before = megabytes("VmRSS")
        save(manager)
        return megabytes("VmHWM") - before


def megabytes(what: str) -> float:
    """What this program holds now (VmRSS), or held at most (VmHWM); Linux tells."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition(f"{what}:")[2].split()[0]) / 1024
