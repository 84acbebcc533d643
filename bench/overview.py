"""The overview of the group, with few records and with ten times as many.

The floor is a Django view of as many stored values as the overview shows, behind the
same middleware: objects of the ORM and a template, and nothing around the table.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

import time_machine
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from bench import databases, group, worlds
from bench.lines import Line, interleaved
from bench.rebuild import TODAY
from bench.visitors import Visitor
from safety.indicators import registry
from safety.indicators.models import SLOT_COLUMNS, Value
from safety.indicators.read import measures_of
from safety.org.models import Unit
from safety.urls import urlpatterns as site

YEAR = 2024
PAGE = f"/?unit=G&period={YEAR}-11&number=hazards.overdue"
TIMES = 5
# What the overview shows of each company: a map of months, and its line of the table.
CODES = ("training.coverage", "hazards.on_time_rate", "hazards.overdue")
MONTHS = SLOT_COLUMNS[:11]
TABLE = """
<table>{% for unit, cells in rows %}
  <tr>
    <th>{{ unit.name }}</th>
    {% for cell in cells %}<td>{{ cell|default:"–" }}</td>{% endfor %}
  </tr>{% endfor %}
</table>
"""


@cache
def template() -> Any:
    """The floor's template, compiled once as those of the site are."""
    return engines["django"].from_string(TABLE)


def floor(_request: HttpRequest) -> HttpResponse:
    """Values of eleven months of the group and its companies, as they are stored."""
    declared = registry.indicators()
    measures = sorted({key for code in CODES for key in measures_of(declared[code])})
    units = list(Unit.objects.filter(pk__lte=worlds.GROUP + worlds.COMPANIES))
    rows = Value.objects.filter(
        unit__in=[unit.pk for unit in units],
        year=YEAR,
        slice="",
        measure__in=measures,
    )
    cells: dict[int, list[int]] = {unit.pk: [] for unit in units}
    for row in rows.order_by("unit", "measure"):
        cells[row.unit] += [getattr(row, month) for month in MONTHS]
    shown = [(unit, cells[unit.pk]) for unit in units]
    return HttpResponse(template().render({"rows": shown}))


urlpatterns = [path("floor/", floor), *site]


def measure() -> Iterator[Line]:
    """How much time grows with the records, and beside the floor."""
    settings.ROOT_URLCONF = "bench.overview"
    with time_machine.travel(TODAY, tick=True):
        visitors = {number: prepare(number) for number in (group.FEW, group.MANY)}
        few, many = interleaved(
            lambda: visit(visitors, group.FEW, PAGE),
            lambda: visit(visitors, group.MANY, PAGE),
            TIMES,
        )
        bare, shown = interleaved(
            lambda: visit(visitors, group.MANY, "/floor/"),
            lambda: visit(visitors, group.MANY, PAGE),
            TIMES,
        )
        asked = visitors[group.MANY].queries(PAGE)
        databases.use(name(group.FEW))
        asked_of_few = visitors[group.FEW].queries(PAGE)
    yield Line(f"overview: {group.MANY:,} records by {group.FEW:,}", many, 1.2, few)
    yield Line("overview: beside a page of its values", shown, 1.5, bare)
    yield Line("overview: its queries", asked, 1, asked_of_few, unit="queries")


def name(records: int) -> str:
    """The database of a number of records."""
    return f"overview{records}"


def prepare(records: int) -> Visitor:
    """A group with everything, and its safety manager."""
    group.built(name(records), records)
    databases.use(name(records))
    return Visitor()


def visit(visitors: dict[int, Visitor], records: int, address: str) -> float:
    """Median seconds of a page."""
    databases.use(name(records))
    return visitors[records].seconds(address)
