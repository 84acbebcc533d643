"""Monthly reports of projects as PDF: one alone, and those of all in both languages.

There is no floor: the goals are those of the issue. The first report of a process finds
the fonts and compiles the paper's template, which later ones share.
"""

import os
import subprocess
import sys
from collections.abc import Iterator

from django.utils import translation

from bench import group
from bench.export import megabytes
from bench.lines import Line, seconds_of
from bench.load import url
from safety.core.months import Period
from safety.org.models import Unit
from safety.reports import document, registry, render
from tools.machine import ROOT

MONTH = Period.parse("2025-06")
LANGUAGES = "en", "zh-hans"
MINUTES = 10
MEGABYTES = 300
WORK = """
from bench import databases
databases.set_up()
from bench.reports import work
work()
"""


def measure() -> Iterator[Line]:
    """One report, the mean of all and all of them, made where nothing else was."""
    group.built("reports", group.MANY)
    said = subprocess.check_output(
        [sys.executable, "-c", WORK],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": url()},
        text=True,
    )
    alone, every, number, most = map(float, said.split())
    yield Line("reports: a project's PDF, alone", alone, 1)
    yield Line("reports: a project's PDF, of many", every / number, 0.7)
    yield Line(f"reports: {number:,.0f} PDFs on one core", every, MINUTES * 60)
    yield Line("reports: memory they take", round(most), MEGABYTES, unit="MB")


def work() -> None:
    """Print what the first and all reports take, how many those are, and the MB."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    projects = list(Unit.objects.projects().order_by("pk"))
    alone = seconds_of(lambda: write(projects[:1], LANGUAGES[:1]))
    every = seconds_of(lambda: write(projects, LANGUAGES))
    print(alone, every, len(projects) * len(LANGUAGES), megabytes("VmHWM"))


def write(units: list[Unit], languages: tuple[str, ...]) -> None:
    """Make the reports of some units, as PDF."""
    report, reader = registry.find("monthly"), document.Everyone()
    for unit in units:
        for language in languages:
            with translation.override(language):
                made = document.build(report, unit, MONTH, reader)
            render.pdf(made)
