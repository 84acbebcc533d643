"""What is late now: counted as records are today, each with the list that it counts.

An app declares in ``<app>/late.py``::

    register(10, overdue)

``overdue(request, scope)`` gives a `Late`, or None for who may not see it at the unit
of the page. However many are declared, they are counted in one statement.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules

from safety.core.paging import COUNTED, Count


@dataclass(frozen=True)
class Late:
    """Rows that are late, how they are called by their number, and their list.

    ``text`` is an ``ngettext_lazy`` without the number, which stands before it; the
    list is the page ``url_name`` of the unit with ``query``.
    """

    rows: Any
    text: Promise
    url_name: str
    query: Mapping[str, Any] = field(default_factory=dict)


class Item(NamedTuple):
    """What is late, as a page shows it."""

    number: str
    text: str
    url: str


Asked = Callable[[Any, Any], Late | None]
_asked: list[tuple[int, Asked]] = []


def register(order: int, asked: Asked) -> None:
    """Declare what may be late; order of calls does not matter."""
    _asked.append((order, asked))


@cache
def _discover() -> None:
    autodiscover_modules("late")


def found(request: HttpRequest, scope: Any) -> list[Item] | None:
    """What is late at the unit of the page; None for who may see none of it."""
    _discover()
    ordered = sorted(_asked, key=lambda each: each[0])
    shown = [late for _n, asked in ordered if (late := asked(request, scope))]
    if not shown:
        return None
    counts = _counted([each.rows for each in shown])
    return [
        Item(count.label, _called(late, count), _address(late, scope))
        for late, count in zip(shown, counts, strict=True)
        if count.number
    ]


def _called(late: Late, count: Count) -> str:
    """A lazy text takes its number by ``%``."""
    return str(late.text % count.number)


def _address(late: Late, scope: Any) -> str:
    return f"{reverse(late.url_name)}?{scope.query}&{urlencode(late.query)}"


def _counted(some: list[QuerySet[Any, Any]]) -> list[Count]:
    """How many rows each has; as lists do, no more than so many are counted."""
    statements, values = [], list[Any]()
    for place, rows in enumerate(some):
        try:
            sql, own = (
                rows.order_by().values("pk")[: COUNTED + 1].query.sql_with_params()
            )
        except EmptyResultSet:
            continue
        statements.append(f"SELECT {place}, COUNT(*) FROM ({sql}) AS late")
        values += own
    numbers = dict(_answers(" UNION ALL ".join(statements), values))
    found = (numbers.get(place, 0) for place in range(len(some)))
    return [Count(min(n, COUNTED), n <= COUNTED) for n in found]


def _answers(statement: str, values: list[Any]) -> Iterator[tuple[int, int]]:
    if statement:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            yield from cursor.fetchall()
