"""Monthly reports of projects as PDF: one alone, and many one after the other.

There is no floor: the goals are seconds of one core (issue, "Speed"). The first report
of a process finds the fonts and compiles the paper's template, which later ones share.
"""

from collections.abc import Iterator
from time import process_time

from django.utils import translation

from bench import hazards, worlds
from bench.lines import Line
from safety.core.months import Period
from safety.indicators.drain import drain
from safety.org.models import Unit
from safety.reports import document, registry, render

HAZARDS, PERSONS = worlds.sized(1_000_000), worlds.sized(20_000)
MONTH = Period.parse("2025-06")
LANGUAGES = "en", "zh-hans"
PROJECTS = 40
# All 400 projects in both languages within ten minutes.
ALL, MINUTES = 400 * len(LANGUAGES), 10


def measure() -> Iterator[Line]:
    """One report alone, the mean of a batch, and what all would take."""
    hazards.built("reports", HAZARDS, PERSONS)
    drain()
    alone, *others = Unit.objects.projects().order_by("pk")[:PROJECTS]
    yield Line("reports: a project's PDF, alone", spent([alone], ["en"]), 1)
    many = spent(others, LANGUAGES) / len(others) / len(LANGUAGES)
    yield Line("reports: a project's PDF, of many", many, 0.7)
    yield Line(f"reports: {ALL} PDFs", many * ALL, MINUTES * 60)


def spent(units: list[Unit], languages: tuple[str, ...] | list[str]) -> float:
    """Seconds of one core that the reports of units take."""
    begun = process_time()
    report, reader = registry.find("monthly"), document.Everyone()
    for unit in units:
        for language in languages:
            with translation.override(language):
                made = document.build(report, unit, MONTH, reader)
            render.pdf(made)
    return process_time() - begun
