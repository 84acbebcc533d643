"""Pages of training: a session of 500, 300 people × 20 courses, somebody's file.

The floors are Django views behind the same middleware that show as many cells, from
objects of the ORM and a template, and nothing around the table.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any

import time_machine
from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from bench import databases, worlds
from bench.lines import Line, interleaved
from bench.rebuild import TODAY
from bench.visitors import Visitor
from safety.accounts.history import MOST
from safety.journal import write as journal
from safety.journal.models import Change
from safety.org import services as org
from safety.org.models import Unit
from safety.people.models import Person, Posting
from safety.urls import urlpatterns as site
from training.models import Attendance, Course, Requirement, Session, SessionKind, Who

PEOPLE, AT_ONCE, COURSES, YEARS = 300, 500, 20, 2
TALKS = 250  # before the shift, in a year
TIMES = 5
ROLL = """
<ul>{% for one in rows %}
  <li><a href="{{ one.person.get_absolute_url }}">{{ one.person.name }}</a>
    <small>{{ one.person.employee_no }}</small>
    {{ one.is_present|yesno }} {{ one.hours|default:one.session.hours }}
  </li>{% endfor %}
</ul>
<ol>{% for one in changes %}
  <li>{{ one.verb }} {{ one.at|date:"c" }} {{ one.at|date:"j M Y H:i" }}
    {% for name, value in one.after.items %}
      <b>{{ name }}</b> {{ value }}{% endfor %}</li>{% endfor %}
</ol>
"""
MATRIX = """
<table>{% for person, days in rows %}
  <tr><th><a href="{{ person.get_absolute_url }}">{{ person.name }}</a></th>
    {% for day in days %}<td>{{ day|date:"j M Y"|default:"–" }}</td>{% endfor %}
  </tr>{% endfor %}
</table>
"""
FILE = """
<table>{% for one in rows %}
  <tr><td>{{ one.session.ended_on|date:"j M Y" }}</td>
    <td><a href="{{ one.session.get_absolute_url }}">{{ one.session.topic }}</a></td>
    <td>{{ one.session.get_kind_display }}</td><td>{{ one.session.unit.name }}</td>
    <td>{{ one.hours|default:one.session.hours }}</td><td>{{ one.passed }}</td>
  </tr>{% endfor %}
</table>
<ul>{% for one in courses %}
  <li><a href="{{ one.get_absolute_url }}">{{ one.name }}</a> {{ one.on|date:"j M Y" }}
  </li>{% endfor %}
</ul>
"""


@cache
def template(text: str) -> Any:
    """A floor's template, compiled once as those of the site are."""
    return engines["django"].from_string(text)


def roll(_request: HttpRequest) -> HttpResponse:
    """Who was at the session of 500, and its latest changes."""
    rows = Attendance.objects.filter(session__number="T-MANY")
    found = rows.select_related("person", "session").order_by("person__employee_no")
    label = Attendance._meta.label_lower
    told = Change.objects.filter(label=label, key__in=rows.values("pk"))
    said = {"rows": found, "changes": told.order_by("-pk")[:MOST]}
    return HttpResponse(template(ROLL).render(said))


def matrix(_request: HttpRequest) -> HttpResponse:
    """When everybody of the unit was last taught each course."""
    rows = Attendance.objects.filter(session__unit__code="BENCH-A")
    latest: dict[int, dict[int, Any]] = defaultdict(dict)
    found = rows.values_list("person", "session__course").order_by()
    for person, course, on in found.annotate(on=Max("session__ended_on")):
        latest[person][course] = on
    courses = list(Course.objects.order_by("code").values_list("pk", flat=True))
    people = Person.objects.filter(postings__unit__code="BENCH-A")
    lines = [
        (person, [latest[person.pk].get(course) for course in courses])
        for person in people.order_by("employee_no")
    ]
    return HttpResponse(template(MATRIX).render({"rows": lines}))


