"""The list of people and the search box, among a million persons.

The floor is a Django view of the same rows, behind the same middleware: objects of the
ORM and a template, and nothing around the table.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import urlencode

import time_machine
from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from django.utils import timezone

from bench import databases, worlds
from bench.lines import Line, interleaved
from bench.rebuild import TODAY
from bench.visitors import Visitor
from safety.core.listing import ROWS
from safety.core.paging import Pager
from safety.org.models import Unit
from safety.people.lists import PersonList
from safety.people.models import Category, Person, Posting
from safety.urls import urlpatterns as site

PERSONS = worlds.sized(1_000_000)
FAR = PERSONS // ROWS // 2
CODE = f"C{worlds.COMPANY:02}"
LIST = f"/people/?unit={CODE}&category={Category.WORKER}"
EVERYBODY = "/people/?posted=ever"
# A number's beginning, a surname, and names of two and three characters.
WORDS = ("E0000", "王", "李伟", "王建国", "袁思远")
TIMES = 5
TABLE = """
<table>{% for one in people %}
  <tr>
    <td><a href="{{ one.get_absolute_url }}">{{ one.name }}</a>
      <small>{{ one.employee_no }}</small></td>
    <td>{{ one.unit_name }}</td>
    <td>{{ one.contractor.name|default:"Own employee" }}</td>
    <td>{{ one.get_category_display }}</td>
    <td>{{ one.get_gender_display }}</td>
    <td>{{ one.phone|default:"–" }}</td>
    <td>{{ one.email|default:"–" }}</td>
  </tr>{% endfor %}
</table>
"""


@cache
def template() -> Any:
    """The floor's template, compiled once as those of the site are."""
    return engines["django"].from_string(TABLE)


def floor(_request: HttpRequest) -> HttpResponse:
    """The first fifty workers of a company."""
    company, day = Unit.objects.get(code=CODE), timezone.localdate()
    postings = Posting.objects.in_force_on(day).filter(person=OuterRef("pk"))
    people = (
        Person.objects.counted()
        .posted_in(company, day)
        .filter(category=Category.WORKER)
        .select_related("contractor")
        .annotate(unit_name=Subquery(postings.values("unit__name")[:1]))
        .order_by("employee_no", "pk")[:ROWS]
    )
    return HttpResponse(template().render({"people": people}))


urlpatterns = [path("floor/", floor), *site]


def measure() -> Iterator[Line]:
    """The list beside its floor, its pages, and what is found."""
    databases.fresh("people")
    worlds.build(PERSONS, PERSONS)
    settings.ROOT_URLCONF = "bench.people"
    with time_machine.travel(TODAY, tick=True):
        officer, manager = Visitor(worlds.COMPANY), Visitor()
        yield from listed(officer)
        yield from paged(manager)
        yield from found(officer, manager)


def listed(officer: Visitor) -> Iterator[Line]:
    """The first page of a company, filtered."""
    least, ours = interleaved(
        lambda: officer.seconds("/floor/"), lambda: officer.seconds(LIST), TIMES
    )
    yield Line(f"people: a page of {PERSONS:,}, filtered", ours, 1.5, least)
    yield Line("people: its queries", officer.queries(LIST), 8, unit="queries")
    asked = {"HX-Request": "true"}
    least, ours = interleaved(
        lambda: officer.seconds("/floor/"),
        lambda: officer.seconds(f"{LIST}&count=yes", headers=asked),
        TIMES,
    )
    yield Line("people: how many, asked afterwards", ours, 1.5, least)


def paged(manager: Visitor) -> Iterator[Line]:
    """A page far down the list of everybody, beside the first."""
    pager = Pager(PersonList.order, ROWS, PersonList.__qualname__)
    last = dict(Person.objects.order_by("pk").values("employee_no", "pk")[FAR * ROWS])
    far = f"{EVERYBODY}&{urlencode({'after': pager.cursor(last, FAR * ROWS + 1)})}"
    first, ours = interleaved(
        lambda: manager.seconds(EVERYBODY), lambda: manager.seconds(far), TIMES
    )
    yield Line(f"people: page {FAR:,} by page 1", ours, 1.5, first)


def found(*visitors: Visitor) -> Iterator[Line]:
    """The slowest of some searches, by who sees a company or everybody."""
    seconds = {
        word: max(visitor.seconds(f"/search/?q={word}") for visitor in visitors)
        for word in WORDS
    }
    slowest = max(seconds, key=seconds.__getitem__)
    name = f"search among {PERSONS:,}, slowest: {slowest}"
    yield Line(name, seconds[slowest], 0.1)
