"""A page begins where the last one ended."""

import pytest
from django.core.exceptions import BadRequest, ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safety.core import paging
from safety.core.paging import COUNTED, Count, Order, Page, Pager
from safety.people.models import Person
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> list[Person]:
    """Seven people, three of whom share a name."""
    return [make.person(name=name) for name in ("C", "A", "B", "B", "B", "D", "E")]


def pager(order: Order, size: int = 2) -> Pager:
    return Pager(order, size, "people")


def walk(order: Order) -> tuple[list[Page], list[Page]]:
    """All pages forward, and from the last one back."""
    forward = [pager(order).page(Person.objects.all(), ["name"])]
    while forward[-1].after:
        cursor = forward[-1].after
        forward.append(pager(order).page(Person.objects.all(), ["name"], after=cursor))
    back = [forward[-1]]
    while back[-1].before:
        cursor = back[-1].before
        back.append(pager(order).page(Person.objects.all(), ["name"], before=cursor))
    return forward, back


@pytest.mark.parametrize(
    "order",
    [
        Order(("name",)),
        Order(("name",), is_descending=True),
        Order(("name", "employee_no")),
        Order(("pk",), is_descending=True),
    ],
)
def test_pages_forward_and_back_hold_every_row_once(
    people: list[Person], order: Order
) -> None:
    forward, back = walk(order)
    everybody = list(order.apply(Person.objects.all()).values_list("pk", flat=True))
    assert [row["pk"] for page in forward for row in page.rows] == everybody
    assert [row["pk"] for page in reversed(back) for row in page.rows] == everybody
    assert [page.first_number for page in forward] == [1, 3, 5, 7]


def test_no_page_is_reached_by_an_offset(people: list[Person]) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        walk(Order(("name",)))
    assert not any("OFFSET" in query["sql"] for query in queries)


def test_going_back_to_the_start_shows_a_whole_first_page(
    people: list[Person],
) -> None:
    order = Order(("name",))
    second = pager(order, 3).page(
        Person.objects.all(),
        ["name"],
        after=pager(order, 1).page(Person.objects.all(), ["name"]).after,
    )
    first = pager(order, 3).page(Person.objects.all(), ["name"], before=second.before)
    assert [row["name"] for row in first.rows] == ["A", "B", "B"]
    assert first.before == ""


@pytest.mark.parametrize("cursor", ["x", "\0", "Ä:Ö", "a" * 10_000, "W10:sig"])
def test_a_cursor_of_nobody_is_a_bad_request(cursor: str) -> None:
    with pytest.raises(BadRequest):
        pager(Order(("name",))).page(Person.objects.all(), ["name"], after=cursor)


def test_a_cursor_of_another_order_is_a_bad_request(people: list[Person]) -> None:
    page = pager(Order(("name",))).page(Person.objects.all(), ["name"])
    with pytest.raises(BadRequest):
        pager(Order(("pk",))).page(Person.objects.all(), [], after=page.after)


def test_an_order_by_something_empty_is_refused() -> None:
    make.person(), make.person()
    with pytest.raises(ImproperlyConfigured):
        pager(Order(("contractor",)), 1).page(Person.objects.all(), ["name"])


def test_counting_stops_beyond_a_thousand(people: list[Person]) -> None:
    assert Count.up_to_limit(Person.objects.all()) == Count(7)
    Person.objects.bulk_create(
        Person(employee_no=f"N{n}", name="N") for n in range(COUNTED)
    )
    with CaptureQueriesContext(connection) as queries:
        count = Count.up_to_limit(Person.objects.all())
    assert count == Count(COUNTED, is_exact=False)
    assert len(queries) == 1
    assert f"LIMIT {COUNTED + 1}" in queries[0]["sql"]


@pytest.mark.parametrize(
    ("names", "count", "questions"),
    [
        ("AAAAA", Count(1), 1),
        ("AABCDE", Count(4, is_exact=False), 1),
        ("ABCDEFGH", Count(4, is_exact=False), 1),
        ("AAAAAAA", Count(1), 2),  # the first six do not tell
        ("AAAAAAB", Count(2), 2),
    ],
)
def test_what_is_different_is_counted_by_some_rows_if_they_tell(
    monkeypatch: pytest.MonkeyPatch, names: str, count: Count, questions: int
) -> None:
    monkeypatch.setattr(paging, "COUNTED", 4)
    for name in names:
        make.person(name=name)
    with CaptureQueriesContext(connection) as queries:
        assert Count.of_different(Person.objects.all(), "name") == count
    assert len(queries) == questions