def of_one(_request: HttpRequest) -> HttpResponse:
    """All that one person was taught, and the courses that he must hold."""
    rows = Attendance.objects.filter(person__employee_no="A0")
    found = rows.select_related("session__unit").order_by("-session__ended_on")
    held = Course.objects.annotate(on=Max("sessions__ended_on"))
    return HttpResponse(template(FILE).render({"rows": found, "courses": held}))


urlpatterns = [
    path("floor/roll/", roll),
    path("floor/matrix/", matrix),
    path("floor/file/", of_one),
    *site,
]


def measure() -> Iterator[Line]:
    """Each page beside its floor, and how often it asks."""
    databases.fresh("taught")
    settings.ROOT_URLCONF = "bench.taught"
    with time_machine.travel(TODAY, tick=True):
        worlds.build(worlds.sized(20_000), worlds.sized(20_000))
        session = taught()
        officer = Visitor(worlds.COMPANY)
        for name, floor, ours in (
            (f"a session of {AT_ONCE}", "roll", session.get_absolute_url()),
            (
                f"coverage, {PEOPLE} × {COURSES}",
                "matrix",
                "/training/coverage/?unit=BENCH-A",
            ),
            (f"a file, {TALKS} talks among it", "file", "/training/people/A0/"),
        ):
            least, many = interleaved(
                lambda: officer.seconds(f"/floor/{floor}/"),  # noqa: B023
                lambda: officer.seconds(ours),  # noqa: B023
                TIMES,
            )
            yield Line(f"training: {name}", many, 1.5, least)
            yield Line("training: its queries", officer.queries(ours), 20, unit="")


def taught() -> Session:
    """Two projects: one whose people hold courses, one with a session of all."""
    parent = Unit.objects.get(pk=worlds.COMPANY)
    first, second = (
        Unit(code=f"BENCH-{name}", name=name, kind="project", parent=parent)
        for name in "AB"
    )
    for unit in (first, second):
        org.add(unit, by=None)
    crew, crowd = posted(first, "A", PEOPLE), posted(second, "B", AT_ONCE)
    today = first.today
    courses = [
        Course(
            unit=parent,
            code=f"K{n:02}",
            name=f"Course {n}",
            kind=SessionKind.ANNUAL,
            hours=2,
            valid_months=12 * YEARS,
        )
        for n in range(COURSES)
    ]
    journal.save_all(courses, "add", by=None)
    asked = [
        Requirement(unit=first, course=each, who=Who.ANYBODY, valid_from=today)
        for each in courses
    ]
    journal.save_all(asked, "add", by=None)
    for n, course in enumerate(courses):
        for year in range(YEARS + 2):
            day = today - timedelta(days=365 * year + n)
            held = holding(first, f"T-{n}-{year}", day, course)
            there = [p for m, p in enumerate(crew) if (m + n + year) % 3]
            attend(held, there)
    for n in range(TALKS):
        attend(holding(first, f"T-TALK-{n}", today - timedelta(days=n), None), crew[:1])
    held = holding(second, "T-MANY", today, None)
    attend(held, crowd)
    return held


def posted(unit: Unit, letter: str, number: int) -> list[Person]:
    """So many persons of a unit."""
    people = [
        Person(employee_no=f"{letter}{n}", name=f"Person {n}") for n in range(number)
    ]
    journal.save_all(people, "register", by=None)
    start = unit.today - timedelta(days=365 * (YEARS + 3))
    rows = [Posting(person=each, unit=unit, start_on=start) for each in people]
    journal.save_all(rows, "post", by=None)
    return people


def holding(unit: Unit, number: str, day: Any, course: Course | None) -> Session:
    """A session that has ended."""
    held = Session(
        unit=unit,
        number=number,
        topic="Edges",
        course=course,
        kind=SessionKind.ANNUAL,
        started_on=day,
        ended_on=day,
        hours=2,
    )
    journal.save(held, "hold", by=None)
    return held


def attend(session: Session, people: list[Person]) -> None:
    """They were there."""
    rows = [Attendance(session=session, person=each) for each in people]
    journal.save_all(rows, "attend", by=None)
