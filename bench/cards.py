"""The list of prize cards, a worker's wallet and the proof of the ledger, of a million.

The floors are Django views of the same rows, as in `bench.hazards`.
"""

from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from random import Random
from typing import Any
from urllib.parse import urlencode

import time_machine
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path, reverse

from bench import databases, worlds
from bench.lines import Line, interleaved, seconds_of
from bench.rebuild import TODAY
from bench.visitors import Visitor
from safety.core.listing import ROWS
from safety.core.paging import Pager
from safety.incentives.models import Badge, Card, Entry
from safety.incentives.services import badges, ledger, proving
from safety.incentives.views.cards import CardList
from safety.org.models import Unit
from safety.urls import urlpatterns as site

CARDS = worlds.sized(1_000_000)
PERSONS = worlds.sized(20_000)
FAR = CARDS // ROWS // 2
HOLDER = 7  # whose wallet is opened
CODE = f"C{worlds.COMPANY:02}"
LIST = f"/incentives/cards/?unit={CODE}&state=issued"
EVERYTHING = "/incentives/cards/"
TIMES = 5
FACE_VALUES = (200, 500, 1_000, 2_000)  # fen
BEHAVIOURS = ("正确佩戴安全带", "报告隐患", "制止违章作业", "Kept the area clean")
TABLE = """
<table>{% for one in cards %}
  <tr>
    <td><a href="{{ one.get_absolute_url }}">{{ one.serial }}</a>
      <small>{{ one.behaviour }}</small></td>
    <td>{{ one.person.name }}</td>
    <td>{{ one.unit.name }}<small>{{ one.unit.parent.name }}</small></td>
    <td>{{ one.issued_on|date:"j M Y" }}</td>
    <td>{{ one.redeemed_on|date:"j M Y" }}</td>
    <td>{{ one.amount }}</td>
    <td>{{ one.state.label }}</td>
  </tr>{% endfor %}
</table>
"""


@cache
def template() -> Any:
    """The floor's template, compiled once as those of the site are."""
    return engines["django"].from_string(TABLE)


def listed(_request: HttpRequest) -> HttpResponse:
    """The latest fifty cards of a company that are not redeemed."""
    company = Unit.objects.get(code=CODE)
    cards = (
        Card.objects.in_state("issued")
        .below([company.pk])
        .select_related("unit__parent", "person")
        .order_by("-issued_on", "-pk")[:ROWS]
    )
    return HttpResponse(template().render({"cards": cards}))


def held(_request: HttpRequest) -> HttpResponse:
    """All cards of one person."""
    beside = ("unit__parent", "person")
    cards = Card.objects.filter(person=HOLDER).select_related(*beside)
    return HttpResponse(template().render({"cards": cards.order_by("issued_on")}))


urlpatterns = [
    path("floor/listed/", listed),
    path("floor/held/", held),
    *site,
]
COLUMNS = (
    *("id", "serial", "unit_id", "issued_on", "person_id", "issued_by_id"),
    *("behaviour", "amount", "redeemed_on", "created_in_load"),
)
LOAD = 7


def cards() -> Iterator[tuple[Any, ...]]:
    """Cards of two years; four of five are redeemed by the end."""
    random = Random(worlds.SEED + 6)
    for key in range(1, CARDS + 1):
        issued = worlds.FIRST_DAY + timedelta(random.randrange(worlds.DAYS))
        redeemed = worlds.ended(issued + timedelta(random.randrange(60)))
        person = random.randint(1, PERSONS)
        yield (
            *(key, f"C{key:07}", random.randint(worlds.FIRST_TEAM, worlds.LAST_TEAM)),
            *(issued, person, person % PERSONS + 1, random.choice(BEHAVIOURS)),
            *(random.choice(FACE_VALUES), redeemed if key % 5 else None, LOAD),
        )


def measure() -> Iterator[Line]:
    """The list beside its floor and far down, a wallet, and the proof.

    Nobody opens a wallet as often as this; its limit is counted in Redis elsewhere.
    """
    settings.ROOT_URLCONF = "bench.cards"
    settings.ACCOUNT_RATE_LIMITS.pop("open_badge")
    with time_machine.travel(TODAY, tick=True):
        databases.fresh("cards")
        worlds.build(PERSONS, PERSONS)
        worlds.write(Card, COLUMNS, cards())
        worlds.settle(Card)
        ledger.post_load(LOAD, None)
        worlds.settle(Entry)
        officer, manager = Visitor(worlds.COMPANY), Visitor()
        yield from pages("list", officer, officer, "/floor/listed/", LIST)
        yield paged(manager)
        badges.give([HOLDER], by=manager.user.pk)
        wallet = reverse("open-badge", args=[Badge.objects.get().secret])
        worker = Visitor(worlds.COMPANY)
        worker.client.logout()  # he has no account
        yield from pages("wallet", officer, worker, "/floor/held/", wallet)
        yield from proved()


def pages(
    name: str, officer: Visitor, visitor: Visitor, floor: str, address: str
) -> Iterator[Line]:
    """A page of a visitor beside its floor, which an officer opens."""
    least, ours = interleaved(
        lambda: officer.seconds(floor), lambda: visitor.seconds(address), TIMES
    )
    yield Line(f"cards: {name}, of {CARDS:,}", ours, 1.5, least)
    yield Line(f"cards: queries, {name}", visitor.queries(address), 8, unit="queries")


def paged(manager: Visitor) -> Line:
    """A page far down the list of all, beside the first."""
    pager = Pager(CardList.order, ROWS, CardList.__qualname__)
    rows = Card.objects.counted().order_by("-issued_on", "-pk")
    last = dict(rows.values("issued_on", "pk")[FAR * ROWS])
    cursor = pager.cursor(last, FAR * ROWS + 1)
    far = f"{EVERYTHING}?{urlencode({'after': cursor})}"
    first, ours = interleaved(
        lambda: manager.seconds(EVERYTHING), lambda: manager.seconds(far), TIMES
    )
    return Line(f"cards: page {FAR:,} by page 1", ours, 1.5, first)


def proved() -> Iterator[Line]:
    """The proof when numbers are up to date; it must find nothing."""
    found = proving.prove()
    if found.wrong:
        raise AssertionError(found.faults)
    yield Line(f"ledger: proof of {found.entries:,}", seconds_of(proving.prove), 30)
